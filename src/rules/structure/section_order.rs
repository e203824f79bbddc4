//! `section-order`: required sections are not in the profile's order.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::Document;
use crate::rule_meta;
use crate::rules::structure::missing_section::required;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!("section-order", Warning, Msp, "Required sections are out of order");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, context: &Context, sink: &mut Sink) {
    let Some(markdown) = document.markdown() else { return };
    let order: Vec<&str> = match context.settings.sections(document.kind) {
        Some(names) => names.iter().map(String::as_str).collect(),
        None => required(document.kind).to_vec(),
    };
    let sections = markdown.headings.iter().filter(|heading| heading.level == 2);
    let placed =
        sections.filter_map(|heading| Some((order.iter().position(|name| heading.text(markdown) == *name)?, heading)));
    let mut furthest: Option<(usize, &crate::syntax::markdown::Heading)> = None;
    for (place, heading) in placed {
        match furthest {
            Some((reached, before)) if place < reached => sink.push(
                Diagnostic::new(
                    &META,
                    document.at(heading.span),
                    format!("section `{}` must come before `{}`", heading.text(markdown), before.text(markdown)),
                )
                .label("out of order")
                .also(document.at(before.span), "must come after it")
                .help(format!("the expected order is {}", order.join(", "))),
            ),
            _ => furthest = Some((place, heading)),
        }
    }
}
