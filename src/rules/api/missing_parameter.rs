//! `missing-parameter`: an example lacks a parameter that must be sent.

use super::{ApiClaims, ParameterFault};
use crate::diag::{Diagnostic, RuleMeta};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta =
    rule_meta!("missing-parameter", Error, Recommended, "A request lacks a parameter that must be sent");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Api(check) };

fn check(claims: &ApiClaims<'_>, sink: &mut Sink) {
    for claim in &claims.requests {
        let Some(operation) = &claim.operation else { continue };
        for fault in &claim.parameters {
            let ParameterFault::Missing(parameter) = fault else { continue };
            let message = format!("`{}` needs `{}`", operation.name(), parameter.name);
            sink.push(
                Diagnostic::new(&META, claim.document.at(claim.request.target.span), message)
                    .label(format!("this example does not send `{}`", parameter.name))
                    .also(parameter.location(), "required here")
                    .help("add it, or put `...` where parts are left out"),
            );
        }
    }
}
