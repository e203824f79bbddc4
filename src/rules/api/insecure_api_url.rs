//! `insecure-api-url`: an address of the API begins with `http://`.

use super::ApiClaims;
use crate::diag::{Diagnostic, RuleMeta};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta = rule_meta!("insecure-api-url", Error, Recommended, "An address of the API begins with http://");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Api(check) };

fn check(claims: &ApiClaims<'_>, sink: &mut Sink) {
    for (document, span) in &claims.insecure {
        sink.push(
            Diagnostic::new(&META, document.at(*span), "the API is addressed without TLS")
                .label("credentials and data would travel readable")
                .help("write `https://`"),
        );
    }
}
