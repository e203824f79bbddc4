//! Rules about subagents and the references to them.

pub(crate) mod ignored_agent_field;
pub(crate) mod prefixed_agent_name;
pub(crate) mod unknown_agent_color;
pub(crate) mod unknown_agent_skill;
pub(crate) mod unknown_fork_agent;
