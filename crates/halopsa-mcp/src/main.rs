//! The binary: choose between serving MCP on stdin and stdout, and `--check`.

use halopsa_mcp::{check, config::Config, server::Server, spec::Specs};
use rmcp::ServiceExt as _;
use rmcp::transport::io::stdio_pipes;
use std::io::Write as _;
use std::process::ExitCode;

const HELP: &str = "\
An MCP server over stdin and stdout. An MCP client starts it; it is configured by environment variables.

  (no option)   serve MCP until the input ends
  --check       say what is configured, ask for a token, and say whether the API accepts it
  --version     print the version
  --help        print this text
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (code, text) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => return start(serve),
        ["--check"] => return start(run_check),
        ["--version" | "-V"] => (0, format!("{} {}\n", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))),
        ["--help" | "-h"] => (0, HELP.to_owned()),
        _ => (2, format!("unknown arguments: {}\n\n{HELP}", arguments.join(" "))),
    };
    let _ = if code == 0 {
        std::io::stdout().write_all(text.as_bytes())
    } else {
        std::io::stderr().write_all(text.as_bytes())
    };
    ExitCode::from(code)
}

/// Reads specs and configuration, runs `what`, and leaves without waiting for a blocked read of stdin.
fn start<F: Future<Output = ExitCode>>(what: fn(Specs, Config) -> F) -> ExitCode {
    let specs = match Specs::compiled_in() {
        Ok(specs) => specs,
        Err(error) => return fail(&format!("the specs in this binary are not readable: {error}")),
    };
    let config = Config::read(&specs.service, &|name| std::env::var(name).ok());
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("the runtime does not start: {error}")),
    };
    let code = runtime.block_on(what(specs, config));
    runtime.shutdown_background();
    code
}

async fn serve(specs: Specs, config: Config) -> ExitCode {
    let serving = async {
        match Server::new(specs, config).serve(stdio_pipes()).await {
            Ok(running) => {
                let _ = running.waiting().await;
            }
            // The client went away before it said anything useful: that is an end, not a fault.
            Err(error) => {
                let _ = writeln!(
                    std::io::stderr(),
                    "warn no session: {}",
                    halopsa_mcp::sanitize::line(&error.to_string(), 200)
                );
            }
        }
    };
    tokio::select! {
        () = serving => {}
        () = stopped() => {}
    }
    ExitCode::SUCCESS
}

/// Returns at SIGINT or, where there is one, SIGTERM.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
            (Ok(mut terminate), Ok(mut interrupt)) => {
                tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
            }
            _ => std::future::pending().await,
        }
    }
    #[cfg(not(unix))]
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}

async fn run_check(specs: Specs, config: Config) -> ExitCode {
    match check::check(&specs, &config, &mut std::io::stdout().lock()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => fail(&format!("cannot write the report: {error}")),
    }
}

fn fail(message: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "error {message}");
    ExitCode::from(1)
}
