//! Rules about text that a model reads but people do not see: invisible characters, and instructions in comments.

pub mod control_character;
pub mod hidden_characters;
pub mod hidden_instructions;
