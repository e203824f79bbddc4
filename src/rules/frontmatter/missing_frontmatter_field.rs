//! `missing-frontmatter-field`: a skill or command lacks a field that the profile requires.

use crate::diag::{Diagnostic, RuleMeta, nearest};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;
use crate::syntax::{Kind, Node};

static META: RuleMeta =
    rule_meta!("missing-frontmatter-field", Error, Msp, "A skill or command lacks a required frontmatter field");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

/// Fields of a skill. Source: PRD, acceptance criterion 1.
pub(crate) const SKILL_FIELDS: &[&str] = &["description", "triggers"];
/// Fields of a command. Source: PRD, acceptance criterion 2.
pub(crate) const COMMAND_FIELDS: &[&str] = &["name", "description", "arguments"];

/// The fields that a document requires.
#[must_use]
pub(crate) fn required(kind: DocumentKind) -> &'static [&'static str] {
    match kind {
        DocumentKind::Skill => SKILL_FIELDS,
        DocumentKind::Command => COMMAND_FIELDS,
        _ => &[],
    }
}

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    let required = required(document.kind);
    if required.is_empty() || document.markdown().is_none() {
        return;
    }
    let Some(frontmatter) = document.frontmatter() else {
        let message = format!("missing frontmatter with the fields {}", required.join(", "));
        sink.push(
            Diagnostic::new(&META, document.start(), message)
                .help("add a block between two `---` lines at the top of the file"),
        );
        return;
    };
    let Some(root) = &frontmatter.yaml.root else { return };
    let opening = document.at(Span::new(frontmatter.span.start, frontmatter.span.start + 3));
    for field in required {
        match root.entry(field) {
            None => {
                let keys = root.entries().iter().map(|entry| entry.key.as_str());
                sink.push(
                    Diagnostic::new(&META, opening.clone(), format!("missing required frontmatter field `{field}`"))
                        .label("not in this block")
                        .help(format!("add `{field}:` between the `---` lines"))
                        .did_you_mean(nearest(field, keys.filter(|key| !required.contains(key))))
                        .at_key(*field),
                );
            }
            Some(entry) if is_empty(&entry.value) && *field != "arguments" => sink.push(
                Diagnostic::new(&META, document.at(entry.key_span), format!("frontmatter field `{field}` is empty"))
                    .label("expected a value")
                    .at_key(*field),
            ),
            Some(_) => {}
        }
    }
}

/// Whether a value is empty. An empty list of arguments is meaningful; empty triggers are not.
fn is_empty(node: &Node) -> bool {
    match &node.kind {
        Kind::Null => true,
        Kind::String(text) => text.trim().is_empty(),
        Kind::Sequence(items) => items.is_empty(),
        _ => false,
    }
}
