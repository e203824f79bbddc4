//! Whether the words around a name, a request or a block deny it.
//!
//! The convention, for writers: a name is denied when its clause (up to `.`, `;`, `!`, `?` or a line of its own) says that
//! it does not exist ("`x` does not exist", "there is no `x`", "no such"), when the words right after it deny it ("`x` is not
//! a", "is wrong", "was removed"), or when the words before it do ("not `x`", "instead of `x`", "never send `x`"). Of a
//! list, `` `a`, `b` or `c` ``, each name is denied with the first or the last.
//!
//! Only the first of these says something about the API that can be checked: that the name does not exist.

mod clause;
mod labels;
mod phrases;

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::source::Span;
use clause::{after_list, before_list, clause_end, clause_start};
use phrases::{
    ADVERBS, ADVICE, ADVISED, BEHIND, CONDITIONS, CROSSES, FILLERS, IN_CLAUSE, IN_FRONT, KINDS, SEEDS, UNNAMED,
};

pub(crate) use clause::clause;
pub(crate) use labels::{denies, heading_denies, heading_denies_existence, label_denies};

/// How a text denies a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
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

static SEEDS_OF_DENIAL: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(SEEDS).ok());

/// Whether the text around a name denies it; `name` is its range in `block`, code marks included.
#[must_use]
pub(crate) fn is_denied(block: &str, name: Span) -> bool {
    denial(block, name) != Denial::None
}

/// How the text around a name denies it; `name` is its range in `block`, code marks included.
#[must_use]
pub(crate) fn denial(block: &str, name: Span) -> Denial {
    let (Some(before), Some(after)) = (block.get(..name.start), block.get(name.end..)) else { return Denial::None };
    let before = before.get(before.ceil_char_boundary(before.len().saturating_sub(NEAR))..).unwrap_or_default();
    let after = after.get(..after.floor_char_boundary(NEAR)).unwrap_or_default();
    let before = before.get(clause_start(before)..).unwrap_or_default();
    let sentence = after.get(..sentence_end(after)).unwrap_or_default();
    if SEEDS_OF_DENIAL.as_ref().is_some_and(|seeds| !seeds.is_match(before) && !seeds.is_match(sentence)) {
        return Denial::None;
    }
    let sentence = plain(before_list(sentence).trim_start());
    let after = after.get(..clause_end(after)).unwrap_or_default();
    let inside = block.get(name.range()).unwrap_or_default();
    let front = plain(after_list(before).trim_end().trim_end_matches(['*', '_', '"', '(']));
    let rear = plain(before_list(after).trim_start().trim_start_matches(['*', '_', '"']).trim_start());
    if denies_existence(&front, &rear) {
        return Denial::Existence;
    }
    let clause = plain(&without_code(&format!("{before}{inside}{after}")));
    let crossed = before.trim_start_matches(['-', '*', ' ', '\n', '|']).starts_with(CROSSES)
        || before.ends_with("~~") && after.starts_with("~~");
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
    let rear = after_words(&rear, &[KINDS, ADVERBS]);
    if crossed
        || !denies_another && IN_CLAUSE.iter().any(|phrase| clause.contains(phrase))
        || denied_in(&front)
        || BEHIND.iter().any(|phrase| rear.starts_with(phrase) || sentence.starts_with(phrase))
        || BEHIND.iter().any(|phrase| without_adverb(rear).is_some_and(|plain| plain.starts_with(phrase)))
        || rear.starts_with("in the api") && ends_with_words(&front, "without").is_some()
        || rear.starts_with("exists") && front.split(' ').any(|word| word == "nothing")
        || advised()
    {
        Denial::Advice
    } else {
        Denial::None
    }
}

/// Whether the words before a name end with some that deny it.
fn denied_in(front: &str) -> bool {
    let mut rest = front.trim_end();
    loop {
        if IN_FRONT.iter().any(|words| ends_with_words(rest, words).is_some()) {
            return true;
        }
        let Some(word) = rest.rsplit(' ').next().filter(|word| FILLERS.contains(word) || KINDS.contains(word)) else {
            return false;
        };
        rest = rest.get(..rest.len() - word.len()).unwrap_or_default().trim_end();
    }
}

