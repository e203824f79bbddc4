//! Every page in `docs/rules/` is also the test of its rule.
//!
//! Under `## Examples`, a heading that starts with `Failing` or `Passing` starts a small file tree. Each fenced block
//! with `file=PATH` in its info string is a file: `size=BYTES` pads it with line breaks, `line-ends=crlf` gives it
//! Windows line endings, and `escapes=on` reads `\xNN` as that byte. A `plugin-gen.yaml` is the configuration, and an
//! `openapi.yaml` is the API description of the run. A plain manifest is added unless the example has one. A block with
//! `spec=PATH` is a spec file or a template, which is read as `build` reads it, and one with `link=PATH` is a symbolic
//! link to the path in it. Blocks with `commit1=PATH` and `commit2=PATH` are the history that `check --since` compares
//! the files with. A failing example ends with a block marked `text output` that contains the rule's findings, one per
//! line. A passing example has no findings. If the rule has a fix, a `Fixed` heading after the failing example contains
//! the files that its safe and unsafe fixes change.
//!
//! `tests/data/reports/NAME.txt` has the same findings as a user sees them, with their labels and help.
//!
//! `UPDATE=1 cargo test --test rule_pages` writes the findings to the pages and the reports. Review the diff before you
//! keep it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

mod examples;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use camino::Utf8Path;
use examples::{Example, bytes_of, examples};
use plugin_gen::config::FILE_NAME;
use plugin_gen::diag::{Applicability, Diagnostic, Profile};
use plugin_gen::fix;
use plugin_gen::generate::templates::Templates;
use plugin_gen::openapi::Description;
use plugin_gen::plugin::FileTree;
use plugin_gen::report::{Format, View, concise_line, write};
use plugin_gen::rules::api::Descriptions;
use plugin_gen::rules::check::Outcome;
use plugin_gen::rules::invalid_config::read;
use plugin_gen::rules::tools::ToolCatalog;
use plugin_gen::rules::{Check, Options, RULES, check, find};
use plugin_gen::source::SourceFile;
use plugin_gen::spec::load::check_text;
use plugin_gen::syntax::Markdown;
use plugin_gen::versions::since;

const MANIFEST: &str = r#"{
  "name": "example",
  "version": "1.0.0",
  "description": "An example",
  "author": { "name": "Example" }
}
"#;

fn page_path(rule: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules").join(format!("{rule}.md"))
}

/// The tree of an example, how it is checked, and the problems in its configuration.
fn trial(rule: &str, Example { files, links, .. }: &Example) -> (FileTree, Options, Vec<Diagnostic>) {
    let mut tree: BTreeMap<_, _> = files.iter().map(|(path, text)| (path.into(), bytes_of(text))).collect();
    let has_manifest = files.keys().any(|path| path.contains(".claude-plugin/"));
    if !has_manifest {
        tree.insert(".claude-plugin/plugin.json".into(), MANIFEST.as_bytes().to_vec());
    }
    let (settings, problems) = match files.get(FILE_NAME) {
        Some(text) => read(Utf8Path::new(""), &SourceFile::new(FILE_NAME, text)),
        None => Default::default(),
    };
    let mut descriptions = match files.get("openapi.yaml") {
        Some(text) => {
            let description = Description::load(&SourceFile::new("openapi.yaml", text));
            Descriptions::for_all(Arc::new(description.unwrap_or_else(|problem| panic!("{rule}: {}", problem.message))))
        }
        None => Descriptions::default(),
    };
    if let Some(text) = files.get("tools.json") {
        let tools = ToolCatalog::of_list(&SourceFile::new("tools.json", text.as_str()));
        descriptions.all_tools = Some(Arc::new(tools.unwrap_or_else(|problem| panic!("{rule}: {}", problem.message))));
    }
    let alone = !matches!(find(rule).unwrap().check, Check::Elsewhere);
    let only = if alone { BTreeSet::from([rule.to_owned()]) } else { BTreeSet::new() };
    let options =
        Options { only, profile: Profile::Msp, settings: Arc::new(settings), descriptions, ..Options::default() };
    let links = links.iter().map(|(path, target)| (path.into(), target.trim().to_owned())).collect();
    (FileTree::from_memory(tree).with(&[], &links), options, problems)
}

