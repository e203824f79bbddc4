//! Agent Plugins 1.0.0, the portable format that Codex, GitHub Copilot, VS Code, Cursor, Kiro and Qwen Code read.
//!
//! Tested with the JSON Schemas of the specification, and with the CLIs of Codex, Copilot and Qwen Code.

use super::Wording;

/// The plugin's manifest.
pub const MANIFEST: &str = "plugin.json";
/// The servers' file.
pub const SERVERS: &str = "mcp.json";
/// The value of `$schema` in the manifest.
pub const SCHEMA: &str = "https://agent-plugins.org/schemas/1.0.0/plugin.schema.json";
/// The value of `$schema` in the servers' file.
pub const SERVERS_SCHEMA: &str = "https://agent-plugins.org/schemas/1.0.0/mcp.schema.json";
/// The marketplace's manifest for Copilot and VS Code.
pub const COPILOT_MARKETPLACE: &str = ".github/plugin/marketplace.json";
/// The folder in which Copilot looks for what the specification does not define.
pub const COPILOT: &str = "com.github.copilot";

/// The fields of the manifest.
pub const FIELDS: &[&str] = &[
    "$schema",
    "name",
    "version",
    "description",
    "author",
    "homepage",
    "repository",
    "license",
    "keywords",
    "extensions",
];
/// The fields of `author`.
pub const AUTHOR_FIELDS: &[&str] = &["name", "email", "url"];
/// The fields of the servers' file.
pub const SERVERS_FIELDS: &[&str] = &["$schema", "mcpServers"];
/// The fields of a server that runs a program.
pub const PROGRAM_FIELDS: &[&str] = &["type", "command", "args", "env", "cwd"];
/// The fields of a server that is contacted by URL.
pub const REMOTE_FIELDS: &[&str] = &["type", "url", "headers"];

/// The plugin's folder, in `args`, `env` and `cwd`.
pub const ROOT: &str = "${PLUGIN_ROOT}";
/// A folder that survives updates, in the same fields.
pub const DATA: &str = "${PLUGIN_DATA}";

/// Commands are skills. Copilot, VS Code and Qwen Code invoke one by its name alone.
pub static WORDING: Wording = Wording { host: "the agent", sigil: "/", namespaced: false, arguments: None };

/// Commands as Copilot reads them from [`COPILOT`].
pub static COPILOT_WORDING: Wording =
    Wording { host: "GitHub Copilot", sigil: "/", namespaced: false, arguments: Some("$ARGUMENTS") };
