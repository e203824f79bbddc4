//! `unknown-endpoint`: a request names a path that the description does not have.

use super::{ApiClaims, PathClaim, words};
use crate::diag::{Diagnostic, RuleMeta, Severity};
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
        let file = claims.description.file().path();
        // Many descriptions name a bearer token and not the address that issues it, so the path may well be right.
        let may_issue_tokens = path.ends_with("/token") && claims.description.token_paths().is_empty();
        sink.push(match (wrong, near) {
            (None, None) if may_issue_tokens => found
                .with_severity(Severity::Warning)
                .label("the description does not say where tokens are issued")
                .help(format!("if the path is right, add an `oauth2` security scheme with this `tokenUrl` to {file}")),
            (None, None) => found.help(format!("see the paths in {file}")),
            _ => found,
        });
    }
}
