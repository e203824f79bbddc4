//! Rules about what a plugin's texts refer to: files, headings, components, tools.

pub mod broken_link;
pub mod built_in;
pub mod link_leaves_plugin;
pub mod mentions;
pub mod missing_attachment;
pub mod missing_path_in_code;
pub mod missing_resource;
pub mod targets;
pub mod undeclared_option_in_text;
pub mod unknown_component_reference;
pub mod unknown_tool;
