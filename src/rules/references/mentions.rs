//! Where a text names a skill, a command or an agent of its own plugin. No rule itself.
//!
//! A name in backticks can be anything, so each kind of mention has its own proof: the plugin's name in front, a slash
//! and a place where commands are spoken of, a list of related skills, or the word "skill" behind it.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem;

use crate::plugin::{Document, DocumentKind};
use crate::rules::support::arguments::invocations;
use crate::rules::support::prose::{Line, is_kebab, line_at, prose_lines_at};
use crate::source::Span;
use crate::syntax::Markdown;
use crate::syntax::markdown::Text;

/// A name that somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The name without slash and plugin.
    pub name: String,
    /// The bytes as written.
    pub span: Span,
    /// What it is taken for.
    pub kind: &'static str,
    /// Whether the text claims that the component is this plugin's own; otherwise another plugin of the tree may have it.
    pub own: bool,
}

/// Every mention in a document, each place once, in order.
#[must_use]
pub fn mentions(document: &Document, plugin: &str) -> Vec<Mention> {
    let Some(markdown) = document.markdown() else { return Vec::new() };
    let mut found = Vec::new();
    let headings = Headings { markdown };
    let body = document.file.slice(markdown.span);
    let prefix = format!("{plugin}:");
    for line in prose_lines_at(document, markdown, memmem::find_iter(body.as_bytes(), &prefix)) {
        namespaced(&headings, &line, &prefix, &mut found);
    }
    for line in prose_lines_at(document, markdown, memchr::memchr_iter(b'/', body.as_bytes())) {
        slashed(document, &headings, &line, &mut found);
    }
    for noun in NOUNS.iter().flat_map(|automaton| automaton.find_iter(body)) {
        let word = &body[noun.range()];
        let sub = if word == "agent" && body[..noun.start()].ends_with("sub") { 3 } else { 0 };
        let Some(start) = noun.start().checked_sub(1 + sub) else { continue };
        let Some(kind) = KINDS.get(noun.pattern().as_usize()) else { continue };
        if body.as_bytes().get(start) == Some(&b' ')
            && is_named(&body[..start])
            && let (Some(line), _) = line_at(document, markdown, start)
        {
            let at = start + markdown.span.start - line.span.start;
            word_behind(&line, at, noun.end() - start, kind, &mut found);
        }
    }
    typed(document, &headings, plugin, &mut found);
    listed(document, &headings, &mut found);
    found.sort_by_key(|mention: &Mention| (mention.span, !mention.own));
    found.dedup_by(|later, first| first.span.contains(later.span) || first.span.start == later.span.start);
    found
}

/// What stands behind the name of a component; only lines with one of these are looked at word by word.
static NOUNS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    // Searched many bytes at a time, which the default kind of match rules out.
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(KINDS).ok()
});

const KINDS: [&str; 3] = ["skill", "agent", "command"];

/// The headings of a document.
struct Headings<'m> {
    markdown: &'m Markdown,
}

impl Headings<'_> {
    /// The innermost heading above a place, in lower case and without marks around it; empty where there is none.
    fn above(&self, position: usize) -> String {
        self.index(position).map(|index| self.plain(index)).unwrap_or_default()
    }

    fn plain(&self, index: usize) -> String {
        let text = self.markdown.headings.get(index).map_or("", |heading| heading.text(self.markdown));
        text.to_lowercase().trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
    }

    fn index(&self, position: usize) -> Option<usize> {
        self.markdown.headings.partition_point(|heading| heading.span.start <= position).checked_sub(1)
    }
}

fn name_length(text: &str) -> usize {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))).unwrap_or(text.len());
    text[..end].trim_end_matches([':', '-', '_']).len()
}

