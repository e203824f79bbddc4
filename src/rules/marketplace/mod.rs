//! Rules about a marketplace and the plugins that it lists.

pub(crate) mod conflicting_manifests;
pub(crate) mod entry_name_mismatch;
pub(crate) mod missing_entry_component;
pub(crate) mod missing_source;
pub(crate) mod plain_http_source;
pub(crate) mod taken_name;
pub(crate) mod uninstallable_source;
pub(crate) mod unlisted_plugin;
pub(crate) mod unsupported_entry_hooks;
