//! What each host accepts: its files, fields, limits and names. One folder per host.

pub mod agent_plugins;
pub(crate) mod agent_skills;
pub mod claude;
pub mod codex;
pub mod gemini;
pub mod mcpb;
pub(crate) mod wording;

pub use wording::Wording;
