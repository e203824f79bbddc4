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

/// A credential, and a link to nothing: a fault of any host's plugin.
const FAULTY: &str = "---\nname: s\ndescription: Reads tables. Use when asked.\n---\n\nSee [it](missing.md).\n";
const PORTABLE: &str = r#"{ "$schema": "https://agent-plugins.org/schemas/1.0.0/plugin.schema.json", "name": "desk", "version": "1.0.0" }"#;

#[test]
fn a_folder_with_only_another_hosts_manifest_is_checked() {
    let named = r#"{ "name": "desk", "version": "1.0.0" }"#;
    let bundle = r#"{ "manifest_version": "0.3", "name": "desk", "version": "1.0.0", "description": "d", "author": { "name": "d" },
        "server": { "type": "node", "entry_point": "server.js", "mcp_config": { "command": "node" } } }"#;
    let local =
        r#"{ "name": "m", "plugins": [{ "name": "desk", "source": { "source": "local", "path": "./absent" } }] }"#;
    let listed = r#"{ "name": "m", "owner": { "name": "d" }, "plugins": [{ "name": "desk", "source": "./absent" }] }"#;
    for (path, text, rule) in [
        (".codex-plugin/plugin.json", named, "broken-link"),
        ("plugin.json", PORTABLE, "broken-link"),
        ("gemini-extension.json", named, "broken-link"),
        (".cursor-plugin/plugin.json", named, "broken-link"),
        ("manifest.json", bundle, "incomplete-bundle"),
        (".agents/plugins/marketplace.json", local, "missing-host-path"),
        (".github/plugin/marketplace.json", listed, "missing-host-path"),
        (".cursor-plugin/marketplace.json", listed, "missing-host-path"),
        (".codex-plugin/plugin.json", "{", "invalid-host-manifest"),
        ("gemini-extension.json", "[]", "invalid-host-manifest"),
        ("plugin.json", &PORTABLE[..90], "invalid-host-manifest"),
    ] {
        let mut files = vec![(path, text)];
        files.extend((rule == "broken-link").then_some(("skills/s/SKILL.md", FAULTY)));
        let workspace = tree(&files);
        let run = workspace.run(&["check", "--format=concise"]);
        let rules: Vec<&str> = run.stdout.lines().filter_map(|line| line.split(['[', ']']).nth(1)).collect();
        assert_eq!(rules, [rule], "{path}: {run:?}");
        let kind = if path.ends_with("marketplace.json") { "1 marketplace" } else { "1 plugin" };
        let run = workspace.run(&["check", path]);
        assert!(run.stdout.contains(kind), "{path}: {run:?}");
    }
    let run = tree(&[("skills.md", "")]).run(&["check"]);
    assert!(run.code == 2 && run.stderr.contains("nor the manifest of another host"), "{run:?}");
}

