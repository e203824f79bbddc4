//! A module uses lower levels only, as the map in `src/lib.rs` shows, and no two modules of a folder use each other.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Modules, lowest level first. Those on one line may use each other.
const LEVELS: &[&[&str]] = &[
    &["source", "diag"],
    &["syntax", "secrets", "git"],
    &["plugin"],
    &["spec", "config", "openapi", "claims", "generate", "import", "hosts", "catalog"],
    &["rules"],
    &["acceptance", "report", "baseline", "fix", "versions", "adopt"],
    &["cli"],
];

fn level(module: &str) -> usize {
    LEVELS
        .iter()
        .position(|names| names.contains(&module))
        .unwrap_or_else(|| panic!("`{module}` has no level in tests/layers.rs"))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn modules_use_lower_levels_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut wrong = Vec::new();
    for path in files {
        let relative = path.strip_prefix(&root).unwrap();
        let own =
            relative.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
        if ["main", "lib"].contains(&own.as_str()) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for used in text.split("crate::").skip(1) {
            let module: String =
                used.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect();
            if ["rule_meta", "spec_words"].contains(&module.as_str()) || module.is_empty() {
                continue;
            }
            if level(&module) > level(&own) {
                wrong.push(format!("{} uses {module}", relative.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn neither_the_program_nor_the_engine_names_a_vendor() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut names: Vec<String> = ["ninjaone", "pageinate"].map(str::to_owned).into();
    let folders = fs::read_dir(root.join("spec")).unwrap().map(|entry| entry.unwrap().path());
    names.extend(
        folders.filter(|path| path.is_dir()).map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()),
    );
    let mut files = Vec::new();
    ["src", "crates/mcp-engine/src", "crates/plugin-mcp/src"]
        .iter()
        .for_each(|folder| sources(&root.join(folder), &mut files));
    for path in files {
        let text = fs::read_to_string(&path).unwrap().to_lowercase();
        let named: Vec<&String> = names.iter().filter(|name| text.contains(*name)).collect();
        assert!(
            named.is_empty(),
            "{} names {named:?}: what is particular to a vendor belongs in spec/",
            path.display()
        );
    }
}

#[test]
fn modules_do_not_use_each_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    // The uses between modules, by folder.
    let mut uses: BTreeMap<Vec<String>, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for path in files {
        let own = module(path.strip_prefix(&root).unwrap());
        for used in used_paths(&code(&fs::read_to_string(&path).unwrap()), &own) {
            let shared = own.iter().zip(&used).take_while(|(one, other)| one == other).count();
            if let (Some(from), Some(to)) = (own.get(shared), used.get(shared)) {
                let folder = uses.entry(own[..shared].to_vec()).or_default();
                folder.entry(from.clone()).or_default().insert(to.clone());
            }
        }
    }
    let mut circles = Vec::new();
    for (folder, uses) in &uses {
        for (from, targets) in uses {
            for to in targets.iter().filter(|to| reaches(uses, to, from)) {
                circles.push(format!("{}/{from} uses {to}, which leads back to it", folder.join("/")));
            }
        }
    }
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

/// Whether `from` uses `to`, directly or through others.
fn reaches(uses: &BTreeMap<String, BTreeSet<String>>, from: &str, to: &str) -> bool {
    let (mut open, mut seen) = (vec![from], BTreeSet::new());
    while let Some(next) = open.pop() {
        if next == to {
            return true;
        }
        if seen.insert(next) {
            open.extend(uses.get(next).into_iter().flatten().map(String::as_str));
        }
    }
    false
}

/// The module of a file: `a/b.rs` and `a/b/mod.rs` are both `a`, `b`.
fn module(path: &Path) -> Vec<String> {
    let path = path.with_extension("");
    let parts = path.iter().map(|part| part.to_str().unwrap().to_owned());
    parts.filter(|part| !["mod", "lib", "main"].contains(&part.as_str())).collect()
}

/// The text without tests, comments and re-exports.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let lines = lines.filter(|line| !(line.starts_with("pub") && line.contains(" use ")));
    lines.collect::<Vec<_>>().join("\n")
}

/// Every path in the code that starts with `crate` or `super`, resolved from the root.
fn used_paths(code: &str, own: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (word, is_crate) in [("crate::", true), ("super::", false)] {
        for (at, _) in code.match_indices(word) {
            if code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':') {
                continue;
            }
            let mut base = if is_crate { Vec::new() } else { own[..own.len().saturating_sub(1)].to_vec() };
            let mut rest = &code[at + word.len()..];
            while let Some(after) = rest.strip_prefix("super::") {
                base.pop();
                rest = after;
            }
            expand(rest, &base, &mut found);
        }
    }
    found
}

/// Adds each path in a use tree, and returns the text after the tree.
fn expand<'t>(text: &'t str, base: &[String], found: &mut Vec<Vec<String>>) -> &'t str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        while !rest.trim_start().starts_with('}') {
            rest = expand(rest, base, found).trim_start().trim_start_matches(',');
        }
        return &rest.trim_start()[1..];
    }
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let mut path = base.to_vec();
    path.push(text[..end].to_owned());
    match text[end..].strip_prefix("::") {
        Some(rest) if end > 0 && !rest.starts_with(['<', '*']) => expand(rest, &path, found),
        _ => {
            found.push(path);
            let rest = &text[end..];
            &rest[rest.find([',', '}', ';', '\n']).unwrap_or(rest.len())..]
        }
    }
}
