//! `unknown-tool-field`: a name that the text ties to a tool which does not have it.

use super::ToolClaims;
use crate::diag::{Diagnostic, RuleMeta};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

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
        let message = format!("tool `{}` has no input or field `{}`", claim.tool, claim.name.text);
        let found = Diagnostic::new(&META, claim.document.at(claim.name.span), message);
        sink.push(found.did_you_mean(claim.near));
    }
}