/// `plugin:name` and `/plugin:name`.
fn namespaced(headings: &Headings<'_>, line: &Line<'_>, prefix: &str, found: &mut Vec<Mention>) {
    let lower = line.text.to_lowercase();
    for (at, matched) in line.text.match_indices(prefix) {
        let name = &line.text[at + matched.len()..];
        let name = &name[..name_length(name)];
        let before = line.text[..at].chars().next_back();
        let slash = before == Some('/');
        let start = at - usize::from(slash);
        let outer = line.text[..start].chars().next_back();
        let glued = outer.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | ':' | '@'));
        let behind = line.text[at + matched.len() + name.len()..].chars().next();
        let spoken = KINDS.iter().any(|word| lower.contains(word));
        let listed = speaks_of_components(&headings.above(line.span.start));
        if glued
            || !name.starts_with(|c: char| c.is_ascii_alphabetic())
            || behind.is_some_and(|c| {
                matches!(c, '/' | '.' | '@' | '*' | '<' | '{')
                    && !is_full_stop(line.text, at + matched.len() + name.len())
            })
        {
            continue;
        }
        let tag = matches!(name, "latest" | "stable" | "alpine" | "slim" | "main" | "edge" | "dev");
        if slash || (spoken || listed) && !tag {
            let span = line.part(start, at + matched.len() + name.len());
            found.push(Mention {
                name: name.to_owned(),
                span,
                kind: if slash { "command" } else { "component" },
                own: true,
            });
        }
    }
}

/// Whether the `.` at this place ends a sentence.
fn is_full_stop(text: &str, at: usize) -> bool {
    text[at..].starts_with('.') && !text[at + 1..].starts_with(|c: char| c.is_alphanumeric())
}

/// `` `/lookup-client` `` in prose, where commands are spoken of.
fn slashed(document: &Document, headings: &Headings<'_>, line: &Line<'_>, found: &mut Vec<Mention>) {
    let mut names = line.text.match_indices('/').filter_map(|(at, _)| slashed_name(line.text, at)).peekable();
    if names.peek().is_none() {
        return;
    }
    let heading = headings.above(line.span.start);
    let lower = line.text.to_lowercase();
    if speaks_of_routes(&heading) || speaks_of_routes(&lower) {
        return;
    }
    let listed = heading.contains("command") && (document.kind != DocumentKind::Skill || heading.contains("related"));
    for (at, name) in names {
        let code = line.text[..at].ends_with('`');
        let verb = line.text[..at].trim_end_matches(['`', '"', '*']).split_whitespace().next_back().unwrap_or_default();
        let told = says_to_type(verb) && name.contains('-');
        let spoken = told || code && name.contains('-') && says_command(&lower);
        if listed && (code || name.contains('-')) || spoken {
            let own = listed && document.kind == DocumentKind::Readme || heading.contains("related");
            let span = line.part(at, at + 1 + name.len());
            found.push(Mention { name: name.to_owned(), span, kind: "command", own });
        }
    }
}

/// The slash at `at` and the word behind it, when the two stand alone and the word can be a name.
fn slashed_name(text: &str, at: usize) -> Option<(usize, &str)> {
    let before = text[..at].chars().next_back();
    let name = &text[at + 1..];
    let name = &name[..name_length(name)];
    let end = at + 1 + name.len();
    let behind = text[end..].chars().next();
    let opens = before.is_none_or(|c| matches!(c, '`' | ' ' | '(' | '|' | '*' | '"'));
    let closes = behind.is_none_or(|c| matches!(c, '`' | ' ' | ')' | '|' | '*' | ',' | ';' | ':' | '"'))
        || is_full_stop(text, end);
    (opens && closes && is_kebab(name)).then_some((at, name))
}

/// Whether a text may end with the name of a component: with a closing mark, or with a word behind "the".
fn is_named(text: &str) -> bool {
    let word = text.len() - text.bytes().rev().take_while(|byte| !byte.is_ascii_whitespace()).count();
    text.ends_with(['`', '*', '"', '_']) || text[..word].ends_with("the ")
}

