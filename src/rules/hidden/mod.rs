//! Text that a model reads and a person does not see: characters without a shape, and instructions in comments.

pub mod control_character;
pub mod hidden_characters;
pub mod hidden_instructions;
