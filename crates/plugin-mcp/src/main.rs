//! The binary: the engine, with the specs of the file that is named on the command line.

use std::process::ExitCode;

use mcp_engine::program;

fn main() -> ExitCode {
    program::run(env!("CARGO_PKG_NAME"), &program::Source::File)
}
