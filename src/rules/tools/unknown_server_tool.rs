//! `unknown-server-tool`: a tool that the list of tools does not have.

use super::ToolClaims;
use crate::diag::{Diagnostic, RuleMeta};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "unknown-server-tool",
    Error,
    Recommended,
    "The text or the frontmatter names a tool that the server does not have"
);

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Tools(check) };

fn check(claims: &ToolClaims<'_>, sink: &mut Sink) {
    for (document, name) in &claims.unknown {
        let message = format!("the server has no tool `{}`", name.text);
        let found = Diagnostic::new(&META, document.at(name.span), message);
        sink.push(found.did_you_mean(claims.catalog.near(&name.text)));
    }
}
