//! `unsupported-entry-hooks`: a marketplace entry names a hooks file, but only inline hooks work there.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::Marketplace;
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "unsupported-entry-hooks",
    Warning,
    Recommended,
    "A marketplace entry names a hooks file, which is not supported"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Marketplace(check) };

fn check(marketplace: &Marketplace<'_>, _: &Context, sink: &mut Sink) {
    for entry in marketplace.entries() {
        let Some(hooks) = entry.node.get("hooks").filter(|hooks| hooks.as_str().is_some() || hooks.is_sequence())
        else {
            continue;
        };
        sink.push(
            Diagnostic::new(&META, marketplace.document.at(hooks.span), "a marketplace entry cannot name a hooks file")
                .label("the hooks of this entry do not load (\"not yet supported in a marketplace entry\")")
                .help("write the hooks inline as an object, or name the file in the plugin's `plugin.json`")
                .at_key(format!("plugins[{}].hooks", entry.index)),
        );
    }
}
