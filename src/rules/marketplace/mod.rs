//! Rules about a marketplace and the plugins that it lists.

pub mod conflicting_manifests;
pub mod entry_name_mismatch;
pub mod missing_entry_component;
pub mod missing_source;
pub mod plain_http_source;
pub mod taken_name;
pub mod uninstallable_source;
pub mod unlisted_plugin;
pub mod unsupported_entry_hooks;
