//! Rules about the tools of MCP servers: what a plugin says of them, held against the list of tools that the server has.
//!
//! They run for a plugin whose tools are known: from the specs its server is built from, or from a recorded answer to
//! `tools/list` (`--tools`, `tools:` in the configuration).

mod calls;
pub mod catalog;
pub mod claims;
mod descriptions;
pub mod unknown_server_tool;
pub mod unknown_tool_field;
pub mod wrong_tool_call;

pub use catalog::ToolCatalog;
pub use claims::ToolClaims;
pub use descriptions::check_descriptions;
