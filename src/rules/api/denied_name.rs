//! `denied-name`: a text denies a name that the description has.

use super::ApiClaims;
use crate::diag::{Diagnostic, RuleMeta};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta =
    rule_meta!("denied-name", Error, Recommended, "The text says that a name does not exist, but the API has it");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Api(check) };

fn check(claims: &ApiClaims<'_>, sink: &mut Sink) {
    for claim in &claims.denials {
        let Some((of, place)) = &claim.exists else { continue };
        let message = format!("{of} has `{}`", claim.name.text);
        let message = if of.contains(&format!("`{}`", claim.name.text)) || of.starts_with("the ") {
            format!("{of} exists")
        } else {
            message
        };
        sink.push(
            Diagnostic::new(&META, claim.document.at(claim.name.span), message)
                .label("the text says that it does not exist")
                .also(place.clone(), "described here"),
        );
    }
}
