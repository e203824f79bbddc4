//! Rules about subagents and the references to them.

pub mod ignored_agent_field;
pub mod prefixed_agent_name;
pub mod unknown_agent_color;
pub mod unknown_agent_skill;
pub mod unknown_fork_agent;
