//! `unknown-response-field`: a field in an answer that the description says is wrong, or that a closed schema lacks.

use super::{ApiClaims, words};
use crate::diag::{Diagnostic, RuleMeta};
use crate::openapi::FaultKind;
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "unknown-response-field",
    Error,
    Recommended,
    "An answer shows a field that the API is known not to have"
);

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Api(check) };

fn check(claims: &ApiClaims<'_>, sink: &mut Sink) {
    for claim in &claims.requests {
        let Some(operation) = &claim.operation else { continue };
        for fault in &claim.response {
            let FaultKind::UnknownField { name, known, closed, near, .. } = &fault.kind else { continue };
            if known.is_none() && !closed {
                continue;
            }
            let message = format!("the answer of `{}` has no field `{name}`", operation.name());
            let found = Diagnostic::new(&META, claim.document.at(fault.span), message);
            sink.push(words::with_reason(found, claims.description, known.as_ref(), *near));
        }
    }
}
