//! Rules about the YAML block at the top of skills, commands and agents.

pub(crate) mod duplicate_description;
pub(crate) mod duplicate_key;
pub(crate) mod duplicate_name;
pub(crate) mod frontmatter_not_yaml;
pub(crate) mod listing_over_budget;
pub(crate) mod long_description;
pub(crate) mod missing_frontmatter_field;
pub(crate) mod misspelt_frontmatter_field;
pub(crate) mod name_differs_from_file;
pub(crate) mod name_differs_from_folder;
pub(crate) mod second_frontmatter;
pub(crate) mod truncated_frontmatter;
pub(crate) mod unknown_frontmatter_value;
