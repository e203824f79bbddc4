//! Rules about what an author's machine or an unfinished template left in the files.

pub(crate) mod personal_path;
pub(crate) mod shell_in_description;
pub(crate) mod template_leftover;
