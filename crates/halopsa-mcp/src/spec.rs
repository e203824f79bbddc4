//! The specs that the build compiled in: a service (the vendor's conventions) and its tools.
//!
//! The types are those of `plugin_gen::spec`, which has checked the YAML line by line. A failure to
//! read here is a fault of the build and not of a user.

pub use plugin_gen::spec::fields::{Map, Spanned};
pub use plugin_gen::spec::server::{Hosts, Page, Paging, ServerSpec as Service};
pub use plugin_gen::spec::tool::{
    DocumentedGet, Field, FieldKind, Input, InputKind, Keep, Output, Pick, Request, ToolFields as Tool,
};
pub use plugin_gen::syntax::Node;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Everything that was compiled in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Specs {
    /// The vendor's conventions.
    pub service: Service,
    /// The tools, in the order in which they are listed.
    pub tools: Vec<Tool>,
    /// The paths that the API description lets read, each with the names of its query parameters.
    #[serde(default)]
    pub api: BTreeMap<String, Vec<String>>,
}

impl Specs {
    /// The specs that the build compiled in.
    ///
    /// # Errors
    /// When the build's output and this library disagree.
    pub fn compiled_in() -> Result<Self, String> {
        Self::from_json(include_str!(concat!(env!("OUT_DIR"), "/specs.json")))
    }

    /// Specs from their JSON form.
    ///
    /// # Errors
    /// When the text is not a service with tools.
    pub fn from_json(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }
}
