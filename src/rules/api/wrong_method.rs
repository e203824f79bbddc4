//! `wrong-method`: a path has no such method.

use super::{ApiClaims, PathClaim};
use crate::diag::{Diagnostic, RuleMeta};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta =
    rule_meta!("wrong-method", Error, Recommended, "A path is requested with a method that it does not have");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Api(check) };

fn check(claims: &ApiClaims<'_>, sink: &mut Sink) {
    for claim in &claims.requests {
        let (PathClaim::Known { item, .. }, None, Some(method)) =
            (&claim.path, &claim.operation, &claim.request.method)
        else {
            continue;
        };
        let known: Vec<&str> = item.operations().map(|operation| operation.method()).collect();
        let found = Diagnostic::new(
            &META,
            claim.document.at(method.span),
            format!("`{}` has no method {}", item.template(), method.text),
        );
        sink.push(
            found
                .label(format!("the path takes {}", known.join(", ")))
                .also(item.location(), "the path is described here")
                .help(match method.text.as_str() {
                    "PUT" | "PATCH" if known.contains(&"POST") => "an update is a POST".to_owned(),
                    _ => format!("use {}", known.join(" or ")),
                }),
        );
    }
}
