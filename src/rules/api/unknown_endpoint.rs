//! `unknown-endpoint`: a request names a path that the description does not have.

use super::{ApiClaims, PathClaim, words};
use crate::diag::{Diagnostic, RuleMeta};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta =
    rule_meta!("unknown-endpoint", Error, Recommended, "A request names a path that the API does not have");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Api(check) };

fn check(claims: &ApiClaims<'_>, sink: &mut Sink) {
    for claim in &claims.requests {
        let PathClaim::Unknown { path, wrong, near } = &claim.path else { continue };
        let at = claim.document.at(claim.request.target.path.span);
        let found = Diagnostic::new(&META, at, format!("the API has no path `{path}`"));
        let found = words::with_reason(found, claims.description, wrong.as_ref(), *near);
        sink.push(match (wrong, near) {
            (None, None) => found.help(format!("see the paths in {}", claims.description.file().path())),
            _ => found,
        });
    }
}
