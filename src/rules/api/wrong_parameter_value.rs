//! `wrong-parameter-value`: a parameter has a value that its type or its list of values does not allow.

use super::{ApiClaims, ParameterFault, words};
use crate::diag::{Diagnostic, RuleMeta};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta =
    rule_meta!("wrong-parameter-value", Error, Recommended, "A parameter has a value of the wrong type");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Api(check) };

fn check(claims: &ApiClaims<'_>, sink: &mut Sink) {
    for claim in &claims.requests {
        let Some(operation) = &claim.operation else { continue };
        for fault in &claim.parameters {
            let ParameterFault::Value { span, parameter, kind } = fault else { continue };
            let Some((expected, shown)) = words::expected(kind) else { continue };
            let message = format!("`{}` of `{}` takes {expected}", parameter.name, operation.name());
            sink.push(
                Diagnostic::new(&META, claim.document.at(*span), message)
                    .label(format!("this is {shown}"))
                    .also(parameter.location(), "described here"),
            );
        }
    }
}
