//! The MCP server of the halopsa plugin: the engine, with the specs of `spec/halopsa` compiled in.

use mcp_engine::spec::Specs;

/// The specs that the build compiled in.
///
/// # Errors
/// When the build's output and the engine disagree.
pub fn specs() -> Result<Specs, String> {
    Specs::from_json(include_str!(concat!(env!("OUT_DIR"), "/specs.json")))
}