/// "the `tickets` skill", "the **tickets** skill", "the \"tickets\" skill": `length` bytes at `at` are the noun with the
/// space in front of it.
fn word_behind(line: &Line<'_>, at: usize, length: usize, kind: &'static str, found: &mut Vec<Mention>) {
    let before = &line.text[..at];
    let Some((start, name)) = marked_name(before).or_else(|| pointed_at(before)) else { return };
    let behind = line.text[at + length..].trim_start_matches(['s', '.', ',', ';', ':', ')', ' ']);
    let nouns = ["field", "frontmatter", "file", "folder", "director", "tool", "key", "type", "name"];
    let is_noun = line.text[at + length..].starts_with(|c: char| c.is_alphanumeric() || c == '-');
    let is_field = nouns.iter().any(|noun| behind.starts_with(noun));
    let plain = name.trim_start_matches('/');
    // Words in quotes are mostly just words, and bold ones are often only stressed.
    let quoted = line.text[..start].ends_with('"') && !plain.contains('-')
        || matches!(plain, "any" | "every" | "each" | "this" | "that" | "one" | "all" | "no" | "your" | "another");
    if is_kebab(plain)
        && !quoted
        && !is_noun
        && !is_field
        && (kind != "command" || name.starts_with('/'))
        && !speaks_of_others(&line.text.to_lowercase())
    {
        let span = line.part(start, start + name.len());
        found.push(Mention { name: plain.to_owned(), span, kind, own: false });
    }
}

/// Whether a line speaks of other people's components, or of ones that are to be made.
fn speaks_of_others(line: &str) -> bool {
    let words = [
        "plugin",
        "install",
        "built-in",
        "builtin",
        "create a",
        "creates",
        "new skill",
        "e.g.",
        "for example",
        "if available",
        "if you have",
        "not present",
        "adapted from",
        "inspired by",
        "based on",
        "separate",
        "https://",
    ];
    words.iter().any(|word| line.contains(word))
}

/// The name in marks that a text ends with, and where it begins: `tickets` of ``the `tickets` ``.
fn marked_name(text: &str) -> Option<(usize, &str)> {
    ["`", "**", "\"", "__"].into_iter().find_map(|mark| {
        // Code inside bold or quotes is code.
        let inner = text.strip_suffix("**").filter(|_| mark == "`").unwrap_or(text).strip_suffix(mark)?;
        let start = inner.rfind(mark)? + mark.len();
        Some((start, &inner[start..]))
    })
}

/// The word that a pointing hand names: `tickets` of "see the tickets".
fn pointed_at(text: &str) -> Option<(usize, &str)> {
    let name = text.rsplit(' ').next()?;
    let mut before = text[..text.len() - name.len()].split_whitespace().rev();
    let points = before.next()? == "the"
        && matches!(
            before.next()?.to_lowercase().trim_start_matches(['(', '-', '*']),
            "see" | "use" | "uses" | "load" | "loads" | "read" | "consult" | "follow" | "also" | "then"
        );
    let says_which = [
        "above",
        "actual",
        "appropriate",
        "best",
        "correct",
        "corresponding",
        "current",
        "default",
        "entire",
        "existing",
        "first",
        "following",
        "full",
        "given",
        "latest",
        "main",
        "matching",
        "new",
        "next",
        "other",
        "own",
        "parent",
        "previous",
        "proper",
        "real",
        "relevant",
        "respective",
        "right",
        "same",
        "second",
        "specific",
        "whole",
    ];
    let described = says_which.contains(&name) || name.ends_with("ed");
    (points && !described).then_some((text.len() - name.len(), name))
}

/// Commands typed in examples: any with the plugin's name, others where a command or README shows its usage.
fn typed(document: &Document, headings: &Headings<'_>, plugin: &str, found: &mut Vec<Mention>) {
    for invocation in invocations(document) {
        let heading = headings.above(invocation.span.start);
        let (name, own) = match invocation.name.split_once(':') {
            Some((owner, name)) if owner == plugin => (name, true),
            Some(_) => continue,
            None => (invocation.name, false),
        };
        let shows = match document.kind {
            DocumentKind::Command => ["usage", "example", "command"].iter().any(|word| heading.contains(word)),
            DocumentKind::Readme => {
                heading.contains("command")
                    || name.contains('-') && ["usage", "example", "quick"].iter().any(|word| heading.contains(word))
            }
            _ => false,
        };
        if own || shows && is_kebab(name) && !speaks_of_routes(&heading) {
            found.push(Mention { name: name.to_owned(), span: invocation.span, kind: "command", own });
        }
    }
}

