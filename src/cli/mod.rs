//! The command line: the arguments, one file per subcommand, and exit codes.
//!
//! Exit codes: 0 clean, 1 findings, 2 usage or internal error.

mod acceptance;
mod api;
mod args;
mod build;
mod bump;
mod check;
mod configuration;
mod coverage;
mod descriptions;
mod explain;
mod fix;
mod generated;
mod import;
mod init;
mod known;
mod new;
mod progress;
mod readme;
mod rules;
pub mod schema;
mod shallow;
mod structure;
mod target;

use std::ffi::OsString;
use std::io::{ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use anstream::ColorChoice;
use args::{Arguments, ColorName, Verb};

use crate::report::{self, View};

/// The result of a subcommand.
type Answer = anyhow::Result<Clean>;

/// Whether a run succeeded without findings that fail it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clean {
    Yes,
    No,
    /// The run could not be made, and why has been reported.
    Unusable,
}

/// Runs the program. The first argument is the name of the program.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let failed = error.use_stderr();
            let _ = error.print();
            return if failed { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    match arguments.color {
        ColorName::Auto => ColorChoice::Auto,
        ColorName::Always => ColorChoice::AlwaysAnsi,
        ColorName::Never => ColorChoice::Never,
    }
    .write_global();
    let answer = match arguments.verb {
        Verb::Api(arguments) => api::run(&arguments),
        Verb::Build(arguments) => build::run(&arguments),
        Verb::New(arguments) => new::run(&arguments),
        Verb::Import(arguments) => import::run(&arguments),
        Verb::Bump(arguments) => bump::run(&arguments),
        Verb::Check(arguments) => check::run(&arguments),
        Verb::Explain(arguments) => explain::run(&arguments),
        Verb::Init(arguments) => init::run(&arguments),
        Verb::Readme(arguments) => readme::run(&arguments),
        Verb::Rules(arguments) => rules::run(&arguments),
        Verb::Schema(arguments) => schema::run(&arguments),
        Verb::Completions(arguments) => completions(arguments.shell),
    };
    match answer {
        Ok(Clean::Yes) => ExitCode::SUCCESS,
        Ok(Clean::No) => ExitCode::from(1),
        Ok(Clean::Unusable) => ExitCode::from(2),
        // The reader closed the pipe (`| head`); not an error.
        Err(error)
            if error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe) =>
        {
            ExitCode::SUCCESS
        }
        Err(error) => {
            let mut stderr = anstream::stderr().lock();
            let _ = writeln!(stderr, "error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// `plugin-gen completions SHELL`
fn completions(shell: clap_complete::Shell) -> Answer {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "plugin-gen", &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(Clean::Yes)
}

/// The view of reports that fits this terminal.
fn view() -> View {
    View { unicode: unicode(), width: width(), statistics: false, repository_path: target::repository_path }
}

/// Writes a unified diff: colored in a terminal, unchanged into a file or pipe.
fn write_diff(text: &str) -> std::io::Result<()> {
    if std::io::stdout().is_terminal() {
        return write!(anstream::stdout().lock(), "{}", report::diff(text));
    }
    std::io::stdout().lock().write_all(report::mask(text).as_bytes())
}

/// The width of the terminal; `COLUMNS` takes precedence.
fn width() -> Option<usize> {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    asked.or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)))
}

/// Whether frames may use box-drawing characters: on a terminal with a UTF-8 locale.
fn unicode() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    std::io::stdout().is_terminal()
        && locale.is_some_and(|value| value.to_lowercase().replace('-', "").contains("utf8"))
}
