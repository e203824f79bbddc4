//! `personal-path`: a path through someone's home folder, which does not exist on other machines.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem;

use crate::diag::{Diagnostic, RuleMeta, Severity};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::support::folders::is_sample;
use crate::rules::support::phrases::Phrases;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;

static META: RuleMeta =
    rule_meta!("personal-path", Warning, Recommended, "A path leads through one person's home folder");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

static HOMES: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let homes = ["/home/", "/Users/", r"C:\Users\", r"C:\\Users\\", r"c:\Users\", r"c:\\Users\\"];
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(homes).ok()
});

/// A text without any of these contains no such path. Each is searched for many bytes at a time.
static PARTS: LazyLock<[memmem::Finder<'_>; 2]> = LazyLock::new(|| ["/home/", "Users"].map(memmem::Finder::new));

/// Names that stand for the reader, belong to an image or a service, or are folders that everyone has.
const NOBODY: &str = "user users username you yourname youruser yourusername me myname myuser name someone somebody person foo bar \
baz alice bob carol dave eve john jane doe jdoe johndoe janedoe joe dev developer devuser ubuntu debian \
runner runneradmin vscode node ec2user admin administrator root shared public default pi app appuser deploy \
deployer jovyan coder codespace gitpod test tester testuser example exampleuser demo claude agent sandbox \
circleci travis jenkins git www data linuxbrew xxx abc oracle postgres nobody guest workspace project \
projects current local home vagrant build builder ci container docker nonroot steam kali azureuser myself \
self staging production dist nodemodules src lib bin web site server service worker bot ansible airflow opc \
centos fedora core \
jsmith johnsmith janesmith bsmith asmith foobar acme hacker victim attacker student employee customer operator \
nixos buildkite semaphore codebuild cloudshell nextjs appveyor kubernetes k8s flatpak lxd minecraft";

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    // Lock files, logs and samples contain hundreds of such paths, and nobody follows them.
    let is_followed =
        matches!(document.path.extension(), Some("md" | "json" | "yaml" | "yml" | "toml" | "sh" | "py" | "js" | "ts"));
    if !is_followed || document.kind == DocumentKind::Other && is_sample(&document.path) {
        return;
    }
    // Manuals show the output of someone's terminal; scripts and components use the path.
    let is_manual = document.kind == DocumentKind::Other && document.markdown().is_some();
    let text = document.file.text();
    if PARTS.iter().all(|part| part.find(text.as_bytes()).is_none()) {
        return;
    }
    let mut by_name: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for home in HOMES.iter().flat_map(|automaton| automaton.find_iter(text)) {
        if text[..home.start()].ends_with(is_part_of_a_name) {
            continue;
        }
        let rest = &text[home.end()..];
        let name = &rest[..rest.find(|c: char| !is_part_of_a_name(c)).unwrap_or(rest.len())];
        if is_person(name, &rest[name.len()..]) {
            by_name.entry(name).or_default().push(Span::new(home.start(), home.end() + name.len()));
        }
    }
    for (name, spans) in by_name {
        let (Some(first), more) = (spans.first(), spans.len() - 1) else { continue };
        let is_unused = is_manual || spans.iter().all(|span| is_comment(document, *span) || is_shown(document, *span));
        let severity = if is_unused { Severity::Note } else { Severity::Warning };
        let mut found = Diagnostic::new(&META, document.at(*first), format!("path in the home folder of `{name}`"))
            .with_severity(severity)
            .label(match more {
                0 => "exists on only one machine".to_owned(),
                1 => "exists on only one machine; 1 more in this file".to_owned(),
                _ => format!("exists on only one machine; {more} more in this file"),
            });
        if let Some(next) = spans.get(1) {
            found = found.also(document.at(*next), "and here");
        }
        sink.push(found.help(
            "write `~/...` for the user's home folder, `${CLAUDE_PLUGIN_ROOT}/...` for a file of the plugin, or a placeholder such as `/home/you`",
        ));
    }
}

/// Whether a path in a script is in a comment, which shows the path and does not use it.
fn is_comment(document: &Document, path: Span) -> bool {
    let line = document.file.lines_around(path).0;
    let before = document.file.slice(Span::new(line.start, path.start)).trim_start();
    match document.path.extension() {
        Some("js" | "ts") => before.starts_with(['*', '/']) || before.contains("// "),
        Some("py" | "sh") => before.starts_with('#') && !before.starts_with("#!"),
        _ => false,
    }
}

/// Whether the line in a text shows the form of a path, or a mistake to avoid.
fn is_shown(document: &Document, path: Span) -> bool {
    static WORDS: Phrases = Phrases::new(&["example", "e.g.", "machine-specific", "hardcoded", "hard-coded"]);
    document.markdown().is_some() && WORDS.any_in(document.file.slice(document.file.lines_around(path).0))
}

fn is_part_of_a_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-' | '.' | '$' | '{' | '<' | '%' | '*' | '[' | '~')
}

/// Whether the name is a person's and a path follows it. `/home/` alone and `/home/x.md` on a website do not count.
fn is_person(name: &str, rest: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let stem = plain.trim_end_matches(|c: char| c.is_ascii_digit());
    rest.starts_with(['/', '\\'])
        // `/Users/anna/...` shows the form of a path.
        && !["...", "…"].iter().any(|dots| rest[1..].starts_with(dots))
        && stem.len() >= 2
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        && !name.contains("..")
        && !name.starts_with('.')
        && !NOBODY.split(' ').any(|nobody| nobody == stem)
        && !["your", "user", "name", "example", "placeholder", "sandbox", "runner", "foobar", "server", "service", "receiver", "daemon"]
            .iter()
            .any(|word| stem.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_told_from_placeholders() {
        for name in ["mjones", "jesse", "anna.schmidt", "m-dupont2"] {
            assert!(is_person(name, "/src"), "{name}");
        }
        for name in [
            "user",
            "you",
            "YOUR_NAME",
            "your-username",
            "$USER",
            "{user}",
            "<name>",
            "user1",
            "ec2-user",
            "...",
            "x",
            "*",
            "jsmith",
            "foo.bar",
            "vercel-sandbox",
            "model-server",
            "acme-receiver",
        ] {
            assert!(!is_person(name, "/src"), "{name}");
        }
        assert!(!is_person("jesse", ".") && !is_person("jesse", ""));
        assert!(!is_person("jesse", "/...") && is_person("jesse", "/.config/x"));
    }
}
