//! `plain-http-source`: a plugin is downloaded without encryption.

use crate::diag::RuleMeta;
use crate::plugin::Marketplace;
use crate::rule_meta;
use crate::rules::mcp::plain_http::report;
use crate::rules::{Check, Context, Rule, Sink};
use crate::syntax::Node;

static META: RuleMeta =
    rule_meta!("plain-http-source", Warning, Recommended, "A plugin is downloaded without encryption");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Marketplace(check) };

fn check(marketplace: &Marketplace<'_>, _: &Context, sink: &mut Sink) {
    for entry in marketplace.entries() {
        let source = entry.node.get("source").map(Node::entries).unwrap_or_default();
        for address in source.iter().filter(|entry| entry.key == "url").map(|entry| &entry.value) {
            let why = "an attacker on the network can replace what is installed";
            report(&META, &marketplace.document, address.span, why, sink);
        }
    }
}
