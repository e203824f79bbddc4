//! `unexpected-base-path`: the paths of a plugin have a prefix that those of the description do not have.

use super::ApiClaims;
use crate::diag::{Diagnostic, RuleMeta};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "unexpected-base-path",
    Warning,
    Recommended,
    "Requests have a prefix that the description does not have"
);

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Api(check) };

fn check(claims: &ApiClaims<'_>, sink: &mut Sink) {
    let Some(prefix) = &claims.prefix else { return };
    let (document, span) = prefix.first;
    let message =
        format!("{} requests begin with `{}`, which the description does not have", prefix.count, prefix.text);
    sink.push(
        Diagnostic::new(&META, document.at(span), message).label("checked as the same path without the prefix").help(
            format!("write the paths as the description does, or set `base: {}` in the configuration", prefix.text),
        ),
    );
}
