//! The subcommands for maintainers: `bump`, `readme` and `init`.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

mod common;

use common::{MANIFEST, Run, Workspace, finish};

const ENTRY: &str = r#"{"name": "shelf", "description": "d", "owner": {"name": "E"},
  "plugins": [ {"name": "example", "source": "./example", "version": "1.0.0"}, {"name": "other", "source": "./other", "version": "1.0.0"} ]}
"#;

fn marketplace() -> Workspace {
    let workspace = Workspace::new();
    workspace.write(".claude-plugin/marketplace.json", ENTRY);
    workspace.write("example/.claude-plugin/plugin.json", MANIFEST.replace("  ", "\t"));
    workspace.write("example/gemini-extension.json", "{\"name\": \"example\", \"version\": \"1.0.0\"}");
    workspace.write("example/CHANGELOG.md", "# Changes\r\n\r\n## 1.0.0 - 2026-01-01\r\n\r\n- first\r\n");
    workspace
        .write("example/skills/close/SKILL.md", "---\nname: close\ndescription: Closes\n---\n\n# Close\n\nClose.\n");
    workspace.write("other/.claude-plugin/plugin.json", MANIFEST.replace("example", "other"));
    workspace
}

fn bump(workspace: &Workspace, arguments: &[&str]) -> Run {
    let mut command = workspace.command();
    command.env("SOURCE_DATE_EPOCH", "1795824000").arg("bump").args(arguments);
    finish(&mut command, "")
}

#[test]
fn bump_raises_the_version_everywhere_and_keeps_every_other_byte() {
    let workspace = marketplace();
    let shown = bump(&workspace, &["example", "minor", "--dry-run"]);
    assert!(shown.code == 0 && shown.stdout.contains("+\t\"version\": \"1.1.0\","), "{shown:?}");
    assert_eq!(workspace.read(".claude-plugin/marketplace.json"), ENTRY, "a dry run writes nothing");
    let run = bump(&workspace, &["example", "minor"]);
    assert!(run.code == 0 && run.stderr.contains("1.0.0 -> 1.1.0 in 4 files"), "{run:?}");
    assert_eq!(
        workspace.read("example/.claude-plugin/plugin.json"),
        MANIFEST.replace("  ", "\t").replace("1.0.0", "1.1.0")
    );
    assert_eq!(workspace.read(".claude-plugin/marketplace.json"), ENTRY.replacen("1.0.0", "1.1.0", 1));
    assert_eq!(workspace.read("example/gemini-extension.json"), "{\"name\": \"example\", \"version\": \"1.1.0\"}");
    assert_eq!(
        workspace.read("example/CHANGELOG.md"),
        "# Changes\r\n\r\n## 1.1.0 - 2026-11-28\r\n\r\n## 1.0.0 - 2026-01-01\r\n\r\n- first\r\n"
    );
    assert!(workspace.read("other/.claude-plugin/plugin.json").contains("1.0.0"));
    assert_eq!(bump(&workspace, &["./example", "2.0.0-rc.1"]).code, 0, "by its folder, to a version");
    assert!(workspace.read("example/.claude-plugin/plugin.json").contains("2.0.0-rc.1"));
}

#[test]
fn bump_refuses_what_is_not_higher_or_not_there() {
    let workspace = marketplace();
    for (arguments, said) in [
        (["example", "1.0.0"], "`1.0.0` is not higher"),
        (["example", "0.9.0"], "`0.9.0` is not higher"),
        (["example", "next"], "expected major, minor, patch or a version"),
        (["exmaple", "patch"], "did you mean `example`?"),
    ] {
        let run = bump(&workspace, &arguments);
        assert!(run.code == 2 && run.stderr.contains(said), "{run:?}");
    }
}

#[test]
fn bump_finds_a_plugin_that_has_an_entry_only() {
    let entry = "\u{feff}{\r\n\"name\": \"m\",\t\"plugins\": [{\"version\": \"1.0.0\", \"name\": \"tool\", \"source\": \"./all/tool\"}, {\"name\": \"b\"}]}";
    for asked in ["tool", "all/tool"] {
        let workspace = Workspace::new();
        workspace.write(".claude-plugin/marketplace.json", entry);
        workspace.write("all/tool/commands/c.md", "---\ndescription: C\n---\n");
        let run = bump(&workspace, &[asked]);
        assert_eq!(run.code, 0, "{run:?}");
        assert_eq!(workspace.read(".claude-plugin/marketplace.json"), entry.replace("1.0.0", "1.0.1"));
    }
}

#[test]
fn a_built_plugin_gets_its_version_from_the_spec() {
    let workspace = Workspace::new();
    workspace.write("spec/example/plugin.yaml", "name: example # the plugin\nversion: 1.0.0 # now\n");
    let run = bump(&workspace, &["example"]);
    assert!(run.code == 0 && run.stderr.contains("plugin-gen build"), "{run:?}");
    assert_eq!(workspace.read("spec/example/plugin.yaml"), "name: example # the plugin\nversion: 1.0.1 # now\n");
}