/// The first word of each item or row in a list of related skills, or of skills, commands or agents in the README.
fn listed(document: &Document, headings: &Headings<'_>, found: &mut Vec<Mention>) {
    let Some(markdown) = document.markdown() else { return };
    let readme = document.kind == DocumentKind::Readme;
    let kind_of = |index: usize| {
        let text = markdown.headings.get(index)?.text(markdown);
        if text.is_ascii() && !names_kind(text.as_bytes()) {
            return None;
        }
        let heading = headings.plain(index);
        KINDS.into_iter().find(|kind| {
            let related = heading.contains("related") && heading.contains(kind);
            let own = heading.strip_suffix('s').and_then(|heading| heading.strip_suffix(kind));
            related || readme && own.is_some_and(|lead| matches!(lead, "" | "available " | "included " | "the "))
        })
    };
    let kinds: Vec<Option<&str>> = (0..markdown.headings.len()).map(kind_of).collect();
    if kinds.iter().all(Option::is_none) {
        return;
    }
    let rows = markdown.tables.iter().flat_map(|table| table.rows()).filter_map(|row| row.first());
    for text in markdown.items.iter().chain(rows) {
        let kind = headings.index(text.span.start).and_then(|index| *kinds.get(index)?);
        let link = markdown.links.partition_point(|link| link.span.start < text.span.start);
        let has_link = markdown.links.get(link).is_some_and(|link| text.span.contains(link.span));
        if let (Some(kind), Some((name, span)), false) = (kind, lead(document, markdown, text), has_link) {
            found.push(Mention { name, span, kind, own: readme });
        }
    }
}

/// Whether one of the kinds stands in an ASCII text, in any case.
fn names_kind(text: &[u8]) -> bool {
    text.iter().enumerate().filter(|(_, byte)| matches!(byte.to_ascii_lowercase(), b's' | b'a' | b'c')).any(
        |(at, _)| {
            KINDS.iter().any(|kind| {
                text.get(at..at + kind.len()).is_some_and(|word| word.eq_ignore_ascii_case(kind.as_bytes()))
            })
        },
    )
}

/// The name that an item begins with, when a separator or nothing follows it.
fn lead(document: &Document, markdown: &Markdown, text: &Text) -> Option<(String, Span)> {
    let plain = text.text(markdown).trim_start_matches('/');
    let name = &plain[..name_length(plain)];
    let rest = plain[name.len()..].trim_start();
    let separated = rest.is_empty() || rest.starts_with(['-', '–', '—', ':', '(']);
    if !separated || !is_kebab(name) || matches!(name, "none" | "n-a" | "na" | "tbd") {
        return None;
    }
    let at = document.file.slice(text.span).find(name)? + text.span.start;
    Some((name.to_owned(), Span::new(at, at + name.len())))
}

fn speaks_of_components(heading: &str) -> bool {
    ["skill", "command", "agent", "related", "see also"].iter().any(|word| heading.contains(word))
}

/// Whether a word asks for what comes next to be typed.
fn says_to_type(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "run" | "use" | "type" | "enter" | "invoke" | "try" | "call" | "execute")
}

fn says_command(line: &str) -> bool {
    ["command", "run `/", "use `/", "invoke `/", "try `/", "see `/", "type `/", "then `/", "call `/"]
        .iter()
        .any(|word| line.contains(word))
}

/// Whether a line or heading speaks of an API or of files, where `/name` is a route or a path.
fn speaks_of_routes(text: &str) -> bool {
    let words = [
        "endpoint",
        "route",
        "url",
        "http",
        "path",
        "director",
        "folder",
        "get /",
        "post /",
        "put /",
        "delete /",
        "patch /",
        "page",
        "rest api",
        "built-in",
        "builtin",
        "plugin install",
        "mount",
    ];
    words.iter().any(|word| text.contains(word))
}
