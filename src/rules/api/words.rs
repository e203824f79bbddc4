//! Words that the API rules share.

use crate::diag::Diagnostic;
use crate::openapi::{Description, FaultKind, KnownWrong};

/// Names that every API has: beside one of them, a word need not be one of this API.
pub(super) const COMMON: &[&str] =
    &["id", "name", "type", "status", "value", "count", "date", "url", "email", "title", "key", "page", "kind"];
/// `"one of `a`, `b`"`, shortened when there are many.
pub(super) fn one_of(allowed: &[&str]) -> String {
    let shown: Vec<String> = allowed.iter().take(8).map(|value| format!("`{value}`")).collect();
    let more = if allowed.len() > shown.len() { ", ..." } else { "" };
    format!("one of {}{more}", shown.join(", "))
}

/// What was expected and what was found, for a value.
pub(super) fn expected(kind: &FaultKind<'_>) -> Option<(String, String)> {
    match kind {
        FaultKind::WrongType { expected, found } => Some((article(expected), article(found))),
        FaultKind::NotAllowed { found, allowed } => Some((one_of(allowed), format!("`{found}`"))),
        _ => None,
    }
}

/// A type with its article.
pub(super) fn article(name: &str) -> String {
    match name.chars().next() {
        _ if name.starts_with("list") || name == "array" => {
            name.replacen("list", "a list", 1).replacen("array", "an array", 1)
        }
        _ if matches!(name, "null" | "nothing" | "any") || name.starts_with("one of ") => name.to_owned(),
        Some('a' | 'e' | 'i' | 'o' | 'u') => format!("an {name}"),
        _ => format!("a {name}"),
    }
}

/// Adds what the description says of a wrong name, or the near miss.
pub(super) fn with_reason(
    found: Diagnostic,
    description: &Description,
    wrong: Option<&KnownWrong<'_>>,
    near: Option<&str>,
) -> Diagnostic {
    let Some(wrong) = wrong else { return found.did_you_mean(near) };
    let found = match wrong.why {
        Some(why) => found.label(why),
        None => found.label("known to be wrong"),
    };
    let here = if wrong.right_span.is_some() { "this is the right name" } else { "the description lists it as wrong" };
    let found = found.also(description.place(wrong), here);
    match wrong.right {
        Some(right) => found.help(format!("use `{right}`")),
        None => found.help("leave it out: nothing takes its place under another name"),
    }
}
