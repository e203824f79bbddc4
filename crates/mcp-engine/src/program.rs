//! The command line of a server: serve MCP on stdin and stdout, test the configuration, and keep the credentials file.

use crate::config::{Config, place_variable, secret_variables};
use crate::credentials::{Profile, Store};
use crate::lines::{self, Lines};
use crate::server::Server;
use crate::spec::Specs;
use crate::{VERSION, check, host, sanitize};
use rmcp::ServiceExt as _;
use rmcp::transport::io::stdio_pipes;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::process::ExitCode;

const HELP: &str = "\
An MCP server over stdin and stdout. An MCP client starts it. It is configured by environment variables, or by a profile in
the credentials file.

  (no command)  serve MCP until the input ends
  login         ask for the credentials of one tenant, test them, and store them as a profile
  logout        remove a profile
  status        list the stored profiles and test the one that is used
  --check       the same test, for the configuration of this environment

  --profile NAME  the profile to use, store or remove
  --version       print the version
  --help          print this text
";

/// Where a program has its specs from.
pub enum Source {
    /// Its build compiled them in.
    CompiledIn(fn() -> Result<Specs, String>),
    /// The file that is the first argument.
    File,
}

/// What to do, from the command line.
enum Command {
    Serve,
    Check,
    Login,
    Logout,
    Status,
}

/// Runs the program of this name with the arguments of the process.
#[must_use]
pub fn run(name: &str, source: &Source) -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let usage = match source {
        Source::CompiledIn(_) => format!("Usage: {name} [COMMAND] [--profile NAME]\n\n{HELP}"),
        Source::File => format!("Usage: {name} SPECS.json [COMMAND] [--profile NAME]\n\n{HELP}"),
    };
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--version" | "-V"] => return say(0, &format!("{name} {VERSION}\n")),
        ["--help" | "-h"] => return say(0, &usage),
        _ => {}
    }
    let mut profile = None;
    if let Some(at) = arguments.iter().position(|argument| argument == "--profile") {
        if at + 1 >= arguments.len() {
            return say(2, "missing value for `--profile`\n");
        }
        profile = Some(arguments.remove(at + 1));
        arguments.remove(at);
    }
    let specs = match source {
        Source::CompiledIn(specs) => {
            specs().map_err(|error| format!("the specs in this binary are not readable: {error}"))
        }
        Source::File => {
            if arguments.first().is_none_or(|first| first.starts_with('-')) {
                return say(2, &format!("missing the file with the specs, `server/specs.json` of a plugin\n\n{usage}"));
            }
            let path = arguments.remove(0);
            let text = std::fs::read_to_string(&path).map_err(|error| format!("cannot read {path}: {error}"));
            text.and_then(|text| Specs::from_file(&text).map_err(|error| format!("cannot run {path}: {error}")))
        }
    };
    let command = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => Command::Serve,
        ["--check"] => Command::Check,
        ["login"] => Command::Login,
        ["logout"] => Command::Logout,
        ["status"] => Command::Status,
        _ => return say(2, &format!("unknown arguments: {}\n\n{usage}", arguments.join(" "))),
    };
    let specs = match specs {
        Ok(specs) => specs,
        Err(message) => return fail(&message),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().max_blocking_threads(4).enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("the runtime does not start: {error}")),
    };
    let code = runtime.block_on(perform(command, specs, profile));
    // A blocked read of stdin must not hold the process.
    runtime.shutdown_background();
    code
}

async fn perform(command: Command, specs: Specs, profile: Option<String>) -> ExitCode {
    let variable = |name: &str| std::env::var(name).ok();
    let store = Store::of_user(&specs.service.name, &variable);
    let named = format!("{}PROFILE", specs.service.environment);
    let get = |name: &str| if name == named && profile.is_some() { profile.clone() } else { variable(name) };
    let config = |store: Option<&Store>| Config::read_with(&specs.service, &get, store);
    match command {
        Command::Serve => {
            let config = config(store.as_ref());
            serve(specs, config).await
        }
        Command::Check => run_check(&specs, &config(store.as_ref())).await,
        Command::Login | Command::Logout | Command::Status => {
            let Some(store) = store else { return fail("there is no configuration folder: HOME is not set") };
            match command {
                Command::Login => login(&specs, &store, get(&named)).await,
                Command::Logout => logout(&store, get(&named)),
                _ => {
                    match store.names() {
                        Ok(names) if names.is_empty() => {
                            say(0, &format!("no profile is stored in {}\n", store.file().display()))
                        }
                        Ok(names) => say(0, &format!("profiles   {} ({})\n", names.join(", "), store.file().display())),
                        Err(message) => return fail(&message),
                    };
                    run_check(&specs, &config(Some(&store))).await
                }
            }
        }
    }
}

