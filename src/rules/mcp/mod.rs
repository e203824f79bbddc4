//! Rules about MCP servers: what they run, their configuration, and their connections.

pub(crate) mod empty_server_url;
pub(crate) mod literal_credential_in_mcp;
pub(crate) mod plain_http;
pub(crate) mod relative_server_path;
pub(crate) mod required_option_in_server;
pub(crate) mod unbound_channel;
pub(crate) mod undeclared_default;
pub(crate) mod undocumented_variable;
pub(crate) mod unexpanded_variable;
pub(crate) mod unpinned_npx;
pub(crate) mod unreplaced_plugin_root;
