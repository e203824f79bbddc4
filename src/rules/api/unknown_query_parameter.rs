//! `unknown-query-parameter`: a query parameter that the description says is wrong, or that a closed list of parameters lacks.

use super::{ApiClaims, ParameterFault, words};
use crate::claims::NamesKind;
use crate::diag::{Diagnostic, RuleMeta};
use crate::openapi::Place;
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "unknown-query-parameter",
    Error,
    Recommended,
    "A request has a query parameter that the API is known not to have"
);

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Api(check) };

fn check(claims: &ApiClaims<'_>, sink: &mut Sink) {
    for claim in &claims.requests {
        let Some(operation) = &claim.operation else { continue };
        for fault in &claim.parameters {
            let ParameterFault::Unknown { name, place: Place::Query, wrong, closed, near } = fault else { continue };
            if wrong.is_none() && !closed {
                continue;
            }
            let message = format!("`{}` has no query parameter `{}`", operation.name(), name.text);
            let found = Diagnostic::new(&META, claim.document.at(name.span), message);
            sink.push(words::with_reason(found, claims.description, wrong.as_ref(), *near));
        }
    }
    for claim in claims.names.iter().filter(|claim| claim.kind == NamesKind::Parameters && !claim.known) {
        if claim.wrong.is_none() && !claim.closed {
            continue;
        }
        let message = format!("{} has no parameter `{}`", claim.of, claim.name.text);
        let found = Diagnostic::new(&META, claim.document.at(claim.name.span), message);
        sink.push(words::with_reason(found, claims.description, claim.wrong.as_ref(), claim.near));
    }
}
