//! `tools/NAME.yaml`: one tool of an MCP server, the requests it makes and the answer it gives.
//!
//! Each file holds types with their decoders and schemas, and what must hold within one of them; what must hold between
//! them is in `check`.

mod check;
mod fields;
mod input;
mod output;
mod request;

pub use check::ToolSpec;
pub use fields::{DocumentedGet, Hints, Refusal, ToolFields};
pub use input::{Input, InputKind};
pub use output::{Field, FieldKind, Keep, Note, Output};
pub use request::{Pick, Request, Sort};
