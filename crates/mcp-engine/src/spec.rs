//! The specs that a server runs: a service (the vendor's conventions) and its tools.
//!
//! The types are those of `plugin_gen::spec`, which has checked the YAML line by line.

pub use plugin_gen::spec::compiled::Specs;
pub use plugin_gen::spec::fields::{Map, Spanned};
pub use plugin_gen::spec::server::{Authentication, Basic, Hosts, Page, Paging, ServerSpec as Service};
pub use plugin_gen::spec::tool::{
    DocumentedGet, Field, FieldKind, Input, InputKind, Keep, Note, Output, Pick, Request, ToolFields as Tool,
};
pub use plugin_gen::syntax::Node;
