//! Whether the words around a name, a request or a block deny it.
//!
//! The convention, for writers: a name is denied when its clause (up to `.`, `;`, `!`, `?` or a line of its own) says that
//! it does not exist ("`x` does not exist", "there is no `x`", "no such"), when the words right behind it deny it ("`x` is not
//! a", "is wrong", "was removed"), or when the words in front of it do ("not `x`", "instead of `x`", "never send `x`"). Of a
//! list, `` `a`, `b` or `c` ``, each name is denied with the first or the last.
//!
//! Only the first of these says something about the API that can be checked: that the name does not exist.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::source::Span;

/// How a text denies a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Denial {
    /// It does not.
    #[default]
    None,
    /// It advises against the name, or denies something that cannot be told.
    Advice,
    /// It says that the name does not exist.
    Existence,
}

/// Words further away from a name than this do not deny it.
const NEAR: usize = 400;

/// Words that deny every name in their clause.
const IN_CLAUSE: &[&str] = &[
    "not exist",
    "n't exist",
    "no longer exist",
    "there is no ",
    "there are no ",
    "there's no ",
    "no such ",
    "made up",
    "invented",
    "not in the api",
    "not part of the api",
    "wrong name",
    "wrong:",
    "wrong path",
    "answers 404",
    "answer 404",
    "is a 404",
    "returns 404",
];
/// Words that deny the name in front of them.
const BEHIND: &[&str] = &[
    "is not a",
    "are not a",
    "is not in",
    "are not in",
    "is not the",
    "is no ",
    "are no ",
    "is wrong",
    "are wrong",
    "is unknown",
    "are unknown",
    "was removed",
    "were removed",
    "is gone",
    "are gone",
    "is not documented",
    "are not documented",
    "is ignored",
    "are ignored",
    "is not valid",
    "is invalid",
    "is not supported",
    "are not supported",
    "is not one",
    "isn't a",
    "aren't ",
    "(wrong",
    "(not ",
];
/// Words that deny the name behind them.
const IN_FRONT: &[&str] = &["not", "never", "no", "instead of", "rather than", "unlike", "nor", "neither", "than"];
/// Beginnings of clauses that advise against what they name.
const ADVICE: &[&str] = &["don't ", "do not ", "never ", "avoid "];
/// Verbs of advice against using a name; "do not forget `x`" is not a denial.
const ADVISED: &[&str] =
    &["send", "use", "write", "pass", "set", "add", "include", "guess", "invent", "call", "rely on", "put"];
/// Every phrase above holds one of these, whatever its first letter: most text holds none, and is passed over at once.
const SEEDS: &[&str] = &[
    "no", "No", "NO", "EVER", "n't", "n’t", "ever", "either", "nstead", "than", "nlike", "rong", "nvent", "made up",
    "404", "nvalid", "emoved", "gone", "nknown", "gnored", "void", "❌", "✗",
];
static SEEDS_OF_DENIAL: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(SEEDS).ok());
/// Beginnings of labels that deny all the code below them.
const ABOVE: &[&str] = &["wrong", "incorrect", "bad", "don't", "do not", "not like this", "avoid", "❌", "invalid"];
/// Marks in front of what is shown as a mistake.
const CROSSES: &[char] = &['❌', '✗', '✘', '🚫'];
/// Words between a name and "does not exist" that say what it would be.
const KINDS: &[&str] = &[
    "field",
    "fields",
    "parameter",
    "parameters",
    "object",
    "objects",
    "filter",
    "filters",
    "endpoint",
    "endpoints",
    "path",
    "paths",
    "query",
    "name",
    "names",
    "property",
    "properties",
];

/// Whether a remark in code says that what it stands at is wrong.
#[must_use]
pub(crate) fn denies(remark: &str) -> bool {
    let words = plain(remark);
    IN_CLAUSE.iter().any(|phrase| words.contains(phrase)) || begins_with_denial(&words)
}

