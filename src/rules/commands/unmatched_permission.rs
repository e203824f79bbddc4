//! `unmatched-permission`: a `Bash(...)` permission that matches no command.

use crate::diag::{Applicability, Diagnostic, Edit, Fix, RuleMeta, Severity};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::support::permissions::permissions;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("unmatched-permission", Warning, Recommended, "A `Bash(...)` permission matches no command");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

/// Placeholder names for a program.
const PLACEHOLDERS: &[&str] =
    &["cmd", "command", "program", "your-command", "your-cmd", "specific-command", "my-command", "tool-name", "foo"];

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    if !matches!(document.kind, DocumentKind::Command | DocumentKind::Skill) {
        return;
    }
    for permission in permissions(document) {
        let pattern = permission.pattern.unwrap_or_default();
        let program = pattern.split([':', ' ', '*']).next().unwrap_or_default();
        let place = document.at(permission.span);
        if let Some(flaw) = permission.flaw() {
            let message = format!("`{}` matches no command", permission.text);
            let found = Diagnostic::new(&META, place, message).label(flaw);
            let spaced = pattern.strip_suffix(" :*");
            sink.push(match spaced {
                Some(prefix) if permission.text.starts_with("Bash(") => {
                    let text = format!("Bash({}:*)", prefix.trim_end());
                    let edit = Edit { span: permission.span, text };
                    found.with_fix(Fix::new("remove the space", Applicability::Unsafe, vec![edit]))
                }
                _ => found.help("write one `Bash(program:*)` for each program"),
            });
        } else if PLACEHOLDERS.contains(&program) {
            let message = format!("`{}` only permits a program named `{program}`", permission.text);
            sink.push(
                Diagnostic::new(&META, place, message)
                    .with_severity(Severity::Note)
                    .label("looks like a template placeholder")
                    .help("name the program that the text runs, or remove the permission"),
            );
        }
    }
}
