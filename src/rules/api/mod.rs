//! Rules about API claims: what a plugin says of an API, held against its description.
//!
//! They run for a plugin that has a description (`--openapi`, `openapi:` in the configuration, or the spec it is built
//! from). The claims are found and matched with the description once, in [`model::ApiClaims`]; each rule words one kind of mistake.

pub mod changes;
mod checked;
mod collect;
mod columns;
mod denied;
pub mod denied_name;
pub mod deprecated_operation;
mod evidence;
mod faults;
mod field_types;
pub mod insecure_api_url;
mod labels;
mod links;
pub mod missing_body_field;
pub mod missing_parameter;
pub mod model;
mod name_index;
mod named;
mod names;
mod own_output;
mod own_words;
pub mod path_case;
mod products;
mod records;
mod requests;
mod samples;
mod subject;
mod surroundings;
mod tool_answers;
pub mod tools;
pub mod undocumented_field;
pub mod undocumented_name;
pub mod undocumented_parameter;
pub mod unexpected_base_path;
pub mod unknown_body_field;
pub mod unknown_endpoint;
pub mod unknown_field_name;
pub mod unknown_host;
mod unknown_paths;
pub mod unknown_query_parameter;
pub mod unknown_response_field;
pub mod usage;
mod words;
pub mod wrong_body_shape;
pub mod wrong_body_value;
pub mod wrong_field_type;
pub mod wrong_method;
pub mod wrong_parameter_value;
pub mod wrong_response_value;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::openapi::Description;
use crate::rules::tools::ToolCatalog;

pub use checked::Checked;
pub use model::{ApiClaims, NameClaim, ParameterFault, PathClaim, RequestClaim};
pub use tools::check_tools;

/// The API descriptions of a run, and the tools of the servers that call the APIs.
#[derive(Debug, Clone, Default)]
pub struct Descriptions {
    /// For every plugin without one of its own.
    pub all: Option<Arc<Description>>,
    /// By name of plugin.
    pub by_plugin: BTreeMap<String, Arc<Description>>,
    /// The tools of every plugin whose own are not known.
    pub all_tools: Option<Arc<ToolCatalog>>,
    /// The tools of a plugin's server, by name of plugin.
    pub tools_by_plugin: BTreeMap<String, Arc<ToolCatalog>>,
}

impl Descriptions {
    /// One description for every plugin.
    #[must_use]
    pub fn for_all(description: Arc<Description>) -> Self {
        Self { all: Some(description), ..Self::default() }
    }

    /// The description for a plugin.
    #[must_use]
    pub fn of(&self, plugin: &str) -> Option<&Description> {
        self.by_plugin.get(plugin).or(self.all.as_ref()).map(AsRef::as_ref)
    }

    /// The tools of a plugin's server.
    #[must_use]
    pub fn tools_of(&self, plugin: &str) -> Option<&ToolCatalog> {
        self.tools_by_plugin.get(plugin).or(self.all_tools.as_ref()).map(AsRef::as_ref)
    }
}
