//! The portable tree: Codex, Copilot and Qwen Code list every skill, and those that start servers offline start it.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::codex;
use crate::judge::{Judge, folders, read_json, repository, stems};

fn tree() -> std::path::PathBuf {
    repository().join("dist/agent-plugins")
}

/// The six skills and the four commands of the Claude Code tree.
fn expected() -> BTreeSet<String> {
    let claude = repository().join("dist/halopsa/halopsa");
    let mut names = folders(&claude.join("skills"));
    names.extend(stems(&claude.join("commands")));
    assert_eq!(names.len(), 10);
    names
}

#[test]
fn the_files_have_the_shape_that_the_specification_asks_for() {
    for (file, schema) in [("plugin.json", "plugin"), ("mcp.json", "mcp")] {
        let schema = format!("tests/data/host-schemas/agent-plugins-1.0.0-{schema}.schema.json");
        let validator = jsonschema::validator_for(&read_json(&repository().join(schema))).unwrap();
        let value = read_json(&tree().join("halopsa").join(file));
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{file}: {errors:?}");
    }
}

#[test]
fn every_skill_passes_both_reference_validators() {
    let Some(tools) = std::env::var_os("SKILLS_REF") else {
        assert!(
            std::env::var_os("JUDGES").is_none(),
            "SKILLS_REF is not set, and JUDGES makes the validators compulsory"
        );
        eprintln!("SKIPPED: no validator judged the skills for other hosts; set SKILLS_REF (see .ci/run)");
        return;
    };
    let tools = Path::new(&tools);
    let programs = [tools.join("npm/node_modules/.bin/skills-ref"), tools.join("python/bin/agentskills")];
    let trees =
        ["dist/agent-plugins/halopsa/skills", "dist/gemini/halopsa/skills", "dist/halopsa/halopsa/codex-skills"];
    for folder in trees {
        for name in folders(&repository().join(folder)) {
            let path = repository().join(folder).join(&name);
            for program in &programs {
                let output = Command::new(program).arg("validate").arg(&path).output().unwrap();
                let printed =
                    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
                assert!(output.status.success(), "{}: {}\n{printed}", program.display(), path.display());
            }
        }
    }
}

#[test]
fn codex_takes_the_portable_tree() {
    let Some(judge) = Judge::new("Codex did not judge dist/agent-plugins/") else { return };
    let marketplace = judge.copy(&tree(), "marketplace");
    codex::install(&judge, &marketplace);
    let mut session = codex::session(&judge);
    let skills: BTreeSet<String> = codex::skills(&mut session, &judge).into_keys().collect();
    assert_eq!(skills, expected().into_iter().map(|name| format!("halopsa:{name}")).collect());
    assert_eq!(codex::servers(&mut session), [("halopsa".to_owned(), ["probe_tool".to_owned()].into())].into());
    let probed = judge.probed();
    let probe = probed.first().expect("Codex did not start the server");
    probe.has_no_placeholder();
    assert_eq!(probe.arguments()[2..], ["-y", "halopsa-mcp@0.1.0"]);
    assert!(Path::new(probe.arguments()[1]).starts_with(judge.home()), "{probe:?}");
    assert_eq!(
        probe.variable("HALOPSA_CLIENT_SECRET"),
        None,
        "the page about this target says that Codex hands on none"
    );
    assert!(probe.variable("HOME").is_some(), "the server finds its credentials file below HOME");
}