async fn serve(specs: Specs, config: Config) -> ExitCode {
    let (input, output) = stdio_pipes();
    let serving = async {
        match Server::new(specs, config).serve((Lines::new(input, lines::LONGEST), output)).await {
            Ok(running) => {
                let _ = running.waiting().await;
            }
            // The client went away before it said anything useful: that is an end, not a fault.
            Err(error) => {
                let _ = writeln!(std::io::stderr(), "warn no session: {}", sanitize::line(&error.to_string(), 200));
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

async fn run_check(specs: &Specs, config: &Config) -> ExitCode {
    match check::check(specs, config, &mut std::io::stdout().lock()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => fail(&format!("cannot write the report: {error}")),
    }
}

/// Asks for the values of one tenant, tests them, and stores them.
async fn login(specs: &Specs, store: &Store, profile: Option<String>) -> ExitCode {
    let service = &specs.service;
    let _ = writeln!(std::io::stderr(), "{}\n", service.setup.trim());
    let place = place_variable(service).map(|name| match name {
        "REGION" => {
            let known: Vec<&str> = service.hosts.regions.iter().map(|(name, _)| name.as_str()).collect();
            (name, format!("Region ({})", known.join(", ")), true)
        }
        _ => (name, "Tenant, or https:// and your host".to_owned(), true),
    });
    let secrets = secret_variables(service);
    let questions = secrets.iter().enumerate().map(|(at, name)| {
        let words = name.to_lowercase().replace('_', " ").replace("api", "API");
        (*name, sanitize::capitalized(&words), at + 1 < secrets.len())
    });
    let asked: Vec<(&str, String, bool)> = place.into_iter().chain(questions).collect();
    let mut values: Vec<(&str, String)> = Vec::new();
    for (name, question, shown) in asked {
        match ask(&question, shown) {
            Ok(value) if !value.is_empty() => values.push((name, value)),
            Ok(_) => return fail(&format!("{question}: expected a value, found nothing")),
            Err(error) => return fail(&format!("cannot read the {}: {error}", question.to_lowercase())),
        }
    }
    // The user gives a self-hosted address instead of the tenant and names its host here, so the secret may go there.
    if let Some(tenant) = values.first().filter(|(name, _)| *name == "TENANT").map(|(_, value)| value.clone())
        && tenant.contains("://")
        && host::tenant(&tenant, &[&service.api_path], &service.hosts).is_err()
    {
        values[0] = ("RESOURCE_SERVER", tenant.clone());
        values.push(("ALLOW_HOST", tenant));
    }
    for name in
        ["SCOPE", "AUTH_SERVER", "ALLOW_HOST", "ALLOW_INSECURE_LOOPBACK", "READ_ONLY", "ALLOW_DESTRUCTIVE", "TOOLSETS"]
    {
        if let Ok(value) = std::env::var(format!("{}{name}", service.environment)) {
            values.retain(|(known, _)| *known != name);
            values.push((name, value));
        }
    }
    let pairs: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let get = |name: &str| {
        let short = name.strip_prefix(service.environment.as_str())?;
        values.iter().find(|(known, _)| *known == short).map(|(_, value)| value.clone())
    };
    let config = Config::read(service, &get);
    match check::check(specs, &config, &mut std::io::stdout().lock()).await {
        Ok(true) => {}
        Ok(false) => return fail("nothing was stored, because the values do not work"),
        Err(error) => return fail(&format!("cannot write the report: {error}")),
    }
    let name = profile.or(config.tenant).or(config.region).or(config.host).unwrap_or_else(|| "default".to_owned());
    match store.put(&Profile::new(&name, &pairs)) {
        Ok(()) => say(0, &format!("stored      profile {name} in {}\n", store.file().display())),
        Err(message) => fail(&message),
    }
}

fn logout(store: &Store, profile: Option<String>) -> ExitCode {
    let name = match profile
        .map_or_else(|| store.profile(None).map(|found| found.map(|found| found.name)), |name| Ok(Some(name)))
    {
        Ok(Some(name)) => name,
        Ok(None) => return fail("no profile is stored"),
        Err(message) => return fail(&format!("--profile {message}")),
    };
    match store.remove(&name) {
        Ok(true) => say(0, &format!("removed    profile {}\n", sanitize::line(&name, 80))),
        Ok(false) => fail(&format!("no profile {} is stored", sanitize::quoted(&name, 80))),
        Err(message) => fail(&message),
    }
}

/// One line from the terminal, or from a pipe. What is not `shown` is not echoed.
fn ask(question: &str, shown: bool) -> std::io::Result<String> {
    let mut stderr = std::io::stderr();
    write!(stderr, "{question}: ")?;
    stderr.flush()?;
    if !shown && std::io::stdin().is_terminal() {
        return rpassword::read_password().map(|line| line.trim().to_owned());
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

fn say(code: u8, text: &str) -> ExitCode {
    let _ = if code == 0 {
        std::io::stdout().write_all(text.as_bytes())
    } else {
        std::io::stderr().write_all(text.as_bytes())
    };
    ExitCode::from(code)
}

fn fail(message: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "error {message}");
    ExitCode::from(1)
}