/// Whether a heading, or the header of a column, says that what stands below it is wrong.
#[must_use]
pub(crate) fn heading_denies(heading: &str) -> bool {
    let words = plain(heading);
    let words = words.trim();
    let start = words.trim_start_matches(|c: char| !c.is_alphanumeric() && !CROSSES.contains(&c));
    // "Do not" begins many a heading about something else; a short one says it of the examples below.
    let begins = ["wrong", "incorrect", "don't", "do not", "not like this"].iter().any(|word| start.starts_with(word));
    let whole = ["guessed", "instead of", "not", "mistake", "often guessed", "bad", "avoid"];
    start.starts_with(CROSSES)
        || begins && words.split(' ').count() <= 4
        || whole.contains(&words)
        || ["not exist", "n't exist", "invented", "made up", "no such"].iter().any(|phrase| words.contains(phrase))
}

/// Whether the paragraph above a block denies the block: its last clause is a label that denies and that names nothing of
/// its own. "Wrong:" does; "There is no PUT." and "`x` does not exist:" speak of something else.
#[must_use]
pub(crate) fn label_denies(paragraph: &str) -> bool {
    let trimmed = paragraph.trim_end().trim_end_matches(['*', '_']);
    let words = trimmed.split_whitespace().count();
    let is_label =
        trimmed.ends_with(':') || trimmed.starts_with(CROSSES) || words <= 4 && !trimmed.ends_with('.') || words == 1;
    if !is_label {
        return false;
    }
    let inner = trimmed.strip_suffix([':', '.']).unwrap_or(trimmed);
    let clause = inner.get(clause_start(inner)..).unwrap_or_default();
    let names = clause.contains('`')
        || clause.split_whitespace().any(|word| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
            crate::openapi::METHODS.contains(&word) || word.starts_with('/') && word.len() > 1
        });
    !names && begins_with_denial(&plain(clause))
}

fn begins_with_denial(words: &str) -> bool {
    let start = words.trim_start_matches(|c: char| !c.is_alphanumeric() && !CROSSES.contains(&c));
    ABOVE.iter().any(|phrase| start.starts_with(phrase)) || start.starts_with(CROSSES)
}

/// Whether the text around a name denies it; `name` is its range in `block`, code marks included.
#[must_use]
pub(crate) fn is_denied(block: &str, name: Span) -> bool {
    denial(block, name) != Denial::None
}

/// How the text around a name denies it; `name` is its range in `block`, code marks included.
#[must_use]
pub(crate) fn denial(block: &str, name: Span) -> Denial {
    let (Some(before), Some(behind)) = (block.get(..name.start), block.get(name.end..)) else { return Denial::None };
    let before = before.get(before.ceil_char_boundary(before.len().saturating_sub(NEAR))..).unwrap_or_default();
    let behind = behind.get(..behind.floor_char_boundary(NEAR)).unwrap_or_default();
    if SEEDS_OF_DENIAL.as_ref().is_some_and(|seeds| !seeds.is_match(before) && !seeds.is_match(behind)) {
        return Denial::None;
    }
    let before = before.get(clause_start(before)..).unwrap_or_default();
    let behind = behind.get(..clause_end(behind)).unwrap_or_default();
    let inside = block.get(name.range()).unwrap_or_default();
    let front = plain(after_list(before).trim_end().trim_end_matches(['*', '_', '"', '(']));
    let rear = plain(before_list(behind).trim_start().trim_start_matches(['*', '_', '"']).trim_start());
    if denies_existence(&front, &rear) {
        return Denial::Existence;
    }
    let clause = plain(&without_code(&format!("{before}{inside}{behind}")));
    let in_front = |word: &&str| {
        front.trim_end().strip_suffix(*word).is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric()))
    };
    let crossed = before.trim_start_matches(['-', '*', ' ', '\n', '|']).starts_with(CROSSES);
    let advised = || {
        let own = plain(&without_code(before));
        let own = own.trim_start_matches(|c: char| !c.is_alphanumeric());
        let advice = ADVICE.iter().find_map(|start| own.strip_prefix(start));
        advice.is_some_and(|rest| {
            rest.trim().is_empty() || ADVISED.iter().any(|verb| rest.starts_with(verb)) && !rest.contains(" without")
        })
    };
    // In "`a` does not exist: use `x`" the clause denies another name.
    let denied_in_front = ["not exist", "n't exist"].iter().find_map(|phrase| before.split_once(phrase));
    let denies_another = denied_in_front.is_some_and(|(other, _)| other.contains('`'));
    if crossed
        || !denies_another && IN_CLAUSE.iter().any(|phrase| clause.contains(phrase))
        || IN_FRONT.iter().any(in_front)
        || BEHIND.iter().any(|phrase| rear.starts_with(phrase))
        || advised()
    {
        Denial::Advice
    } else {
        Denial::None
    }
}

