//! `taken-name`: a marketplace name that is kept for Anthropic's own repositories.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::Marketplace;
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("taken-name", Warning, Recommended, "Nobody can add a marketplace of this name from elsewhere");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Marketplace(check) };

const TAKEN: &[&str] = &[
    "agent-skills",
    "anthropic-agent-skills",
    "claude-code-marketplace",
    "claude-community",
    "claude-plugins-official",
    "healthcare",
    "knowledge-work-plugins",
    "life-sciences",
];

fn check(marketplace: &Marketplace<'_>, _: &Context, sink: &mut Sink) {
    let Some(node) = marketplace.document.root().and_then(|root| root.get("name")) else { return };
    if let Some(name) = node.as_str().filter(|name| TAKEN.contains(name)) {
        sink.push(
            Diagnostic::new(
                &META,
                marketplace.document.at(node.span),
                format!("the name `{name}` is kept for Anthropic"),
            )
            .label("`claude plugin marketplace add` takes it from GitHub repositories of `anthropics` only")
            .help("choose a name of your own; `claude plugin validate` lets this one pass")
            .at_key("name"),
        );
    }
}
