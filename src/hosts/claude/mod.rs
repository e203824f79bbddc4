//! What Claude Code accepts: what `claude plugin validate` reports for a target, under our rule names and in our words.
//!
//! There is one reader for each kind of file. `tests/oracle.rs` compares all of them with the CLI, case by case.
//! Key paths are spelled as the CLI spells them. `findings` holds the metadata of the rules; nothing here prints or
//! decides levels.

/// The version of the Claude Code CLI that this model follows. `.ci/run` and the documentation read the same file.
pub const CLI_VERSION: &str = include_str!("VERSION").trim_ascii();

mod binaries;
mod bundle_cache;
mod components;
mod credentials;
mod fields;
mod file;
pub(crate) mod findings;
mod fixes;
mod frontmatter;
mod git_links;
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
pub(crate) mod unchecked;
mod unquoted;
mod url;
mod user_config;
mod version_range;

pub(crate) use listed::folders as listed_folders;
pub use names::is_taken_marketplace;
pub use target::{check, check_plugin, has_components};

/// How far a check of a marketplace goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// What the CLI opens for this very target.
    Shallow,
    /// Listed plugins are targets of their own, so their manifests are left to them.
    Deep,
}