#[test]
fn a_tree_for_another_host_does_not_repeat_what_is_said_of_claude_codes() {
    let workspace = tree(&[
        ("desk/.claude-plugin/plugin.json", &MANIFEST.replace("example", "desk")),
        ("desk/skills/s/SKILL.md", FAULTY),
        ("gemini/desk/gemini-extension.json", r#"{ "name": "desk", "version": "1.0.0" }"#),
        ("gemini/desk/skills/s/SKILL.md", FAULTY),
    ]);
    let run = workspace.run(&["check", "--format=concise"]);
    assert_eq!(run.stdout.matches("broken-link").count(), 1, "{run:?}");
}

#[test]
fn the_configuration_chooses_the_hosts() {
    let files = [
        (".claude-plugin/plugin.json", MANIFEST),
        ("gemini-extension.json", r#"{ "name": "example", "version": "0.9.0" }"#),
        ("commands/bad.toml", "x = 1\n"),
        (".codex-plugin/plugin.json", r#"{ "name": "example", "version": "1.0.0", "skills": "./absent/" }"#),
        ("skills/s/SKILL.md", FAULTY),
    ];
    for (hosts, expected) in [
        ("", &["missing-host-path", "invalid-command-toml", "differing-manifests", "broken-link"][..]),
        ("hosts: [claude]\n", &["broken-link"]),
        ("hosts: [claude, codex]\n", &["missing-host-path", "broken-link"]),
        ("hosts: [gemini]\n", &["invalid-command-toml", "broken-link", "differing-manifests"]),
        ("hosts: [claude, cursor]\n", &["missing-host-manifest", "broken-link"]),
        ("hosts: [gemnii]\n", &["invalid-config"]),
    ] {
        let workspace = tree(&files);
        workspace.write("plugin-gen.yaml", hosts);
        let run = workspace.run(&["check", "--format=concise"]);
        let mut rules: Vec<&str> = run.stdout.lines().filter_map(|line| line.split(['[', ']']).nth(1)).collect();
        let known = |rule: &&str| rule.contains("host") || rule.contains("config") || rule.contains("command");
        let more = ["differing-manifests", "broken-link"];
        rules.retain(|rule| known(rule) || more.contains(rule));
        let is_config = expected.contains(&"invalid-config");
        assert!(expected.iter().all(|rule| rules.contains(rule)), "{hosts}: {run:?}");
        assert!(is_config || rules.len() == expected.len(), "{hosts}: {rules:?}");
    }
}

#[test]
fn init_proposes_the_hosts_that_the_tree_declares() {
    let workspace = tree(&[("gemini-extension.json", r#"{ "name": "example", "version": "1.0.0" }"#)]);
    let run = workspace.run(&["init"]);
    assert!(run.code == 0 && run.stdout.contains("for 1 plugin"), "{run:?}");
    assert!(workspace.read("plugin-gen.yaml").contains("# hosts: [gemini]"), "{}", workspace.read("plugin-gen.yaml"));
    assert_eq!(workspace.run(&["check"]).code, 0);
}

#[test]
fn a_project_is_read_from_any_folder() {
    let skill = "---\nname: desk\ndescription: Works with tickets. Use when asked for tickets.\n---\n";
    let workspace = tree(&[
        (".claude/skills/desk/SKILL.md", &format!("{skill}[x](none.md) and [y](../../../README.md)\n")),
        (".claude/commands/a.md", "---\ndescription: x\n---\nHi\n"),
        (".claude/settings.local.json", "{\"path\": \"/Users/mwerner/desk\"}"),
        ("README.md", "[x](gone.md)\n"),
    ]);
    for (folder, argument, shown) in [
        ("", ".", ".claude/skills/desk/SKILL.md"),
        ("", ".claude", ".claude/skills/desk/SKILL.md"),
        (".claude", ".", "skills/desk/SKILL.md"),
        (".claude/skills", ".", "desk/SKILL.md"),
    ] {
        let mut command = workspace.command();
        let run = common::finish(command.current_dir(workspace.path(folder)).args(["check", argument]), "");
        assert!(run.stdout.contains(&format!("--> {shown}:5:1\n")), "{folder} {argument}: {run:?}");
        let files = if folder.ends_with("skills") { "1 file" } else { "2 files" };
        assert!(run.stdout.contains(&format!("0 errors, 1 warning in 1 project ({files})")), "{run:?}");
    }
}

#[test]
fn a_skill_is_not_a_plugin_without_a_manifest() {
    let skill = "---\nname: desk\ndescription: Works with tickets. Use when asked for tickets.\n---\n";
    let workspace = tree(&[
        ("desk/SKILL.md", &format!("{skill}Then run `/other-skill` as a command.\n")),
        ("desk/agents/openai.yaml", "display_name: Desk\n"),
        ("broken/SKILL.md", "---\nname: broken\n"),
        ("repository/SKILL.md", skill),
        ("repository/packs/one/skills/s/SKILL.md", LINKING),
    ]);
    let run = workspace.run(&["check", "desk"]);
    assert!(run.stdout.starts_with("0 errors, 0 warnings in 1 plugin (2 files)"), "{run:?}");
    let run = workspace.run(&["check", "broken", "--format=concise"]);
    assert!(run.stdout.contains("the frontmatter of the skill is not closed"), "{run:?}");
    let run = workspace.run(&["check", "repository", "--format=concise"]);
    assert!(run.stdout.contains("repository/packs/one/skills/s/SKILL.md:6"), "{run:?}");
}
