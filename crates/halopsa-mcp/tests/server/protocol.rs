//! The binary as clients start it: both protocol eras, the end of input, signals, cancelled calls.

use crate::halo::{Fault, Halo, SECRET, TOKEN_MARK};
use crate::support::environment;
use serde_json::{Value, json};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, Command};

const BINARY: &str = env!("CARGO_BIN_EXE_halopsa-mcp");

fn command(pairs: &[(String, String)]) -> Command {
    let mut command = Command::new(BINARY);
    command
        .env_clear()
        .envs(pairs.iter().cloned())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// The program as a child process, line by line.
pub struct Raw {
    pub child: Child,
    lines: tokio::io::Lines<BufReader<tokio::process::ChildStdout>>,
}

impl Raw {
    pub fn start(pairs: &[(String, String)]) -> Self {
        let mut child = command(pairs).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    pub async fn send(&mut self, message: Value) {
        let line = format!("{message}\n");
        self.child.stdin.as_mut().unwrap().write_all(line.as_bytes()).await.unwrap();
    }

    pub async fn receive(&mut self) -> Value {
        self.receive_within(Duration::from_secs(10)).await
    }

    pub async fn receive_within(&mut self, longest: Duration) -> Value {
        let line = tokio::time::timeout(longest, self.lines.next_line()).await.unwrap().unwrap().unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("stdout carries MCP only, not {line}"))
    }

    pub async fn ask(&mut self, message: Value) -> Value {
        self.send(message).await;
        self.receive().await
    }

    pub async fn handshake(&mut self, version: &str) -> Value {
        let params =
            json!({"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}});
        let answer = self.ask(json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params})).await;
        self.send(json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).await;
        answer
    }

    pub async fn end(mut self) -> i32 {
        drop(self.child.stdin.take());
        self.wait().await
    }

    async fn wait(mut self) -> i32 {
        let status =
            tokio::time::timeout(Duration::from_secs(5), self.child.wait()).await.expect("it must end").unwrap();
        status.code().unwrap_or(-1)
    }
}

fn modern(id: u32, method: &str, params: Value) -> Value {
    let mut params = params;
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
}

#[tokio::test]
async fn every_version_with_a_handshake() {
    for version in ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"] {
        let mut server = Raw::start(&[]);
        let answer = server.handshake(version).await;
        assert_eq!(answer["result"]["protocolVersion"], version);
        assert_eq!(answer["result"]["serverInfo"]["version"], env!("CARGO_PKG_VERSION"));
        let tools = server.ask(json!({"jsonrpc": "2.0", "id": 2, "method": "tools/list"})).await;
        assert_eq!(tools["result"]["tools"].as_array().unwrap().len(), 20);
        assert_eq!(server.end().await, 0);
    }
}

#[tokio::test]
async fn without_a_handshake() {
    let halo = Halo::start().await;
    let mut server = Raw::start(&environment(&halo));
    let found = server.ask(modern(1, "server/discover", json!({}))).await;
    assert!(found["result"]["supportedVersions"].to_string().contains("2026-07-28"), "{found}");
    let tools = server.ask(modern(2, "tools/list", json!({}))).await;
    assert_eq!(
        (tools["result"]["cacheScope"].clone(), tools["result"]["tools"].as_array().unwrap().len()),
        (json!("private"), 20)
    );
    let answer =
        server.ask(modern(3, "tools/call", json!({"name": "halopsa_get_site", "arguments": {"site_id": 34}}))).await;
    let result = &answer["result"];
    assert_eq!(
        (result["structuredContent"]["id"].clone(), result["resultType"].clone()),
        (json!(34), json!("complete"))
    );
    assert_eq!(result["content"][0]["text"], result["structuredContent"].to_string());
    assert!(result["_meta"]["halopsa-mcp/untrusted"].to_string().contains("notes_text"));
    let unknown = server.ask(modern(4, "tools/call", json!({"name": "halopsa_delete_all", "arguments": {}}))).await;
    assert_eq!(unknown["error"]["code"], -32602);
    assert_eq!(server.end().await, 0);
}

#[tokio::test]
async fn an_end_of_input_is_an_end() {
    assert_eq!(Raw::start(&[]).end().await, 0);
    let mut server = Raw::start(&[]);
    server.send(json!({"not": "mcp"})).await;
    assert_eq!(server.end().await, 0);
}

#[tokio::test]
async fn signals_end_it_also_in_a_call() {
    for signal in ["-TERM", "-INT"] {
        let halo = Halo::start().await;
        halo.fault("POST /auth/token", Fault::Hang);
        let mut server = Raw::start(&environment(&halo));
        server.handshake("2025-11-25").await;
        server.send(json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "halopsa_get_site", "arguments": {"site_id": 34}}})).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        let id = server.child.id().unwrap().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().await.unwrap().success());
        assert_eq!(server.wait().await, 0, "{signal}");
    }
}

