//! Rules about the shape of skills and commands: headings, sections, code blocks.

pub mod missing_section;
