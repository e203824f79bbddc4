//! Where the description of a plugin's API lies, and where the API answers.

use serde::Serialize;
use serde_json::{Value, json};

use crate::spec;
use crate::spec::fields::{Decode, Decoder, Spanned};
use crate::syntax::Node;

spec! {
    /// A description with what it leaves out about its servers.
    pub struct ApiFile = "an API description" {
        /// The OpenAPI or Swagger file, as a path beside this file.
        required file: Spanned<String>,
        /// The base path in front of the description's paths, such as `/api`.
        maybe base: String,
        /// Further hosts of the API; `{region}` stands for any name.
        optional hosts: Vec<String>,
    }
}

/// A path alone, or a path with a base path and hosts.
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
