//! Shared by several rules: components and their names, arguments, MCP servers, prose outside code, sample folders.
//!
//! Nothing here reports findings; it only answers questions about parsed documents.

pub mod arguments;
pub mod components;
pub mod declared_parts;
pub mod fences;
pub mod folders;
pub mod hooks;
pub mod load_commands;
pub mod prose;
pub mod shell;
pub mod tools;
pub mod variables;
