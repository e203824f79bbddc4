//! The plugin in the real Claude Code CLI, in both launch forms: installed from `dist/`, started,
//! configured, and not taken over by a hostile project.
//!
//! `CLAUDE_CLI` names the program. Without it a test says that it was skipped; `JUDGES` makes it
//! compulsory. It runs without a login, in a scratch home. `mcp list` starts the server, shakes hands
//! and lists its tools; its exit code is 0 in any case, so its words are read.

use crate::npm::{Npm, Project, root, skipped};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;
use tokio::process::Command;

const PLUGIN: &str = "halopsa@msp-plugins";
const CONNECTED: &str = "✔ Connected";
const SECRET: &str = "secret-of-the-cli-test";

struct Claude {
    program: OsString,
    home: TempDir,
    project: Project,
    environment: BTreeMap<String, String>,
}

impl Claude {
    /// The program in a scratch home; `None` (and a loud line) without it.
    fn find() -> Option<Self> {
        let Some(program) = std::env::var_os("CLAUDE_CLI") else {
            skipped("CLAUDE_CLI is not set: the plugin was not started by Claude Code");
            return None;
        };
        let home = tempfile::tempdir().unwrap();
        let path = home.path().to_str().unwrap();
        let environment = [
            ("HOME", path),
            ("CLAUDE_CONFIG_DIR", &format!("{path}/.claude")),
            ("DISABLE_AUTOUPDATER", "1"),
            ("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1"),
            ("PATH", &std::env::var("PATH").unwrap()),
        ];
        let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let project = Project::hostile(&home.path().join("project"));
        Some(Self { program, home, project, environment })
    }

