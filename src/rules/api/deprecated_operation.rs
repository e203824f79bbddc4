//! `deprecated-operation`: a request uses an operation or a parameter that the description marks as deprecated.

use super::ApiClaims;
use crate::claims::Piece;
use crate::diag::{Diagnostic, RuleMeta};
use crate::openapi::Place;
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "deprecated-operation",
    Warning,
    Recommended,
    "A request uses an operation or parameter that is deprecated"
);

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Api(check) };

fn check(claims: &ApiClaims<'_>, sink: &mut Sink) {
    for claim in &claims.requests {
        let Some(operation) = &claim.operation else { continue };
        if operation.deprecated() {
            let target = Piece { span: claim.request.target.span, text: String::new() };
            let at = claim.request.method.as_ref().unwrap_or(&target).span;
            sink.push(
                Diagnostic::new(&META, claim.document.at(at), format!("`{}` is deprecated", operation.name()))
                    .also(operation.location(), "marked here"),
            );
        }
        for pair in &claim.request.target.query {
            let Some(parameter) = operation.parameter(Place::Query, &pair.name.text) else { continue };
            if parameter.deprecated() {
                let message = format!("`{}` of `{}` is deprecated", parameter.name, operation.name());
                sink.push(
                    Diagnostic::new(&META, claim.document.at(pair.name.span), message)
                        .also(parameter.location(), "marked here"),
                );
            }
        }
    }
}
