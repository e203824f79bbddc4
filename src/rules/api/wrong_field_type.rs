//! `wrong-field-type`: a table of fields gives a type that is not that of the description.

use super::{ApiClaims, words};
use crate::diag::{Diagnostic, RuleMeta};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "wrong-field-type",
    Error,
    Recommended,
    "A table gives a field a different type than the API description"
);

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Api(check) };

fn check(claims: &ApiClaims<'_>, sink: &mut Sink) {
    for claim in &claims.names {
        let Some((written, right, place)) = &claim.wrong_type else { continue };
        let message = format!("`{}` of {} is {}", claim.name.text, claim.of, words::article(right));
        sink.push(
            Diagnostic::new(&META, claim.document.at(written.span), message)
                .label(format!("here it is `{}`", written.text))
                .also(place.clone(), "described here"),
        );
    }
}
