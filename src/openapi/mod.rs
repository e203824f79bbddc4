//! OpenAPI descriptions: 3.0, 3.1 and Swagger 2.0, YAML or JSON, read lazily with a span on everything.
//!
//! What readers use:
//!
//! - [`Description::load`] takes a file and reads its outline; a path, a schema or a parameter is read when asked for.
//! - [`Description::operation`] gives an [`Operation`]: summary, parameters, body, form, answer, base paths.
//! - [`Description::schema`] gives a [`Schema`], and [`Schema::field`] one of its fields by a dotted path.
//! - [`Description::find`] says which operation a path as written in a document means.
//! - [`validate`](validate::validate) compares a JSON value with a schema.
//!
//! References within the document are followed, cycles and depth are bounded. It knows nothing of plugins, documents or
//! rules, and it reports nothing: it answers questions, with spans.

mod field;
mod index;
pub mod known_wrong;
pub mod load;
mod maps;
pub mod operations;
mod outline;
mod path_match;
pub mod paths;
pub mod placeholder;
pub mod schema;
pub mod security;
pub mod servers;
pub mod validate;
mod words;

pub use known_wrong::KnownWrong;
pub use load::{Description, Value, Version};
pub use operations::{Body, METHODS, Operation, Parameter, Place};
pub use paths::{Found, PathItem};
pub use placeholder::is_placeholder;
pub use schema::{Field, Schema};
pub use security::Credential;
pub use servers::Server;
pub use validate::{Fault, FaultKind};
