//! `hidden-marketplace`: a marketplace's manifest that hides another one, which lists more plugins.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::hosts::{Host, HostTree};
use crate::plugin::{Document, MARKETPLACE};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};
use crate::syntax::Node;

static META: RuleMeta = rule_meta!(
    "hidden-marketplace",
    Warning,
    Recommended,
    "A host reads one marketplace manifest and ignores another, which lists more plugins"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Host(check) };

/// The manifests that a host looks for. It reads the first one that exists.
const ORDER: &[(Host, &str, &[&str])] = &[
    (Host::Codex, "Codex", &[".agents/plugins/marketplace.json", MARKETPLACE]),
    (
        Host::AgentPlugins,
        "GitHub Copilot",
        &["marketplace.json", ".plugin/marketplace.json", ".github/plugin/marketplace.json", MARKETPLACE],
    ),
];

fn check(tree: &HostTree<'_>, sink: &mut Sink) {
    for (host, title, paths) in ORDER {
        if !tree.marketplaces.iter().any(|(known, _)| known == host) {
            continue;
        }
        let mut found = paths.iter().filter_map(|path| tree.named(path)).filter(|document| !names(document).is_empty());
        let Some(first) = found.next() else { continue };
        for hidden in found {
            let here = names(&first);
            let missing: Vec<String> = names(&hidden)
                .into_iter()
                .filter(|name| !here.contains(name))
                .map(|name| format!("`{name}`"))
                .collect();
            if missing.is_empty() {
                continue;
            }
            let which = if missing.len() > 5 { format!("{} plugins", missing.len()) } else { missing.join(", ") };
            sink.push(
                Diagnostic::new(&META, first.start(), format!("{title} does not find {which}"))
                    .label(format!("it reads this file and ignores {}", hidden.path))
                    .also(hidden.start(), "the manifest that lists them")
                    .help("list the same plugins in both, or remove this file"),
            );
        }
    }
}

/// The names of the plugins that a marketplace lists.
fn names(document: &Document) -> Vec<String> {
    let entries = document.root().and_then(|root| root.get("plugins")).map(Node::items).unwrap_or_default();
    entries.iter().filter_map(|entry| entry.get("name")?.as_str()).map(ToOwned::to_owned).collect()
}