/// The text before some whole words at the end of a text.
fn ends_with_words<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    text.strip_suffix(words).filter(|rest| !rest.ends_with(|c: char| c.is_alphanumeric()))
}

/// The text without words of these lists at its beginning.
fn after_words<'t>(text: &'t str, lists: &[&[&str]]) -> &'t str {
    let mut rest = text;
    loop {
        let word = rest.split(' ').next().unwrap_or_default();
        if word.is_empty() || !lists.iter().any(|list| list.contains(&word)) {
            return rest;
        }
        rest = rest.get(word.len()..).unwrap_or_default().trim_start();
    }
}

/// "is silently ignored" as "is ignored".
fn without_adverb(rear: &str) -> Option<String> {
    let (verb, rest) = rear.split_once(' ')?;
    let shorter = after_words(rest, &[ADVERBS]);
    (shorter.len() < rest.len()).then(|| format!("{verb} {shorter}"))
}

/// Whether words are about one record or a time, so that what they deny may exist.
fn is_conditional(words: &str) -> bool {
    words.split(|c: char| !c.is_alphanumeric()).any(|word| CONDITIONS.contains(&word))
}

/// Whether the words right before a list of names, or right after it, say that they do not exist.
fn denies_existence(front: &str, rear: &str) -> bool {
    let rest = after_words(rear, &[KINDS]);
    let after = ["does not exist", "do not exist", "doesn't exist", "don't exist", "no longer exist"];
    if let Some(more) = after.iter().find_map(|phrase| rest.strip_prefix(phrase)) {
        return !is_conditional(front) && !more.trim_start().starts_with("yet");
    }
    let front = front.trim_end();
    let in_front = ["there is no", "there are no", "there's no"];
    if let Some(own) = in_front.iter().find_map(|phrase| front.strip_suffix(phrase)) {
        return !is_conditional(own.trim_end().rsplit(' ').next().unwrap_or_default());
    }
    // "A ticket has no `x`", "tickets do not have `x`": a kind of record, with nothing else said of it.
    let has_no = ["has no", "have no", "does not have", "do not have", "doesn't have", "don't have"];
    let owner = has_no.iter().find_map(|phrase| ends_with_words(front, phrase));
    owner.is_some_and(|owner| {
        let words: Vec<&str> = owner.split(' ').filter(|word| !word.is_empty() && *word != "-").collect();
        let is_kind = match words.as_slice() {
            [plural] => plural.len() > 4 && plural.ends_with('s') && !UNNAMED.contains(plural),
            ["a" | "an" | "every" | "each", _] => true,
            _ => false,
        };
        is_kind && rest.trim_matches(|c: char| !c.is_alphanumeric()).is_empty()
    })
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

/// The end of the sentence, over semicolons.
fn sentence_end(after: &str) -> usize {
    let end = clause_end(after);
    match after.get(end..).unwrap_or_default().strip_prefix(';') {
        Some(rest) => end + 1 + clause_end(rest),
        None => end,
    }
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
            "A ticket has no `x` field.",
            "Tickets do not have `x`.",
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
            "A ticket that has no `x` is new",
            "A ticket has no `x` until it is assigned",
            "When `x` does not exist yet, ask",
            "A ticket whose `x` does not exist",
            "The API ignores `x`",
            "`x` is silently ignored",
            "Halo doesn't have `x`",
            "A device lacks the field `x`",
            "Models often hallucinate `x`",
            "Nothing called `x` exists",
            "You will not find `x` there",
            "`x` is a guess; it is called `a`",
            "Older versions had `x`; it was removed",
            "do not confuse `a` with `x`, which the API lacks",
            "No endpoint `x`",
            "`x` answers with 404",
            "Sending `x` has no effect",
            "`x` and `b` are not returned",
            "~~`x`~~ `a`",
            "`x` was renamed to `a`",
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
            "a lack of time for `x`",
            "`a` is ignored when `x` is set",
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
        for text in [
            "Wrong:",
            "**Do not do this:**",
            "It has no rows. Wrong:",
            "❌ Bad",
            "Don't do this",
            "This fails with 404:",
        ] {
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
