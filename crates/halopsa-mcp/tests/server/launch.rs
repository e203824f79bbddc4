//! The generated plugin's `.mcp.json`, read from `dist/` and launched as it stands: npx, a registry
//! on loopback, a project that tries to take the launch over, and clients that nobody here wrote.
//!
//! Needs npm, and for the Python client `MCP_PYTHON`, a Python with the package `mcp`. Without them a
//! test says that it was skipped; `JUDGES` makes them compulsory.

use crate::commands;
use crate::halo::{CLIENT_ID, Halo, SECRET};
use crate::npm::{Npm, Project, root, skipped};
use rmcp::model::{CallToolRequestParams, ProtocolVersion};
use rmcp::service::{ClientLifecycleMode, ClientServiceExt as _};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use tokio::process::Command;

struct Launch {
    command: String,
    args: Vec<String>,
    env: BTreeMap<String, String>,
    project: Project,
    _scratch: tempfile::TempDir,
    halo: Halo,
}

/// Expands `${NAME}` and `${NAME:-default}` as Claude Code does for a plugin whose options are not set.
fn expand(text: &str, values: &BTreeMap<String, String>) -> String {
    let Some(inner) = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) else { return text.to_owned() };
    let (name, default) = inner.split_once(":-").unwrap_or((inner, ""));
    match values.get(name) {
        Some(value) => value.clone(),
        None if default.is_empty() => text.to_owned(),
        None => default.to_owned(),
    }
}

impl Launch {
    /// Everything that `npx` needs; `None` without npm.
    async fn prepare() -> Option<Self> {
        let npm = Npm::prepare().await?;
        let scratch = tempfile::tempdir().unwrap();
        let halo = Halo::start().await;
        let project = Project::hostile(&scratch.path().join("project"));
        let data = scratch.path().join("data");
        std::fs::create_dir_all(&data).unwrap();

        let text = std::fs::read_to_string(root().join("dist/halopsa/halopsa/.mcp.json")).unwrap();
        let server: Value = serde_json::from_str::<Value>(&text).unwrap()["mcpServers"]["halopsa"].clone();
        let values = BTreeMap::from([
            ("CLAUDE_PLUGIN_DATA".to_owned(), data.to_str().unwrap().to_owned()),
            ("HALOPSA_CLIENT_ID".to_owned(), CLIENT_ID.to_owned()),
            ("HALOPSA_CLIENT_SECRET".to_owned(), SECRET.to_owned()),
            ("HALOPSA_TENANT".to_owned(), "acme".to_owned()),
            ("HALOPSA_RESOURCE_SERVER".to_owned(), halo.url.clone()),
        ]);
        let own = server["env"].as_object().unwrap().iter();
        let mut env: BTreeMap<String, String> =
            own.map(|(name, value)| (name.clone(), expand(value.as_str().unwrap(), &values))).collect();
        env.insert("HALOPSA_ALLOW_INSECURE_LOOPBACK".to_owned(), "1".to_owned());
        env.extend(npm.environment(scratch.path()));
        let args =
            server["args"].as_array().unwrap().iter().map(|arg| expand(arg.as_str().unwrap(), &values)).collect();
        Some(Self {
            command: server["command"].as_str().unwrap().to_owned(),
            args,
            env,
            project,
            _scratch: scratch,
            halo,
        })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.command);
        command.args(&self.args).env_clear().envs(&self.env).current_dir(&self.project.0).kill_on_drop(true);
        command
    }
}

#[tokio::test]
async fn the_generated_configuration_starts_in_both_eras() {
    let Some(launch) = Launch::prepare().await else { return };
    let modes = [
        ClientLifecycleMode::Initialize,
        ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] },
    ];
    for mode in modes {
        let transport = rmcp::transport::TokioChildProcess::new(launch.command()).unwrap();
        let client = ().serve_with_lifecycle(transport, mode.clone()).await.unwrap();
        assert_eq!(client.list_all_tools().await.unwrap().len(), 20, "{mode:?}");
        for command in commands::all() {
            let mut answers = Vec::new();
            for (tool, arguments) in &command.calls {
                let request = CallToolRequestParams::new(*tool).with_arguments(arguments.as_object().cloned().unwrap());
                let answer = client.call_tool(request).await.unwrap();
                answers.push(answer.structured_content.unwrap_or_else(|| panic!("{tool}: {:?}", answer.content)));
            }
            command.check(&answers, &launch.halo);
        }
        client.cancel().await.unwrap();
    }
    assert!(launch.project.stolen().is_none(), "the project's own copy was started with the secret");
}

#[tokio::test]
async fn the_launcher_passes_on_arguments_output_and_exit_code() {
    let Some(launch) = Launch::prepare().await else { return };
    for (argument, code, expected) in
        [("--version", 0, env!("CARGO_PKG_VERSION")), ("--nonsense", 2, "unknown arguments")]
    {
        let output = launch.command().arg(argument).output().await.unwrap();
        let printed = [output.stdout, output.stderr].concat();
        let printed = String::from_utf8_lossy(&printed);
        assert!(output.status.code() == Some(code) && printed.contains(expected), "{argument}: {printed}");
    }
    // Without the package of its platform it says which one is missing.
    let folder = tempfile::tempdir().unwrap();
    let launcher = folder.path().join("bin/halopsa-mcp.js");
    std::fs::create_dir(folder.path().join("bin")).unwrap();
    std::fs::copy(root().join("npm/launcher.js"), &launcher).unwrap();
    std::fs::copy(root().join("npm/halopsa-mcp/package.json"), folder.path().join("package.json")).unwrap();
    let output = Command::new("node").arg(launcher).output().await.unwrap();
    let printed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(1) && printed.contains("halopsa-mcp-linux-x64 is not installed"), "{printed}");
}

#[tokio::test]
async fn the_launch_that_the_requirements_show_would_be_taken_over() {
    // Proves that the trap works: without `--prefix`, npx runs what the project planted.
    let Some(mut launch) = Launch::prepare().await else { return };
    launch.args = vec!["-y".to_owned(), "halopsa-mcp".to_owned()];
    let _ = launch.command().stdin(std::process::Stdio::null()).output().await.unwrap();
    assert!(launch.project.stolen().is_some(), "the trap does not work any more: is `--prefix` still needed?");
}

#[tokio::test]
async fn the_official_python_client() {
    let Some(python) = std::env::var_os("MCP_PYTHON") else {
        return skipped("MCP_PYTHON is not set: the Python client was not tried");
    };
    let Some(launch) = Launch::prepare().await else { return };
    let commands = commands::all();
    let calls: Vec<_> = commands.iter().flat_map(|command| command.calls.clone()).collect();
    let plan = json!({
        "command": launch.command, "args": launch.args, "env": launch.env, "cwd": launch.project.0, "calls": calls, "tools": 20,
    });
    for mode in ["auto", "legacy"] {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/server/client.py");
        let output = Command::new(&python).arg(script).arg(mode).arg(plan.to_string()).output().await.unwrap();
        assert!(output.status.success(), "{mode}: {}", String::from_utf8_lossy(&output.stderr));
        let answers: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
        let mut answers = answers.as_slice();
        for command in &commands {
            let (own, rest) = answers.split_at(command.calls.len());
            command.check(own, &launch.halo);
            answers = rest;
        }
    }
    let asked = launch.halo.asked();
    assert_eq!(asked.iter().filter(|line| line.contains("POST /auth/token")).count(), 2, "one token a process");
    assert_eq!(asked.iter().filter(|line| line.as_str() == "201 POST /Tickets").count(), 2, "one ticket a run");
    assert!(launch.project.stolen().is_none());
}
