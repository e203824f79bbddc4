//! `wrong-body-value`: a field in a body has a value that its schema does not allow.

use super::{ApiClaims, words};
use crate::diag::{Diagnostic, RuleMeta};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta =
    rule_meta!("wrong-body-value", Error, Recommended, "A field in a body has a value of the wrong type");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Api(check) };

fn check(claims: &ApiClaims<'_>, sink: &mut Sink) {
    for claim in &claims.requests {
        let Some(operation) = &claim.operation else { continue };
        for fault in claim.body.iter().filter(|fault| !fault.path.is_empty()) {
            let Some((expected, shown)) = words::expected(&fault.kind) else { continue };
            let message = format!("`{}` in the body of `{}` takes {expected}", fault.path, operation.name());
            sink.push(
                Diagnostic::new(&META, claim.document.at(fault.span), message)
                    .label(format!("this is {shown}"))
                    .also(fault.place.clone(), "described here"),
            );
        }
    }
}
