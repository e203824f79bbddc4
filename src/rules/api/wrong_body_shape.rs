//! `wrong-body-shape`: a body is an object where a list is taken, JSON where a form is taken, or not taken at all.

use super::{ApiClaims, words};
use crate::diag::{Diagnostic, RuleMeta};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};
use crate::source::Span;

static META: RuleMeta =
    rule_meta!("wrong-body-shape", Error, Recommended, "A body is of another kind than the operation takes");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Api(check) };

fn check(claims: &ApiClaims<'_>, sink: &mut Sink) {
    for claim in &claims.requests {
        let Some(operation) = &claim.operation else { continue };
        let name = operation.name();
        if let Some((span, takes, shown)) = &claim.shape {
            let found = Diagnostic::new(
                &META,
                claim.document.at(first_line(claim.document, *span)),
                format!("`{name}` takes {takes}"),
            );
            sink.push(found.label(format!("this is {shown}")).also(operation.location(), "described here"));
        }
        for fault in claim.body.iter().filter(|fault| fault.path.is_empty()) {
            let Some((expected, shown)) = words::expected(&fault.kind) else { continue };
            let at = first_line(claim.document, fault.span);
            let found = Diagnostic::new(&META, claim.document.at(at), format!("the body of `{name}` is {expected}"))
                .label(format!("this is {shown}"))
                .also(operation.location(), "described here");
            sink.push(if expected.starts_with("a list") && shown == "an object" {
                found.help("put the object into brackets: `[{...}]`")
            } else {
                found
            });
        }
    }
}

/// The part of a span on its first line: a whole body is too much to underline.
fn first_line(document: &crate::plugin::Document, span: Span) -> Span {
    let length = document.file.slice(span).find('\n').unwrap_or(span.end - span.start);
    Span::new(span.start, span.start + length)
}
