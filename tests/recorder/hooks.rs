//! Which types of hooks run on which event: a session with a scripted model fires most events once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use plugin_gen::plugin::FileTree;
use plugin_gen::rules::{Options, check};
use serde_json::{Value, json};

use super::model::{self, Answer};
use super::{MANIFEST, client};

/// The events that the session fires, with `--init` before it.
const EVENTS: &[&str] = &[
    "MessageDisplay",
    "PermissionRequest",
    "PostToolBatch",
    "PostToolUse",
    "PostToolUseFailure",
    "PreToolUse",
    "SessionEnd",
    "SessionStart",
    "Setup",
    "Stop",
    "SubagentStart",
    "SubagentStop",
    "UserPromptSubmit",
];

/// The model's next answer in the conversation: a tool that works, one that fails, a subagent, one that is not
/// permitted, and the end.
fn next(turn: usize, body: &str) -> Answer {
    let bash = |command: &str| Answer::Tool("Bash", json!({ "command": command, "description": "d" }));
    let agent = if body.contains(r#""name":"Agent""#) { "Agent" } else { "Task" };
    match turn {
        0 => bash("echo hi"),
        1 => bash("false"),
        2 => Answer::Tool(agent, json!({ "description": "d", "prompt": "p", "subagent_type": "general-purpose" })),
        3 => bash("touch marker"),
        _ => Answer::Text("done"),
    }
}

fn hooks(events: &[&str], hook: &Value) -> String {
    let groups: BTreeMap<&str, Value> = events.iter().map(|event| (*event, json!([{ "hooks": [hook] }]))).collect();
    json!({ "hooks": groups }).to_string()
}

/// What the client prints and logs in a session with a hook on every event.
fn session(program: &Path, hook: impl Fn(&Path, &str) -> Value) -> String {
    let turn = AtomicUsize::new(0);
    let address = model::start(move |path, body| {
        if !path.contains("/messages") || path.contains("count_tokens") {
            return None;
        }
        Some(if body.contains(r#""name":"StructuredOutput""#) {
            Answer::Tool("StructuredOutput", json!({ "ok": true }))
        } else if body.contains(r#""name":"Bash""#) {
            next(turn.fetch_add(1, Ordering::Relaxed), body)
        } else {
            Answer::Text(r#"{"ok": true}"#)
        })
    });
    let home = tempfile::tempdir().unwrap();
    let place = |path: &str| home.path().join(path);
    for folder in ["project", "config", "p/.claude-plugin", "p/hooks"] {
        std::fs::create_dir_all(place(folder)).unwrap();
    }
    std::fs::write(place("p/.claude-plugin/plugin.json"), MANIFEST).unwrap();
    let hook = hook(home.path(), &format!("http://{address}/hook"));
    std::fs::write(place("p/hooks/hooks.json"), hooks(EVENTS, &hook)).unwrap();
    assert!(Command::new("git").args(["init", "-q"]).arg(place("project")).status().unwrap().success());
    let run = model::client(program, home.path(), address)
        .args(["-p", "hi", "--init", "--allowedTools", "Bash(echo:*),Bash(false)", "--debug-file"])
        .arg(place("log"))
        .output()
        .unwrap();
    let fired = std::fs::read_to_string(place("fired")).unwrap_or_default();
    let log = std::fs::read_to_string(place("log")).unwrap_or_default();
    [String::from_utf8_lossy(&run.stdout).into(), String::from_utf8_lossy(&run.stderr).into(), log, fired].join("\n")
}

/// Whether our rule reports a hook of this type on this event.
fn is_reported(event: &str, hook: &Value) -> bool {
    let text = hooks(&[event], hook);
    let files = [(".claude-plugin/plugin.json", MANIFEST), ("hooks/hooks.json", text.as_str())];
    let tree = FileTree::from_memory(files.map(|(path, text)| (path.into(), text.as_bytes().to_vec())).into());
    let options = Options { only: BTreeSet::from(["unsupported-hook-type".to_owned()]), ..Options::default() };
    !check(&tree, &options).diagnostics.is_empty()
}

#[test]
fn hooks_run_exactly_on_the_events_that_the_rule_accepts() {
    let Some(program) = client() else { return };
    let command = |home: &Path, _: &str| {
        let fired = home.join("fired");
        json!({ "type": "command", "command": format!("cat >> '{0}'; echo >> '{0}'", fired.display()) })
    };
    let fired = session(&program, command);
    for event in EVENTS {
        assert!(fired.contains(&format!(r#""hook_event_name":"{event}""#)), "{event} did not fire:\n{fired}");
    }
    for kind in ["prompt", "agent", "http"] {
        let hook = |_: &Path, url: &str| match kind {
            "http" => json!({ "type": kind, "url": url }),
            _ => json!({ "type": kind, "prompt": "check" }),
        };
        let said = session(&program, hook);
        for event in EVENTS {
            let fails = [
                format!("Hook failed to run ({event}"),
                format!("{event} hook [check] failed"),
                format!("HTTP hooks are not supported for {event}"),
            ];
            let fails = fails.iter().any(|line| said.contains(line.as_str()));
            let reported = is_reported(event, &hook(Path::new(""), "http://127.0.0.1/hook"));
            assert_eq!(fails, reported, "{kind} on {event}:\n{said}");
        }
    }
}
