//! `unknown-body-field`: a field in a body that the description says is wrong, or that a closed schema lacks.

use super::{ApiClaims, ParameterFault, words};
use crate::diag::{Diagnostic, RuleMeta};
use crate::openapi::{FaultKind, Place};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta =
    rule_meta!("unknown-body-field", Error, Recommended, "A body has a field that the API is known not to have");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Api(check) };

fn check(claims: &ApiClaims<'_>, sink: &mut Sink) {
    for claim in &claims.requests {
        let Some(operation) = &claim.operation else { continue };
        for fault in &claim.body {
            let FaultKind::UnknownField { name, known, closed, near, .. } = &fault.kind else { continue };
            if known.is_none() && !closed {
                continue;
            }
            let message = format!("the body of `{}` has no field `{name}`", operation.name());
            let found = Diagnostic::new(&META, claim.document.at(fault.span), message);
            sink.push(words::with_reason(found, claims.description, known.as_ref(), *near));
        }
        for fault in &claim.parameters {
            let ParameterFault::Unknown { name, place: Place::Form, wrong, closed, near } = fault else { continue };
            if wrong.is_none() && !closed {
                continue;
            }
            let message = format!("the form of `{}` has no field `{}`", operation.name(), name.text);
            let found = Diagnostic::new(&META, claim.document.at(name.span), message);
            sink.push(words::with_reason(found, claims.description, wrong.as_ref(), *near));
        }
    }
}
