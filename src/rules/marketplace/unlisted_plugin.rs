//! `unlisted-plugin`: a plugin in the marketplace's tree that no entry lists.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::{MANIFEST, Marketplace};
use crate::rule_meta;
use crate::rules::support::folders::is_sample;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::{Location, SourceFile};

static META: RuleMeta =
    rule_meta!("unlisted-plugin", Warning, Recommended, "The marketplace does not list a plugin in its folder");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Marketplace(check) };

fn check(marketplace: &Marketplace<'_>, _: &Context, sink: &mut Sink) {
    let entries = marketplace.entries();
    if marketplace.document.root().is_none_or(|root| root.get("plugins").is_none()) {
        return;
    }
    let listed: BTreeSet<&str> = entries.iter().filter_map(|entry| Some(entry.folder.as_ref()?.as_str())).collect();
    let list = marketplace.document.root().and_then(|root| root.entry("plugins")).map(|entry| entry.key_span);
    for (path, _) in marketplace.tree.below(&marketplace.root).filter(|(path, _)| path.ends_with(MANIFEST)) {
        let Some(folder) = path.parent().and_then(|parent| parent.parent()) else { continue };
        let Ok(below) = folder.strip_prefix(&marketplace.root) else { continue };
        let hidden = below.components().any(|part| part.as_str().starts_with('.'));
        // A plugin inside a listed plugin belongs to that one. The root may be a plugin in addition to its list.
        let inside = folder
            .ancestors()
            .any(|around| listed.contains(around.as_str()) && (around != marketplace.root || folder == around));
        if hidden || inside || below.as_str().is_empty() || is_sample(&below.join("x")) {
            continue;
        }
        let place = SourceFile::new(marketplace.tree.display_path(path), "");
        let found = Diagnostic::new(
            &META,
            Location::start_of(&place),
            format!("the marketplace does not list the plugin in `{below}`"),
        )
        .label("users cannot install it from this marketplace")
        .help(format!("add an entry with `\"source\": \"./{below}\"`, or move the plugin out of this folder"));
        sink.push(match list {
            Some(span) => found.also(marketplace.document.at(span), "not in this marketplace"),
            None => found,
        });
    }
}
