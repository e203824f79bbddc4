//! What `claude plugin validate` says of a target, by our rule names and in our words.
//!
//! One reader for each kind of file, all for the profile `claude`: the Claude Code CLI 2.1.330, held against it case by
//! case in `tests/oracle.rs`. A finding's key path is spelled as the CLI spells it. The rules themselves (names, levels,
//! pages) stand in the groups beside this module; nothing here prints or decides levels.

mod binaries;
mod components;
mod credentials;
mod fields;
mod file;
mod frontmatter;
mod hook_files;
mod hook_shape;
mod hooks;
pub mod json_schema;
mod listed;
mod manifest;
mod marketplace;
mod mcp;
mod mcp_server;
mod mcp_shape;
mod names;
mod network;
mod paths;
mod regex;
mod relevance;
mod report;
mod schema;
mod schema_parts;
mod sources;
mod target;
mod types;
pub(in crate::rules) mod unchecked;
mod url;
mod user_config;
mod version_range;

pub(in crate::rules) use listed::folders as listed_folders;
pub use target::{Depth, check, check_plugin, has_components};