/// The findings of `check --since` in the files of an example after its commits.
fn since_report(rule: &str, files: &BTreeMap<String, String>, commits: &[BTreeMap<String, String>]) -> Vec<Diagnostic> {
    let folder = tempfile::tempdir().unwrap();
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.current_dir(folder.path()).args(["-c", "user.name=t", "-c", "user.email=t@example.com"]);
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
        // The same commits, and so the same hashes, in every run.
        git.env("GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z").env("GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z");
        let output = git.args(arguments).output().unwrap();
        assert!(output.status.success(), "{rule}: git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    let write = |files: &BTreeMap<String, String>| {
        for (path, text) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
    };
    git(&["init", "--quiet"]);
    for files in commits.iter().filter(|files| !files.is_empty()) {
        write(files);
        git(&["add", "--all"]);
        git(&["commit", "--quiet", "--message", "an example"]);
    }
    write(files);
    let tree = FileTree::from_disk(Utf8Path::from_path(folder.path()).unwrap());
    let found = since::check(&tree, "HEAD", &Options::default()).unwrap();
    // The same paths as for a tree in memory.
    let inside = |mut found: Diagnostic| {
        let file = &found.primary.location.file;
        found.primary.location.file = file.at_path(tree.relative(file.path()));
        found
    };
    found.into_iter().filter(|found| found.rule.name == rule).map(inside).collect()
}

fn report(rule: &str, example: &Example) -> Vec<Diagnostic> {
    if !example.commits[0].is_empty() {
        return since_report(rule, &example.files, &example.commits);
    }
    if !example.specs.is_empty() {
        return example.specs.iter().flat_map(|(path, text)| check_spec(path, text)).collect();
    }
    let (tree, options, mut found) = trial(rule, example);
    found.extend(check(&tree, &options).diagnostics);
    found.retain(|found| found.rule.name == rule);
    found
}

/// The findings of `build` in a spec file. A template is rendered for a page that has a heading.
fn check_spec(path: &str, text: &str) -> Vec<Diagnostic> {
    let Some(name) = path.strip_prefix("templates/") else { return check_text(path.into(), text) };
    let templates = Templates::from_texts([(name.to_owned(), path.to_owned(), text.to_owned())]);
    let spec = SourceFile::new("skills/example.yaml", "heading: Example\n");
    let values = serde_json::json!({ "page": { "heading": "Example" } });
    match templates.map(|templates| templates.render(name, values, &spec)) {
        Ok(Ok(_)) => Vec::new(),
        Ok(Err(found)) => vec![*found],
        Err(found) => found,
    }
}

/// The files of an example that the rule's own fixes change. Fixing twice is the same as fixing once.
fn fixed_files(rule: &str, example: &Example) -> BTreeMap<String, String> {
    let (mut tree, options, _) = trial(rule, example);
    let check_rule = |tree: &FileTree| {
        let mut outcome = check(tree, &options);
        outcome.diagnostics.retain(|found| found.rule.name == rule);
        outcome
    };
    let fixed_files = fix::fix_tree(&mut tree, Applicability::Unsafe, check_rule);
    let again = fix::fix_tree(&mut tree, Applicability::Unsafe, check_rule);
    assert_eq!(again.applied, 0, "{rule}: a second run of the fixes changes something");
    fixed_files.files.into_iter().map(|(path, changed)| (path.into_string(), changed.after)).collect()
}

/// What a user sees of the findings in the failing examples of a page.
fn reports(rule: &str, page: &str) -> String {
    let mut text = String::new();
    for example in examples(page).iter().filter(|example| example.title.starts_with("Failing")) {
        let mut outcome = Outcome::default();
        outcome.diagnostics = report(rule, example);
        let mut styled = Vec::new();
        write(&outcome, Format::Human, View::default(), &mut styled).unwrap();
        let plain = anstream::adapter::strip_bytes(&styled).into_vec();
        let plain = String::from_utf8(plain).unwrap();
        let lines: Vec<&str> = plain.lines().map(str::trim_end).collect();
        text.push_str(&format!("# {}\n\n{}\n\n", example.title, lines.join("\n")));
    }
    text
}

/// Only one test at a time writes pages.
static PAGES: Mutex<()> = Mutex::new(());

