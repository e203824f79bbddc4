//! Names in sentences: after the plugin's name, after a slash, or before a noun.

use super::words::{OF_COMMANDS, OF_COMPONENTS, OF_OTHERS, OF_ROUTES, says_to_type};
use super::{Headings, KINDS, Mention};
use crate::plugin::{Document, DocumentKind};
use crate::rules::support::prose::{Line, is_kebab};

pub(super) fn name_length(text: &str) -> usize {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))).unwrap_or(text.len());
    text[..end].trim_end_matches([':', '-', '_']).len()
}

/// `plugin:name` and `/plugin:name`.
pub(super) fn namespaced(headings: &Headings<'_>, line: &Line<'_>, prefix: &str, found: &mut Vec<Mention>) {
    let lower = line.text.to_lowercase();
    for (at, matched) in line.text.match_indices(prefix) {
        let name = &line.text[at + matched.len()..];
        let name = &name[..name_length(name)];
        let before = line.text[..at].chars().next_back();
        let slash = before == Some('/');
        let start = at - usize::from(slash);
        let outer = line.text[..start].chars().next_back();
        let glued = outer.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | ':' | '@'));
        let after = line.text[at + matched.len() + name.len()..].chars().next();
        let spoken = KINDS.iter().any(|word| lower.contains(word));
        let listed = OF_COMPONENTS.any_in(&headings.above(line.span.start));
        if glued
            || !name.starts_with(|c: char| c.is_ascii_alphabetic())
            || after.is_some_and(|c| {
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

/// Whether the `.` at this position ends a sentence.
fn is_full_stop(text: &str, at: usize) -> bool {
    text[at..].starts_with('.')
        && !text[at + 1..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '<' | '{' | '[' | '*' | '.'))
}

/// `` `/lookup-client` `` in prose about commands.
pub(super) fn slashed(document: &Document, headings: &Headings<'_>, line: &Line<'_>, found: &mut Vec<Mention>) {
    let mut names = line.text.match_indices('/').filter_map(|(at, _)| slashed_name(line.text, at)).peekable();
    if names.peek().is_none() {
        return;
    }
    let heading = headings.above(line.span.start);
    if OF_ROUTES.any_in(&heading) || OF_ROUTES.any_in(line.text) {
        return;
    }
    let listed = heading.contains("command") && (document.kind != DocumentKind::Skill || heading.contains("related"));
    for (at, name) in names {
        let code = line.text[..at].ends_with('`');
        let verb = line.text[..at].trim_end_matches(['`', '"', '*']).split_whitespace().next_back().unwrap_or_default();
        let told = says_to_type(verb) && name.contains('-');
        let spoken = told || code && name.contains('-') && OF_COMMANDS.any_in(line.text);
        if listed && (code || name.contains('-')) || spoken {
            let own = listed && document.kind == DocumentKind::Readme || heading.contains("related");
            let span = line.part(at, at + 1 + name.len());
            found.push(Mention { name: name.to_owned(), span, kind: "command", own });
        }
    }
}

/// The slash at `at` and the word after it, if the two are alone and the word can be a name.
fn slashed_name(text: &str, at: usize) -> Option<(usize, &str)> {
    let before = text[..at].chars().next_back();
    let name = &text[at + 1..];
    let name = &name[..name_length(name)];
    let end = at + 1 + name.len();
    let after = text[end..].chars().next();
    let opens = before.is_none_or(|c| matches!(c, '`' | ' ' | '(' | '|' | '*' | '"'));
    let closes = after.is_none_or(|c| matches!(c, '`' | ' ' | ')' | '|' | '*' | ',' | ';' | ':' | '"'))
        || is_full_stop(text, end);
    (opens && closes && is_kebab(name)).then_some((at, name))
}

/// Whether a text may end with a component's name: with a closing mark, or with a word after "the".
pub(super) fn is_named(text: &str) -> bool {
    let word = text.len() - text.bytes().rev().take_while(|byte| !byte.is_ascii_whitespace()).count();
    text.ends_with(['`', '*', '"', '_']) || text[..word].ends_with("the ")
}

/// "the `tickets` skill", "the **tickets** skill", "the \"tickets\" skill". The `length` bytes at `at` are the noun
/// with the space before it.
pub(super) fn word_after(line: &Line<'_>, at: usize, length: usize, kind: &'static str, found: &mut Vec<Mention>) {
    let before = &line.text[..at];
    // "Loads the policy agent" may describe an agent; the names of agents that are meant have a hyphen or marks.
    let pointed = || pointed_at(before).filter(|(_, name)| kind != "agent" || name.contains('-'));
    let Some((start, name)) = marked_name(before).or_else(pointed) else { return };
    let after = line.text[at + length..].trim_start_matches(['s', '.', ',', ';', ':', ')', ' ']);
    let nouns = ["field", "frontmatter", "file", "folder", "director", "tool", "key", "type", "name"];
    let is_noun = line.text[at + length..].starts_with(|c: char| c.is_alphanumeric() || c == '-');
    let is_field = nouns.iter().any(|noun| after.starts_with(noun));
    let plain = name.trim_start_matches('/');
    // Quoted words are mostly just words, and bold words are often only emphasized.
    let opening = &line.text[..start];
    let is_emphasized = opening.ends_with(['*', '_']) && !opening.trim_end_matches(['*', '_']).ends_with("the ");
    let quoted = (is_emphasized || opening.ends_with('"')) && !plain.contains('-')
        || matches!(plain, "any" | "every" | "each" | "this" | "that" | "one" | "all" | "no" | "your" | "another");
    if is_kebab(plain)
        && !quoted
        && !is_noun
        && !is_field
        && (kind != "command" || name.starts_with('/'))
        && !OF_OTHERS.any_in(line.text)
    {
        let span = line.part(start, start + name.len());
        found.push(Mention { name: plain.to_owned(), span, kind, own: false });
    }
}

/// The marked name at the end of a text, and its start: `tickets` in ``the `tickets` ``.
fn marked_name(text: &str) -> Option<(usize, &str)> {
    ["`", "**", "\"", "__"].into_iter().find_map(|mark| {
        // Code inside bold text or quotes is code.
        let inner = text.strip_suffix("**").filter(|_| mark == "`").unwrap_or(text).strip_suffix(mark)?;
        let start = inner.rfind(mark)? + mark.len();
        Some((start, &inner[start..]))
    })
}

/// The word that a reference names: `tickets` in "see the tickets".
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
