//! The binary: the engine, with the specs that were compiled in.

use std::process::ExitCode;

use mcp_engine::program;

fn main() -> ExitCode {
    program::run(env!("CARGO_PKG_NAME"), &program::Source::CompiledIn(halopsa_mcp::specs))
}
