//! Words around a claim: whether they deny it, and whether they call a block a body or an answer.
//!
//! The convention, for writers: a name is no claim when its clause (up to `.`, `;`, `!`, `?` or a line of its own) says that
//! it does not exist ("`x` does not exist", "there is no `x`", "no such"), when the words right behind it deny it ("`x` is not
//! a", "is wrong", "was removed"), or when the words right in front of it do ("not `x`", "never `x`", "instead of `x`"). Of a
//! list, `` `a`, `b` or `c` ``, each name is denied with the first or the last.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::source::Span;

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
    "(wrong",
    "(not ",
];
/// Words that deny the name behind them.
const IN_FRONT: &[&str] = &["not", "never", "no", "instead of", "rather than", "unlike", "nor", "neither", "than"];
/// Every phrase above holds one of these, whatever its first letter: most text holds none, and is passed over at once.
const SEEDS: &[&str] = &[
    "no", "No", "n't", "n’t", "ever", "either", "nstead", "than", "nlike", "rong", "nvent", "made up", "404", "nvalid",
    "emoved", "gone", "nknown", "gnored",
];
static SEEDS_OF_DENIAL: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(SEEDS).ok());
/// Remarks and headings that deny all the code below them.
const ABOVE: &[&str] = &["wrong", "incorrect", "bad", "don't", "do not", "not like this", "avoid", "❌", "invalid"];

/// What a JSON block is to the request in front of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// What is sent.
    Body,
    /// What is answered.
    Answer,
}

/// Whether a remark or a heading says that what it stands at is wrong.
#[must_use]
pub fn denies(remark: &str) -> bool {
    let words = plain(remark);
    let start = words.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '❌');
    IN_CLAUSE.iter().any(|phrase| words.contains(phrase)) || ABOVE.iter().any(|phrase| start.starts_with(phrase))
}

/// Whether the text around a name denies it; `name` is its range in `block`, code marks included.
#[must_use]
pub fn is_denied(block: &str, name: Span) -> bool {
    let (Some(before), Some(behind)) = (block.get(..name.start), block.get(name.end..)) else { return false };
    let before = before.get(before.ceil_char_boundary(before.len().saturating_sub(NEAR))..).unwrap_or_default();
    let behind = behind.get(..behind.floor_char_boundary(NEAR)).unwrap_or_default();
    if SEEDS_OF_DENIAL.as_ref().is_some_and(|seeds| !seeds.is_match(before) && !seeds.is_match(behind)) {
        return false;
    }
    let before = before.get(clause_start(before)..).unwrap_or_default();
    let behind = behind.get(..clause_end(behind)).unwrap_or_default();
    let inside = block.get(name.range()).unwrap_or_default();
    let clause = plain(&without_code(&format!("{before}{inside}{behind}")));
    let front = plain(after_list(before).trim_end().trim_end_matches(['*', '_', '"', '(']));
    let rear = plain(before_list(behind).trim_start().trim_start_matches(['*', '_', '"']).trim_start());
    IN_CLAUSE.iter().any(|phrase| clause.contains(phrase))
        || IN_FRONT.iter().any(|word| {
            front.trim_end().strip_suffix(word).is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric()))
        })
        || BEHIND.iter().any(|phrase| rear.starts_with(phrase))
}

/// Lower case, markup and repeated blanks taken out.
fn plain(text: &str) -> String {
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

fn clause_start(before: &str) -> usize {
    let ends = before.char_indices().rev().find(|(at, character)| ends_clause(before, *at, *character));
    ends.map_or(0, |(at, character)| at + character.len_utf8())
}

fn clause_end(behind: &str) -> usize {
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

/// What a text calls the block below it; the word nearest to the block counts.
#[must_use]
pub fn role(text: &str) -> Option<Role> {
    const ANSWER: &[&str] =
        &["response", "answer", "return", "result", "reply", "output", "comes back", "you get", "read back"];
    const BODY: &[&str] = &["body", "payload", "send", "sent", "post", "request"];
    let words = plain(text);
    let last = |list: &[&str]| list.iter().filter_map(|word| words.rfind(word)).max();
    match (last(ANSWER), last(BODY)) {
        (None, None) => None,
        // "Response body" is an answer.
        (Some(answer), Some(body)) if answer > body || body - answer < 10 => Some(Role::Answer),
        (Some(_), None) => Some(Role::Answer),
        _ => Some(Role::Body),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn denied(text: &str) -> bool {
        let start = text.find("`x`").unwrap();
        is_denied(text, Span::new(start, start + 3))
    }

    #[test]
    fn a_clause_denies_what_does_not_exist() {
        for text in [
            "`x` does not exist",
            "On a ticket, `a`, `x` and `b` do not exist.",
            "there is no `x` and no `y`",
            "send `team`, not `x`",
            "use `a` instead of `x` or `b`",
            "not `a`, `x` or `b`",
            "`x` and `b` are wrong",
            "`x` is **not** a resource server",
            "Never `x`.",
            "`x` (wrong)",
            "No such field as `x`",
            "It doesn’t exist: `x`",
        ] {
            assert!(denied(text), "{text}");
        }
    }

    #[test]
    fn other_clauses_deny_nothing() {
        for text in [
            "`a` does not exist; use `x`",
            "`a` does not exist. Use `x`",
            "`x` is right",
            "- `a` does not exist\n- `x` does",
            "use `x` instead of `a`",
            "`x`, not `a`",
            "do not forget `x`",
            "cannot `x`",
            "the code `not exist` and `x`",
        ] {
            assert!(!denied(text), "{text}");
        }
    }

    #[test]
    fn no_phrase_is_without_its_seed() {
        for phrase in IN_CLAUSE.iter().chain(BEHIND).chain(IN_FRONT) {
            assert!(SEEDS.iter().any(|seed| phrase.contains(seed)), "{phrase}");
        }
    }

    #[test]
    fn remarks_deny_what_is_below() {
        assert!(denies(" WRONG: old name") && denies("does not exist") && denies("❌ old") && denies("Don't do this"));
        assert!(!denies("open tickets") && !denies("not too many rows"));
    }

    #[test]
    fn roles_are_read_from_the_text() {
        assert_eq!(role("**Response:**"), Some(Role::Answer));
        assert_eq!(role("Request body"), Some(Role::Body));
        assert_eq!(role("The response body"), Some(Role::Answer));
        assert_eq!(role("Send this, it returns:"), Some(Role::Answer));
        assert_eq!(role("Nothing"), None);
    }
}
