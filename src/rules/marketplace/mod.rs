//! What Claude Code says of marketplace.json.

pub mod desktop_name;
pub mod duplicate_entry;
pub mod empty_marketplace;
pub mod invalid_source;
pub mod uninstallable_name;
pub mod unresolved_rename;
pub mod unused_headers;
pub mod version_mismatch;
