//! Versions: what changed since a revision without one, and raising them.
//!
//! Claude Code updates an installed plugin when its version changes; content that changes without it never arrives.

pub mod bump;
mod content;
pub mod since;
