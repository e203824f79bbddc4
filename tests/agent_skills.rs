//! The profile `agent-skills` and both reference validators of the specification give the same verdicts.
//!
//! `SKILLS_REF` is the folder where `.ci/run` installs them, `npm` and `python` below it; `JUDGES` makes them
//! mandatory. Without both, the test prints that it was skipped.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, clippy::print_stderr)]

use std::path::{Path, PathBuf};
use std::process::Command;

use plugin_gen::diag::{Profile, Severity};
use plugin_gen::plugin::FileTree;
use plugin_gen::rules::{Options, check};

/// The folder of a skill, its frontmatter, and whether it is valid.
fn cases() -> Vec<(&'static str, String, bool)> {
    let named = |name: &str| format!("name: {name}\ndescription: Works with tickets.");
    let with = |line: &str| format!("{}\n{line}", named("tickets"));
    let described = |length: usize| format!("name: tickets\ndescription: {}", "x".repeat(length));
    vec![
        ("tickets", named("tickets"), true),
        ("a", named("a"), true),
        ("v2-tickets", named("v2-tickets"), true),
        ("tickets", named("ticket"), false),
        ("Tickets", named("Tickets"), false),
        ("ticket_tool", named("ticket_tool"), false),
        ("-tickets", named("-tickets"), false),
        ("tickets-", named("tickets-"), false),
        ("a--b", named("a--b"), false),
        ("my tickets", named("my tickets"), false),
        ("tickets", "description: Works with tickets.".to_owned(), false),
        ("tickets", "name: tickets".to_owned(), false),
        ("tickets", "name: tickets\ndescription: \"\"".to_owned(), false),
        ("tickets", described(1024), true),
        ("tickets", described(1025), false),
        ("tickets", with("license: MIT"), true),
        ("tickets", with("metadata:\n  owner: desk"), true),
        ("tickets", with("allowed-tools: Read"), true),
        ("tickets", with("compatibility: Needs a network"), true),
        ("tickets", with(&format!("compatibility: {}", "x".repeat(501))), false),
        ("tickets", with("argument-hint: <ticket>"), false),
        ("tickets", with("version: 1.0.0"), false),
        ("tickets", with("license: MIT\nlicense: MIT"), false),
        ("tickets", with("metadata:\n  owner: desk\n  owner: shop"), false),
        ("null", named("null"), true),
        ("tickets", "name: tickets\ndescription: ~".to_owned(), true),
    ]
}

/// The file of a skill, its text, and whether it is valid.
fn files() -> Vec<(&'static str, String, bool)> {
    let valid = text("name: tickets\ndescription: Works with tickets.");
    vec![
        ("SKILL.md", valid.clone(), true),
        ("skill.md", valid.clone(), true),
        ("skill.md", text("name: desk\ndescription: Works with tickets."), false),
        ("Skill.md", valid.clone(), false),
        ("SKILL.md", format!("\u{feff}{valid}"), false),
        ("SKILL.md", valid.replace('\n', "\r\n"), true),
    ]
}

/// Every case as the folder and the file of a skill, its text, and whether it is valid.
fn all() -> Vec<(&'static str, &'static str, String, bool)> {
    let frontmatter =
        cases().into_iter().map(|(folder, frontmatter, valid)| (folder, "SKILL.md", text(&frontmatter), valid));
    let files = files().into_iter().map(|(file, text, valid)| ("tickets", file, text, valid));
    frontmatter.chain(files).collect()
}

fn text(frontmatter: &str) -> String {
    format!("---\n{frontmatter}\n---\n# Tickets\n")
}

fn is_valid(folder: &str, file: &str, text: &str) -> bool {
    let path = format!("skills/{folder}/{file}");
    let tree = FileTree::from_memory([(path.into(), text.as_bytes().to_vec())].into());
    let options = Options { profile: Profile::AgentSkills, ..Options::default() };
    check(&tree, &options).diagnostics.iter().all(|found| found.severity < Severity::Error)
}

#[test]
fn the_profile_accepts_what_the_specification_accepts() {
    for (folder, file, text, valid) in all() {
        assert_eq!(is_valid(folder, file, &text), valid, "{folder}/{file}: {text}");
    }
}

#[test]
fn the_folder_of_one_skill_is_a_target() {
    let root = tempfile::tempdir().unwrap();
    let skills = all().into_iter().filter(|(_, file, ..)| *file == "SKILL.md");
    for (index, (folder, file, text, valid)) in skills.enumerate() {
        let skill = root.path().join(index.to_string()).join(folder);
        std::fs::create_dir_all(&skill).unwrap();
        std::fs::write(skill.join(file), &text).unwrap();
        let tree = FileTree::from_disk(skill.to_str().unwrap().into());
        let outcome = check(&tree, &Options { profile: Profile::AgentSkills, ..Options::default() });
        assert_eq!((outcome.plugins, outcome.files), (1, 1), "{folder}/{file}: {text}");
        let errors = outcome.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
        assert_eq!(errors == 0, valid, "{folder}/{file}: {text}");
    }
}

#[test]
fn both_reference_validators_agree() {
    let Some(validators) = std::env::var_os("SKILLS_REF").map(PathBuf::from) else {
        assert!(
            std::env::var_os("JUDGES").is_none(),
            "SKILLS_REF is not set, and JUDGES makes the validators mandatory"
        );
        eprintln!("SKIPPED: the Agent Skills validators were not asked; set SKILLS_REF (see .ci/run)");
        return;
    };
    let programs = [validators.join("npm/node_modules/.bin/skills-ref"), validators.join("python/bin/agentskills")];
    let root = tempfile::tempdir().unwrap();
    for (index, (folder, file, text, valid)) in all().into_iter().enumerate() {
        let skill = root.path().join(index.to_string()).join(folder);
        std::fs::create_dir_all(&skill).unwrap();
        std::fs::write(skill.join(file), &text).unwrap();
        for program in &programs {
            assert_eq!(accepts(program, &skill), valid, "{}: {folder}/{file}: {text}", program.display());
        }
    }
}

fn accepts(program: &Path, skill: &Path) -> bool {
    let output = Command::new(program).arg("validate").arg(skill).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() || printed.contains("alidat"), "{}: {printed}", program.display());
    output.status.success()
}
