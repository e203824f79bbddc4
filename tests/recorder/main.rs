//! Compares our rules about load time (commands that run, and placeholders) and about hooks with what the client does.
//!
//! A local server replaces the model's API and records the requests, so nothing leaves the machine.
//! `CLAUDE_CLI` names the real client; `JUDGES` makes it mandatory. Without both, the test prints that it was skipped.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, clippy::print_stderr)]

mod hooks;
mod model;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use plugin_gen::plugin::FileTree;
use plugin_gen::rules::{Options, check};

const MANIFEST: &str = r#"{ "name": "p", "version": "1.0.0", "description": "d", "author": { "name": "a" } }"#;

fn client() -> Option<PathBuf> {
    let client = std::env::var_os("CLAUDE_CLI").map(PathBuf::from);
    if client.is_none() {
        assert!(std::env::var_os("JUDGES").is_none(), "CLAUDE_CLI is not set, and JUDGES makes the recorder mandatory");
        eprintln!("SKIPPED: what the model receives was not recorded; set CLAUDE_CLI to the CLI's path (see .ci/run)");
    }
    client
}

/// The user's text that the model receives when `/p:c one two` is called; `None` when the command does not load.
fn sent(client: &Path, command: &str) -> Option<String> {
    let requests = Arc::new(Mutex::new(Vec::new()));
    let recorded = Arc::clone(&requests);
    let address = model::start(move |path, body| {
        let is_message = path.contains("/messages") && !path.contains("count_tokens");
        if is_message {
            recorded.lock().unwrap().push(body.to_owned());
        }
        is_message.then(|| model::Answer::Rejection)
    });
    let home = tempfile::tempdir().unwrap();
    let place = |path: &str| home.path().join(path);
    for folder in ["project", "config", "p/.claude-plugin", "p/commands"] {
        std::fs::create_dir_all(place(folder)).unwrap();
    }
    std::fs::write(place("p/.claude-plugin/plugin.json"), MANIFEST).unwrap();
    std::fs::write(place("p/commands/c.md"), command).unwrap();
    assert!(Command::new("git").args(["init", "-q"]).arg(place("project")).status().unwrap().success());
    let run = model::client(client, home.path(), address).args(["-p", "/p:c one two"]).output().unwrap();
    let requests = requests.lock().unwrap();
    let texts = requests.iter().flat_map(|request| {
        let request: serde_json::Value = serde_json::from_str(request).unwrap();
        let messages = request["messages"].as_array().cloned().unwrap_or_default();
        messages.into_iter().flat_map(|message| match &message["content"] {
            serde_json::Value::String(text) => vec![text.clone()],
            parts => parts
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|part| Some(part["text"].as_str()?.to_owned()))
                .collect(),
        })
    });
    let found = texts.into_iter().find(|text| text.contains("START"));
    let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    // Without either, the CLI did not process the command at all.
    assert!(found.is_some() || said.contains("permission"), "neither sent nor refused:\n{said}");
    found
}

/// Whether our rule reports that the command does not load.
fn is_reported(rule: &str, command: &str) -> bool {
    let files = [(".claude-plugin/plugin.json", MANIFEST), ("commands/c.md", command)];
    let tree = FileTree::from_memory(files.map(|(path, text)| (path.into(), text.as_bytes().to_vec())).into());
    let options = Options { only: BTreeSet::from([rule.to_owned()]), ..Options::default() };
    !check(&tree, &options).diagnostics.is_empty()
}

#[test]
fn commands_run_at_load_exactly_where_the_rule_says() {
    let Some(client) = client() else { return };
    let cases = [
        ("Read", "State: !`git status --short | head -5 2>/dev/null || true`"),
        ("Read", "```markdown\nTests: !`touch marker`\n```"),
        ("Bash(touch:*)", "<!-- !`touch marker` -->"),
        ("Bash(touch :*)", "Make it: !`touch marker`"),
        ("Bash(touch:*), Bash(basename:*)", "Make it: !`touch $(basename /a/b)`"),
        ("Read", "```!\ntouch marker\n```"),
        ("Read", "Write `!touch marker` or (!`touch marker`) here."),
        ("Bash(cat:*)", "Read it: !`cat ${CLAUDE_PLUGIN_ROOT}/.claude-plugin/plugin.json`"),
        ("Bash", "Read it: !`cat ${CLAUDE_PLUGIN_ROOT}/.claude-plugin/plugin.json`"),
        ("Read", "Home: !`ls ~ | head -1`"),
        ("Read", "Here: !`ls -la ./ && cat \"$PWD/none\" || test -f /etc/hosts`"),
        ("Bash(echo:*)", "Branch: !`echo $BRANCH`"),
        ("Read", "Home: !`echo $HOME '$BRANCH'`"),
    ];
    for (allowed, body) in cases {
        let command = format!("---\ndescription: d\nallowed-tools: {allowed}\n---\nSTART\n{body}\nEND\n");
        let loads = sent(&client, &command).is_some();
        assert_eq!(loads, !is_reported("unapproved-command", &command), "{allowed}: {body}");
    }
}

#[test]
fn placeholders_arrive_as_the_rules_say() {
    let Some(client) = client() else { return };
    let body = "START $0, $1, $2; $45; $client, $Client, $clients; ${user_config.cluster}; @${CLAUDE_PLUGIN_ROOT}/none.md; \\$7 END";
    let command = format!("---\ndescription: d\nargument-hint: <client> <place>\narguments: [client]\n---\n{body}\n");
    let text = sent(&client, &command).expect("the command loads");
    for part in
        ["START one, two, $2;", "$45;", "one, $Client, $clients;", "${user_config.cluster};", "/none.md;", "$7 END"]
    {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    for rule in ["unreplaced-argument", "undeclared-option-in-text", "missing-attachment"] {
        assert!(is_reported(rule, &command), "{rule}");
    }
}
