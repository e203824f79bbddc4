//! Shared by several rules: components and their names, arguments, MCP servers, prose outside code, sample folders.
//!
//! Nothing here reports findings; it only answers questions about parsed documents.

pub(crate) mod arguments;
pub(crate) mod components;
pub(crate) mod declared_parts;
pub(crate) mod fences;
pub(crate) mod folders;
pub(crate) mod hooks;
pub(crate) mod load_commands;
pub(crate) mod permissions;
pub(crate) mod phrases;
pub(crate) mod prose;
pub(crate) mod shell;
pub(crate) mod tools;
pub(crate) mod variables;
