//! The declarative specs, decoded from spanned trees with all their mistakes at once. One file a kind of spec.
//!
//! It reads and checks what a spec says by itself; it neither renders nor checks what was rendered.

pub mod acceptance;
pub mod compiled;
pub mod component;
mod component_kind;
pub mod declare;
pub mod fields;
pub mod load;
pub mod plugin;
pub mod project;
pub mod request;
pub mod section;
pub mod server;
pub mod targets;
pub mod tool;
mod values;

pub use load::{load, load_server};
pub use project::{PluginSource, Project, ServerSource};

use crate::diag::RuleMeta;
use crate::rule_meta;

/// Reported for a template that cannot be rendered.
pub static TEMPLATE_ERROR: RuleMeta = rule_meta!("template-error", Error, Claude, "A template cannot be rendered");

/// Everything that is wrong with a spec is reported under this name.
pub static INVALID_SPEC: RuleMeta = rule_meta!(
    "invalid-spec",
    Error,
    Claude,
    "A spec cannot be read, lacks a key, or names something that does not exist"
);
