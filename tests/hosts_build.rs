//! `targets`: the output of `build` for other hosts, from structured specs and from copied files.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

mod common;

use common::Workspace;
use serde_json::{Value, json};

const MARKETPLACE: &str =
    "name: desk-tools\nowner: {name: Desk}\ntargets: [codex, agent-plugins, gemini]\nplugins: [desk]\n";

const PLUGIN: &str = "name: desk
version: 1.2.0
description: Works with a service desk.
author: {name: Desk}
userConfig:
  token: {type: string, title: Token, description: Token of the API., sensitive: true}
mcp:
  desk:
    command: node
    args: ['${CLAUDE_PLUGIN_ROOT}/server.js']
    env: {DESK_TOKEN: '${DESK_TOKEN:-${user_config.token}}', DESK_MODE: fast}
  remote:
    type: http
    url: https://desk.example.com/mcp
    headers: {Authorization: 'Bearer ${DESK_TOKEN}', X-Team: '${TEAM}'}
";

/// A skill and a command for Claude Code, with everything that only Claude Code supports.
const SKILL: &str = "---
name: Tickets
description: Finds tickets
when_to_use: Use when someone names a ticket.
triggers: [ticket]
allowed-tools: [mcp__plugin_desk_desk__search]
---
# Tickets

Call `mcp__plugin_desk_desk__search`, or run `/desk:close-ticket` ([how](../../commands/close-ticket.md)).
The path /desk:unknown and https://desk.example.com/desk:close-ticket stay. See [fields](references/fields.md).
Run `${CLAUDE_PLUGIN_ROOT}/scripts/export.sh`.
";

const COMMAND: &str = "---
description: Closes a ticket
argument-hint: <number>
---
Close ticket $ARGUMENTS, as `/close-ticket 7` does. The number is $ARGUMENTS[0]. Costs $5. See [tickets](../skills/tickets/SKILL.md).
";

fn desk() -> Workspace {
    let workspace = Workspace::new();
    for (path, text) in [
        ("spec/marketplace.yaml", MARKETPLACE),
        ("spec/desk/plugin.yaml", PLUGIN),
        ("spec/desk/skills/tickets/SKILL.md", SKILL),
        ("spec/desk/skills/tickets/references/fields.md", "Sent by `/desk:close-ticket`.\n"),
        ("spec/desk/commands/close-ticket.md", COMMAND),
        ("spec/desk/files/server.js", "// server\n"),
        ("spec/desk/files/scripts/export.sh", "#!/bin/sh\n"),
    ] {
        workspace.write(path, text);
    }
    workspace
}

