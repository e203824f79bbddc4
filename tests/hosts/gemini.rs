//! Gemini CLI validates and installs the extension, lists every skill, reads every command, and starts the server.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::judge::{Judge, folders, read_json, repository, stems};

/// A judge that does not prompt for trust in folders.
pub(crate) fn judge(what: &str) -> Option<Judge> {
    let judge = Judge::new(what)?;
    judge.write(".gemini/settings.json", r#"{"security": {"folderTrust": {"enabled": false}}}"#);
    Some(judge)
}

#[test]
fn gemini_lists_every_component_and_starts_the_server() {
    let Some(judge) = judge("Gemini CLI did not judge dist/gemini/") else { return };
    assert_eq!(judge.ok("gemini", &["--version"]).trim(), plugin_gen::hosts::gemini::VERSION);
    let extension = judge.copy(&repository().join("dist/gemini/halopsa"), "halopsa");
    let path = extension.to_str().unwrap();
    judge.ok("gemini", &["extensions", "validate", path]);
    judge.ok("gemini", &["extensions", "install", path, "--consent", "--skip-settings"]);

    let printed = judge.ok("gemini", &["extensions", "list", "-o", "json"]);
    let start = printed.find('[').unwrap_or_else(|| panic!("{printed}"));
    let listed: Value = serde_json::from_str(&printed[start..=printed.rfind(']').unwrap()]).unwrap();
    assert_eq!((&listed[0]["name"], &listed[0]["version"]), (&json!("halopsa"), &json!("1.0.0")), "{listed:#}");
    let settings = |value: &Value| -> BTreeSet<String> {
        let rows = value["settings"].as_array().cloned().unwrap_or_default();
        rows.iter().map(|row| row["envVar"].as_str().unwrap().to_owned()).collect()
    };
    let manifest = read_json(&extension.join("gemini-extension.json"));
    assert_eq!(settings(&listed[0]), settings(&manifest), "{listed:#}");
    let options =
        read_json(&repository().join("dist/halopsa/halopsa/.claude-plugin/plugin.json"))["userConfig"].clone();
    assert_eq!(settings(&manifest).len(), options.as_object().unwrap().len(), "one setting for each stored option");

    let skills = judge.ok("gemini", &["skills", "list", "--all"]);
    for name in folders(&repository().join("dist/halopsa/halopsa/skills")) {
        assert!(skills.contains(&format!("skills/{name}/SKILL.md")), "{name}\n{skills}");
    }
    let commands = extension.join("commands/halopsa");
    assert_eq!(stems(&commands), stems(&repository().join("dist/halopsa/halopsa/commands")));

    let servers = judge.ok("gemini", &["mcp", "list"]);
    assert!(servers.contains("halopsa") && servers.contains("Connected"), "{servers}");
    let probed = judge.probed();
    let probe = probed.first().expect("Gemini CLI did not start the server");
    let installed = judge.path(".gemini/extensions/halopsa");
    assert_eq!(probe.arguments(), ["--prefix", installed.to_str().unwrap(), "-y", "halopsa-mcp@0.1.0"]);
    probe.has_no_placeholder();
    for (name, value) in crate::judge::VARIABLES {
        assert_eq!(probe.variable(name), Some(*value), "{name} does not reach the server");
    }
    assert_eq!(probe.variable("HALOPSA_RESOURCE_SERVER"), Some(""), "an unset variable arrives as no text");
}
