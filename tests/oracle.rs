//! Compares the profile `claude` with the real CLI: small file trees with the verdict of `claude plugin validate` on
//! each, in `tests/data/oracle/*.jsonl`.
//!
//! A case agrees if the verdict (errors or none, warnings or none) and the set of files and key paths are the same.
//! Rule names and messages are our own. A case that cannot agree is listed with its reason.
//!
//! `ORACLE=FILE cargo test --test oracle` runs the cases of another file and shows each difference.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, clippy::print_stdout)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use camino::{Utf8Path, Utf8PathBuf};
use plugin_gen::diag::{Profile, Severity};
use plugin_gen::plugin::FileTree;
use plugin_gen::rules::Options;
use plugin_gen::rules::check::check_shallow;
use serde_json::Value;

/// Cases that cannot agree, and why.
#[rustfmt::skip]
const DIFFERENT: &[(&str, &str)] = &[
    ("fc195-s", "a value tagged `!` is a string there and a number here: our YAML parser does not report the tag"),
    ("fy255-s", "an alias inside the value it names, which the CLI's parser keeps and ours rejects"),
    ("fy306-s", "a tab before the closing bracket of a list, which the CLI's parser accepts"),
    ("hr-deep", "lists 3,000 deep: our JSON parser deliberately stops at 512 levels"),
    ("ks026", "a source that contains a NUL byte"),
    ("md-syntax", "hooks modules are parsed as JavaScript there; we check only exports and imports"),
    ("md-use", "hooks modules are analyzed there, including how their parameters are used"),
    ("me-x.mts", "hooks modules in TypeScript are type-checked there"),
    ("me-x.ts", "hooks modules in TypeScript are type-checked there"),
    ("me-x.tsx", "hooks modules in TypeScript are type-checked there"),
    ("pa-hooks-nul", "a path that contains a NUL byte, shown there without it"),
    ("pa-hooks-trailsp", "the CLI shows the path of the file without its trailing space"),
    ("raw-deep2", "lists 3,000 deep: our JSON parser deliberately stops at 512 levels"),
    ("tw-unicode", "two file names that differ in the encoding of an accent: we only ignore case"),
    ("wf-names", "the CLI shows file names without invisible characters, so two become equal"),
];

/// The verdict on a case: whether there are errors and warnings, and where.
#[derive(Debug, PartialEq, Eq)]
struct Verdict {
    errors: bool,
    warnings: bool,
    places: BTreeSet<(String, String)>,
}

fn bytes(content: &Value) -> Vec<u8> {
    if let Some(text) = content.as_str() {
        return text.as_bytes().to_vec();
    }
    if let Some(count) = content["times"].as_u64() {
        return content["repeat"].as_str().unwrap().repeat(usize::try_from(count).unwrap()).into_bytes();
    }
    let digits: Vec<u32> = content["base64"]
        .as_str()
        .unwrap()
        .bytes()
        .filter_map(|byte| {
            Some(match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                _ => return None,
            })
        })
        .map(u32::from)
        .collect();
    digits
        .chunks(4)
        .flat_map(|chunk| {
            let number = chunk.iter().enumerate().fold(0, |sum, (index, digit)| sum | (digit << (18 - 6 * index)));
            number.to_be_bytes()[1..chunk.len()].to_vec()
        })
        .collect()
}

fn ours(case: &Value) -> Verdict {
    let files: BTreeMap<Utf8PathBuf, Vec<u8>> =
        case["files"].as_object().unwrap().iter().map(|(path, content)| (path.into(), bytes(content))).collect();
    let folders: Vec<Utf8PathBuf> =
        case["dirs"].as_array().unwrap().iter().map(|path| path.as_str().unwrap().into()).collect();
    let links: BTreeMap<Utf8PathBuf, String> = case["links"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(path, target)| (path.into(), target.as_str().unwrap().to_owned()))
        .collect();
    let tree = FileTree::from_memory(files).with(&folders, &links);
    let target = case["target"].as_str().map(|target| if target == "." { "" } else { target }).unwrap();
    let options = Options { profile: Profile::Claude, ..Options::default() };
    let found = check_shallow(&tree, Utf8Path::new(target), "case", &options).diagnostics;
    Verdict {
        errors: found.iter().any(|found| found.severity == Severity::Error),
        warnings: found.iter().any(|found| found.severity == Severity::Warning),
        places: found
            .iter()
            .map(|found| (found.primary.location.file.path().to_string(), found.key_path.clone().unwrap_or_default()))
            .collect(),
    }
}

fn theirs(case: &Value) -> Verdict {
    let messages = case["cli"]["messages"].as_array().unwrap();
    let is = |severity: &str| messages.iter().any(|message| message["severity"] == severity);
    let file = |message: &Value| {
        let file = message["file"].as_str().unwrap().trim_start_matches("$CASE").trim_start_matches('/');
        file.to_owned()
    };
    Verdict {
        errors: is("error"),
        warnings: is("warning"),
        places: messages.iter().map(|message| (file(message), message["path"].as_str().unwrap().to_owned())).collect(),
    }
}

fn files() -> Vec<PathBuf> {
    if let Some(file) = std::env::var_os("ORACLE") {
        return vec![file.into()];
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/oracle");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn verdicts_and_places_agree_with_the_cli() {
    let (mut agreed, mut total) = (0, 0);
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for path in files() {
        for line in std::fs::read_to_string(path).unwrap().lines() {
            let case: Value = serde_json::from_str(line).unwrap();
            let name = case["case"].as_str().unwrap();
            total += 1;
            seen.insert(name.to_owned());
            let (ours, theirs) = (ours(&case), theirs(&case));
            let known = DIFFERENT.iter().any(|(known, _)| *known == name);
            if ours == theirs {
                agreed += 1;
                if known {
                    wrong.push(format!("{name}: listed as different, and agrees"));
                }
            } else if !known {
                let only = |left: &Verdict, right: &Verdict| {
                    left.places
                        .difference(&right.places)
                        .map(|(file, path)| format!("{file} @ {path}"))
                        .collect::<Vec<_>>()
                };
                wrong.push(format!(
                    "{name} ({}): the CLI says errors {} warnings {}, we say {} {}\n    only the CLI: {:?}\n    only we:      {:?}",
                    case["note"].as_str().unwrap_or_default().chars().take(150).collect::<String>(),
                    theirs.errors, theirs.warnings, ours.errors, ours.warnings,
                    only(&theirs, &ours), only(&ours, &theirs),
                ));
            }
        }
    }
    if std::env::var_os("ORACLE").is_none() {
        let unseen = DIFFERENT.iter().filter(|(name, _)| !seen.contains(*name));
        wrong.extend(unseen.map(|(name, _)| format!("{name}: listed as different, and no case")));
    }
    println!("oracle: {agreed} / {total} agreed");
    for (name, reason) in DIFFERENT {
        println!("  different: {name}: {reason}");
    }
    assert!(wrong.is_empty(), "{} of {total} differ\n{}", wrong.len(), wrong.join("\n"));
}

/// A truncated file never causes a panic.
#[test]
fn cut_files_are_judged() {
    for path in files() {
        for line in std::fs::read_to_string(path).unwrap().lines().step_by(7) {
            let case: Value = serde_json::from_str(line).unwrap();
            for (path, content) in case["files"].as_object().unwrap() {
                let whole = bytes(content);
                for part in [1, 3, 5, 7] {
                    let mut cut = case.clone();
                    let text = String::from_utf8_lossy(&whole[..whole.len() * part / 8]).into_owned();
                    cut["files"][path] = Value::String(text);
                    ours(&cut);
                }
            }
        }
    }
}
