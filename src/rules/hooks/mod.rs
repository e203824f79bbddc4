//! Rules about hooks: what Claude Code refuses, and scripts that are there, can be run and are looked for in the right place.

pub mod broken_guard_hook;
pub mod ignored_hook;
pub mod invalid_hooks_file;
pub mod refused_user_config;
pub mod relative_hook_path;
pub mod unexecutable_script;
pub mod unportable_path;
pub mod unquoted_plugin_root;
