//! What Claude Code accepts: the findings of `claude plugin validate` for a target, with our rule names and messages.
//!
//! There is one reader for each kind of file. `tests/oracle.rs` compares all of them with the CLI, case by case.
//! Key paths are spelled as the CLI spells them. `findings` contains the metadata of the rules. Nothing here prints
//! or decides levels.

/// The version of the Claude Code CLI that this model follows. `.ci/run` and the documentation read the same file.
pub const CLI_VERSION: &str = include_str!("VERSION").trim_ascii();

/// How Claude Code writes what texts mention.
pub static WORDING: super::Wording =
    super::Wording { host: "Claude Code", sigil: "/", namespaced: true, arguments: Some("$ARGUMENTS") };

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
mod quoting;
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
pub use target::{check, check_plugin, check_skill, has_components};

/// How deep a check of a marketplace goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Only what the CLI opens for this target.
    Shallow,
    /// Listed plugins are targets of their own, and their manifests are checked there.
    Deep,
}
