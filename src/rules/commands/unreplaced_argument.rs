//! `unreplaced-argument`: `$name` that looks like a declared argument but is never replaced.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, RuleMeta, nearest};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::support::arguments::{Argument, declared};
use crate::rules::support::prose::{Line, prose_lines_with};
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("unreplaced-argument", Warning, Recommended, "A named argument in the text is never replaced");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    if !matches!(document.kind, DocumentKind::Command | DocumentKind::Skill) {
        return;
    }
    let arguments = declared(document);
    if arguments.is_empty() {
        return;
    }
    let mut told = BTreeSet::new();
    for line in prose_lines_with(document, b'$') {
        for (at, _) in line.text.match_indices('$') {
            let after = &line.text[at + 1..];
            let length =
                after.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(after.len());
            let name = after[..length].trim_end_matches('-');
            if name.starts_with(|c: char| c.is_ascii_alphabetic())
                && !told.contains(name)
                && !line.text[..at].ends_with('\\')
            {
                let found = judge(document, &line, at, name, &arguments);
                told.extend(found.is_some().then_some(name));
                sink.found.extend(found);
            }
        }
    }
}

/// Claude Code replaces names that `arguments` lists as plain strings, as whole words and in the same case.
fn judge(
    document: &Document,
    line: &Line<'_>,
    at: usize,
    name: &str,
    arguments: &[Argument<'_>],
) -> Option<Diagnostic> {
    let place = || document.at(line.part(at, at + 1 + name.len()));
    let message = format!("`${name}` is never replaced");
    if let Some(argument) = arguments.iter().find(|argument| argument.name == name) {
        return argument.node.is_mapping().then(|| {
            Diagnostic::new(&META, place(), message)
                .label("sent to the model as it is")
                .also(document.at(argument.span), "Claude Code reads only plain names here and ignores mappings")
                .help(format!("use `$ARGUMENTS`, or declare the argument by name only: `- {name}`"))
        });
    }
    let names = || arguments.iter().map(|argument| argument.name);
    // `$environment` starts with the declared `env`, and `$Client` differs from `client` in case.
    let alike = names().find(|known| {
        name.eq_ignore_ascii_case(known)
            || known.len() >= 3 && name.to_ascii_lowercase().starts_with(&known.to_ascii_lowercase())
    });
    let is_variable = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    let meant = alike.filter(|_| !is_variable)?;
    Some(
        Diagnostic::new(&META, place(), message)
            .label(format!("the argument's name is `{meant}`"))
            .help(format!("write `${meant}`"))
            .did_you_mean(nearest(name, names()).filter(|near| *near != meant)),
    )
}
