//! Rules about the manifest and the layout of the plugin's folder.

pub mod empty_listed_component;
pub mod ignored_field;
pub mod invalid_json;
pub mod invalid_types;
pub mod invalid_value;
pub mod invalid_version_range;
pub mod misplaced_field;
pub mod missing_author;
pub mod missing_description;
pub mod missing_field;
pub mod missing_version;
pub mod no_manifest;
pub mod path_not_found;
pub mod path_not_relative;
pub mod path_traversal;
pub mod reserved_name;
pub mod root_memory_file;
pub mod unknown_field;
pub mod unlisted_component;
pub mod unread_file;
pub mod unsupported_key;
pub mod unusual_name;
pub mod wrong_file_type;
pub mod wrong_type;