#[tokio::test]
async fn a_cancelled_call_stops() {
    let halo = Halo::start().await;
    halo.lock().token_delay = Duration::from_secs(3);
    let mut server = Raw::start(&environment(&halo));
    server.handshake("2025-11-25").await;
    let call = json!({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": {"name": "halopsa_get_site", "arguments": {"site_id": 34}}});
    server.send(call).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    server.send(json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 7, "reason": "test"}})).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    halo.lock().token_delay = Duration::ZERO;
    let started = Instant::now();
    server.send(json!({"jsonrpc": "2.0", "id": 8, "method": "tools/call", "params": {"name": "halopsa_get_site", "arguments": {"site_id": 35}}})).await;
    loop {
        let answer = server.receive().await;
        if answer["id"] == 8 {
            assert_eq!(answer["result"]["structuredContent"]["id"], 35);
            break;
        }
    }
    assert!(started.elapsed() < Duration::from_secs(2), "the cancelled call does not hold the token");
    assert!(!halo.asked().iter().any(|line| line.contains("GET /Site/34")), "the cancelled call went no further");
}

#[tokio::test]
async fn missing_configuration_is_told() {
    let mut server = Raw::start(&[("HALOPSA_CLIENT_ID".into(), "${HALOPSA_CLIENT_ID}".into())]);
    server.handshake("2025-11-25").await;
    let call = |id: u32, name: &str, arguments: Value| json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": {"name": name, "arguments": arguments}});
    let answer = server.ask(call(2, "halopsa_search_clients", json!({"query": "x"}))).await;
    let text = answer["result"]["content"][0]["text"].as_str().unwrap();
    for variable in ["HALOPSA_CLIENT_ID", "HALOPSA_CLIENT_SECRET", "HALOPSA_TENANT", "Configuration > Integrations"] {
        assert!(text.contains(variable), "{text}");
    }
    assert_eq!(answer["result"]["isError"], true);
    let status = server.ask(call(3, "halopsa_status", json!({}))).await;
    assert_eq!(status["result"]["structuredContent"]["configuration"]["problems"].as_array().unwrap().len(), 3);
    assert_eq!(status["result"]["isError"], false);
}

#[tokio::test]
async fn the_log_has_one_line_a_request_and_no_words() {
    let halo = Halo::start().await;
    let mut pairs = environment(&halo);
    pairs.retain(|(name, _)| name != "HALOPSA_LOG");
    for (level, expected, query) in [(None, 2, false), (Some("debug"), 3, true), (Some("off"), 0, false)] {
        let mut pairs = pairs.clone();
        pairs.extend(level.map(|level| ("HALOPSA_LOG".to_owned(), level.to_owned())));
        let mut server = Raw::start(&pairs);
        server.handshake("2025-11-25").await;
        server.ask(json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "halopsa_search_clients", "arguments": {"query": "acme QUERYMARK"}}})).await;
        let mut stderr = server.child.stderr.take().unwrap();
        server.end().await;
        let mut text = String::new();
        stderr.read_to_string(&mut text).await.unwrap();
        assert_eq!(text.lines().count(), expected, "{text}");
        assert_eq!(text.contains("QUERYMARK"), query, "{text}");
        assert!(!text.contains(SECRET) && !text.contains(TOKEN_MARK), "{text}");
        if level.is_none() {
            assert!(text.contains("info id=1 GET /Client 200 "), "{text}");
        }
    }
}

#[tokio::test]
async fn the_check_speaks_plainly() {
    let halo = Halo::start().await;
    let run = async |pairs: &[(String, String)]| {
        let output = command(pairs).arg("--check").output().await.unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, text) = run(&environment(&halo)).await;
    assert_eq!(code, 0, "{text}");
    assert!(
        text.contains("token      good") && text.contains("agent      API Agent") && text.contains("Everything works."),
        "{text}"
    );
    let mut reading = environment(&halo);
    let scope = "read:customers read:tickets read:contracts read:assets";
    reading.extend(
        [("HALOPSA_READ_ONLY", "1"), ("HALOPSA_SCOPE", scope)].map(|(name, value)| (name.into(), value.into())),
    );
    let (_, text) = run(&reading).await;
    let readme = include_str!("../../README.md").replace("\n   ", "\n");
    let shown = text.replace(halo.url.trim_start_matches("http://"), "acme.halopsa.com");
    assert!(readme.contains(&shown), "the README shows another report than this:\n{shown}");
    let mut wrong = environment(&halo);
    wrong.push(("HALOPSA_CLIENT_SECRET".into(), format!("{SECRET}-wrong")));
    let (code, text) = run(&wrong).await;
    assert!(code == 1 && text.contains("refused the client id or secret") && !text.contains(SECRET), "{text}");
    let (code, text) = run(&[]).await;
    assert!(code == 1 && text.contains("HALOPSA_CLIENT_SECRET is not set"), "{text}");
    halo.fault("GET /Agent/me", Fault::Status(403));
    let (code, text) = run(&environment(&halo)).await;
    assert!(code == 1 && text.contains("403"), "{text}");
}

