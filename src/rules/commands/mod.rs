//! Rules about commands: their arguments and their permissions.

pub mod argument_substitution;
pub mod parameter_mismatch;
pub mod skipped_first_argument;
pub mod unapproved_command;
pub mod undeclared_argument;
pub mod unmatched_permission;
pub mod unreplaced_argument;
pub mod unused_arguments;
