//! Gemini CLI extensions: `gemini-extension.json`.
//!
//! Tested with the CLI of [`VERSION`]: `extensions validate`, `extensions install`, `extensions list`, `skills list`
//! and `mcp list`, which starts the servers.

use super::Wording;

/// The version of the CLI that this module follows.
pub const VERSION: &str = "0.61.0";

/// The extension's manifest.
pub const MANIFEST: &str = "gemini-extension.json";
/// The text that the model always receives.
pub const CONTEXT: &str = "GEMINI.md";
/// The extension's folder, in a server's fields.
pub const ROOT: &str = "${extensionPath}";

/// The fields of the manifest.
pub const FIELDS: &[&str] = &[
    "name",
    "version",
    "description",
    "mcpServers",
    "contextFileName",
    "excludeTools",
    "settings",
    "themes",
    "plan",
    "migratedTo",
];

/// A command is a prompt in a TOML file, in a folder named after the extension.
pub static WORDING: Wording = Wording { host: "Gemini CLI", sigil: "/", namespaced: true, arguments: Some("{{args}}") };
