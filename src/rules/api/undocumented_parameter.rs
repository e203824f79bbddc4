//! `undocumented-parameter`: a parameter that an open description does not list.

use super::{ApiClaims, ParameterFault};
use crate::claims::NamesKind;
use crate::diag::{Diagnostic, RuleMeta};
use crate::openapi::Place;
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "undocumented-parameter",
    Warning,
    Recommended,
    "A request has a parameter that the description does not list"
);

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Api(check) };

fn check(claims: &ApiClaims<'_>, sink: &mut Sink) {
    for claim in &claims.requests {
        let Some(operation) = &claim.operation else { continue };
        for fault in &claim.parameters {
            let ParameterFault::Unknown { name, place, wrong: None, closed: false, near } = fault else { continue };
            let what = if *place == Place::Form { "form field" } else { "query parameter" };
            let message = format!("{what} `{}` of `{}` is not in the description", name.text, operation.name());
            sink.push(
                Diagnostic::new(&META, claim.document.at(name.span), message)
                    .did_you_mean(*near)
                    .also(operation.location(), "the operation is described here"),
            );
        }
    }
    let open = |kind| move |claim: &&super::NameClaim<'_>| claim.kind == kind && !claim.known && !claim.closed;
    for claim in claims.names.iter().filter(open(NamesKind::Parameters)).filter(|claim| claim.wrong.is_none()) {
        let message = format!("parameter `{}` of {} is not in the description", claim.name.text, claim.of);
        sink.push(Diagnostic::new(&META, claim.document.at(claim.name.span), message).did_you_mean(claim.near));
    }
}