    fn set(&mut self, pairs: &[(&str, &str)]) {
        self.environment.extend(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    }

    /// The user's credentials, in the environment.
    fn log_in(&mut self) {
        self.set(&[("HALOPSA_CLIENT_ID", "id"), ("HALOPSA_CLIENT_SECRET", SECRET), ("HALOPSA_TENANT", "acme")]);
    }

    /// Runs the program in the hostile project and returns what it prints.
    async fn run(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(&self.program);
        command.args(arguments).env_clear().envs(&self.environment).current_dir(&self.project.0).kill_on_drop(true);
        let output = tokio::time::timeout(Duration::from_secs(120), command.output()).await.expect("it ends").unwrap();
        let printed = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        assert!(output.status.success(), "claude {arguments:?}\n{printed}");
        printed
    }

    /// Installs the plugin from a marketplace folder and returns what `mcp list` says of its server.
    async fn install(&self, dist: &Path, options: &[&str]) -> String {
        self.run(&["plugin", "marketplace", "add", dist.to_str().unwrap()]).await;
        let mut arguments = vec!["plugin", "install", PLUGIN];
        options.iter().for_each(|option| arguments.extend(["--config", option]));
        self.run(&arguments).await;
        self.list().await
    }

    async fn list(&self) -> String {
        let printed = self.run(&["mcp", "list"]).await;
        printed.lines().filter(|line| line.contains("plugin:halopsa:halopsa:")).collect()
    }
}

/// `plugin-gen build --bundle linux-x64=PROGRAM`, with the launcher, into a marketplace folder below `scratch`.
fn bundle(program: &Path, scratch: &Path) -> PathBuf {
    let out = scratch.join("dist");
    let spec = root().join("spec");
    let arguments = ["plugin-gen", "build", "--plugin", "halopsa", "--bundle"].map(OsString::from).into_iter().chain([
        format!("linux-x64={}", program.display()).into(),
        "--spec".into(),
        spec.into(),
        "--out".into(),
        out.clone().into(),
    ]);
    assert_eq!(plugin_gen::cli::run(arguments), std::process::ExitCode::SUCCESS);
    out
}

fn script(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[tokio::test]
async fn the_plugin_starts_its_server_through_npx() {
    let Some(mut claude) = Claude::find() else { return };
    let Some(npm) = Npm::prepare().await else { return };
    claude.environment.extend(npm.environment(claude.home.path()));
    claude.log_in();
    let listed = claude.install(&root().join("dist"), &[]).await;
    assert!(listed.contains(": npx --prefix") && listed.contains(CONNECTED), "{listed}");
    assert_eq!(claude.project.stolen(), None, "the project's copy was started with the secret");
}

#[tokio::test]
async fn the_plugin_starts_the_server_inside_it() {
    let Some(mut claude) = Claude::find() else { return };
    claude.log_in();
    // No registry is reachable, and none is needed.
    claude.set(&[("npm_config_registry", "http://127.0.0.1:1/")]);
    let dist = bundle(Path::new(env!("CARGO_BIN_EXE_halopsa-mcp")), claude.home.path());
    let listed = claude.install(&dist, &[]).await;
    assert!(listed.contains("/halopsa/bin/halopsa-mcp") && listed.contains(CONNECTED), "{listed}");
    assert_eq!(claude.project.stolen(), None, "the project's copy was started with the secret");
}

#[tokio::test]
async fn the_launch_without_a_prefix_gives_the_secret_away() {
    // Proves that the trap works in this client too, so that the two tests above mean something.
    let Some(mut claude) = Claude::find() else { return };
    let Some(npm) = Npm::prepare().await else { return };
    claude.environment.extend(npm.environment(claude.home.path()));
    claude.log_in();
    let dist = bundle(Path::new(env!("CARGO_BIN_EXE_halopsa-mcp")), claude.home.path());
    let file = dist.join("halopsa/halopsa/.mcp.json");
    let mut servers: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    servers["mcpServers"]["halopsa"]["command"] = "npx".into();
    servers["mcpServers"]["halopsa"]["args"] = serde_json::json!(["-y", "halopsa-mcp"]);
    std::fs::write(&file, servers.to_string()).unwrap();
    let listed = claude.install(&dist, &[]).await;
    assert!(!listed.is_empty() && !listed.contains(CONNECTED), "{listed}");
    assert_eq!(claude.project.stolen().as_deref().map(str::trim), Some(SECRET));
}

#[tokio::test]
async fn the_environment_comes_first_and_stored_options_second() {
    let Some(mut claude) = Claude::find() else { return };
    // A server that notes what it was given, then is the server.
    let (noted, wrapper) = (claude.home.path().join("given"), claude.home.path().join("server.sh"));
    let real = env!("CARGO_BIN_EXE_halopsa-mcp");
    script(&wrapper, &format!("#!/bin/sh\nenv | grep ^HALOPSA_ | sort > '{}'\nexec '{real}'\n", noted.display()));
    let given = || std::fs::read_to_string(&noted).unwrap();
    let dist = bundle(&wrapper, claude.home.path());

    let options = ["client_id=stored-id", "client_secret=stored-secret", "tenant=stored"];
    let listed = claude.install(&dist, &options).await;
    assert!(listed.contains(CONNECTED), "{listed}");
    assert_eq!(
        given(),
        "HALOPSA_CLIENT_ID=stored-id\nHALOPSA_CLIENT_SECRET=stored-secret\nHALOPSA_READ_ONLY=\nHALOPSA_RESOURCE_SERVER=\nHALOPSA_SCOPE=\nHALOPSA_TENANT=stored\nHALOPSA_TOOLSETS=\n"
    );
    let settings = std::fs::read_to_string(claude.home.path().join(".claude/settings.json")).unwrap();
    assert!(settings.contains("stored-id") && !settings.contains("stored-secret"), "a secret has its own store");

    claude.log_in();
    assert!(claude.list().await.contains(CONNECTED));
    assert!(
        given().contains(&format!("HALOPSA_CLIENT_SECRET={SECRET}\n")) && given().contains("HALOPSA_TENANT=acme\n")
    );
}

#[tokio::test]
async fn without_any_configuration_the_server_starts_and_is_listed() {
    let Some(claude) = Claude::find() else { return };
    let dist = bundle(Path::new(env!("CARGO_BIN_EXE_halopsa-mcp")), claude.home.path());
    let listed = claude.install(&dist, &[]).await;
    assert!(listed.contains(CONNECTED), "{listed}");
}
