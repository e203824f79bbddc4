//! Specs to a plugin tree in memory, and that tree to the disk.
//!
//! [`plan::plan`] is pure: the same specs give the same bytes, so that `build`, `build --check`, `--diff` and the tests are
//! one call. Only `write` touches the disk. Nothing here checks what was rendered.

pub(crate) mod bundle;
mod component;
pub(crate) mod files;
mod filled;
pub(crate) mod frontmatter;
pub(crate) mod json;
pub(crate) mod manifest;
pub mod marketplace;
mod notation;
#[cfg(feature = "cli")]
pub(crate) mod origin;
mod page;
mod plan;
#[cfg(feature = "cli")]
mod record;
mod rendering;
pub mod request;
pub(crate) mod targets;
pub mod templates;
#[cfg(feature = "cli")]
pub(crate) mod write;

pub use plan::{Plan, PlanOptions, plan};
