//! The output of `new` builds without findings in every combination, and the real Claude Code CLI accepts it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const PARTS: [&str; 7] = ["skill", "command", "agent", "hook", "mcp-http", "mcp-npx", "server"];

fn plugin_gen(folder: &Path, arguments: &[&str]) -> (i32, String) {
    printed(Command::new(env!("CARGO_BIN_EXE_plugin-gen")).args(arguments).current_dir(folder).output().unwrap())
}

fn printed(output: Output) -> (i32, String) {
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap(), text)
}

/// The output of the real client; `None`, with a message, if it is not available.
fn validate(dist: &Path) -> Option<(i32, String)> {
    let Some(program) = std::env::var_os("CLAUDE_CLI") else {
        assert!(
            std::env::var_os("JUDGES").is_none(),
            "CLAUDE_CLI is not set, and JUDGES makes the real client mandatory"
        );
        return None;
    };
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(program)
        .args(["plugin", "validate", "--strict", dist.to_str().unwrap()])
        .env("HOME", home.path())
        .env("CLAUDE_CONFIG_DIR", home.path().join(".claude"))
        .env("DISABLE_AUTOUPDATER", "1")
        .env("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1")
        .output()
        .unwrap();
    Some(printed(output))
}

#[test]
fn every_combination_builds_without_a_finding() {
    let mut judged = 0;
    for choice in 0..1_usize << PARTS.len() {
        let parts: Vec<&str> =
            PARTS.iter().enumerate().filter(|(at, _)| choice >> at & 1 == 1).map(|(_, part)| *part).collect();
        let folder = tempfile::tempdir().unwrap();
        let with = parts.join(",");
        let mut arguments = vec!["new", "plugin", "my-plugin"];
        if !parts.is_empty() {
            arguments.extend(["--with", &with]);
        }
        let (code, printed) = plugin_gen(folder.path(), &arguments);
        assert_eq!(code, 0, "{with}: {printed}");
        let (code, printed) = plugin_gen(folder.path(), &["build"]);
        assert!(code == 0 && printed.lines().count() == 1, "{with}: {printed}");
        let (code, printed) = plugin_gen(folder.path(), &["check", "dist", "--fail-on", "note"]);
        assert_eq!(code, 0, "{with}: {printed}");
        // Each part alone and all together: the judge takes 0.2 seconds per plugin.
        if parts.len() <= 1 || parts.len() == PARTS.len() {
            let dist = folder.path().join("dist");
            for target in [dist.clone(), dist.join("my-plugin")] {
                let Some((code, printed)) = validate(&target) else { continue };
                assert_eq!(code, 0, "{with}: {printed}");
                judged += 1;
            }
        }
    }
    if judged == 0 {
        eprintln!(
            "SKIPPED: the Claude Code CLI did not judge what `new` writes; set CLAUDE_CLI to its path (see .ci/run)"
        );
    }
}

#[test]
fn components_are_added_to_the_plugin_and_nothing_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| plugin_gen(folder.path(), arguments);
    let (code, printed) = run(&["new", "skill", "more"]);
    assert!(code == 2 && printed.contains("`plugin-gen new plugin NAME` writes one"), "{printed}");
    assert_eq!(run(&["new", "plugin", "my-plugin", "--with", "server"]).0, 0);
    for (kind, name) in [("skill", "more"), ("command", "more-work"), ("agent", "more-eyes"), ("tool", "more_items")] {
        let (code, printed) = run(&["new", kind, name]);
        assert!(code == 0 && printed.contains("\nnext: ") && printed.contains("\nthen: plugin-gen build"), "{printed}");
        let (code, printed) = run(&["new", kind, name]);
        assert!(code == 2 && printed.contains("already exists"), "{printed}");
    }
    let (code, printed) = run(&["build"]);
    assert!(code == 0 && printed.lines().count() == 1, "{printed}");
    let spec = folder.path().join("spec/my-plugin/skills/more.yaml");
    let text = fs::read_to_string(&spec).unwrap();
    let schema = text.lines().next().unwrap().strip_prefix("# yaml-language-server: $schema=").unwrap();
    let schema = fs::read_to_string(spec.parent().unwrap().join(schema)).unwrap();
    assert!(schema.contains("spec of a skill, command or agent"), "{schema}");
    assert_eq!(run(&["new", "plugin", "second"]).0, 0);
    let (code, printed) = run(&["new", "skill", "other"]);
    assert!(code == 2 && printed.contains("my-plugin, second"), "{printed}");
    assert_eq!(run(&["new", "skill", "other", "--plugin", "second"]).0, 0);
    assert_eq!(run(&["build"]).0, 0);
    let (code, printed) = run(&["new", "plugin", "Not A Name"]);
    assert!(code == 2 && printed.contains("not a valid name"), "{printed}");
}

#[test]
fn a_folder_without_specs_points_to_new_and_import() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let (code, printed) = plugin_gen(folder.path(), &["build"]);
        assert!(
            code == 2 && printed.contains("plugin-gen new plugin") && printed.contains("plugin-gen import"),
            "{printed}"
        );
        fs::create_dir_all(folder.path().join("spec")).unwrap();
    }
}
