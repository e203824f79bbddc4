//! Rules about what an author's machine or an unfinished template left in the files.

pub mod personal_path;
pub mod shell_in_description;
pub mod template_leftover;
