//! Rules about the manifest, the layout of the plugin's folder, and files in general.

pub mod broken_component_file;
pub mod empty_listed_component;
pub mod invalid_version;
pub mod mismatched_default;
pub mod mismatched_license;
pub mod misplaced_component;
pub mod misplaced_file;
pub mod missing_plugin_file;
pub mod outdated_document;
pub mod oversized_file;
pub mod redundant_hooks_path;
pub mod refused_name;
pub mod shadowed_folder;
pub mod symlink_leaves_tree;
pub mod unknown_dependency;
pub mod unlisted_component;
