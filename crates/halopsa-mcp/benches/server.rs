//! What the server costs beside a Node reference server: `cargo bench -p halopsa-mcp`.
//!
//! Start to the first answer, peak memory, CPU time and size beside `@modelcontextprotocol/server-everything`, which it
//! installs from the npm registry into the target folder (one line says so when npm is missing); then calls a second
//! against the stand-in of the tests, beside the same requests without a server between. Needs `/proc`.

#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::iter_over_hash_type
)]

#[path = "../tests/server/api.rs"]
mod api;
#[path = "../tests/server/data.rs"]
mod data;
#[path = "../tests/server/halo.rs"]
mod halo;
#[path = "../tests/server/support.rs"]
mod support;

use halo::Halo;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

const BINARY: &str = env!("CARGO_BIN_EXE_halopsa-mcp");
const REFERENCE: &str = "@modelcontextprotocol/server-everything";
const REFERENCE_VERSION: &str = "2026.8.31";
/// Starts of each server, in turn.
const ROUNDS: usize = 20;
const CALLS: usize = 3000;
const IN_FLIGHT: usize = 10;

/// A server and how it is started.
struct Server {
    name: String,
    command: Vec<String>,
    environment: Vec<(String, String)>,
    /// Bytes that are installed for it.
    size: u64,
}

struct Session {
    child: Child,
    stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Session {
    fn start(server: &Server) -> Self {
        let mut child = Command::new(&server.command[0])
            .args(&server.command[1..])
            .envs(server.environment.iter().cloned())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, stdin, lines }
    }

    fn send(&mut self, message: &Value) {
        writeln!(self.stdin, "{message}").unwrap();
    }

    /// The next answer; what the server asks or tells meanwhile is skipped.
    fn receive(&mut self) -> Value {
        loop {
            let message: Value = serde_json::from_str(&self.lines.next().unwrap().unwrap()).unwrap();
            if message.get("method").is_none() {
                return message;
            }
        }
    }

