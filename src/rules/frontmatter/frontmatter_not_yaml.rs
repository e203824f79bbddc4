//! `frontmatter-not-yaml`: frontmatter that Claude Code reads but YAML parsers reject.

use crate::diag::{Diagnostic, Edit, Fix, RuleMeta};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "frontmatter-not-yaml",
    Warning,
    Recommended,
    "Claude Code reads this frontmatter, but YAML parsers reject it"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    if !matches!(document.kind, DocumentKind::Skill | DocumentKind::Command | DocumentKind::Agent) {
        return;
    }
    let Some(frontmatter) = document.frontmatter() else { return };
    let Some(lenient) = frontmatter.lenient.as_ref().filter(|_| frontmatter.yaml.root.is_none()) else { return };
    let problem = frontmatter.yaml.problems.first();
    let span = problem.map_or(frontmatter.content, |problem| problem.span);
    let reason = problem.map_or_else(String::new, |problem| problem.message.clone());
    let found = Diagnostic::new(&META, document.at(span), format!("frontmatter is not valid YAML: {reason}"));
    let edits: Vec<Edit> = lenient.quoted.iter().map(|(span, text)| Edit { span: *span, text: text.clone() }).collect();
    sink.push(match edits.len() {
        0 => found
            .label("Claude Code accepts this, but other parsers reject the file")
            .help("put quotes around the value"),
        1 => quotes(found, "put quotes around the value".to_owned(), edits),
        count => quotes(found, format!("put quotes around {count} values"), edits),
    });
}

fn quotes(found: Diagnostic, title: String, edits: Vec<Edit>) -> Diagnostic {
    found.label("Claude Code adds the quotes here, but other parsers reject the file").with_fix(Fix::safe(title, edits))
}
