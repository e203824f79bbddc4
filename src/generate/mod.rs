//! Specs to a plugin tree in memory, and that tree to the disk.
//!
//! [`plan::plan`] is pure: the same specs give the same bytes, so that `build`, `build --check`, `--diff` and the tests are
//! one call. Only [`write`](mod@write) touches the disk. Nothing here checks what was rendered.

pub mod bundle;
mod component;
pub mod files;
mod filled;
pub mod frontmatter;
pub mod json;
pub mod manifest;
pub mod marketplace;
mod notation;
pub mod origin;
mod page;
pub mod plan;
mod record;
mod rendering;
pub mod request;
pub mod targets;
pub mod templates;
pub mod write;

pub use plan::{Plan, PlanOptions, plan};
