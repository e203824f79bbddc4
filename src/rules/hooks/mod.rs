//! Rules about hooks: what Claude Code rejects, and whether scripts exist, are executable and have the right path.

pub(crate) mod ignored_group_key;
pub(crate) mod millisecond_timeout;
pub(crate) mod refused_user_config;
pub(crate) mod relative_hook_path;
pub(crate) mod unexecutable_script;
pub(crate) mod unknown_hook_variable;
pub(crate) mod unmatched_hook;
pub(crate) mod unsupported_hook_type;
pub(crate) mod windows_line_ends;