fn built(workspace: &Workspace) {
    let run = workspace.run(&["build"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

fn json_of(workspace: &Workspace, path: &str) -> Value {
    serde_json::from_str(&workspace.read(path)).unwrap()
}

#[test]
fn one_line_builds_every_tree_and_check_holds_them() {
    let workspace = desk();
    built(&workspace);
    for path in [
        "desk/.claude-plugin/plugin.json",
        "desk/.codex-plugin/plugin.json",
        "agent-plugins/desk/plugin.json",
        "gemini/desk/gemini-extension.json",
    ] {
        assert_eq!(json_of(&workspace, &format!("dist/{path}"))["version"], "1.2.0", "{path}");
    }
    assert_eq!(workspace.run(&["build", "--check"]).code, 0);
    let record = workspace.read("dist/.plugin-gen.json");
    assert!(
        record.contains("agent-plugins/desk/mcp.json") && record.contains(".github/plugin/marketplace.json"),
        "{record}"
    );
    workspace.write("dist/gemini/desk/GEMINI.md", "edited\n");
    let run = workspace.run(&["build", "--check"]);
    assert!(run.code == 1 && run.stdout.contains("gemini/desk/GEMINI.md"), "{}", run.stdout);
    workspace.write("spec/marketplace.yaml", MARKETPLACE.replace(", gemini", ""));
    assert_eq!(workspace.run(&["build", "--force"]).code, 0);
    assert!(!workspace.path("dist/gemini").exists(), "a target that is gone takes its tree with it");
}

#[test]
fn what_is_copied_for_claude_code_is_worded_for_the_others() {
    let workspace = desk();
    built(&workspace);
    assert_eq!(workspace.read("dist/desk/skills/tickets/SKILL.md"), SKILL);
    let text = |invocation: &str, command: &str, root: &str| {
        format!(
            "---\nname: tickets\ndescription: Finds tickets. Use when someone names a ticket.\n---\n\n# Tickets\n\nCall `search`, or run `{invocation}` ({command}).\nThe path /desk:unknown and https://desk.example.com/desk:close-ticket stay. See [fields](references/fields.md).\nRun `{root}/scripts/export.sh`.\n"
        )
    };
    let link = "[how](../close-ticket/SKILL.md)";
    let read = |path: &str| workspace.read(&format!("dist/{path}"));
    assert_eq!(read("desk/codex-skills/tickets/SKILL.md"), text("$desk:close-ticket", link, "../.."));
    assert_eq!(read("agent-plugins/desk/skills/tickets/SKILL.md"), text("/close-ticket", link, "../.."));
    assert_eq!(read("gemini/desk/skills/tickets/SKILL.md"), text("/desk:close-ticket", "how", "../.."));
    assert_eq!(read("desk/codex-skills/tickets/references/fields.md"), "Sent by `$desk:close-ticket`.\n");
    let command = read("desk/codex-skills/close-ticket/SKILL.md");
    let expected = "Close ticket what the user wrote after `$desk:close-ticket`, as `$desk:close-ticket 7` does. The number is word 1 of what the user wrote after `$desk:close-ticket`. Costs $5. See [tickets](../tickets/SKILL.md).";
    assert!(command.contains(expected), "{command}");
    let command = read("gemini/desk/commands/desk/close-ticket.toml");
    assert!(command.contains("Close ticket {{args}}, as `/desk:close-ticket 7` does."), "{command}");
    assert!(command.contains("See tickets."), "{command}");
    let copilot = read("agent-plugins/desk/com.github.copilot/commands/close-ticket.md");
    assert!(
        copilot.contains("Close ticket $ARGUMENTS") && copilot.contains("](../../skills/tickets/SKILL.md)"),
        "{copilot}"
    );
    assert!(workspace.path("dist/agent-plugins/desk/scripts/export.sh").exists());
}

#[test]
fn servers_are_written_in_each_hosts_way() {
    let workspace = desk();
    built(&workspace);
    let codex = json_of(&workspace, "dist/desk/codex.mcp.json");
    let expected = json!({ "mcpServers": {
        "desk": {
            "command": "node", "args": ["./server.js"], "cwd": ".", "env": { "DESK_MODE": "fast" },
            "env_vars": ["DESK_TOKEN"],
        },
        "remote": {
            "url": "https://desk.example.com/mcp", "bearer_token_env_var": "DESK_TOKEN",
            "env_http_headers": { "X-Team": "TEAM" },
        },
    } });
    assert_eq!(codex, expected, "{codex:#}");
    let portable = json_of(&workspace, "dist/agent-plugins/desk/mcp.json")["mcpServers"].clone();
    let expected = json!({
        "desk": { "type": "stdio", "command": "node", "args": ["${PLUGIN_ROOT}/server.js"], "env": { "DESK_MODE": "fast" } },
        "remote": { "type": "streamable-http", "url": "https://desk.example.com/mcp" },
    });
    assert_eq!(portable, expected, "{portable:#}");
    let gemini = json_of(&workspace, "dist/gemini/desk/gemini-extension.json");
    let expected = json!({
        "desk": {
            "command": "node", "args": ["${extensionPath}/server.js"],
            "env": { "DESK_TOKEN": "${DESK_TOKEN}", "DESK_MODE": "fast" },
        },
        "remote": {
            "httpUrl": "https://desk.example.com/mcp",
            "headers": { "Authorization": "Bearer ${DESK_TOKEN}", "X-Team": "${TEAM}" },
        },
    });
    assert_eq!(gemini["mcpServers"], expected, "{gemini:#}");
    assert_eq!(gemini["settings"][0]["sensitive"], true, "{gemini:#}");
    let run = workspace.run(&["build", "--force"]);
    assert!(run.stdout.contains("agent-plugins: without headers of servers (2)"), "{}", run.stdout);
}

#[test]
fn codex_shares_skills_that_it_reads_as_they_should_be_read() {
    let workspace = desk();
    workspace.write(
        "spec/desk/skills/tickets/SKILL.md",
        "---\nname: tickets\ndescription: Finds tickets.\n---\n# Tickets\n",
    );
    built(&workspace);
    let manifest = json_of(&workspace, "dist/desk/.codex-plugin/plugin.json");
    assert_eq!(manifest["skills"], json!(["./skills/", "./codex-skills/"]));
    assert_eq!(manifest["commands"], json!([]), "Codex makes skills of commands without arguments itself");
    assert!(!workspace.path("dist/desk/codex-skills/tickets").exists());
    assert!(
        workspace.read("dist/desk/codex-skills/close-ticket/SKILL.md").contains("](../../skills/tickets/SKILL.md)")
    );
}

#[test]
fn a_plugin_narrows_the_targets_and_names_none_of_its_own() {
    let workspace = desk();
    workspace.write("spec/desk/plugin.yaml", format!("{PLUGIN}targets: [gemini]\n"));
    built(&workspace);
    assert!(workspace.path("dist/gemini/desk").exists() && !workspace.path("dist/agent-plugins").exists());
    workspace.write("spec/marketplace.yaml", MARKETPLACE.replace(", gemini", ""));
    let run = workspace.run(&["build"]);
    assert!(run.code == 1 && run.stdout.contains("the marketplace has no target `gemini`"), "{}", run.stdout);
    workspace.write("spec/marketplace.yaml", MARKETPLACE.replace("gemini", "gemnii"));
    let run = workspace.run(&["build"]);
    assert!(run.code == 1 && run.stdout.contains("did you mean `gemini`?"), "{}", run.stdout);
}

#[test]
fn a_marketplace_that_is_kept_as_it_is_takes_the_line_too() {
    let workspace = desk();
    std::fs::remove_file(workspace.path("spec/marketplace.yaml")).unwrap();
    let text = |line: &str| {
        format!(
            "{{\n  \"name\": \"desk-tools\",\n{line}  \"owner\": {{ \"name\": \"Desk\" }},\n  \"plugins\": []\n}}\n"
        )
    };
    workspace.write("spec/marketplace.json", text("  \"targets\": [\"gemini\"],\n"));
    built(&workspace);
    assert!(workspace.path("dist/gemini/desk/gemini-extension.json").exists());
    let written = workspace.read("dist/.claude-plugin/marketplace.json");
    assert!(written.starts_with("{\n  \"name\": \"desk-tools\",\n  \"owner\""), "{written}");
}

#[test]
fn a_reference_to_nothing_is_an_error_at_its_place() {
    let workspace = desk();
    let page = "name: close-ticket\ndescription: Closes a ticket.\ntitle: Close\nbody: See <command:close-tickt> of <host:name>.\n";
    std::fs::remove_file(workspace.path("spec/desk/commands/close-ticket.md")).unwrap();
    workspace.write("spec/desk/commands/close-ticket.yaml", page);
    let run = workspace.run(&["build"]);
    assert!(run.code == 1 && run.stdout.contains("no command `close-tickt`"), "{}", run.stdout);
    assert!(
        run.stdout.contains("close-ticket.yaml:4:11") && run.stdout.contains("did you mean `close-ticket`?"),
        "{}",
        run.stdout
    );
    workspace.write("spec/desk/commands/close-ticket.yaml", page.replace("tickt", "ticket"));
    built(&workspace);
    assert!(workspace.read("dist/desk/commands/close-ticket.md").contains("See `/desk:close-ticket` of Claude Code."));
    let codex = workspace.read("dist/desk/codex-skills/close-ticket/SKILL.md");
    assert!(codex.contains("See `$desk:close-ticket` of Codex."), "{codex}");
}

#[test]
fn a_skill_and_a_command_of_one_name_are_two_skills() {
    let workspace = desk();
    workspace.write("spec/desk/commands/tickets.md", "---\ndescription: Lists tickets\n---\nList them.\n");
    built(&workspace);
    for name in ["tickets", "tickets-command", "close-ticket"] {
        assert!(workspace.path(&format!("dist/agent-plugins/desk/skills/{name}/SKILL.md")).exists(), "{name}");
    }
}

#[test]
fn check_takes_the_tree_of_another_host() {
    let workspace = desk();
    built(&workspace);
    for tree in ["agent-plugins", "agent-plugins/desk", "gemini/desk"] {
        let run = workspace.run(&["check", &format!("dist/{tree}")]);
        assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
        let whole = if tree == "agent-plugins" { "1 marketplace and 1 plugin" } else { "1 plugin" };
        assert!(run.stdout.contains(&format!("0 errors, 0 warnings in {whole}")), "{}", run.stdout);
    }
    let run = workspace.run(&["check", "dist/gemini/desk/GEMINI.md"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    // What browsers call a manifest is not a bundle.
    workspace.write("browser/manifest.json", r#"{"manifest_version": 3, "name": "x"}"#);
    assert_eq!(workspace.run(&["check", "browser"]).code, 2);
}

/// One fault in a built tree, and the rule that finds it.
const FAULTS: &[(&str, &str, &str, &str)] = &[
    ("desk/.codex-plugin/plugin.json", "\"name\": \"desk\"", "\"name\": \"desks\"", "differing-manifests"),
    ("desk/.codex-plugin/plugin.json", "\"version\": \"1.2.0\"", "\"version\": \"1.1.0\"", "differing-manifests"),
    ("desk/.codex-plugin/plugin.json", "./codex.mcp.json", "./codex.json", "missing-host-path"),
    ("desk/codex.mcp.json", "\"./server.js\"", "\"${CLAUDE_PLUGIN_ROOT}/server.js\"", "foreign-placeholder"),
    ("desk/codex.mcp.json", "\"command\": \"node\"", "\"comand\": \"node\"", "dropped-host-server"),
    ("agent-plugins/desk/mcp.json", "\"type\": \"stdio\",", "", "dropped-host-server"),
    ("agent-plugins/desk/mcp.json", "streamable-http", "http", "dropped-host-server"),
    ("agent-plugins/desk/mcp.json", "\"command\"", "\"env_vars\": [], \"command\"", "dropped-host-server"),
    ("agent-plugins/desk/mcp.json", "${PLUGIN_ROOT}", "${CLAUDE_PLUGIN_ROOT}", "foreign-placeholder"),
    (
        "agent-plugins/desk/skills/tickets/SKILL.md",
        "`search`",
        "`mcp__plugin_desk_desk__search`",
        "foreign-placeholder",
    ),
    ("gemini/desk/gemini-extension.json", "${DESK_TOKEN}", "${user_config.token}", "foreign-placeholder"),
    ("gemini/desk/gemini-extension.json", "${extensionPath}", "${CLAUDE_PLUGIN_ROOT}", "foreign-placeholder"),
    ("gemini/desk/gemini-extension.json", "\"command\": \"node\"", "\"comand\": \"node\"", "dropped-host-server"),
    ("gemini/desk/commands/desk/close-ticket.toml", "{{args}}", "$ARGUMENTS", "foreign-placeholder"),
    ("gemini/desk/skills/tickets/SKILL.md", "../../scripts", "${CLAUDE_PLUGIN_ROOT}/scripts", "foreign-placeholder"),
];

#[test]
fn one_fault_at_a_time_is_found_in_each_tree() {
    let workspace = desk();
    built(&workspace);
    for (path, right, wrong, rule) in FAULTS {
        let path = format!("dist/{path}");
        let text = workspace.read(&path);
        assert!(text.contains(right), "{path} has no {right}");
        workspace.write(&path, text.replacen(right, wrong, 1));
        let run = workspace.run(&["check", "dist", "--format", "concise"]);
        let found = run.stdout.lines().any(|line| line.starts_with(&path) && line.contains(&format!("[{rule}]")));
        assert!(found, "{path}: {wrong}\n{}", run.stdout);
        let run = workspace.run(&["build", "--check"]);
        assert_eq!(run.code, 1, "build --check finds the edit in {path}");
        workspace.write(&path, text);
    }
}