#[test]
fn readme_keeps_the_table_between_its_comments_current() {
    let workspace = marketplace();
    let without = workspace.run(&["readme"]);
    assert!(without.code == 2 && without.stderr.contains("<!-- plugin-gen: plugins -->"), "{without:?}");
    let before = "# Shelf\n\n<!-- plugin-gen: plugins -->\n<!-- plugin-gen: end -->\n\nMore.\n";
    workspace.write("README.md", before);
    let stale = workspace.run(&["readme", "--check"]);
    assert!(stale.code == 1 && stale.stdout.contains("+| example | 1.0.0 | An example | 1 skill |"), "{stale:?}");
    assert_eq!(workspace.read("README.md"), before);
    assert_eq!(workspace.run(&["readme"]).code, 0);
    let after = workspace.read("README.md");
    assert!(after.starts_with("# Shelf\n\n<!-- plugin-gen: plugins -->\n\n| Plugin |"), "{after}");
    assert!(after.ends_with("<!-- plugin-gen: end -->\n\nMore.\n"), "{after}");
    assert_eq!(workspace.run(&["readme", "--check"]).code, 0);
    bump(&workspace, &["example"]);
    assert_eq!(workspace.run(&["readme", "--check"]).code, 1);
}

#[test]
fn init_writes_a_configuration_that_fits_and_never_overwrites() {
    let workspace = marketplace();
    workspace.write("tests/broken/.claude-plugin/plugin.json", "{");
    for skill in ["a", "b", "c"] {
        let text = format!(
            "---\nname: {skill}\ndescription: Reads {skill}\n---\n\n# T\n\n## Overview\n\na\n\n## Limits\n\n[gone](gone.md)\n"
        );
        workspace.write(&format!("other/skills/{skill}/SKILL.md"), text);
    }
    let run = workspace.run(&["init"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("wrote ./plugin-gen.yaml for 2 plugins, with the profile `recommended`"), "{run:?}");
    assert!(run.stdout.contains("--write-baseline") && run.stdout.contains("pipx run plugin-gen check"), "{run:?}");
    let written = workspace.read("plugin-gen.yaml");
    assert!(written.contains("  - \"/tests/\""), "{written}");
    assert_eq!(workspace.run(&["check"]).code, 1, "the configuration is valid, and the links are still broken");
    let again = workspace.run(&["init"]);
    assert!(again.code == 2 && again.stderr.contains("exists already"), "{again:?}");
    assert_eq!(workspace.read("plugin-gen.yaml"), written);
    std::fs::remove_file(workspace.path("plugin-gen.yaml")).unwrap();
    let accepted = workspace.run(&["init", "--baseline"]);
    assert_eq!(accepted.code, 0, "{accepted:?}");
    assert!(!format!("{accepted:?}").contains(" 1 warnings"), "{accepted:?}");
    assert!(workspace.read("plugin-gen-baseline.json").contains("no file at `gone.md`"));
    assert_eq!(workspace.run(&["check"]).code, 0);
    assert_eq!(workspace.run(&["check", "--no-baseline"]).code, 1);
    let empty = Workspace::new().run(&["init"]);
    assert!(empty.code == 2 && empty.stderr.contains("expected a plugin or marketplace, found none"), "{empty:?}");
}

#[test]
fn one_rule_is_run_alone_and_its_name_is_checked() {
    let workspace = marketplace();
    workspace.write("example/README.md", "[gone](gone.md)\n");
    let run = workspace.run(&["check", "--rule", "broken-link", "--format=concise"]);
    assert!(run.code == 1 && run.stdout.lines().all(|line| line.contains("[broken-link]")), "{run:?}");
    let wrong = workspace.run(&["check", "--rule", "broken-links"]);
    assert!(wrong.code == 2 && wrong.stderr.contains("did you mean `broken-link`?"), "{wrong:?}");
}

#[test]
fn an_error_in_the_configuration_comes_alone() {
    let workspace = marketplace();
    workspace.write("example/README.md", "[gone](gone.md)\n");
    workspace.write("plugin-gen.yaml", "sections: { skil: [Overview] }\n");
    let run = workspace.run(&["check", "--format=concise"]);
    assert_eq!((run.code, run.stdout.lines().count()), (2, 1), "{run:?}");
    assert!(run.stdout.contains("[invalid-config]") && run.stdout.contains("skil"), "{run:?}");
}

#[test]
fn fix_and_diff_together_show_and_write_nothing() {
    let workspace = Workspace::plugin(&[("commands/a.md", "---\ndescription: Find: a\n---\n\nFind.\n")]);
    let before = workspace.read("commands/a.md");
    let run = workspace.run(&["check", "--fix", "--diff"]);
    assert!(run.code == 1 && run.stdout.contains("+description: \"Find: a\""), "{run:?}");
    assert_eq!(workspace.read("commands/a.md"), before);
}
