//! `unknown-tool-field`: a name that the text ties to a tool which does not have it.

use super::ToolClaims;
use crate::diag::{Diagnostic, RuleMeta};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};
use crate::source::Location;

static META: RuleMeta = rule_meta!(
    "unknown-tool-field",
    Warning,
    Recommended,
    "A name is said to be an input or a field of a tool and is not"
);

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Tools(check) };

fn check(claims: &ToolClaims<'_>, sink: &mut Sink) {
    for claim in &claims.fields {
        sink.push(finding(claim.document.at(claim.name.span), &claim.tool, &claim.name.text, claim.near));
    }
}

/// A name that a text ties to a tool which does not have it.
pub(super) fn finding(place: Location, tool: &str, name: &str, near: Option<&str>) -> Diagnostic {
    Diagnostic::new(&META, place, format!("tool `{tool}` has no input or field `{name}`")).did_you_mean(near)
}
