//! Rules about what a plugin's texts refer to: files, headings, components, tools.

pub(crate) mod broken_link;
pub(crate) mod built_in;
pub(crate) mod link_leaves_plugin;
pub(crate) mod mentions;
pub(crate) mod missing_attachment;
pub(crate) mod missing_path_in_code;
pub(crate) mod missing_resource;
pub(crate) mod targets;
pub(crate) mod undeclared_option_in_text;
pub(crate) mod unknown_component_reference;
pub(crate) mod unknown_tool;
