//! The program as a client starts it, with the specs of each plugin, under each fault of the network.

use crate::plugins::{specs, specs_of};
use crate::vendor::{Fault, Vendor, arguments};
use mcp_engine::spec::{Specs, Tool};
use serde_json::{Value, json};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// Twice the program's own time-out, for a request that is repeated, and some.
const LONGEST: Duration = Duration::from_secs(90);

struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    _file: tempfile::TempDir,
}

impl Program {
    async fn start(vendor: &Vendor) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("specs.json");
        std::fs::write(&file, vendor.specs.to_file()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_plugin-mcp"));
        command.arg(&file).env_clear().envs(vendor.environment()).kill_on_drop(true);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut program = Self { child, lines, _file: folder };
        let params = json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}});
        program.send(json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params})).await;
        program.receive().await;
        program.send(json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).await;
        program
    }

    async fn send(&mut self, message: Value) {
        self.child.stdin.as_mut().unwrap().write_all(format!("{message}\n").as_bytes()).await.unwrap();
    }

    async fn call(&mut self, vendor: &Vendor, tool: &Tool) {
        let params = json!({"name": tool.name.value, "arguments": arguments(vendor, tool, false)});
        self.send(json!({"jsonrpc": "2.0", "id": tool.name.value, "method": "tools/call", "params": params})).await;
    }

    async fn receive(&mut self) -> Value {
        let line = tokio::time::timeout(LONGEST, self.lines.next_line()).await.expect("an answer").unwrap().unwrap();
        serde_json::from_str(&line).unwrap()
    }

    async fn end(mut self) {
        drop(self.child.stdin.take());
        let status = tokio::time::timeout(Duration::from_secs(10), self.child.wait()).await.expect("it ends").unwrap();
        assert_eq!(status.code(), Some(0));
    }
}

/// Two tools that read and one that writes, which sends none of their requests.
fn three(specs: &Specs) -> Vec<&Tool> {
    let confirms = |tool: &Tool| tool.requests.iter().all(|request| !request.no_content);
    let writer = specs.tools.iter().find(|tool| !*tool.hints.read_only && confirms(tool)).unwrap();
    let mut operations: Vec<&str> = writer.requests.iter().map(|request| request.operation.as_str()).collect();
    let mut tools = Vec::new();
    for tool in specs.tools.iter().filter(|tool| *tool.hints.read_only && !tool.tells_configuration) {
        let own = tool.requests.first().map(|request| request.operation.as_str());
        if let Some(own) = own.filter(|own| tools.len() < 2 && !operations.contains(own)) {
            operations.push(own);
            tools.push(tool);
        }
    }
    tools.push(writer);
    tools
}

fn own_operation(tool: &Tool) -> &str {
    let own = tool.requests.iter().find(|request| request.writes() != *tool.hints.read_only);
    &own.unwrap().operation.value
}

async fn gives_up_and_goes_on(specs: Specs) {
    let vendor = Vendor::start(specs).await;
    let tools = three(&vendor.specs);
    let mut program = Program::start(&vendor).await;
    let quick = [
        Fault::Status(401),
        Fault::Status(403),
        Fault::Status(404),
        Fault::Status(500),
        Fault::RetryAfter(429, "600"),
        Fault::RetryAfter(503, "600"),
        Fault::Body(Value::Null),
        Fault::Text("<html>Log in</html>"),
        Fault::Text("{"),
        Fault::Broken,
    ];
    for fault in quick {
        for tool in &tools {
            vendor.fault(own_operation(tool), fault.clone(), 9);
            program.call(&vendor, tool).await;
            let answer = program.receive().await;
            assert_eq!(answer["result"]["isError"], true, "{} {fault:?}: {answer}", tool.name);
            vendor.lock().faults.clear();
        }
    }
    // These last as long as the program's time-out, so they run side by side.
    vendor.fault(own_operation(tools[0]), Fault::Hang, 9);
    vendor.fault(own_operation(tools[1]), Fault::SlowBody, 9);
    vendor.fault(own_operation(tools[2]), Fault::Hang, 9);
    for tool in &tools {
        program.call(&vendor, tool).await;
    }
    for _ in &tools {
        let answer = program.receive().await;
        let text = answer["result"]["content"][0]["text"].as_str().unwrap_or_default();
        assert!(answer["result"]["isError"] == true && text.contains("did not answer in time"), "{answer}");
        let is_write = answer["id"] == tools[2].name.value;
        assert_eq!(is_write, text.contains("unknown whether the change was made"), "{text}");
    }
    vendor.lock().faults.clear();
    for tool in &tools {
        program.call(&vendor, tool).await;
        let answer = program.receive().await;
        assert_eq!(answer["result"]["isError"], false, "{answer}");
    }
    program.end().await;
}

#[tokio::test]
async fn the_first_plugin_under_each_fault() {
    gives_up_and_goes_on(specs_of("spec/halopsa")).await;
}

#[tokio::test]
async fn the_second_plugin_under_each_fault() {
    gives_up_and_goes_on(specs()).await;
}
