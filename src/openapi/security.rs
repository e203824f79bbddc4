//! Security: which credentials an operation asks for, and where they are sent.

use super::load::{Description, Version};
use super::operations::Operation;
use crate::syntax::Node;

/// A credential that a request carries, with a `{placeholder}` for its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// A header and its value.
    Header(String, String),
    /// A query parameter and its value.
    Query(String, String),
}

impl Operation<'_> {
    /// The credentials of the first way to sign in that the description lists; none when it asks for none.
    #[must_use]
    pub fn credentials(&self) -> Vec<Credential> {
        let own = self.node.get("security");
        let Some(security) = own.or_else(|| self.description.pointer("#/security")) else { return Vec::new() };
        let Some(first) = security.items().first() else { return Vec::new() };
        first.entries().iter().filter_map(|entry| self.description.credential(&entry.key)).collect()
    }
}

impl Description {
    fn credential(&self, name: &str) -> Option<Credential> {
        let folder = match self.version() {
            Version::Swagger2 => "securityDefinitions",
            _ => "components/securitySchemes",
        };
        let pointer = format!("#/{folder}/{}", name.replace('~', "~0").replace('/', "~1"));
        let scheme = self.resolve(self.pointer(&pointer)?)?;
        let text = |key: &str| scheme.get(key).and_then(Node::as_str).unwrap_or_default();
        let header = |value: &str| Credential::Header("Authorization".to_owned(), value.to_owned());
        match (text("type"), text("scheme").to_ascii_lowercase().as_str()) {
            ("basic", _) | ("http", "basic") => Some(header("Basic {credentials}")),
            ("oauth2" | "openIdConnect", _) | ("http", "bearer") => Some(header("Bearer {access_token}")),
            ("http", scheme) => Some(header(&format!("{scheme} {{credentials}}"))),
            ("apiKey", _) => match text("in") {
                "query" => Some(Credential::Query(text("name").to_owned(), format!("{{{name}}}"))),
                "cookie" => Some(Credential::Header("Cookie".to_owned(), format!("{}={{{name}}}", text("name")))),
                _ => Some(Credential::Header(text("name").to_owned(), format!("{{{name}}}"))),
            },
            _ => None,
        }
    }
}
