//! Measures how many of our own plugin's API claims are checked: each API name in it is falsified once, and the check
//! must report the false one.
//!
//! The names are found without the claim reader: every word in code (inline or in a fence) that equals a field, a
//! parameter or a part of a path in the description. A name is falsified twice: with a typo, and with an invented name
//! that is not similar to any. A name that the text denies is replaced with the correct one, because denying an
//! invented name is still true.
//!
//! Three kinds of words look like API names but are not: options and variables of the server, skills, and values of a
//! tool's input.
//!
//! The test prints the names that are not caught, each with the reason (`--nocapture`); `MISSED=FILE` writes them to a
//! file.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use plugin_gen::openapi::Description;
use plugin_gen::plugin::FileTree;
use plugin_gen::rules::api::Descriptions;
use plugin_gen::rules::tools::ToolCatalog;
use plugin_gen::rules::{Check, Options, RULES, check};
use plugin_gen::source::{SourceFile, Span};
use plugin_gen::spec::load_server;
use plugin_gen::syntax::{Kind, Node, yaml};

/// At least this share of the falsified names must be reported, in percent.
const GOAL: usize = 95;

const PLUGIN: &str = "dist/halopsa/halopsa";

/// What the description has, read from its YAML without the crate's own model of OpenAPI.
#[derive(Default)]
struct Vocabulary {
    names: BTreeSet<String>,
    parts: BTreeSet<String>,
    /// Names known to be wrong, with the right one.
    wrong: BTreeMap<String, Option<String>>,
}

fn collect(node: &Node, key: &str, found: &mut Vocabulary) {
    if key == "x-not-in-vendor-spec" {
        for entry in node.entries() {
            let right = entry.value.get("use").and_then(Node::as_str).map(ToOwned::to_owned);
            if entry.value.get("why").is_some() {
                // A name that is wrong in several places has no one right name.
                let known = found.wrong.remove(&entry.key);
                let right = right.filter(|right| known.is_none() && !right.contains('.'));
                found.wrong.insert(entry.key.clone(), right);
            } else {
                collect(&entry.value, key, found);
            }
        }
        return;
    }
    for entry in node.entries() {
        match key {
            "properties" => drop(found.names.insert(entry.key.clone())),
            "paths" => found.parts.extend(entry.key.split('/').filter(|part| !part.contains('{')).map(str::to_owned)),
            _ => {}
        }
        collect(&entry.value, &entry.key, found);
    }
    for item in node.items() {
        if key == "parameters" {
            found.names.extend(item.get("name").and_then(Node::as_str).map(str::to_owned));
        }
        collect(item, "", found);
    }
    if let (Kind::Mapping(_), Some(name)) = (&node.kind, node.get("in").and(node.get("name"))) {
        found.names.extend(name.as_str().map(str::to_owned));
    }
}

struct Name {
    file: Utf8PathBuf,
    span: Span,
    text: String,
    /// `code`, `fence`, `path`
    place: &'static str,
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether the clause after a name says that it does not exist.
fn is_denied(text: &str, span: Span) -> bool {
    let rest = text[span.end..].lines().next().unwrap_or_default();
    let clause = rest.split_inclusive(['.', ';', '(']).next().unwrap_or_default();
    clause.contains("not exist")
}

/// The words of a piece of code that are API names.
fn words(
    text: &str,
    from: usize,
    to: usize,
    fence: bool,
    vocabulary: &Vocabulary,
    found: &mut Vec<(Span, &'static str)>,
) {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < to {
        if !is_word(bytes[at]) {
            at += 1;
            continue;
        }
        let start = at;
        while at < to && is_word(bytes[at]) {
            at += 1;
        }
        let word = &text[start..at];
        let before = if start > from { bytes[start - 1] } else { b' ' };
        let after = if at < to { bytes[at] } else { b' ' };
        // Text in braces, after a dollar sign or after an equals sign is a value or a placeholder.
        let braced = matches!(before, b'{' | b'<' | b'$' | b':') && matches!(after, b'}' | b'>');
        let is_value = !fence && before == b' ' && text[from..start].trim_end().ends_with(':');
        if is_value
            || braced
            || matches!(before, b'$' | b'-' | b'.' | b':') && before != b'.'
            || before == b'=' && after != b'='
        {
            continue;
        }
        if before == b'/' && vocabulary.parts.contains(word) && word != "api" {
            found.push((Span::new(start, at), "path"));
            continue;
        }
        let known = vocabulary.names.contains(word) || vocabulary.wrong.contains_key(word);
        let is_key = before == b'"' && after == b'"' && text[at + 1..].trim_start().starts_with(':');
        let is_parameter = matches!(before, b'?' | b'&' | b'[' | b'\'') && after == b'=';
        let is_form = after == b'=' && (start == from || before == b'\n');
        if known && (!fence || is_key || is_parameter || is_form) && before != b'/' {
            found.push((Span::new(start, at), if fence { "fence" } else { "code" }));
        }
    }
}

/// Every API name in the code of a Markdown file.
fn names(file: &Utf8Path, text: &str, vocabulary: &Vocabulary) -> Vec<Name> {
    let mut found = Vec::new();
    let mut fence: Option<(String, bool)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") {
            let mark: String = trimmed.chars().take_while(|c| *c == '`').collect();
            fence = match fence.take() {
                Some((open, _)) if mark.len() >= open.len() => None,
                Some(open) => Some(open),
                None => Some((mark.clone(), matches!(trimmed[mark.len()..].trim(), "http" | "json" | "bash" | ""))),
            };
        } else if let Some((_, is_api)) = &fence {
            if *is_api {
                words(text, at, at + line.len(), true, vocabulary, &mut found);
            }
        } else {
            let mut start = at;
            for (place, part) in line.split('`').enumerate() {
                // Tools and links are not API names, nor are the server's variables, skills, and statuses of a tool.
                let is_link = part.contains("/ticket?id") || part.contains("${");
                let after = line.get(start + part.len() + 1 - at..).unwrap_or_default();
                let is_own = line.contains("`HALOPSA_") || after.starts_with(" skill") || line.contains("`--status`");
                if place % 2 == 1 && !part.contains("halopsa:") && !part.contains("--") && !is_link && !is_own {
                    words(text, start, start + part.len(), false, vocabulary, &mut found);
                }
                start += part.len() + 1;
            }
        }
        at += line.len();
    }
    let name = |(span, place): (Span, &'static str)| Name {
        file: file.to_owned(),
        span,
        text: text[span.range()].to_owned(),
        place,
    };
    found.into_iter().map(name).collect()
}

