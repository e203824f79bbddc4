//! `check --since` on every commit of a repository with 20 commits.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

#[path = "../common/mod.rs"]
mod common;
mod kinds;

use std::process::Command;

use common::{Run, Workspace, finish};

fn git(workspace: &Workspace, arguments: &[&str]) -> String {
    let mut git = Command::new("git");
    git.current_dir(workspace.root()).args([
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@example.com",
        "-c",
        "commit.gpgsign=false",
    ]);
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    let run = finish(git.args(arguments), "");
    assert_eq!(run.code, 0, "{arguments:?}: {run:?}");
    run.stdout
}

fn manifest(name: &str, version: &str) -> String {
    format!(
        "{{\n  \"name\": \"{name}\",\n  \"version\": \"{version}\",\n  \"description\": \"An example\",\n  \"author\": {{ \"name\": \"Example\" }}\n}}\n"
    )
}

fn marketplace(version: &str) -> String {
    format!(
        "{{\n  \"name\": \"shelf\",\n  \"description\": \"Plugins\",\n  \"owner\": {{ \"name\": \"Example\" }},\n  \"plugins\": [\n    {{ \"name\": \"desk\", \"source\": \"./desk\", \"version\": \"{version}\" }},\n    {{ \"name\": \"door\", \"source\": \"./door\" }}\n  ]\n}}\n"
    )
}

fn skill(text: &str) -> String {
    format!("---\nname: close\ndescription: Closes tickets. Use for finished work.\n---\n\n# Close\n\n{text}\n")
}

const MARKETPLACE: &str = ".claude-plugin/marketplace.json";
const DESK: &str = "desk/.claude-plugin/plugin.json";
const DOOR: &str = "door/.claude-plugin/plugin.json";
const SKILL: &str = "desk/skills/close/SKILL.md";

/// What a commit does, the files that it writes, and the findings that it must cause.
type Commit = (&'static str, Vec<(&'static str, String)>, &'static [&'static str]);

/// What each commit writes (an empty text removes the file), and the rules that report it against the commit before.
fn commits() -> Vec<Commit> {
    const UNBUMPED: &[&str] = &["unbumped-version"];
    vec![
        (
            "begin",
            vec![
                (MARKETPLACE, marketplace("1.0.0")),
                (DESK, manifest("desk", "1.0.0")),
                (DOOR, manifest("door", "0.1.0")),
                (SKILL, skill("Close it.")),
            ],
            &[],
        ),
        ("content alone", vec![(SKILL, skill("Close it now."))], UNBUMPED),
        (
            "content and version",
            vec![
                (SKILL, skill("Close it today.")),
                (DESK, manifest("desk", "1.1.0")),
                (MARKETPLACE, marketplace("1.1.0")),
            ],
            &[],
        ),
        ("white space", vec![(SKILL, skill("Close  it\n\n  today."))], &[]),
        ("a comment", vec![(SKILL, skill("Close it <!-- or not --> today."))], &[]),
        ("a file outside the plugins", vec![("docs/notes.md", "notes\n".to_owned())], &[]),
        ("a development file", vec![("desk/CHANGELOG.md", "# Changes\n".to_owned())], &[]),
        ("an ignored file", vec![(".gitignore", "*.log\n".to_owned()), ("desk/run.log", "a log\n".to_owned())], &[]),
        (
            "a new file",
            vec![("desk/commands/open.md", "---\ndescription: Opens\n---\n\nOpen it.\n".to_owned())],
            UNBUMPED,
        ),
        ("the version of it, later", vec![(DESK, manifest("desk", "1.2.0")), (MARKETPLACE, marketplace("1.2.0"))], &[]),
        ("a file gone", vec![("desk/commands/open.md", String::new())], UNBUMPED),
        ("the entry lags", vec![(DESK, manifest("desk", "1.3.0"))], UNBUMPED),
        ("the entry follows", vec![(MARKETPLACE, marketplace("1.3.0"))], &[]),
        (
            "a version goes down",
            vec![(DESK, manifest("desk", "1.2.5")), (MARKETPLACE, marketplace("1.2.5"))],
            &["lowered-version"],
        ),
        (
            "a version comes back with other content",
            vec![
                (SKILL, skill("Close it at once.")),
                (DESK, manifest("desk", "1.3.0")),
                (MARKETPLACE, marketplace("1.3.0")),
            ],
            &["reused-version"],
        ),
        ("the other plugin", vec![("door/skills/lock/SKILL.md", skill("Lock it."))], UNBUMPED),
        ("the other plugin's version", vec![(DOOR, manifest("door", "0.2.0"))], &[]),
        ("a manifest in another layout", vec![(DESK, manifest("desk", "1.3.0").replace("  ", "\t"))], &[]),
        ("a manifest's description", vec![(DESK, manifest("desk", "1.3.0").replace("An example", "A desk"))], UNBUMPED),
        (
            "both plugins with versions",
            vec![
                (SKILL, skill("Close.")),
                (DESK, manifest("desk", "2.0.0")),
                (MARKETPLACE, marketplace("2.0.0")),
                ("door/skills/lock/SKILL.md", skill("Lock.")),
                (DOOR, manifest("door", "0.3.0")),
            ],
            &[],
        ),
    ]
}

