//! Whether the words beside a name tie it to a record, or say that it is one of an API.

use crate::claims::Mention;
use crate::openapi::schema::plain;
use crate::source::Span;

/// Words of clauses about an API, in the singular.
const API_WORDS: &[&str] = &[
    "api",
    "field",
    "parameter",
    "filter",
    "property",
    "attribute",
    "body",
    "response",
    "answer",
    "request",
    "endpoint",
    "record",
];

/// Words before a name, or before a list with it, that say that a record has it: "each ticket has `x`", "set `x`".
#[rustfmt::skip]
const LINKS_BEFORE: &[&str] = &[
    "has", "have", "having", "with", "whose", "where", "its", "their", "s", "includes", "include", "including",
    "contains", "contain", "carries", "carry", "holds", "hold", "stores", "returns", "lists", "exposes", "provides",
    "by", "set", "sets", "setting", "update", "updates", "change", "changes",
];

/// Words between such a word and the name.
#[rustfmt::skip]
const BETWEEN: &[&str] = &[
    "", "a", "an", "the", "and", "or", "both", "only", "also", "either", "is", "are", "called", "named",
];

/// Words after a name that say the same: "`x` of the ticket", "`x` tells who owns the ticket".
const LINKS_AFTER: &[&str] = &["of", "on", "holds", "contains", "tells", "says"];

/// Whether the words beside a name tie it to the record, or to the word for a field, in its clause.
pub(super) fn is_linked(text: &str, mention: &Mention, clause: Span) -> bool {
    let before = text.get(clause.start..mention.code.start).unwrap_or_default().to_lowercase();
    let outside_code: Vec<&str> = before.split('`').step_by(2).collect();
    let words = outside_code.iter().rev().flat_map(|text| text.rsplit(|c: char| !c.is_alphanumeric()));
    let is_link = |word: &str| LINKS_BEFORE.contains(&word) || API_WORDS.contains(&plain(word).as_str());
    let after = text.get(mention.code.end..clause.end).unwrap_or_default();
    let next = after.strip_prefix(' ').and_then(|after| after.split(' ').next()).unwrap_or_default();
    words.into_iter().find(|word| !BETWEEN.contains(word)).is_some_and(is_link) || LINKS_AFTER.contains(&next)
}

/// The words of a text that are longer than an article, without those in code.
pub(super) fn words_outside_code(text: &str) -> impl Iterator<Item = &str> {
    let is_mark = |c: char| !(c.is_alphanumeric() || c == '_');
    text.split('`').step_by(2).flat_map(move |text| text.split(is_mark)).filter(|word| word.len() > 2)
}

/// Whether the words of a clause are about an API in general.
pub(super) fn speaks_of_an_api(clause: &str) -> bool {
    words_outside_code(clause).map(plain).any(|word| API_WORDS.contains(&word.as_str()))
}
