//! Parses YAML, JSON, TOML, Markdown and frontmatter into trees with a span on every part.
//!
//! It knows formats, not plugins: the level above decides what each file means.

pub(crate) mod frontmatter;
pub mod invisible;
pub mod json;
pub(crate) mod lenient;
pub mod markdown;
pub(crate) mod percent;
#[cfg(feature = "check")]
pub mod toml;
pub(crate) mod tree;
pub mod yaml;

pub use frontmatter::Frontmatter;
pub use markdown::Markdown;
pub use percent::percent_decoded;
pub use tree::{Entry, Kind, Node, Parsed, Problem};