/// Whether the words right in front of a list of names, or right behind it, say that they do not exist.
fn denies_existence(front: &str, rear: &str) -> bool {
    let mut rest = rear;
    for _ in 0..2 {
        let word = rest.split(' ').next().unwrap_or_default();
        if KINDS.contains(&word) {
            rest = rest.get(word.len()..).unwrap_or_default().trim_start();
        }
    }
    let behind = ["does not exist", "do not exist", "doesn't exist", "don't exist", "no longer exist"];
    let in_front = ["there is no", "there are no", "there's no"];
    // "If there is no `x`" says nothing about the API.
    let conditional = ["if ", "when ", "where ", "unless ", "because ", "while "];
    let ends = in_front.iter().find_map(|phrase| front.trim_end().strip_suffix(phrase));
    behind.iter().any(|phrase| rest.starts_with(phrase))
        || ends.is_some_and(|own| !conditional.iter().any(|word| format!("{} ", own.trim_end()).ends_with(word)))
}

/// Lower case, markup and repeated blanks taken out.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars().filter(|c| !matches!(c, '*' | '`')) {
        if character.is_whitespace() {
            if !plain.ends_with(' ') {
                plain.push(' ');
            }
        } else if character == '’' {
            plain.push('\'');
        } else {
            plain.extend(character.to_lowercase());
        }
    }
    plain
}

