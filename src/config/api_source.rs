//! The location of a plugin's API description, and the addresses of the API.

use serde::Serialize;
use serde_json::{Value, json};

use crate::spec;
use crate::spec::fields::{Decode, Decoder, Spanned};
use crate::syntax::Node;

spec! {
    /// A description, with what it omits about its servers.
    pub struct ApiFile = "an API description" {
        /// The OpenAPI or Swagger file, as a path relative to this file.
        required file: Spanned<String>,
        /// The base path before the description's paths, such as `/api`.
        maybe base: String,
        /// Further hosts of the API; `{region}` matches any name.
        optional hosts: Vec<String>,
    }
}

/// A path, or a path with a base path and hosts.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct ApiSource(pub ApiFile);

impl Decode for ApiSource {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        if node.is_mapping() {
            return ApiFile::decode(node, decoder).map(Self);
        }
        let file = Spanned::<String>::decode(node, decoder)?;
        Some(Self(ApiFile { file, base: None, hosts: Vec::new() }))
    }

    fn schema() -> Value {
        json!({ "anyOf": [String::schema(), ApiFile::schema()] })
    }
}
