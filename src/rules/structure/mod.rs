//! Rules about the shape of skills and commands: headings, sections, code blocks.

pub(crate) mod empty_section;
pub(crate) mod long_skill;
pub(crate) mod missing_section;
pub(crate) mod section_order;
pub(crate) mod unclosed_fence;
pub(crate) mod unparsable_json_example;
