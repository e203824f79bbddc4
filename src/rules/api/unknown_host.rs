//! `unknown-host`: a request to a host that is not one of the API.

use super::{ApiClaims, words};
use crate::diag::{Diagnostic, RuleMeta};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta =
    rule_meta!("unknown-host", Error, Recommended, "A request names a host that is not one of the API");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Api(check) };

fn check(claims: &ApiClaims<'_>, sink: &mut Sink) {
    for claim in &claims.hosts {
        let message = format!("`{}` is not a host of the API", claim.host.text);
        let found = Diagnostic::new(&META, claim.document.at(claim.host.span), message);
        sink.push(words::with_reason(found, claims.description, claim.wrong.as_ref(), None));
    }
}