struct Judge {
    root: Utf8PathBuf,
    manifest: Vec<u8>,
    options: Options,
}

impl Judge {
    /// Which of the spans of this text a finding about the API touches.
    fn reports(&self, file: &Utf8Path, text: &str, spans: &[Span]) -> Vec<bool> {
        let files = [
            (".claude-plugin/plugin.json".into(), self.manifest.clone()),
            (file.strip_prefix(&self.root).unwrap().to_owned(), text.as_bytes().to_vec()),
        ];
        let outcome = check(&FileTree::from_memory(files.into()), &self.options);
        let in_text = outcome.diagnostics.iter().map(|found| &found.primary.location);
        let found: Vec<Span> =
            in_text.filter(|at| at.file.path().as_str().ends_with(".md")).map(|at| at.span).collect();
        let touched = |span: &Span| found.iter().any(|at| at.start <= span.end && span.start <= at.end);
        spans.iter().map(touched).collect()
    }
}

fn read_markdown(folder: &Utf8Path, files: &mut Vec<(Utf8PathBuf, String)>) {
    let mut entries: Vec<_> = folder.read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path()).collect();
    entries.sort();
    for path in entries {
        // The same skills again, for another host.
        if path.ends_with("codex-skills") {
            continue;
        }
        if path.is_dir() {
            read_markdown(&path, files);
        } else if path.extension() == Some("md") {
            let text = std::fs::read_to_string(&path).unwrap();
            files.push((path, text));
        }
    }
}

fn load() -> (Judge, Vocabulary, Vec<(Utf8PathBuf, String)>) {
    let root = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("spec/halopsa/api.yaml")).unwrap();
    let mut vocabulary = Vocabulary::default();
    collect(&yaml::parse(&text).root.unwrap(), "", &mut vocabulary);
    let description = Description::load(&SourceFile::new("api.yaml", text)).unwrap();
    let only = RULES
        .iter()
        .filter(|rule| matches!(rule.check, Check::Api(_) | Check::Tools(_)))
        .map(|rule| rule.meta.name.to_owned());
    let server = load_server(&root.join("spec/halopsa")).unwrap();
    let descriptions = Descriptions {
        all: Some(Arc::new(description)),
        all_tools: Some(Arc::new(ToolCatalog::of_specs(&server))),
        ..Descriptions::default()
    };
    let options = Options { only: only.collect(), descriptions, ..Options::default() };
    let plugin = root.join(PLUGIN);
    let manifest = std::fs::read(plugin.join(".claude-plugin/plugin.json")).unwrap();
    let mut files = Vec::new();
    read_markdown(&plugin, &mut files);
    (Judge { root: plugin, manifest, options }, vocabulary, files)
}

/// The false names for one: a typo and an invention, or the right name where a wrong one is denied.
fn falsified(name: &Name, text: &str, vocabulary: &Vocabulary) -> Vec<String> {
    if is_denied(text, name.span) {
        let right = vocabulary.wrong.get(&name.text).cloned().flatten();
        return right.iter().map(|right| right.trim_start_matches('/').to_owned()).collect();
    }
    let middle = name.text.len().div_ceil(2);
    let invented = match (name.place, name.text.contains('_')) {
        ("path", _) => "Wibblegrommets",
        (_, true) => "wibble_grommets",
        _ => "wibblegrommets",
    };
    vec![format!("{}q{}", &name.text[..middle], &name.text[middle..]), invented.to_owned()]
}

