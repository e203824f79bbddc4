//! `path-case`: a path differs from a documented one only in case.

use super::{ApiClaims, PathClaim};
use crate::diag::{Diagnostic, Edit, Fix, RuleMeta};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};
use crate::source::Span;

static META: RuleMeta =
    rule_meta!("path-case", Warning, Recommended, "A path differs from the documented one only in case");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Api(check) };

fn check(claims: &ApiClaims<'_>, sink: &mut Sink) {
    for claim in &claims.requests {
        let PathClaim::Known { item, other_case: Some(documented) } = &claim.path else { continue };
        let written = &claim.request.target.path;
        // The base path before it may have any case; the documented path is the end.
        let Some(start) = written.text.trim_end_matches('/').len().checked_sub(documented.len()) else { continue };
        let span = Span::new(written.span.start + start, written.span.start + start + documented.len());
        let shown = claim.document.file.slice(span);
        let found =
            Diagnostic::new(&META, claim.document.at(span), format!("`{shown}` is documented as `{documented}`"))
                .label("another case")
                .also(item.location(), "documented here");
        let same_length = shown.eq_ignore_ascii_case(documented);
        sink.push(if same_length {
            found.with_fix(Fix::safe("write it as documented", vec![Edit { span, text: documented.clone() }]))
        } else {
            found
        });
    }
}
