//! Rules about a marketplace and the plugins that it lists.

pub mod conflicting_manifests;
pub mod desktop_name;
pub mod duplicate_entry;
pub mod empty_marketplace;
pub mod entry_name_mismatch;
pub mod invalid_source;
pub mod missing_entry_component;
pub mod missing_source;
pub mod plain_http_source;
pub mod taken_name;
pub mod uninstallable_name;
pub mod unlisted_plugin;
pub mod unresolved_rename;
pub mod unused_headers;
pub mod version_mismatch;
