//! `unknown-field-name`: a table of fields names one that the description says is wrong, or that a closed schema lacks.

use super::{ApiClaims, words};
use crate::claims::NamesKind;
use crate::diag::{Diagnostic, RuleMeta};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta =
    rule_meta!("unknown-field-name", Error, Recommended, "A table names a field that the API is known not to have");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Api(check) };

fn check(claims: &ApiClaims<'_>, sink: &mut Sink) {
    for claim in claims.names.iter().filter(|claim| claim.kind == NamesKind::Fields && !claim.known) {
        if claim.wrong.is_none() && (!claim.closed || claim.loose) {
            continue;
        }
        let message = format!("{} has no field `{}`", claim.of, claim.name.text);
        let found = Diagnostic::new(&META, claim.document.at(claim.name.span), message);
        sink.push(words::with_reason(found, claims.description, claim.wrong.as_ref(), claim.near));
    }
}
