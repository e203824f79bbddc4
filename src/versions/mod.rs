//! Versions: content that changed without a new version, and increasing a version.
//!
//! Claude Code updates an installed plugin when its version changes; content that changes without it never reaches
//! users.

pub(crate) mod bump;
mod content;
pub mod since;
