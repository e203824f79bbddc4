//! Text to trees with a span on every part: YAML, JSON, Markdown and frontmatter.
//!
//! It knows the formats and nothing of plugins: which file means what is decided one level up.

pub mod frontmatter;
pub mod invisible;
pub mod json;
pub mod lenient;
pub mod markdown;
pub mod percent;
pub mod tree;
pub mod yaml;

pub use frontmatter::Frontmatter;
pub use markdown::Markdown;
pub use percent::percent_decoded;
pub use tree::{Entry, Kind, Node, Parsed, Problem};
