//! Rules about text that a model reads but people do not see: invisible characters, and instructions in comments.

pub(crate) mod control_character;
pub(crate) mod hidden_characters;
pub(crate) mod hidden_instructions;
