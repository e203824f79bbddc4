//! Rules about hooks: what Claude Code rejects, and whether scripts exist, are executable and have the right path.

pub mod ignored_group_key;
pub mod millisecond_timeout;
pub mod refused_user_config;
pub mod relative_hook_path;
pub mod unexecutable_script;
pub mod unknown_hook_variable;
pub mod unmatched_hook;
pub mod unsupported_hook_type;
pub mod windows_line_ends;
