//! Rules about MCP servers: what they start, what they are given, and what reaches them.

pub mod dropped_server;
pub mod empty_server_url;
pub mod literal_credential_header;
pub mod literal_credential_in_mcp;
pub mod missing_binary;
pub mod plain_http;
pub mod plain_http_server;
pub mod required_option_in_server;
pub mod unbound_channel;
pub mod undeclared_default;
pub mod undeclared_option;
pub mod undocumented_variable;
pub mod unexpanded_variable;
pub mod unnamed_servers;
pub mod unpinned_npx;
