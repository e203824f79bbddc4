//! A module uses lower levels only: the map in `src/lib.rs`, kept by reading `use crate::` lines.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

/// Modules from the lowest level up; those on one line may use each other.
const LEVELS: &[&[&str]] = &[
    &["source", "diag"],
    &["syntax", "secrets"],
    &["plugin"],
    &["spec", "config", "openapi", "claims", "generate", "hosts"],
    &["rules"],
    &["acceptance", "report", "baseline", "fix"],
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
fn no_source_names_the_plugin_it_builds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let named: Vec<_> =
        files.iter().filter(|path| fs::read_to_string(path).unwrap().to_lowercase().contains("halopsa")).collect();
    assert!(named.is_empty(), "what is particular to a plugin belongs into spec/: {named:?}");
}
