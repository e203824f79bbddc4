//! What Claude Code says of hooks.

pub mod broken_guard_hook;
pub mod ignored_hook;
pub mod invalid_hooks_file;
pub mod unportable_path;
pub mod unquoted_plugin_root;
