//! `wrong-response-value`: an answer shows a value of another type, or a list where an object comes.

use super::{ApiClaims, words};
use crate::diag::{Diagnostic, RuleMeta};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};
use crate::source::Span;

static META: RuleMeta = rule_meta!(
    "wrong-response-value",
    Error,
    Recommended,
    "A sample answer has a different type or shape than the API description"
);

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Api(check) };

fn check(claims: &ApiClaims<'_>, sink: &mut Sink) {
    for claim in &claims.requests {
        let Some(operation) = &claim.operation else { continue };
        for fault in &claim.response {
            let Some((expected, shown)) = words::expected(&fault.kind) else { continue };
            let place = if fault.path.is_empty() { String::new() } else { format!("`{}` in ", fault.path) };
            let message = format!("{place}the answer of `{}` is {expected}", operation.name());
            let first_line = claim.document.file.slice(fault.span).find('\n');
            let end = first_line.map_or(fault.span.end, |length| fault.span.start + length);
            sink.push(
                Diagnostic::new(&META, claim.document.at(Span::new(fault.span.start, end)), message)
                    .label(format!("this is {shown}"))
                    .also(fault.place.clone(), "described here"),
            );
        }
    }
}
