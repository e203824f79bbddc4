//! Codex installs the plugin from Claude Code's marketplace, lists every skill and command, and starts the server.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};

use crate::judge::{Judge, Session, folders, repository, stems};

const VERSION: &str = plugin_gen::hosts::codex::VERSION;

/// Installs the plugin from a marketplace's folder.
pub(crate) fn install(judge: &Judge, marketplace: &Path) -> Value {
    assert_eq!(judge.ok("codex", &["--version"]).trim(), format!("codex-cli {VERSION}"));
    judge.ok("codex", &["plugin", "marketplace", "add", marketplace.to_str().unwrap()]);
    let printed = judge.ok("codex", &["plugin", "add", "halopsa@msp-plugins", "--json"]);
    let start = printed.find('{').unwrap_or_else(|| panic!("{printed}"));
    let end = printed.rfind('}').unwrap() + 1;
    serde_json::from_str(&printed[start..end]).unwrap()
}

pub(crate) fn session(judge: &Judge) -> Session {
    let mut command = judge.command("codex");
    command.arg("app-server");
    let mut session = Session::start(command);
    session.call("initialize", json!({ "clientInfo": { "name": "judge", "version": "0" } }));
    session.notify("initialized");
    session
}

/// The names of the skills that Codex loads, whatever it reports of others.
pub(crate) fn loaded(session: &mut Session, judge: &Judge) -> Vec<String> {
    let answer = session.call("skills/list", json!({ "cwds": [judge.home()], "forceReload": true }));
    let skills = answer["result"]["data"][0]["skills"].as_array().cloned().unwrap_or_default();
    skills.iter().map(|skill| skill["name"].as_str().unwrap_or_default().to_owned()).collect()
}

/// The plugin's skills by name, with their descriptions.
pub(crate) fn skills(session: &mut Session, judge: &Judge) -> BTreeMap<String, String> {
    let answer = session.call("skills/list", json!({ "cwds": [judge.home()], "forceReload": true }));
    let folder = &answer["result"]["data"][0];
    assert_eq!(folder["errors"], json!([]), "{answer:#}");
    let skills = folder["skills"].as_array().unwrap_or_else(|| panic!("{answer:#}"));
    let text = |skill: &Value, key: &str| skill[key].as_str().unwrap_or_default().to_owned();
    skills
        .iter()
        .map(|skill| (text(skill, "name"), text(skill, "description")))
        .filter(|(name, _)| name.starts_with("halopsa:"))
        .collect()
}

/// The servers that Codex started, by name, with the tools that each listed.
pub(crate) fn servers(session: &mut Session) -> BTreeMap<String, BTreeSet<String>> {
    let answer = session.call("mcpServerStatus/list", json!({}));
    let servers = answer["result"]["data"].as_array().unwrap_or_else(|| panic!("{answer:#}"));
    let tools = |server: &Value| server["tools"].as_object().map(|tools| tools.keys().cloned().collect());
    servers
        .iter()
        .map(|server| (server["name"].as_str().unwrap().to_owned(), tools(server).unwrap_or_default()))
        .collect()
}

#[test]
fn codex_lists_every_component_and_starts_the_server() {
    let Some(judge) = Judge::new("Codex did not judge dist/") else { return };
    let dist = judge.copy(&repository().join("dist"), "marketplace");
    let installed = install(&judge, &dist);
    assert_eq!((&installed["name"], &installed["version"]), (&json!("halopsa"), &json!("1.0.0")), "{installed:#}");

    let plugin = dist.join("halopsa/halopsa");
    let mut expected = stems(&plugin.join("commands"));
    expected.extend(folders(&plugin.join("skills")));
    let expected: BTreeSet<String> = expected.into_iter().map(|name| format!("halopsa:{name}")).collect();
    let mut session = session(&judge);
    let skills = skills(&mut session, &judge);
    assert_eq!(skills.keys().cloned().collect::<BTreeSet<_>>(), expected);

    let prompt = judge.ok("codex", &["debug", "prompt-input", "hello"]);
    for (name, description) in &skills {
        assert!(prompt.contains(name.as_str()), "{name} does not reach the model");
        assert!(prompt.contains(description), "the description of {name} does not reach the model");
        assert!(!description.is_empty(), "{name}");
    }

    assert_eq!(servers(&mut session), [("halopsa".to_owned(), ["probe_tool".to_owned()].into())].into());
    let probed = judge.probed();
    let probe = probed.first().expect("Codex did not start the server");
    assert_eq!(probe.arguments(), ["--prefix", ".", "-y", "halopsa-mcp@0.1.0"]);
    probe.has_no_placeholder();
    for (name, value) in crate::judge::VARIABLES {
        assert_eq!(probe.variable(name), Some(*value), "{name} does not reach the server");
    }
    let cache = judge.path(".codex/plugins/cache/msp-plugins/halopsa/1.0.0");
    assert_eq!(probe.folder(), cache, "in another folder, npx would start a copy of the package that lies there");
}
