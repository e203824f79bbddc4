//! Security schemes: the credentials that an operation asks for, the scopes of a token, and the paths where one is issued.

use super::load::{Description, Value, Version};
use super::operations::Operation;
use crate::syntax::Node;

/// A credential that a request carries, with a `{placeholder}` for its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
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

impl Description {
    fn security_schemes(&self) -> impl Iterator<Item = Value<'_>> {
        let path: &[&str] = match self.version() {
            Version::Swagger2 => &["securityDefinitions"],
            _ => &["components", "securitySchemes"],
        };
        self.entries(path).iter().filter_map(|entry| self.part_node(entry)).map(|node| self.value(node))
    }

    /// The flows of all OAuth 2 schemes; in Swagger 2.0 a scheme is its own flow.
    fn flows(&self) -> impl Iterator<Item = &Node> {
        self.security_schemes().flat_map(|scheme| {
            let flows = scheme.node().get("flows").map(Node::entries).unwrap_or_default();
            flows.iter().map(|entry| &entry.value).chain(std::iter::once(scheme.node()))
        })
    }

    /// The names of all scopes.
    #[must_use]
    pub fn scopes(&self) -> Vec<&str> {
        let entries = self.flows().flat_map(|flow| flow.get("scopes").map(Node::entries).unwrap_or_default());
        entries.map(|entry| entry.key.as_str()).collect()
    }

    /// The paths of the addresses where tokens are issued and where people sign in.
    #[must_use]
    pub fn token_paths(&self) -> Vec<&str> {
        let urls =
            self.flows().flat_map(|flow| ["tokenUrl", "authorizationUrl", "refreshUrl"].map(|key| flow.get(key)));
        urls.flatten().filter_map(Node::as_str).map(path_of).collect()
    }
}

/// The path of an address, without query.
fn path_of(url: &str) -> &str {
    let after = url.split_once("://").map_or(url, |(_, after)| after);
    let path = after.find('/').and_then(|at| after.get(at..)).unwrap_or_default();
    path.split('?').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use crate::openapi::Description;
    use crate::source::SourceFile;

    #[test]
    fn scopes_and_token_paths_come_from_all_flows() {
        for text in [
            "openapi: 3.1.0\npaths: {}\ncomponents: {securitySchemes: {a: {type: oauth2, flows: {clientCredentials: \
             {tokenUrl: 'https://x.example.com/oauth/token?a=b', scopes: {'read:things': Read}}}}}}\n",
            "swagger: '2.0'\npaths: {}\nsecurityDefinitions: {a: {type: oauth2, flow: application, \
             tokenUrl: 'https://x.example.com/oauth/token', scopes: {'read:things': Read}}}\n",
        ] {
            let description = Description::load(&SourceFile::new("api", text)).unwrap();
            assert_eq!(description.scopes(), ["read:things"]);
            assert_eq!(description.token_paths(), ["/oauth/token"]);
        }
    }
}
