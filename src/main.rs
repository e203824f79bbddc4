//! The `plugin-gen` program: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    plugin_gen::cli::run(std::env::args_os())
}
