//! `ignored-group-key`: an unknown key in a matcher group.

use crate::diag::{Diagnostic, RuleMeta, nearest};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::support::hooks::groups;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("ignored-group-key", Note, Recommended, "A matcher group has a key that Claude Code ignores");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

const KEYS: &[&str] = &["matcher", "hooks"];

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for group in groups(plugin) {
        // Without hooks, this is not a group; the CLI's own rules report it.
        let entries = group.node.entries().iter().filter(|_| group.node.get("hooks").is_some());
        for entry in entries.filter(|entry| !KEYS.contains(&entry.key.as_str())) {
            sink.push(
                Diagnostic::new(&META, group.document.at(entry.key_span), format!("unknown key `{}`", entry.key))
                    .label("Claude Code ignores it and warns at every start")
                    .help("a matcher group has only `matcher` and `hooks`: move a hook's options into the hook")
                    .did_you_mean(nearest(&entry.key, KEYS.iter().copied())),
            );
        }
    }
}
