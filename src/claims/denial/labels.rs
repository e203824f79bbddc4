//! Remarks, headings and labels that deny what is below them.

use super::clause::clause_start;
use super::phrases::{CROSSES, IN_CLAUSE};
use super::plain;

/// Beginnings of labels that deny all the code below them.
const ABOVE: &[&str] = &["wrong", "incorrect", "bad", "don't", "do not", "not like this", "avoid", "❌", "invalid"];
/// What a label says of a block that does not work: "The following does not work:", "This fails with 404:".
const FAILS: &[&str] = &[
    "does not work",
    "do not work",
    "doesn't work",
    "don't work",
    "won't work",
    "fails with",
    "fail with",
    "will fail",
];

/// Words of headings about names and requests that others get wrong.
const OF_MISTAKES: &[&str] = &[
    "not exist",
    "n't exist",
    "invented",
    "made up",
    "no such",
    "mistake",
    "anti-pattern",
    "antipattern",
    "hallucinat",
];

/// Whether a remark in code says that what it stands at is wrong.
#[must_use]
pub(crate) fn denies(remark: &str) -> bool {
    let words = plain(remark);
    IN_CLAUSE.iter().any(|phrase| words.contains(phrase)) || begins_with_denial(&words)
}

/// Whether a heading, or the header of a column, says that what is below it is wrong.
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
        || OF_MISTAKES.iter().any(|phrase| words.contains(phrase))
}

/// Whether a heading says that the names below it do not exist, rather than that they are a mistake of some kind.
#[must_use]
pub(crate) fn heading_denies_existence(heading: &str) -> bool {
    let words = plain(heading);
    ["not exist", "n't exist"].iter().any(|phrase| words.contains(phrase))
}

/// Whether the paragraph above a block denies the block: its last clause is a label that denies and that names nothing of
/// its own. "Wrong:" does; "There is no PUT." and "`x` does not exist:" are about something else.
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
    let clause = plain(clause);
    !names
        && (begins_with_denial(&clause) || trimmed.ends_with(':') && FAILS.iter().any(|words| clause.contains(words)))
}

fn begins_with_denial(words: &str) -> bool {
    let start = words.trim_start_matches(|c: char| !c.is_alphanumeric() && !CROSSES.contains(&c));
    ABOVE.iter().any(|phrase| start.starts_with(phrase)) || start.starts_with(CROSSES)
}
