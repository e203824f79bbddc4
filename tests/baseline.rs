//! `--baseline` and `--write-baseline`: known findings do not fail a run, new ones do.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

mod common;

use common::Workspace;

const FOUR: &str = "---\ndescription: d\n---\n\n## Prerequisites\na\n## Errors Handling\na\n";

fn run(workspace: &Workspace, arguments: &[&str]) -> common::Run {
    workspace.run(&[&["check", "--profile=msp", "--baseline=known.json"], arguments].concat())
}

fn adopted(files: &[(&str, &str)]) -> Workspace {
    let workspace = Workspace::plugin(files);
    let written = run(&workspace, &["--write-baseline"]);
    assert_eq!(written.code, 0, "{written:?}");
    workspace
}

#[test]
fn known_findings_do_not_fail_and_new_ones_do() {
    let workspace = adopted(&[("commands/a.md", FOUR)]);
    let clean = run(&workspace, &[]);
    assert_eq!(clean.code, 0, "{clean:?}");
    assert!(clean.stdout.contains("0 errors, 0 warnings"), "{clean:?}");
    assert!(clean.stdout.contains("more in the baseline"), "{clean:?}");
    workspace.write("commands/b.md", FOUR);
    let new = run(&workspace, &["--format=concise"]);
    assert_eq!(new.code, 1);
    assert!(new.stdout.lines().all(|line| line.starts_with("commands/b.md:")), "{new:?}");
}

#[test]
fn moved_lines_and_changed_white_space_are_known() {
    let workspace = adopted(&[("commands/a.md", FOUR)]);
    let moved =
        FOUR.replace("## Prerequisites\na\n", "intro\n\n## Prerequisites\n\nmore\n\n").replace("## E", "##   E");
    workspace.write("commands/a.md", moved);
    let run = run(&workspace, &["--format=concise"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
}

#[test]
fn a_second_finding_of_the_same_kind_on_an_equal_line_is_new() {
    let allow = "<!-- plugin-gen: allow(missing-section) -->\n\ntext\n\n";
    let page = |times| Workspace::plugin(&[("README.md", &allow.repeat(times) as &str)]);
    let workspace = page(1);
    let options = ["check", "--baseline=known.json"];
    assert_eq!(workspace.run(&[&options[..], &["--write-baseline"]].concat()).code, 0);
    assert_eq!(workspace.run(&options).code, 0);
    workspace.write("README.md", allow.repeat(2));
    let run = workspace.run(&[&options[..], &["--format=concise"]].concat());
    assert_eq!(run.stdout.lines().count(), 1, "{run:?}");
}

#[test]
fn a_baseline_holds_from_any_folder_and_for_single_files() {
    let workspace = adopted(&[("commands/a.md", FOUR)]);
    let run = common::finish(
        workspace.command().current_dir(workspace.path("commands")).args([
            "check",
            "--profile=msp",
            "--baseline=../known.json",
            "a.md",
        ]),
        "",
    );
    assert_eq!(run.code, 0, "{run:?}");
    assert!(!run.stdout.contains("unused baseline"), "{run:?}");
}

#[test]
fn fixed_findings_are_told_and_dropped_on_the_next_writing() {
    let workspace = adopted(&[("commands/a.md", FOUR), ("commands/b.md", FOUR)]);
    let before = workspace.read("known.json");
    std::fs::remove_file(workspace.path("commands/b.md")).unwrap();
    assert!(run(&workspace, &[]).stdout.contains("unused baseline entries"));
    run(&workspace, &["--write-baseline", "commands/a.md"]);
    assert_eq!(workspace.read("known.json"), before, "entries of files that were not checked stay");
    run(&workspace, &["--write-baseline"]);
    assert!(!workspace.read("known.json").contains("b.md"));
}

#[test]
fn a_baseline_that_is_not_there_or_none_is_told() {
    let workspace = Workspace::plugin(&[]);
    assert_eq!(run(&workspace, &[]).code, 2);
    workspace.write("known.json", "{\"version\": 99, \"findings\": {}}");
    assert!(run(&workspace, &[]).stderr.contains("expected version 2"), "{:?}", run(&workspace, &[]));
    let unnamed = workspace.run(&["check", "--write-baseline"]);
    assert!(unnamed.code == 2 && unnamed.stderr.contains("pass --baseline FILE"), "{unnamed:?}");
}

#[test]
fn baseline_and_formats_know_a_finding_by_the_same_print() {
    let password = ["Wintergarten", "88"].concat();
    let server =
        format!(r#"{{ "mcpServers": {{ "a": {{ "command": "a", "env": {{ "A_PASSWORD": "{password}" }} }} }} }}"#);
    let workspace = Workspace::plugin(&[("commands/a.md", FOUR), (".mcp.json", &server)]);
    let value: serde_json::Value = serde_json::from_str(&run_new(&workspace)).unwrap();
    let prints: Vec<&str> =
        value["findings"].as_array().unwrap().iter().map(|found| found["fingerprint"].as_str().unwrap()).collect();
    assert!(run(&workspace, &["--write-baseline"]).code == 0 && prints.len() > 2);
    let known = workspace.read("known.json");
    assert!(prints.iter().all(|print| known.contains(print)), "{prints:?} {known}");
}

fn run_new(workspace: &Workspace) -> String {
    workspace.run(&["check", "--profile=msp", "--format=json"]).stdout
}
