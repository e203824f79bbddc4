//! OpenAI Codex: `.codex-plugin/plugin.json`, in the same folder as Claude Code's plugin.
//!
//! Tested with the CLI of [`VERSION`]: `plugin add`, `plugin list`, `mcp list`, and `app-server`, which starts the
//! servers.

use super::Wording;

/// The version of the CLI that this module follows.
pub const VERSION: &str = "0.171.0";

/// The plugin's manifest.
pub const MANIFEST: &str = ".codex-plugin/plugin.json";
/// The servers' file. The name is our own, because Codex reads the file that the manifest names.
pub const SERVERS: &str = "codex.mcp.json";
/// The skills that only Codex reads.
pub const SKILLS: &str = "codex-skills";
/// The marketplace's manifest; Codex prefers it to `.claude-plugin/marketplace.json`.
pub const MARKETPLACE: &str = ".agents/plugins/marketplace.json";

/// The fields of the manifest.
pub const FIELDS: &[&str] = &[
    "name",
    "version",
    "description",
    "author",
    "homepage",
    "repository",
    "license",
    "keywords",
    "skills",
    "commands",
    "hooks",
    "mcpServers",
    "apps",
    "interface",
];

/// What a marketplace's entry may say of the installation.
pub const INSTALLATION: &[&str] = &["NOT_AVAILABLE", "AVAILABLE", "INSTALLED_BY_DEFAULT"];
/// When Codex asks for a login.
pub const AUTHENTICATION: &[&str] = &["ON_INSTALL", "ON_USE"];

/// Codex has no commands: they are skills, invoked with `$`.
pub static WORDING: Wording = Wording { host: "Codex", sigil: "$", namespaced: true, arguments: None };
