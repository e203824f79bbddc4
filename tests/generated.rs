//! Committed generated files are up to date. `UPDATE=1 cargo test --test generated` rewrites them.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

mod common;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use common::Workspace;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Compares a committed file with its expected content, or rewrites it.
fn same(path: &Path, wanted: &str) {
    let present = std::fs::read_to_string(path).unwrap_or_default();
    if present == wanted {
        return;
    }
    assert!(
        std::env::var_os("UPDATE").is_some(),
        "{} is not what the program makes now; UPDATE=1 cargo test --test generated rewrites it",
        path.display()
    );
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, wanted).unwrap();
}

#[test]
fn schemas_are_current() {
    let workspace = Workspace::new();
    let list = workspace.run(&["schema"]).stdout;
    let mut names = BTreeSet::new();
    let kinds = list.lines().map(|line| line.split_whitespace().next().unwrap());
    // The schema of the configuration names every rule. The program prints it, so it is not committed with each new
    // rule.
    for kind in kinds.filter(|kind| *kind != "config") {
        let run = workspace.run(&["schema", kind]);
        assert_eq!(run.code, 0, "{run:?}");
        let name = format!("{kind}.schema.json");
        same(&root().join("schemas").join(&name), &run.stdout);
        names.insert(name);
    }
    let present: BTreeSet<String> = std::fs::read_dir(root().join("schemas"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(present, names, "schemas/ contains exactly the listed kinds");
    let near = workspace.run(&["schema", "componet"]);
    assert!(near.code == 2 && near.stderr.contains("did you mean `component`?"), "{near:?}");
}

#[test]
fn every_spec_names_a_schema_that_is_there() {
    fn specs(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                specs(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "yaml") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    specs(&root().join("spec"), &mut found);
    assert!(found.len() > 10);
    for path in found {
        let text = std::fs::read_to_string(&path).unwrap();
        let first = text.lines().next().unwrap();
        if let Some(schema) = first.strip_prefix("# yaml-language-server: $schema=") {
            assert!(path.parent().unwrap().join(schema).is_file(), "{}: no {schema}", path.display());
        }
    }
}

/// `docs/cli.md`: the help of every subcommand as the program prints it.
#[test]
fn the_help_page_is_current() {
    let workspace = Workspace::new();
    let help = |arguments: &[&str]| {
        let run = workspace.run(arguments);
        assert_eq!(run.code, 0, "{run:?}");
        run.stdout.lines().map(|line| line.trim_end().to_owned() + "\n").collect::<String>()
    };
    let main = help(&["help"]);
    let verbs = main.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let mut text = "# Command line\n\n<!-- UPDATE=1 cargo test --test generated writes this page -->\n\n".to_owned();
    text.push_str(&format!("```text\n{main}```\n"));
    for verb in verbs.lines().filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' ')) {
        let verb = verb.split_whitespace().next().unwrap();
        if verb != "help" {
            text.push_str(&format!("\n## {verb}\n\n```text\n{}```\n", help(&["help", verb])));
        }
    }
    text.push_str("\n## Completions\n\n`plugin-gen completions bash > ~/.local/share/bash-completion/completions/plugin-gen`, and likewise for\n");
    text.push_str("`zsh`, `fish`, `elvish` and `powershell`.\n");
    same(&root().join("docs/cli.md"), &text);
}

#[test]
fn completions_name_every_verb() {
    let workspace = Workspace::new();
    for shell in ["bash", "zsh", "fish"] {
        let run = workspace.run(&["completions", shell]);
        assert!(
            run.code == 0 && run.stdout.contains("--write-baseline") || run.stdout.contains("write-baseline"),
            "{shell}"
        );
    }
}

/// The list of all rules in `docs/rules/README.md`.
fn index() -> String {
    let mut text = "# Rules\n\n<!-- UPDATE=1 cargo test --test generated writes this page -->\n\n".to_owned();
    text.push_str("`plugin-gen rules` prints this list, and `plugin-gen explain NAME` prints a page. A profile contains its own rules and those of\n");
    text.push_str(&format!(
        "the profiles before it: `claude` contains the findings of the Claude Code CLI {}, `recommended` (the default) adds what\n\
         fails silently for users, and `msp` adds the rules of the MSP marketplace. Levels are set in\n\
         `plugin-gen.yaml`; see [configuration](../configuration.md).\n",
        plugin_gen::hosts::claude::CLI_VERSION
    ));
    for profile in ["claude", "recommended", "msp"] {
        let rules: Vec<_> =
            plugin_gen::rules::RULES.iter().filter(|rule| rule.meta.profile.name() == profile).collect();
        text.push_str(&format!("\n## {profile}\n\n| rule | level | what it reports |\n|---|---|---|\n"));
        for rule in rules {
            let (name, level, summary) = (rule.meta.name, rule.meta.severity, rule.meta.summary);
            text.push_str(&format!("| [{name}]({name}.md) | {level} | {summary} |\n"));
        }
    }
    text
}

#[test]
fn the_rule_index_is_current() {
    same(&root().join("docs/rules/README.md"), &index());
}
