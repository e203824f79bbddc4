//! The targets of `check`: whole folders, single files in their plugin, and standard input; and what it rejects.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

mod common;

use common::{MANIFEST, Workspace};

const EMPTY: &str = "---\nname: a title\ndescription: d\narguments: []\n---\n\ntext\n";
const WHOLE: &str = "---\nname: a title\ndescription: d\narguments: []\n---\n\n## Prerequisites\na\n## Steps\na\n## Parameters\na\n## Examples\na\n## Output\na\n## Error Handling\na\n";

/// The files that have findings, each once.
fn files(workspace: &Workspace, arguments: &[&str]) -> Vec<String> {
    let run = workspace.run(&[&["check", "--profile=msp", "--format=concise"], arguments].concat());
    assert!(run.code < 2, "{run:?}");
    let mut files: Vec<String> = run
        .stdout
        .lines()
        .filter(|line| line.contains("missing-section"))
        .map(|line| line.split(':').next().unwrap().to_owned())
        .collect();
    files.dedup();
    files
}

fn two_commands() -> Workspace {
    Workspace::plugin(&[("commands/a.md", EMPTY), ("commands/b.md", EMPTY), ("commands/c.md", WHOLE)])
}

#[test]
fn a_folder_is_checked_whole_and_a_file_or_folder_in_it_alone() {
    let workspace = two_commands();
    assert_eq!(files(&workspace, &[]), ["commands/a.md", "commands/b.md"]);
    assert_eq!(files(&workspace, &["commands/b.md"]), ["commands/b.md"]);
    assert_eq!(files(&workspace, &["commands/b.md", "commands/a.md"]), ["commands/a.md", "commands/b.md"]);
    assert_eq!(files(&workspace, &["commands/c.md"]), Vec::<String>::new());
    assert_eq!(files(&workspace, &["commands"]), ["commands/a.md", "commands/b.md"]);
    assert_eq!(files(&workspace, &[".", "commands/b.md"]), ["commands/a.md", "commands/b.md"]);
}

#[test]
fn a_file_is_found_in_its_plugin_from_any_folder() {
    let workspace = two_commands();
    let run = common::finish(
        workspace.command().current_dir(workspace.path("commands")).args([
            "check",
            "--profile=msp",
            "--format=concise",
            "b.md",
        ]),
        "",
    );
    assert!(run.stdout.starts_with("../commands/b.md:1:1: "), "{run:?}");
    let absolute = workspace.path("commands/b.md");
    let absolute = absolute.to_str().unwrap();
    assert_eq!(files(&workspace, &[absolute]), [absolute]);
}

#[test]
fn a_repository_is_every_plugin_in_it() {
    let workspace = Workspace::new();
    for plugin in ["one", "deep/er/two"] {
        workspace.write(&format!("{plugin}/.claude-plugin/plugin.json"), MANIFEST);
        workspace.write(&format!("{plugin}/commands/a.md"), EMPTY);
    }
    assert_eq!(files(&workspace, &[]), ["deep/er/two/commands/a.md", "one/commands/a.md"]);
    assert_eq!(files(&workspace, &["one"]), ["one/commands/a.md"]);
}

#[test]
fn a_named_path_is_looked_at_whatever_the_ignore_files_say() {
    let workspace = two_commands();
    workspace.write(".gitignore", "a.md\n/generated/**\n");
    workspace.write("generated/p/.claude-plugin/plugin.json", MANIFEST);
    workspace.write("generated/p/commands/x.md", EMPTY);
    assert_eq!(files(&workspace, &[]), ["commands/b.md"]);
    assert_eq!(files(&workspace, &["commands/a.md"]), ["commands/a.md"]);
    assert_eq!(files(&workspace, &["generated/p"]), ["generated/p/commands/x.md"]);
    let forced = ["commands/a.md", "generated/p", "commands/b.md", "--force-exclude"];
    assert_eq!(files(&workspace, &forced), ["commands/b.md"]);
}

#[test]
fn standard_input_stands_for_a_file_in_its_plugin() {
    let workspace = two_commands();
    let arguments = ["check", "--profile=msp", "--format=concise", "--stdin", "--path"];
    let run = |path, text| workspace.run_with_input(&[&arguments[..], &[path]].concat(), text);
    assert_eq!(run("commands/a.md", WHOLE).stdout, "");
    assert_eq!(run("commands/new.md", EMPTY).stdout.lines().count(), 6);
    assert!(run("commands/c.md", EMPTY).stdout.starts_with("commands/c.md:1:1: error[missing-section]"));
}

