//! Rules about the manifest and the layout of the plugin's folder.

pub mod empty_listed_component;
pub mod unlisted_component;
