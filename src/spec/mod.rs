//! The declarative specs, decoded from spanned trees with all their mistakes at once. One file a kind of spec.
//!
//! It reads and checks what a spec says by itself; it neither renders nor checks what was rendered.

pub mod acceptance;
pub mod compiled;
pub mod component;
pub mod declare;
pub mod fields;
pub mod folder;
pub mod load;
mod load_server;
pub mod plugin;
pub mod request;
pub mod section;
pub mod server;
pub mod targets;
pub mod tool;
mod tool_check;
mod values;

pub use load::{PluginSource, Project, load};
pub use load_server::{ServerSource, load_server};

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
