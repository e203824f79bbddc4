//! `undocumented-field`: a field that an open schema does not list.

use super::ApiClaims;
use crate::claims::NamesKind;
use crate::diag::{Diagnostic, RuleMeta};
use crate::openapi::FaultKind;
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta = rule_meta!("undocumented-field", Warning, Recommended, "A field is not in the description");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Api(check) };

fn check(claims: &ApiClaims<'_>, sink: &mut Sink) {
    for claim in &claims.requests {
        let Some(operation) = &claim.operation else { continue };
        let faults = claim.body.iter().map(|fault| ("body", fault));
        for (part, fault) in faults.chain(claim.response.iter().map(|fault| ("answer", fault))) {
            let FaultKind::UnknownField { name, known: None, closed: false, near, schema } = &fault.kind else {
                continue;
            };
            let of = schema.map_or_else(String::new, |schema| format!(" `{schema}`"));
            let message = format!("field `{name}` in the {part} of `{}` is not in the description", operation.name());
            sink.push(
                Diagnostic::new(&META, claim.document.at(fault.span), message)
                    .did_you_mean(*near)
                    .also(fault.place.clone(), format!("the schema{of} is described here")),
            );
        }
    }
    for claim in claims.names.iter().filter(|claim| claim.kind == NamesKind::Fields && !claim.known && !claim.closed) {
        if claim.wrong.is_some() || claim.loose {
            continue;
        }
        let message = format!("field `{}` of {} is not in the description", claim.name.text, claim.of);
        sink.push(Diagnostic::new(&META, claim.document.at(claim.name.span), message).did_you_mean(claim.near));
    }
}