/// The text with inline code taken out, so that words in code deny nothing.
fn without_code(text: &str) -> String {
    text.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

fn ends_clause(text: &str, at: usize, character: char) -> bool {
    let behind = text.get(at + character.len_utf8()..).unwrap_or_default();
    match character {
        '.' | ';' | '!' | '?' => behind.is_empty() || behind.starts_with(|c: char| c.is_whitespace() || c == '*'),
        '\n' => {
            let line = behind.trim_start_matches([' ', '\t']);
            let digits = line.bytes().take_while(u8::is_ascii_digit).count();
            line.is_empty()
                || line.starts_with(['\n', '\r', '|', '#'])
                || ["- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark))
                || digits > 0 && line.get(digits..).is_some_and(|rest| rest.starts_with(". "))
        }
        _ => false,
    }
}

pub(super) fn clause_start(before: &str) -> usize {
    let ends = before.char_indices().rev().find(|(at, character)| ends_clause(before, *at, *character));
    ends.map_or(0, |(at, character)| at + character.len_utf8())
}

pub(super) fn clause_end(behind: &str) -> usize {
    behind
        .char_indices()
        .find(|(at, character)| ends_clause(behind, *at, *character))
        .map_or(behind.len(), |(at, _)| at)
}

/// The text in front without `` `a`, `b` or `` at its end.
fn after_list(before: &str) -> &str {
    let mut rest = before;
    loop {
        let trimmed = rest.trim_end();
        let joined = [",", " or", " and", " nor", "/"].iter().find_map(|word| trimmed.strip_suffix(word));
        let Some(code) = joined.map(str::trim_end).and_then(|text| text.strip_suffix('`')) else { return rest };
        let Some(open) = code.rfind('`') else { return rest };
        rest = code.get(..open).unwrap_or_default();
    }
}

/// The text behind without `` , `b` or `c` `` at its beginning.
fn before_list(behind: &str) -> &str {
    let mut rest = behind;
    loop {
        let trimmed = rest.trim_start();
        let joined =
            [", or ", ", and ", ",", "or ", "and ", "nor ", "/"].iter().find_map(|word| trimmed.strip_prefix(word));
        let Some(code) = joined.map(str::trim_start).and_then(|text| text.strip_prefix('`')) else { return rest };
        let Some(close) = code.find('`') else { return rest };
        rest = code.get(close + 1..).unwrap_or_default();
    }
}

/// The clause around a name in its block, as a range of the block.
#[must_use]
pub(crate) fn clause(block: &str, name: Span) -> Span {
    let before = block.get(..name.start).unwrap_or_default();
    let cut = before.ceil_char_boundary(before.len().saturating_sub(NEAR));
    let behind = block.get(name.end..).unwrap_or_default();
    let behind = behind.get(..behind.floor_char_boundary(NEAR)).unwrap_or_default();
    Span::new(cut + clause_start(before.get(cut..).unwrap_or_default()), name.end + clause_end(behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn how(text: &str) -> Denial {
        let start = text.find("`x`").unwrap();
        denial(text, Span::new(start, start + 3))
    }

    #[test]
    fn a_clause_denies_what_does_not_exist() {
        for text in [
            "`x` does not exist",
            "On a ticket, `a`, `x` and `b` do not exist.",
            "there is no `x` and no `y`",
            "nested `a` or `x` objects do not exist",
        ] {
            assert_eq!(how(text), Denial::Existence, "{text}");
        }
        for text in [
            "send `team`, not `x`",
            "use `a` instead of `x` or `b`",
            "not `a`, `x` or `b`",
            "`x` and `b` are wrong",
            "`x` is **not** a resource server",
            "Never `x`.",
            "Never send `x`.",
            "Don't write `x`",
            "- ❌ `x`",
            "`x` (wrong)",
            "No such field as `x`",
            "It doesn’t exist: `x`",
            "If there is no `x`, ask",
        ] {
            assert_eq!(how(text), Denial::Advice, "{text}");
        }
    }

    #[test]
    fn other_clauses_deny_nothing() {
        for text in [
            "`a` does not exist; use `x`",
            "`a` does not exist. Use `x`",
            "`a` does not exist: write `x`",
            "`a` does not exist (use `x`), and",
            "`a` does not exist on `x`",
            "`x` is right",
            "- `a` does not exist\n- `x` does",
            "use `x` instead of `a`",
            "`x`, not `a`",
            "do not forget `x`",
            "cannot `x`",
            "the code `not exist` and `x`",
        ] {
            assert_eq!(how(text), Denial::None, "{text}");
        }
    }

    #[test]
    fn no_phrase_is_without_its_seed() {
        for phrase in IN_CLAUSE.iter().chain(BEHIND).chain(IN_FRONT).chain(ADVICE) {
            assert!(SEEDS.iter().any(|seed| phrase.contains(seed)), "{phrase}");
        }
    }

    #[test]
    fn remarks_deny_what_is_below() {
        assert!(denies(" WRONG: old name") && denies("does not exist") && denies("❌ old") && denies("Don't do this"));
        assert!(!denies("open tickets") && !denies("not too many rows"));
    }

    #[test]
    fn only_a_label_denies_a_block() {
        for text in ["Wrong:", "**Do not do this:**", "It has no rows. Wrong:", "❌ Bad", "Don't do this"] {
            assert!(label_denies(text), "{text}");
        }
        for text in [
            "`include_details` does not exist.",
            "There is no PUT.",
            "Do not guess names.",
            "Do not send `x`:",
            "Do not call PUT:",
            "The path /x does not exist:",
            "A request:",
        ] {
            assert!(!label_denies(text), "{text}");
        }
    }
}
