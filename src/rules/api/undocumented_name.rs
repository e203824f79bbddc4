//! `undocumented-name`: a name in running text that exists nowhere in the description.

use super::ApiClaims;
use crate::diag::{Diagnostic, RuleMeta};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta =
    rule_meta!("undocumented-name", Warning, Recommended, "A name in the text exists nowhere in the description");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Api(check) };

fn check(claims: &ApiClaims<'_>, sink: &mut Sink) {
    for claim in &claims.invented {
        let message = format!("`{}` is not in the API description", claim.name.text);
        let found = Diagnostic::new(&META, claim.document.at(claim.name.span), message);
        sink.push(found.label("no field, parameter or path has this name").did_you_mean(claim.near));
    }
}
