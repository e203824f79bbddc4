//! Rules about the YAML block at the top of skills, commands and agents.

pub mod duplicate_description;
pub mod duplicate_key;
pub mod duplicate_name;
pub mod frontmatter_not_yaml;
pub mod listing_over_budget;
pub mod long_description;
pub mod missing_frontmatter_field;
pub mod misspelt_frontmatter_field;
pub mod name_differs_from_file;
pub mod name_differs_from_folder;
pub mod second_frontmatter;
pub mod truncated_frontmatter;
pub mod unknown_frontmatter_value;
