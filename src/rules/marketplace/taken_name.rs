//! `taken-name`: a marketplace name that is reserved for Anthropic's own repositories.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::Marketplace;
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("taken-name", Warning, Recommended, "The name of a marketplace is reserved for Anthropic");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Marketplace(check) };

/// Compared without regard to case. Source: `claude plugin marketplace add` of the CLI, asked for each.
const TAKEN: &[&str] = &[
    "agent-skills",
    "anthropic-agent-skills",
    "anthropic-marketplace",
    "anthropic-plugin-directory",
    "anthropic-plugins",
    "claude-code-marketplace",
    "claude-code-plugins",
    "claude-community",
    "claude-for-financial-services",
    "claude-for-legal",
    "claude-plugin-directory",
    "claude-plugins-community",
    "claude-plugins-official",
    "claude-tag-plugins",
    "financial-services-plugins",
    "first-party-plugins",
    "healthcare",
    "knowledge-work-plugins",
    "life-sciences",
];

fn check(marketplace: &Marketplace<'_>, _: &Context, sink: &mut Sink) {
    let Some(node) = marketplace.document.root().and_then(|root| root.get("name")) else { return };
    if let Some(name) = node.as_str().filter(|name| TAKEN.iter().any(|taken| taken.eq_ignore_ascii_case(name))) {
        sink.push(
            Diagnostic::new(
                &META,
                marketplace.document.at(node.span),
                format!("the name `{name}` is reserved for Anthropic"),
            )
            .label("`claude plugin marketplace add` accepts it only from GitHub repositories of `anthropics`")
            .help("choose another name; `claude plugin validate` accepts this one")
            .at_key("name"),
        );
    }
}
