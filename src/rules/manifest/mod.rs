//! Rules about the manifest, the layout of the plugin's folder, and files in general.

pub(crate) mod broken_component_file;
pub(crate) mod empty_listed_component;
pub(crate) mod invalid_version;
pub(crate) mod mismatched_default;
pub(crate) mod mismatched_license;
pub(crate) mod misplaced_component;
pub(crate) mod misplaced_file;
pub(crate) mod missing_plugin_file;
pub(crate) mod outdated_document;
pub(crate) mod oversized_file;
pub(crate) mod redundant_hooks_path;
pub(crate) mod refused_name;
pub(crate) mod shadowed_folder;
pub(crate) mod symlink_leaves_tree;
pub(crate) mod unknown_dependency;
pub(crate) mod unlisted_component;
