//! Rules about what a plugin's texts point at: files, headings, components, tools.

pub mod broken_link;
pub mod built_in;
pub mod link_leaves_plugin;
pub mod mentions;
pub mod missing_path_in_code;
pub mod targets;
pub mod unknown_component_reference;
pub mod unknown_tool;