/// The number of names in one file that one run of the check falsifies, each in a section of its own.
const BATCH: usize = 10;

/// The names in groups of one file, each name in another section: what stands around a name stays as it is.
fn batches(all: &[(Name, &str, String)]) -> Vec<Vec<usize>> {
    let mut by_section: BTreeMap<&Utf8Path, BTreeMap<usize, Vec<usize>>> = BTreeMap::new();
    for (place, (name, text, _)) in all.iter().enumerate() {
        let section = text[..name.span.start].matches("\n#").count();
        by_section.entry(&name.file).or_default().entry(section).or_default().push(place);
    }
    let mut found = Vec::new();
    for sections in by_section.into_values() {
        let mut sections: Vec<Vec<usize>> = sections.into_values().collect();
        while !sections.is_empty() {
            // The longest first, so that they do not remain alone.
            sections.sort_by_key(|section| std::cmp::Reverse(section.len()));
            let mut batch: Vec<usize> = sections.iter_mut().take(BATCH).filter_map(Vec::pop).collect();
            batch.sort_unstable();
            found.push(batch);
            sections.retain(|section| !section.is_empty());
        }
    }
    found
}

/// Why a false name may go unnoticed.
fn reason(name: &Name, text: &str) -> &'static str {
    match () {
        () if is_denied(text, name.span) => "the denial is true of what the clause speaks of, or that cannot be told",
        () if name.place == "path" => "a path alone, which may be one of another API or a file",
        () if name.text.len() < 4 => "a word of three letters or fewer is not taken for a typo",
        () => "one English-looking word, with nothing beside it that says of what",
    }
}

#[test]
fn nearly_every_api_name_of_our_plugin_is_checked() {
    let (judge, vocabulary, files) = load();
    let mut all: Vec<(Name, &str, String)> = Vec::new();
    for (file, text) in &files {
        for name in names(file, text, &vocabulary) {
            // Typos and inventions take turns.
            let wrong = falsified(&name, text, &vocabulary);
            if let Some(wrong) = wrong.get(name.span.start % wrong.len().max(1)) {
                all.push((name, text, wrong.clone()));
            }
        }
    }
    let batches = batches(&all);
    let try_batch = |batch: &Vec<usize>| -> Vec<(usize, bool)> {
        let mut mutant = all[batch[0]].1.to_owned();
        let mut spans = Vec::new();
        // From the end, so that earlier positions do not move.
        for place in batch.iter().rev() {
            let (name, _, wrong) = &all[*place];
            let grown = wrong.len() as isize - name.text.len() as isize;
            mutant.replace_range(name.span.range(), wrong);
            let moved = |at: usize| at.checked_add_signed(grown).unwrap();
            spans.iter_mut().for_each(|span: &mut Span| *span = Span::new(moved(span.start), moved(span.end)));
            spans.insert(0, Span::new(name.span.start, name.span.start + wrong.len()));
        }
        let caught = judge.reports(&all[batch[0]].0.file, &mutant, &spans);
        batch.iter().copied().zip(caught).collect()
    };
    let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let mut results: Vec<(usize, bool)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|first| {
                let (batches, try_batch) = (&batches, &try_batch);
                scope.spawn(move || batches.iter().skip(first).step_by(threads).flat_map(try_batch).collect::<Vec<_>>())
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    results.sort_by_key(|(place, _)| *place);
    let (mut tried, mut caught) = (0, 0);
    let mut missed = String::new();
    for (place, was_caught) in results {
        let (name, text, wrong) = &all[place];
        tried += 1;
        caught += usize::from(was_caught);
        if !was_caught {
            let line = text[..name.span.start].lines().count().max(1);
            let start = text[..name.span.start].rfind('\n').map_or(0, |at| at + 1);
            let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
            let around = &text[text.floor_char_boundary(name.span.start.saturating_sub(50).max(start))
                ..text.ceil_char_boundary((name.span.end + 40).min(end))];
            let file = name.file.strip_prefix(&judge.root).unwrap();
            let reason = reason(name, text);
            writeln!(missed, "{file}:{line} {} {} as {wrong}: {reason} | {around}", name.place, name.text).unwrap();
        }
    }
    println!("{tried} names falsified, {caught} caught ({:.1} %)\n{missed}", caught as f64 * 100.0 / tried as f64);
    if let Some(path) = std::env::var_os("MISSED") {
        std::fs::write(path, &missed).unwrap();
    }
    assert!(caught * 100 >= tried * GOAL, "{caught} of {tried} falsified names were caught; missed:\n{missed}");
}
