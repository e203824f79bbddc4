//! `unknown-agent-skill`: an agent preloads a skill that the plugin does not have.

use crate::diag::{Diagnostic, RuleMeta, nearest};
use crate::plugin::{DocumentKind, Plugin};
use crate::rule_meta;
use crate::rules::support::components::{known_names, slug};
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("unknown-agent-skill", Warning, Recommended, "An agent preloads a skill that does not exist");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, context: &Context, sink: &mut Sink) {
    let mut known = None;
    for document in plugin.of_kind(DocumentKind::Agent) {
        let Some(node) = document.frontmatter().and_then(|frontmatter| frontmatter.get("skills")) else { continue };
        let single = std::slice::from_ref(node);
        for item in if node.is_sequence() { node.items() } else { single } {
            for name in item.as_str().unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty()) {
                let (owner, skill) = name.split_once(':').map_or((None, name), |(owner, skill)| (Some(owner), skill));
                // The skills of the user or of another plugin are unknown here.
                let foreign = owner.is_some_and(|owner| owner != plugin.name());
                let known = known.get_or_insert_with(|| known_names(plugin));
                if foreign || known.contains(&slug(skill)) || context.names.contains(&slug(skill)) {
                    continue;
                }
                sink.push(
                    Diagnostic::new(&META, document.at(item.span), format!("unknown skill `{name}`"))
                        .label("the plugin has no skill of this name, so the agent starts without it")
                        .help("correct the name, or remove the entry")
                        .did_you_mean(nearest(skill, known.iter().map(String::as_str)))
                        .at_key("skills"),
                );
            }
        }
    }
}
