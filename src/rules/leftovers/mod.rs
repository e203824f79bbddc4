//! What an author's machine or an unfinished template left in the files.

pub mod personal_path;
pub mod template_leftover;