#[test]
fn every_fix_makes_what_its_page_shows() {
    let _pages = PAGES.lock();
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for rule in RULES {
        let name = rule.meta.name;
        let mut page = std::fs::read_to_string(page_path(name)).unwrap();
        let examples = examples(&page);
        for (index, example) in examples.iter().enumerate().rev().filter(|(_, e)| e.title.starts_with("Failing")) {
            let fixed_files = fixed_files(name, example);
            let fixed = examples.get(index + 1).filter(|next| next.title.starts_with("Fixed"));
            let none = BTreeMap::new();
            if fixed_files == *fixed.map_or(&none, |fixed| &fixed.files) {
                continue;
            }
            let mut section = "\n\n### Fixed\n".to_owned();
            for (path, text) in &fixed_files {
                let language = path.rsplit('.').next().unwrap();
                let fence = if text.contains("```") { "````" } else { "```" };
                section
                    .push_str(&format!("\n{fence}{language} file={path}\n{}\n{fence}\n", text.trim_end_matches('\n')));
            }
            if update {
                let end = fixed.map_or(example.end, |fixed| fixed.end);
                page.replace_range(example.end..end, section.trim_end());
                std::fs::write(page_path(name), &page).unwrap();
            } else {
                wrong
                    .push(format!("{name}: `{}` is fixed to{section}but the page shows something else", example.title));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n(UPDATE=1 writes the pages)", wrong.join("\n"));
}

#[test]
fn every_page_says_what_its_rule_reports() {
    let _pages = PAGES.lock();
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for rule in RULES {
        let name = rule.meta.name;
        let mut page = std::fs::read_to_string(page_path(name)).unwrap();
        for example in examples(&page).into_iter().rev() {
            let failing = example.title.starts_with("Failing");
            if !failing && !example.title.starts_with("Passing") {
                continue;
            }
            let mut reported: String = report(name, &example).iter().map(|found| concise_line(found) + "\n").collect();
            let expected = example.output.as_ref().map_or("", |(_, text)| text);
            if failing && reported.is_empty() {
                wrong.push(format!("{name}: `{}` reports nothing", example.title));
            }
            if reported == expected {
                continue;
            }
            if failing && update {
                reported = format!("```text output\n{reported}```");
                match &example.output {
                    Some((span, _)) => page.replace_range(span.range(), &reported),
                    None => page.insert_str(example.end, &format!("\n\n{reported}")),
                }
                std::fs::write(page_path(name), &page).unwrap();
            } else {
                wrong.push(format!("{name}: `{}` reports\n{reported}but the page says\n{expected}", example.title));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n(UPDATE=1 writes the pages)", wrong.join("\n"));
}

#[test]
fn every_finding_shows_what_its_report_shows() {
    let _pages = PAGES.lock();
    let mut wrong = Vec::new();
    for rule in RULES {
        let name = rule.meta.name;
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/reports/{name}.txt"));
        let shown = reports(name, &std::fs::read_to_string(page_path(name)).unwrap());
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, shown).unwrap();
        } else if std::fs::read_to_string(path).unwrap_or_default() != shown {
            wrong.push(format!(
                "{name}: the examples show\n{shown}but tests/data/reports/{name}.txt says something else"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}\n(UPDATE=1 writes the reports)", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_whole_page_and_every_page_a_rule() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let page = rule.meta.page;
        let markdown = Markdown::parse(page, 0);
        let sections: Vec<&str> = markdown
            .headings
            .iter()
            .filter(|heading| heading.level == 2)
            .map(|heading| heading.text(&markdown))
            .collect();
        if sections != ["What it does", "Why", "Examples", "Fix", "Source"] {
            wrong.push(format!("{}: sections are {sections:?}", rule.meta.name));
        }
        if !page.starts_with(&format!("# {}\n\n*{}.*\n", rule.meta.name, rule.meta.summary)) {
            wrong.push(format!(
                "{}: expected the name as title and `*{}.*` below it",
                rule.meta.name, rule.meta.summary
            ));
        }
        let titles: Vec<String> = examples(page).into_iter().map(|example| example.title).collect();
        for kind in ["Failing", "Passing"] {
            if !titles.iter().any(|title| title.starts_with(kind)) {
                wrong.push(format!("{}: no `### {kind}` example", rule.meta.name));
            }
        }
    }
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if name != "README" && !RULES.iter().any(|rule| rule.meta.name == name) {
            wrong.push(format!("{name}.md has no rule"));
        }
    }
    let names: Vec<&str> = RULES.iter().map(|rule| rule.meta.name).collect();
    assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "RULES is not in the order of names: {names:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
