//! Rules about the YAML block at the top of skills, commands and agents.

pub mod frontmatter_not_yaml;
pub mod invalid_frontmatter;
pub mod missing_frontmatter;
pub mod missing_frontmatter_field;
pub mod name_differs_from_file;
