//! Rules about MCP servers: what they run, their configuration, and their connections.

pub mod empty_server_url;
pub mod literal_credential_in_mcp;
pub mod plain_http;
pub mod relative_server_path;
pub mod required_option_in_server;
pub mod unbound_channel;
pub mod undeclared_default;
pub mod undocumented_variable;
pub mod unexpanded_variable;
pub mod unpinned_npx;
pub mod unreplaced_plugin_root;
