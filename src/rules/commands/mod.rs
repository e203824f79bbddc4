//! Rules about commands: their arguments and their permissions.

pub(crate) mod argument_substitution;
pub(crate) mod parameter_mismatch;
pub(crate) mod skipped_first_argument;
pub(crate) mod unapproved_command;
pub(crate) mod undeclared_argument;
pub(crate) mod unmatched_permission;
pub(crate) mod unreplaced_argument;
pub(crate) mod unused_arguments;