#[test]
fn copilot_lists_every_skill_and_the_server() {
    let Some(judge) = Judge::new("Copilot did not judge dist/agent-plugins/") else { return };
    let marketplace = judge.copy(&tree(), "marketplace");
    judge.ok("copilot", &["plugin", "marketplace", "add", marketplace.to_str().unwrap()]);
    judge.ok("copilot", &["plugin", "install", "halopsa@msp-plugins"]);
    let listed: Value = json_in(&judge.ok("copilot", &["skill", "list", "--json"]));
    let rows = listed.as_array().or_else(|| listed["skills"].as_array()).unwrap_or_else(|| panic!("{listed:#}"));
    let of_plugin = rows.iter().filter(|row| row["source"] == "plugin");
    let names: BTreeSet<String> = of_plugin.map(|row| row["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(names, expected());
    let servers = json_in(&judge.ok("copilot", &["mcp", "list", "--json"]));
    let server = &servers["mcpServers"]["halopsa"];
    assert_eq!(server["command"], "npx", "{servers:#}");
    assert!(server["env"]["PLUGIN_DATA"].is_string(), "{servers:#}");
}

#[test]
fn qwen_code_lists_the_plugin_and_starts_the_server() {
    let Some(judge) = Judge::new("Qwen Code did not judge dist/agent-plugins/") else { return };
    let plugin = judge.copy(&tree().join("halopsa"), "halopsa");
    judge.ok("qwen", &["extensions", "install", plugin.to_str().unwrap(), "--consent"]);
    let listed = judge.ok("qwen", &["extensions", "list"]);
    for name in expected().iter().map(String::as_str).chain(["halopsa (1.0.0)"]) {
        assert!(listed.contains(name), "{name}\n{listed}");
    }
    let servers = judge.ok("qwen", &["mcp", "list"]);
    assert!(servers.contains("halopsa") && servers.contains("Connected"), "{servers}");
    let probed = judge.probed();
    let probe = probed.first().expect("Qwen Code did not start the server");
    probe.has_no_placeholder();
    for (name, value) in crate::judge::VARIABLES {
        assert_eq!(probe.variable(name), Some(*value), "{name} does not reach the server");
    }
}

#[test]
fn opencode_lists_the_skills_and_starts_the_server() {
    let Some(judge) = Judge::new("OpenCode did not judge dist/agent-plugins/") else { return };
    judge.copy(&tree().join("halopsa/skills"), "project/.agents/skills");
    let server = read_json(&tree().join("halopsa/mcp.json"))["mcpServers"]["halopsa"].clone();
    // OpenCode has no plugin package: a user copies the skills, and names the server in the project's configuration.
    let mut command = vec![server["command"].clone()];
    command.extend(server["args"].as_array().unwrap().iter().map(|argument| match argument.as_str() {
        Some("${PLUGIN_DATA}") => ".".into(),
        _ => argument.clone(),
    }));
    let environment = serde_json::json!({ "HALOPSA_CLIENT_SECRET": "{env:HALOPSA_CLIENT_SECRET}" });
    let entry = serde_json::json!({ "type": "local", "command": command, "enabled": true, "environment": environment });
    judge.write("project/opencode.json", &serde_json::json!({ "mcp": { "halopsa": entry } }).to_string());
    let listed = json_in(&judge.ok_in("project", "opencode", &["debug", "skill"]));
    let names: BTreeSet<String> =
        listed.as_array().unwrap().iter().map(|skill| skill["name"].as_str().unwrap().to_owned()).collect();
    assert!(expected().is_subset(&names), "{names:?}");
    let servers = judge.ok_in("project", "opencode", &["mcp", "list"]);
    assert!(servers.contains("halopsa") && servers.contains("connected"), "{servers}");
    let probed = judge.probed();
    let probe = probed.first().expect("OpenCode did not start the server");
    probe.has_no_placeholder();
    assert_eq!(probe.arguments(), ["--prefix", ".", "-y", "halopsa-mcp@0.1.0"]);
    assert_eq!(probe.variable("HALOPSA_CLIENT_SECRET"), Some("a-secret"));
}

/// The JSON in what a program printed.
fn json_in(printed: &str) -> Value {
    let start = printed.find(['{', '[']).unwrap_or_else(|| panic!("{printed}"));
    let end = printed.rfind(['}', ']']).unwrap() + 1;
    serde_json::from_str(&printed[start..end]).unwrap_or_else(|error| panic!("{error}\n{printed}"))
}
