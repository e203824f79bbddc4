//! `taken-name`: a marketplace name that is reserved for Anthropic's own repositories.

use crate::diag::{Diagnostic, RuleMeta};
use crate::hosts::claude::is_taken_marketplace;
use crate::plugin::Marketplace;
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("taken-name", Warning, Recommended, "A marketplace's name is reserved for Anthropic");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Marketplace(check) };

fn check(marketplace: &Marketplace<'_>, _: &Context, sink: &mut Sink) {
    let Some(node) = marketplace.document.root().and_then(|root| root.get("name")) else { return };
    if let Some(name) = node.as_str().filter(|name| is_taken_marketplace(name)) {
        sink.push(
            Diagnostic::new(
                &META,
                marketplace.document.at(node.span),
                format!("the name `{name}` is reserved for Anthropic"),
            )
            .label("`claude plugin marketplace add` accepts it only from GitHub repositories of `anthropics`")
            .help("choose another name; `claude plugin validate` does not report this")
            .at_key("name"),
        );
    }
}
