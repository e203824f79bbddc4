//! `frontmatter-not-yaml`: Claude Code reads this frontmatter, YAML readers do not.

use crate::diag::{Diagnostic, Edit, Fix, RuleMeta};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("frontmatter-not-yaml", Warning, Recommended, "Claude Code reads this frontmatter, YAML readers do not");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    if !matches!(document.kind, DocumentKind::Skill | DocumentKind::Command | DocumentKind::Agent) {
        return;
    }
    let Some(frontmatter) = document.frontmatter() else { return };
    let Some(lenient) = &frontmatter.lenient else { return };
    let problem = frontmatter.yaml.problems.first();
    let span = problem.map_or(frontmatter.content, |problem| problem.span);
    let edits = lenient.quoted.iter().map(|(span, text)| Edit { span: *span, text: text.clone() }).collect();
    let reason = problem.map_or_else(String::new, |problem| problem.message.clone());
    let title = match lenient.quoted.len() {
        1 => "put the value into quotes".to_owned(),
        count => format!("put {count} values into quotes"),
    };
    sink.push(
        Diagnostic::new(&META, document.at(span), format!("this frontmatter is no YAML: {reason}"))
            .label("Claude Code guesses the quotes here, other readers refuse the file")
            .with_fix(Fix::safe(title, edits)),
    );
}
