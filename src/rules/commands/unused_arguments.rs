//! `unused-arguments`: a component declares arguments that its text never uses.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::support::arguments::{declared, hint};
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("unused-arguments", Note, Recommended, "A command declares arguments that its text never uses");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

/// Words with which a text refers to its arguments without naming them. The first also matches `$ARGUMENTS`.
const GENERAL: &[&str] = &["argument", "parameter", "user input", "user's input", "the input", "provided", "specified"];

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    if !matches!(document.kind, DocumentKind::Command | DocumentKind::Skill) {
        return;
    }
    let Some(markdown) = document.markdown() else { return };
    let arguments = declared(document);
    let hint = hint(document);
    let (place, key) = match (&hint, arguments.first()) {
        (Some((node, _)), _) => (node.span, "argument-hint"),
        (None, Some(first)) => (first.span, "arguments"),
        (None, None) => return,
    };
    let body = document.file.slice(markdown.span);
    if has_number(body) {
        return;
    }
    let body = body.to_lowercase();
    let hinted = hint.map(|(_, names)| names).unwrap_or_default();
    let mut names = arguments.iter().map(|argument| argument.name).chain(hinted.iter().map(String::as_str)).peekable();
    if names.peek().is_none() || GENERAL.iter().any(|word| body.contains(word)) {
        return;
    }
    if names.any(|name| mentions(&body, name)) {
        return;
    }
    sink.push(
        Diagnostic::new(&META, document.at(place), format!("the text never uses the arguments in `{key}`"))
            .label("Claude Code shows this to the user as what to type")
            .help("explain in the text what to do with `$ARGUMENTS`")
            .help("Claude Code appends `ARGUMENTS: ...` to a text without placeholders, but the text does not explain them")
            .at_key(key),
    );
}

/// Whether the text contains `$0` or another number.
fn has_number(body: &str) -> bool {
    memchr::memchr_iter(b'$', body.as_bytes()).any(|at| body.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit))
}

/// Whether the text names an argument, spelled with `-`, `_` or a space.
fn mentions(body: &str, name: &str) -> bool {
    let name = name.to_lowercase();
    let spellings = [name.clone(), name.replace(['-', '_'], " "), name.replace('-', "_")];
    spellings.iter().any(|spelling| {
        body.match_indices(spelling.as_str()).any(|(at, _)| {
            let before = body[..at].chars().next_back();
            let after = body[at + spelling.len()..].chars().next();
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
        })
    })
}
