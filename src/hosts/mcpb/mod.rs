//! MCPB bundles for Claude Desktop: a server with a `manifest.json`, and no skills or commands.
//!
//! Judged with `mcpb validate` of [`VERSION`], and for `server.json` with the registry's JSON Schema.

/// The version of the program that this follows.
pub const VERSION: &str = "2.1.2";

/// The bundle's manifest.
pub const MANIFEST: &str = "manifest.json";
/// What `manifest_version` holds.
pub const MANIFEST_VERSION: &str = "0.3";
/// The server's entry in the registry of MCP servers.
pub const REGISTRY: &str = "server.json";
/// What `$schema` holds in the registry's entry.
pub const REGISTRY_SCHEMA: &str = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";
/// The bundle's folder, in the server's fields.
pub const ROOT: &str = "${__dirname}";
/// The fields of the manifest.
pub const FIELDS: &[&str] = &[
    "$schema",
    "dxt_version",
    "manifest_version",
    "name",
    "display_name",
    "version",
    "description",
    "long_description",
    "author",
    "repository",
    "homepage",
    "documentation",
    "support",
    "icon",
    "icons",
    "screenshots",
    "localization",
    "server",
    "tools",
    "tools_generated",
    "prompts",
    "prompts_generated",
    "keywords",
    "license",
    "privacy_policies",
    "compatibility",
    "user_config",
    "_meta",
];
/// The fields that a manifest must have.
pub const REQUIRED: &[&str] = &["name", "version", "description", "author", "server"];
/// Characters of a description in the registry.
pub const MAX_REGISTRY_DESCRIPTION: usize = 100;
