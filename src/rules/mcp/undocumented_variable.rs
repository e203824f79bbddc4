//! `undocumented-variable`: an MCP server needs an environment variable that no README explains.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::{DocumentKind, Plugin};
use crate::rule_meta;
use crate::rules::support::components::is_component;
use crate::rules::support::variables::{is_always_set, references, servers};
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "undocumented-variable",
    Warning,
    Recommended,
    "No README explains an environment variable that an MCP server needs"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    let readme = plugin.of_kind(DocumentKind::Readme).next();
    let manuals: Vec<&str> = plugin
        .documents
        .iter()
        .filter(|document| document.markdown().is_some() && !is_component(document))
        .map(|document| document.file.text())
        .collect();
    let mut seen = BTreeSet::new();
    for server in servers(plugin) {
        for node in server.expanded() {
            for reference in references(server.document.file.slice(node.span), node.span.start) {
                let name = reference.name;
                let is_variable = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
                let has_fallback = reference.default.is_some_and(|default| !default.is_empty());
                let known = manuals.iter().any(|text| mentions(text, name));
                if !is_variable || has_fallback || is_always_set(name) || known || !seen.insert(name) {
                    continue;
                }
                let label = match readme {
                    Some(readme) => format!("`{}` does not mention it", readme.path),
                    None => "the plugin has no README".to_owned(),
                };
                sink.push(
                    Diagnostic::new(
                        &META,
                        server.document.at(reference.span),
                        format!("undocumented environment variable `{name}`"),
                    )
                    .label(label)
                    .help(format!("explain in the README what `{name}` is, where to get it and how to set it"))
                    .at_key(format!("mcpServers.{}", server.entry.key)),
                );
            }
        }
    }
}

/// Whether a text contains the name as a whole word.
fn mentions(text: &str, name: &str) -> bool {
    let glued = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    text.match_indices(name)
        .any(|(at, _)| !glued(text[..at].chars().next_back()) && !glued(text[at + name.len()..].chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_mentioned_as_a_whole_word() {
        for text in ["KEY", "a KEY.", "MY_KEY, KEY", "`KEY`", "ÄKEY"] {
            assert!(mentions(text, "KEY"), "{text}");
        }
        for text in ["MY_KEY", "KEYS", "KEY_2", "2KEY", "MONKEYS", ""] {
            assert!(!mentions(text, "KEY"), "{text}");
        }
    }
}