fn check(workspace: &Workspace, arguments: &[&str]) -> Run {
    let rules = "--rule=unbumped-version,lowered-version,reused-version";
    workspace.run(&[&["check", rules, "--format=concise"], arguments].concat())
}

fn write(workspace: &Workspace, files: &[(&str, String)]) {
    for (path, text) in files {
        if text.is_empty() {
            std::fs::remove_file(workspace.path(path)).unwrap();
        } else {
            workspace.write(path, text);
        }
    }
}

#[test]
fn it_is_right_about_every_commit() {
    let workspace = Workspace::new();
    git(&workspace, &["init", "--quiet"]);
    let commits = commits();
    assert_eq!(commits.len(), 20);
    for (index, (what, files, expected)) in commits.iter().enumerate() {
        write(&workspace, files);
        if index > 0 {
            // Before the commit, the working tree counts.
            let run = check(&workspace, &["--since", "HEAD"]);
            let rules: Vec<&str> = run.stdout.lines().map(|line| line.split(['[', ']']).nth(1).unwrap()).collect();
            assert_eq!(rules, *expected, "{what}: {run:?}");
            assert_eq!(run.code, i32::from(!expected.is_empty()), "{what}: {run:?}");
        }
        git(&workspace, &["add", "--all"]);
        git(&workspace, &["commit", "--quiet", "--message", what]);
        if index > 0 {
            // After it, the commit counts, also for a single plugin.
            let rules = check(&workspace, &["--since", "HEAD~1"]).stdout.lines().count();
            assert_eq!(rules, expected.len(), "{what}, committed");
            let clean = check(&workspace, &["--since", "HEAD"]);
            assert_eq!(clean.code, 0, "{what}: nothing changed since HEAD: {clean:?}");
        }
    }
    let all = check(&workspace, &["--since", "HEAD~19", "desk"]);
    assert_eq!(all.code, 0, "from 1.0.0 to 2.0.0: {all:?}");
}

#[test]
fn the_finding_names_the_files_and_the_configuration_decides_what_counts() {
    let workspace = Workspace::new();
    git(&workspace, &["init", "--quiet"]);
    write(
        &workspace,
        &[(DESK, manifest("desk", "1.0.0")), (SKILL, skill("Close it.")), ("desk/notes.txt", "a\n".to_owned())],
    );
    git(&workspace, &["add", "--all"]);
    git(&workspace, &["commit", "--quiet", "--message", "begin"]);
    workspace.write("desk/notes.txt", "b\n");
    let run = workspace.run(&["check", "--since=HEAD", "--rule=unbumped-version"]);
    assert!(run.stdout.contains("`desk` changed since `HEAD` but is still version `1.0.0`"), "{run:?}");
    assert!(run.stdout.contains("changed: `notes.txt`"), "{run:?}");
    workspace.write("plugin-gen.yaml", "versions: { unshipped: [\"notes.txt\"] }\n");
    assert_eq!(check(&workspace, &["--since=HEAD"]).code, 0);
    workspace.write(SKILL, skill("Close   it."));
    assert_eq!(check(&workspace, &["--since=HEAD"]).code, 0);
    workspace.write("plugin-gen.yaml", "versions: { unshipped: [\"notes.txt\"], white_space: true }\n");
    assert_eq!(check(&workspace, &["--since=HEAD"]).code, 1);
    workspace.write("plugin-gen.yaml", "versions: { white_space: true }\nrules: { unbumped-version: off }\n");
    let all = workspace.run(&["check", "--since=HEAD", "--format=concise"]);
    assert!(!all.stdout.contains("unbumped-version"), "{all:?}");
}

#[test]
fn missing_history_is_said_clearly() {
    let workspace = Workspace::plugin(&[]);
    let none = workspace.run(&["check", "--since=HEAD"]);
    assert!(none.code == 2 && none.stderr.contains("is not in a Git repository"), "{none:?}");
    git(&workspace, &["init", "--quiet"]);
    for message in ["one", "two"] {
        workspace.write("README.md", message);
        git(&workspace, &["add", "--all"]);
        git(&workspace, &["commit", "--quiet", "--message", message]);
    }
    let unknown = workspace.run(&["check", "--since=nowhere"]);
    assert!(unknown.code == 2 && unknown.stderr.contains("unknown Git commit `nowhere`"), "{unknown:?}");
    assert!(!unknown.stderr.contains("shallow"), "{unknown:?}");
    let clone = Workspace::new();
    let source = format!("file://{}", workspace.root().display());
    git(&clone, &["clone", "--quiet", "--depth=1", &source, "."]);
    let shallow = clone.run(&["check", "--since=HEAD~1"]);
    assert!(shallow.code == 2 && shallow.stderr.contains("fetch-depth: 0"), "{shallow:?}");
}