#[test]
fn nothing_to_check_is_said_and_ends_with_2() {
    let workspace = Workspace::new();
    workspace.write("notes.md", "text");
    let cases: [(&[&str], &str); 4] = [
        (&["check"], "expected a plugin or marketplace"),
        (&["check", "notes.md"], "expected a file of a plugin or marketplace"),
        (&["check", "absent"], "cannot open absent"),
        (&["check", "--stdin", "--path", "notes.md"], "expected a file of a plugin or marketplace"),
    ];
    for (arguments, message) in cases {
        let run = workspace.run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(run.stderr.contains(message), "{run:?}");
    }
    let forced = workspace.run(&["check", "--force-exclude", "notes.md"]);
    assert_eq!(forced.code, 0, "{forced:?}");
}

const LINKING: &str = "---\nname: a title\ndescription: Reads tables. Use when asked.\n---\n\nSee [it](missing.md).\n";

fn tree(files: &[(&str, &str)]) -> Workspace {
    let workspace = Workspace::new();
    files.iter().for_each(|(path, text)| workspace.write(path, text));
    workspace
}

fn market(entry: &str) -> String {
    format!(r#"{{ "name": "acme", "description": "Plugins", "owner": {{ "name": "Acme" }}, "plugins": [{entry}] }}"#)
}

#[test]
fn a_plugin_needs_no_manifest_to_be_read() {
    for entry in [
        r#"{ "name": "a", "description": "d", "source": "./plugins/a" }"#,
        r#"{ "name": "a", "description": "d", "source": "./", "strict": false, "skills": ["./plugins/a/skills/s"] }"#,
    ] {
        let workspace =
            tree(&[(".claude-plugin/marketplace.json", &market(entry)), ("plugins/a/skills/s/SKILL.md", LINKING)]);
        let run = workspace.run(&["check"]);
        assert!(run.stdout.contains("plugins/a/skills/s/SKILL.md:6"), "{run:?}");
        assert!(run.stdout.contains("in 1 marketplace and 1 plugin ("), "{run:?}");
    }
    let folder = tree(&[("skills/s/SKILL.md", LINKING)]);
    let run = folder.run(&["check"]);
    assert!(run.stdout.contains("in 1 plugin (1 file)"), "{run:?}");
    let name = folder.root().file_name().unwrap().to_string_lossy();
    assert!(run.stdout.contains(&format!("Claude Code names it `{name}:s`")), "{run:?}");
}

#[test]
fn a_path_without_a_plugin_does_not_hide_the_others() {
    let workspace = tree(&[("a/skills/s/SKILL.md", LINKING), ("b/notes.txt", "")]);
    let run = workspace.run(&["check", "a", "b"]);
    assert_eq!(run.code, 2);
    assert!(run.stdout.contains("a/skills/s/SKILL.md:6"), "{run:?}");
    assert!(run.stderr.contains("b: expected a plugin or marketplace"), "{run:?}");
}

#[test]
fn samples_that_no_marketplace_lists_are_counted_apart() {
    let workspace = tree(&[
        (
            ".claude-plugin/marketplace.json",
            &market(r#"{ "name": "example", "description": "d", "source": "./plugins/a" }"#),
        ),
        ("plugins/a/.claude-plugin/plugin.json", MANIFEST),
        ("fixtures/one/.claude-plugin/plugin.json", "{}"),
        ("fixtures/two/.claude-plugin/plugin.json", "[]"),
    ]);
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("in 1 marketplace and 1 plugin ("), "{run:?}");
    assert!(run.stdout.contains("in fixtures (2 plugins, not in the marketplace)"), "{run:?}");
    assert_eq!(workspace.run(&["check", "fixtures/two"]).code, 1);
}

#[test]
fn the_summary_counts_what_was_not_read() {
    let workspace = Workspace::plugin(&[("assets/logo.png", "\u{0}"), ("commands/c.md", WHOLE)]);
    let run = workspace.run(&["check"]);
    assert!(run.stdout.contains("1 skipped)"), "{run:?}");
}