    fn shake_hands(&mut self) {
        let client = json!({"name": "bench", "version": "1"});
        let params = json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client});
        self.send(&json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}));
        assert!(self.receive()["result"].is_object());
        self.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
    }

    fn tools(&mut self) -> String {
        self.send(&json!({"jsonrpc": "2.0", "id": 2, "method": "tools/list"}));
        self.receive()["result"]["tools"].to_string()
    }

    /// Calls a second, with several calls in flight.
    fn calls(&mut self, tool: &str, arguments: &Value) -> f64 {
        let call = |id: usize| json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": {"name": tool, "arguments": arguments}});
        let started = Instant::now();
        (0..IN_FLIGHT).for_each(|id| self.send(&call(100 + id)));
        for done in 0..CALLS {
            let answer = self.receive();
            assert!(answer["result"]["isError"] != true && answer["result"].is_object(), "{answer}");
            if done + IN_FLIGHT < CALLS {
                self.send(&call(100 + IN_FLIGHT + done));
            }
        }
        CALLS as f64 / started.elapsed().as_secs_f64()
    }

    fn proc(&self, file: &str) -> String {
        std::fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).unwrap()
    }

    /// Most memory that was resident so far, in MiB.
    fn peak(&self) -> f64 {
        let status = self.proc("status");
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What one server cost; medians.
struct Figures {
    first_answer: f64,
    best: f64,
    listed: f64,
    peak: f64,
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn measure(servers: &[Server]) -> Vec<Figures> {
    let mut samples: Vec<Vec<[f64; 3]>> = servers.iter().map(|_| Vec::new()).collect();
    for _ in 0..ROUNDS {
        for (server, samples) in servers.iter().zip(&mut samples) {
            let started = Instant::now();
            let mut session = Session::start(server);
            session.shake_hands();
            let first = started.elapsed();
            session.tools();
            let listed = started.elapsed();
            samples.push([first.as_secs_f64() * 1e3, listed.as_secs_f64() * 1e3, session.peak()]);
        }
    }
    let column = |samples: &[[f64; 3]], at: usize| samples.iter().map(|sample| sample[at]).collect::<Vec<_>>();
    let figures = |samples: &Vec<[f64; 3]>| Figures {
        first_answer: median(column(samples, 0)),
        best: column(samples, 0).into_iter().fold(f64::INFINITY, f64::min),
        listed: median(column(samples, 1)),
        peak: column(samples, 2).into_iter().fold(0.0, f64::max),
    };
    samples.iter().map(figures).collect()
}

/// Installs the reference server; `None` without npm or its registry.
fn reference() -> Option<Server> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reference-server");
    std::fs::create_dir_all(&folder).unwrap();
    let package = format!("{REFERENCE}@{REFERENCE_VERSION}");
    println!("npm installs {package} into {}", folder.display());
    let installed = Command::new("npm")
        .args(["install", "--silent", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"])
        .arg(&folder)
        .arg(&package)
        .status();
    if !installed.is_ok_and(|status| status.success()) {
        println!("npm did not install it: there are no figures of a Node server to compare with");
        return None;
    }
    let script = folder.join("node_modules").join(REFERENCE).join("dist/index.js");
    let command = vec!["node".to_owned(), script.to_str().unwrap().to_owned(), "stdio".to_owned()];
    Some(Server { name: package, command, environment: Vec::new(), size: size(&folder.join("node_modules")) })
}

fn size(path: &PathBuf) -> u64 {
    let metadata = std::fs::symlink_metadata(path).unwrap();
    if !metadata.is_dir() {
        return metadata.len();
    }
    std::fs::read_dir(path).unwrap().map(|entry| size(&entry.unwrap().path())).sum()
}

fn against(target: f64, value: f64) -> &'static str {
    if value < target { "within" } else { "MISSES" }
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn main() {
    let own = Server {
        name: "halopsa-mcp".to_owned(),
        command: vec![BINARY.to_owned()],
        environment: Vec::new(),
        size: size(&BINARY.into()),
    };
    let mut servers = vec![own];
    servers.extend(reference());
    let figures = measure(&servers);
    for (server, figures) in servers.iter().zip(&figures) {
        println!(
            "{}: first answer {:.1} ms (best {:.1}), tools listed {:.1} ms, peak {:.1} MiB, {:.1} MB installed",
            server.name,
            figures.first_answer,
            figures.best,
            figures.listed,
            figures.peak,
            megabytes(server.size)
        );
    }
    if let [own, node] = &figures[..] {
        println!(
            "the Node server takes {:.0} times as long, {:.0} times the memory, {:.0} times the disk (its run-time not counted)",
            node.first_answer / own.first_answer,
            node.peak / own.peak,
            servers[1].size as f64 / servers[0].size as f64
        );
    }
    let list = Session::start(&servers[0]).tools_after_handshake();
    let tokens = list.chars().count() as f64 / 4.0;
    println!(
        "targets: first answer {} 10 ms, memory {} 12 MiB, size {} 6 MB, list of tools {tokens:.0} tokens {} 6000",
        against(10.0, figures[0].first_answer),
        against(12.0, figures[0].peak),
        against(6.0, megabytes(servers[0].size)),
        against(6000.0, tokens)
    );
    calls(&mut servers);
}

impl Session {
    fn tools_after_handshake(mut self) -> String {
        self.shake_hands();
        self.tools()
    }
}

/// Calls a second: through the server, and without it.
fn calls(servers: &mut [Server]) {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let halo = Halo::start().await;
            tell.send(halo.clone()).unwrap();
            // Keeps the log short.
            loop {
                tokio::time::sleep(Duration::from_millis(100)).await;
                halo.take();
            }
        });
    });
    let halo = told.recv().unwrap();
    servers[0].environment = support::environment(&halo);
    let mut session = Session::start(&servers[0]);
    session.shake_hands();
    session.calls("halopsa_get_site", &json!({"site_id": 34}));
    let through = session.calls("halopsa_get_site", &json!({"site_id": 34}));
    let peak = session.peak();
    let direct = direct(&halo);
    println!(
        "calls a second, {IN_FLIGHT} in flight: {through:.0} through the server, {direct:.0} requests straight to the stand-in: ratio {:.2}; peak after {} calls {peak:.1} MiB",
        through / direct,
        2 * CALLS
    );
    if let Some(node) = servers.get(1) {
        let mut session = Session::start(node);
        session.shake_hands();
        session.calls("echo", &json!({"message": "x"}));
        let echo = session.calls("echo", &json!({"message": "x"}));
        println!(
            "the Node server's echo, which makes no request: {echo:.0} calls a second: ratio {:.2}, peak {:.1} MiB",
            through / echo,
            session.peak()
        );
    }
}

/// The same requests by a plain HTTP client with a token.
fn direct(halo: &Halo) -> f64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().tls_certs_only(std::iter::empty()).build().unwrap();
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", halo::CLIENT_ID),
            ("client_secret", halo::SECRET),
            ("scope", "all"),
        ];
        let token = http.post(format!("{}/auth/token", halo.url)).form(&form).send().await.unwrap();
        let token: Value = token.json().await.unwrap();
        let (token, url) = (token["access_token"].as_str().unwrap(), format!("{}/api/Site/34", halo.url));
        let one = || async {
            let answer = http.get(&url).query(&[("includedetails", "true")]).bearer_auth(token).send().await.unwrap();
            assert_eq!(answer.json::<Value>().await.unwrap()["id"], 34);
        };
        let started = Instant::now();
        let worker = || async {
            for _ in 0..CALLS / IN_FLIGHT {
                one().await;
            }
        };
        futures::future::join_all((0..IN_FLIGHT).map(|_| worker())).await;
        CALLS as f64 / started.elapsed().as_secs_f64()
    })
}
