//! Rules about hooks: what Claude Code refuses, and scripts that are there, can be run and are looked for in the right place.

pub mod refused_user_config;
pub mod relative_hook_path;
pub mod unexecutable_script;
