//! An MCP server over stdio whose tools are data.
//!
//! `server.yaml` and `tools/*.yaml` of a plugin are compiled into one JSON text; this library runs it. It knows MCP, HTTP
//! and OAuth 2.0 client credentials; it must not know a vendor's names: hosts, paths, parameters and fields all come from
//! [`spec`].
//!
//! ```text
//! program  the command line of a server: serve, check, log in
//! server   MCP: list and call tools, cancellation          check    the same configuration, from a terminal
//!   run      one tool call: inputs, requests, answer       status   what the configuration tool says
//!     input    arguments against the spec                  schema   JSON Schemas for clients
//!     value    `$name` expressions of a spec               pick     a name or an id becomes a record
//!     client   HTTP rules, retries                         project  answer to fields; limit, html, sanitize
//!       token    OAuth 2.0, one request for all callers
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic, clippy::expect_used))]

mod answer;
pub mod browse;
pub mod check;
pub mod client;
pub mod clock;
pub mod config;
pub mod credentials;
pub mod error;
pub mod host;
pub mod html;
pub mod input;
pub mod limit;
pub mod lines;
pub mod log;
mod order;
pub mod pick;
pub mod program;
pub mod project;
mod reply;
pub mod run;
pub mod sanitize;
pub mod schema;
pub mod server;
pub mod shape;
pub mod spec;
pub mod status;
pub mod token;
pub mod value;
pub mod wait;

/// The version of the engine, which is that of the programs around it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The specs of a vendor that does not exist, for tests of single modules.
#[cfg(test)]
fn example() -> spec::Specs {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../plugin-mcp/tests/beacon");
    spec::Specs::of(&plugin_gen::spec::load_server(folder.into()).unwrap(), None)
}
