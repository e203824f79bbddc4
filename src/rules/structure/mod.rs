//! Rules about the shape of skills and commands: headings, sections, code blocks.

pub mod empty_section;
pub mod long_skill;
pub mod missing_section;
pub mod section_order;
pub mod unclosed_fence;
pub mod unparsable_json_example;