#[tokio::test]
async fn wrong_parameters_and_long_lines_are_answered() {
    let halo = Halo::start().await;
    let mut server = Raw::start(&environment(&halo));
    server.handshake("2025-11-25").await;
    for params in [
        json!({}),
        json!({"name": 5}),
        json!({"name": "halopsa_get_site", "arguments": "x"}),
        json!([{"name": "halopsa_get_site"}]),
        json!("halopsa_get_site"),
        json!(7),
    ] {
        let answer = server.ask(json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": params})).await;
        assert_eq!((&answer["id"], &answer["error"]["code"]), (&json!(2), &json!(-32602)), "{params}: {answer}");
    }
    let unknown = server.ask(json!({"jsonrpc": "2.0", "id": 3, "method": "tools/nothing"})).await;
    assert_eq!(unknown["error"]["code"], -32601);
    let off = json!({"name": "halopsa_list_invoices", "arguments": {"client_id": 12}});
    let off = server.ask(json!({"jsonrpc": "2.0", "id": 4, "method": "tools/call", "params": off})).await;
    assert!(off["error"]["message"].as_str().unwrap().contains("HALOPSA_TOOLSETS"), "{off}");
    let long = json!({"name": "halopsa_get_site", "arguments": {"site_id": "x".repeat(5 << 20)}});
    let answer = server.ask(json!({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": long})).await;
    assert_eq!((&answer["id"], &answer["error"]["code"]), (&json!(7), &json!(-32600)), "{answer}");
    assert_eq!(server.end().await, 0);
}

#[tokio::test]
async fn two_tenants_have_a_profile_each() {
    let (acme, beta) = (Halo::start().await, Halo::start().await);
    let home = tempfile::tempdir().unwrap();
    for (halo, name) in [(&acme, "acme"), (&beta, "beta")] {
        let mut login = command(&[
            ("XDG_CONFIG_HOME".to_owned(), home.path().to_str().unwrap().to_owned()),
            ("HALOPSA_ALLOW_INSECURE_LOOPBACK".to_owned(), "1".to_owned()),
        ]);
        let mut child = login.args(["login", "--profile", name]).spawn().unwrap();
        let typed = format!("{}\n{}\n{SECRET}\n", halo.url, crate::halo::CLIENT_ID);
        child.stdin.take().unwrap().write_all(typed.as_bytes()).await.unwrap();
        let output = child.wait_with_output().await.unwrap();
        let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        assert!(output.status.success() && out.contains("stored"), "{out}{err}");
        assert!(!out.contains(SECRET) && !err.contains(SECRET));
    }
    acme.take();
    beta.take();
    for (name, asked, other) in [("acme", &acme, &beta), ("beta", &beta, &acme)] {
        let mut status = command(&[("XDG_CONFIG_HOME".to_owned(), home.path().to_str().unwrap().to_owned())]);
        let output = status.args(["status", "--profile", name]).output().await.unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && text.contains("acme, beta"), "{text}");
        assert!(!asked.take().is_empty() && other.take().is_empty());
    }
    let mut logout = command(&[("XDG_CONFIG_HOME".to_owned(), home.path().to_str().unwrap().to_owned())]);
    assert!(logout.args(["logout", "--profile", "acme"]).output().await.unwrap().status.success());
}

/// Most memory that the program had, after many calls at one time that each read a large ticket.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn many_large_tickets_at_one_time_fit_into_little_memory() {
    let halo = Halo::start().await;
    let mut server = Raw::start(&environment(&halo));
    server.handshake("2025-11-25").await;
    let call = |id: usize| json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": {"name": "halopsa_get_ticket", "arguments": {"ticket_id": 4821, "include_actions": false}}});
    let (calls, at_once) = (2_000, 32);
    for id in 0..at_once {
        server.send(call(100 + id)).await;
    }
    for done in 0..calls {
        let answer = server.receive().await;
        assert_eq!(answer["result"]["structuredContent"]["id"], 4821, "{answer}");
        if done + at_once < calls {
            server.send(call(100 + at_once + done)).await;
        }
        if done % 100 == 0 {
            halo.take();
        }
    }
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.child.id().unwrap())).unwrap();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap()
        .trim()
        .trim_end_matches(" kB")
        .parse::<u64>()
        .unwrap();
    assert!(peak < 24 * 1024, "{peak} kB");
    assert_eq!(server.end().await, 0);
}
