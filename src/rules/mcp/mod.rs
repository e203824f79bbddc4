//! Rules about MCP servers: what they start, what they are given, and what reaches them.

pub mod literal_credential_in_mcp;
pub mod undeclared_default;
pub mod unpinned_npx;
