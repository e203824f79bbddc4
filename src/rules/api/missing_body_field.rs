//! `missing-body-field`: an example body that claims to be whole lacks a field that the API demands.

use super::ApiClaims;
use crate::diag::{Diagnostic, RuleMeta};
use crate::openapi::FaultKind;
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta =
    rule_meta!("missing-body-field", Error, Recommended, "A body lacks a field that the API demands");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Api(check) };

fn check(claims: &ApiClaims<'_>, sink: &mut Sink) {
    for claim in &claims.requests {
        let Some(operation) = &claim.operation else { continue };
        for fault in &claim.body {
            let FaultKind::MissingField { name } = &fault.kind else { continue };
            let message = format!("the body of `{}` needs `{name}`", operation.name());
            sink.push(
                Diagnostic::new(&META, claim.document.at(fault.span), message)
                    .label(format!("this object has no `{name}`"))
                    .also(fault.place.clone(), "demanded here")
                    .help("add it, or put `...` where fields are left out"),
            );
        }
    }
}
