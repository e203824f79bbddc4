//! `outdated-document`: the README or changelog states a version or a count that does not match the plugin.

use crate::diag::{Diagnostic, RuleMeta, plural};
use crate::plugin::{Document, DocumentKind, Plugin};
use crate::rule_meta;
use crate::rules::support::phrases::Phrases;
use crate::rules::support::prose::{Line, prose_lines};
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;
use crate::syntax::Node;

static META: RuleMeta =
    rule_meta!("outdated-document", Note, Recommended, "The README or changelog does not match the plugin");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    let version = plugin.manifest().and_then(|manifest| manifest.root()?.get("version"));
    let version = version.and_then(Node::as_str).and_then(numbers);
    for readme in plugin.of_kind(DocumentKind::Readme) {
        for line in prose_lines(readme) {
            counts(plugin, readme, &line, sink);
        }
        if let Some(version) = version {
            readme_version(readme, version, sink);
        }
    }
    let changelog =
        plugin.documents.iter().find(|document| document.path.as_str().eq_ignore_ascii_case("CHANGELOG.md"));
    if let (Some(changelog), Some(version)) = (changelog, version) {
        changelog_version(plugin, changelog, version, sink);
    }
}

/// The three numbers of a version without suffix.
fn numbers(text: &str) -> Option<[u64; 3]> {
    let mut parts = text.trim_start_matches('v').split('.').map(str::parse);
    let version = [parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?];
    parts.next().is_none().then_some(version)
}

/// Checks what a README says about its own plugin: `Version 1.1.0` at the start of a line, and a version badge.
fn readme_version(readme: &Document, version: [u64; 3], sink: &mut Sink) {
    let mut report = |span: Span, [a, b, c]: [u64; 3]| {
        let [major, minor, patch] = version;
        sink.push(
            Diagnostic::new(
                &META,
                readme.at(span),
                format!("version mismatch: {a}.{b}.{c} in the README, {major}.{minor}.{patch} in the manifest"),
            )
            .label("not this plugin's version")
            .help("update the version, or remove it from the README"),
        );
    };
    let text = readme.file.text();
    if let Some(at) = text.find(BADGE).map(|at| at + BADGE.len()) {
        let (start, written) = version_at(text, at);
        if let Some(stated) = numbers(written).filter(|stated| *stated != version) {
            return report(Span::new(start, start + written.len()), stated);
        }
    }
    for line in prose_lines(readme).iter().take(40) {
        let plain = line.text.trim_start_matches(['*', '_', '>', ' ', '#', '-']);
        let Some(rest) = plain.strip_prefix("Version").or(plain.strip_prefix("version")) else { continue };
        let rest = rest.trim_start_matches([':', '*', ' ', '`', '_', 'v']);
        let (at, written) = version_at(line.text, line.text.len() - rest.len());
        let Some(stated) = numbers(written).filter(|stated| *stated != version) else { continue };
        return report(line.part(at, at + written.len()), stated);
    }
}

/// The image that shields.io draws for a version.
const BADGE: &str = "img.shields.io/badge/version-";

/// The digits and periods at a position, after a `v`, and where they start.
fn version_at(text: &str, at: usize) -> (usize, &str) {
    let at = at + usize::from(text[at..].starts_with('v'));
    let rest = &text[at..];
    let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
    (at, rest[..end].trim_end_matches('.'))
}

/// Checks whether the newest version in the changelog is ahead of the manifest.
fn changelog_version(plugin: &Plugin<'_>, changelog: &Document, version: [u64; 3], sink: &mut Sink) {
    let Some(markdown) = changelog.markdown() else { return };
    let versions = markdown.headings.iter().filter(|heading| heading.level <= 3).filter_map(|heading| {
        let text = heading.text(markdown).trim_start_matches(['[', 'v', 'V']);
        let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
        Some((heading.span, numbers(&text[..end])?))
    });
    let Some((span, newest)) = versions.into_iter().next().filter(|(_, newest)| *newest > version) else { return };
    let [a, b, c] = newest;
    let [major, minor, patch] = version;
    let message = format!("version mismatch: {a}.{b}.{c} in the changelog, {major}.{minor}.{patch} in the manifest");
    let mut found = Diagnostic::new(&META, changelog.at(span), message)
        .label("users never get this version")
        .help("increase `version` in the manifest; Claude Code updates a plugin when its version changes");
    let place = plugin.manifest().and_then(|manifest| Some((manifest, manifest.root()?.get("version")?)));
    if let Some((manifest, node)) = place {
        found = found.also(manifest.at(node.span), "the version that users get");
    }
    sink.push(found);
}

/// The number that digits or a word state; `one` is mostly no count.
fn number(word: &str) -> Option<usize> {
    const WORDS: &[&str] =
        &["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let spelled = || WORDS.iter().position(|known| known.eq_ignore_ascii_case(word)).map(|at| at + 2);
    word.parse().ok().or_else(spelled)
}

/// Words in a line about what the plugin contains.
static OF_THIS: Phrases =
    Phrases::new(&["plugin", "includes", "contains", "provides", "holds", "ships", "bundles", "comes with", "with "]);

/// Words in a line about other plugins, or about a limit.
static OF_OTHERS: Phrases = Phrases::new(&[
    "other",
    "more",
    "up to",
    "at least",
    "over ",
    "+",
    "than",
    "each",
    "per ",
    "first",
    "at a time",
    "parallel",
    "marketplace",
    "up-to",
]);

/// Whether the line is nothing but a count: `3 skills`, as a list item or in bold.
fn is_count(line: &str) -> bool {
    line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '-' | '_' | '#' | '>' | '.' | ':'))
        .split(' ')
        .count()
        == 2
}

/// Checks counts such as `3 skills`, in sentences about what the plugin contains.
fn counts(plugin: &Plugin<'_>, readme: &Document, line: &Line<'_>, sink: &mut Sink) {
    let kinds = [("skill", DocumentKind::Skill), ("command", DocumentKind::Command), ("agent", DocumentKind::Agent)];
    if !kinds.iter().any(|(noun, _)| line.text.contains(noun)) {
        return;
    }
    // "5 commands and 1 agent" lists what there is.
    let lower = line.text.to_lowercase();
    let is_list = kinds.iter().filter(|(noun, _)| lower.contains(noun)).count() > 1;
    if !is_list && !is_count(line.text) && !OF_THIS.any_in(line.text) || OF_OTHERS.any_in(line.text) {
        return;
    }
    for (noun, kind) in kinds {
        let actual = plugin.of_kind(kind).count();
        for (at, _) in line.text.match_indices(noun) {
            let before = line.text[..at].trim_end_matches([' ', '*']);
            let before = before.strip_suffix("slash").unwrap_or(before).trim_end();
            let last = before.bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
            let start = before.len() - last;
            let alone = !before[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '/' | '~'));
            let word_end = line.text[at + noun.len()..].trim_start_matches('s');
            let whole = !word_end.starts_with(|c: char| c.is_alphanumeric() || c == '-');
            let Some(stated) = number(&before[start..]) else { continue };
            if !alone || !whole || stated == actual || actual == 0 || at - before.len() > 9 {
                continue;
            }
            sink.push(
                Diagnostic::new(
                    &META,
                    readme.at(line.part(start, at + noun.len())),
                    format!("wrong count: {stated} {noun}s in the README, {actual} in the plugin"),
                )
                .label(format!("the plugin has {}", plural(actual, noun)))
                .help("correct the number, or remove it"),
            );
            return;
        }
    }
}
