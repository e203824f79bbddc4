//! `--fix`, `--unsafe-fixes` and `--diff`: what is written, what is only shown, and what is not changed.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

mod common;

use common::Workspace;

const ALLOW: &str = "<!-- plugin-gen: allow(missing-section) not needed -->\r\n";
const AROUND: [&str; 2] = ["\u{feff}---\r\ndescription: ü\r\n---\r\n\r\n# A\r\n\r\n", "\r\ntext\t \r\n"];

fn workspace() -> Workspace {
    Workspace::plugin(&[("commands/a.md", &AROUND.join(ALLOW)), ("commands/b.md", &AROUND.concat())])
}

/// The only finding with a fix is `unused-allow`, whose fix is unsafe.
fn with_rule(workspace: &Workspace, arguments: &[&str]) -> common::Run {
    workspace.write("only.yaml", "rules: {missing-section: note, unused-allow: warning}\nsections: {command: [A]}\n");
    workspace.run(&[&["check", "--profile=claude", "--config=only.yaml", "--format=concise"], arguments].concat())
}

fn unused(run: &common::Run) -> usize {
    run.stdout.lines().filter(|line| line.contains("unused-allow")).count()
}

#[cfg(unix)]
#[test]
fn a_fix_changes_its_bytes_and_keeps_the_rest_and_the_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let workspace = workspace();
    let page = AROUND.join(ALLOW).replace("# A", "## A");
    workspace.write("commands/a.md", &page);
    std::fs::set_permissions(workspace.path("commands/a.md"), std::fs::Permissions::from_mode(0o640)).unwrap();
    let before = with_rule(&workspace, &[]);
    assert_eq!(unused(&before), 1, "{before:?}");
    let safe = with_rule(&workspace, &["--fix"]);
    assert_eq!(
        (unused(&safe), workspace.read("commands/a.md")),
        (1, page.clone()),
        "an unsafe fix waits to be asked for"
    );
    let fixed = with_rule(&workspace, &["--fix", "--unsafe-fixes"]);
    assert_eq!(unused(&fixed), 0, "{fixed:?}");
    assert_eq!(fixed.stderr, "fixed 1 finding in 1 file\n");
    assert_eq!(workspace.read("commands/a.md"), page.replace(ALLOW, ""));
    let mode = std::fs::metadata(workspace.path("commands/a.md")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    let again = with_rule(&workspace, &["--fix", "--unsafe-fixes"]);
    assert_eq!(again.stderr, "");
    let left: Vec<_> = std::fs::read_dir(workspace.path("commands")).unwrap().collect();
    assert_eq!(left.len(), 2, "nothing is left beside the files: {left:?}");
}

#[test]
fn many_places_of_one_finding_are_mended_in_one_run() {
    let amounts: String = (0..30).map(|amount| format!("A seat is ${}.50 a month.\n\n", amount % 10)).collect();
    let skill = format!("---\nname: a\ndescription: What a seat costs.\n---\n\n# Costs\n\n{amounts}");
    let workspace = Workspace::plugin(&[("skills/a/SKILL.md", &skill)]);
    workspace.run(&["check", "--fix", "--unsafe-fixes"]);
    let text = workspace.read("skills/a/SKILL.md");
    assert_eq!(text.matches("\\$").count(), 30, "{text}");
    assert_eq!(workspace.run(&["check", "--fix", "--unsafe-fixes"]).stderr, "");
}

#[test]
fn a_difference_is_shown_and_can_be_applied() {
    let workspace = workspace();
    workspace.write("commands/a.md", AROUND.join(ALLOW).replace("# A", "## A"));
    let before = workspace.read("commands/a.md");
    let run = with_rule(&workspace, &["--diff", "--unsafe-fixes"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.starts_with("--- a/commands/a.md\n+++ b/commands/a.md\n"), "{run:?}");
    assert_eq!(workspace.read("commands/a.md"), before);
    let mut git = std::process::Command::new("git");
    git.current_dir(workspace.root()).args(["apply", "--whitespace=nowarn", "-"]);
    let applied = common::finish(&mut git, &run.stdout);
    assert_eq!(applied.code, 0, "{applied:?}");
    assert_eq!(workspace.read("commands/a.md"), before.replace(ALLOW, ""));
    assert_eq!(with_rule(&workspace, &["--diff", "--unsafe-fixes"]).stdout, "");
}

#[test]
fn wrong_combinations_are_refused() {
    let workspace = workspace();
    for arguments in [&["--unsafe-fixes"][..], &["--fix", "--write-baseline"], &["--diff", "--write-baseline"]] {
        assert_eq!(with_rule(&workspace, arguments).code, 2, "{arguments:?}");
    }
}
