//! `duplicate-description`: two components have the same description.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::{Document, DocumentKind, Plugin};
use crate::rule_meta;
use crate::rules::support::components::{field, is_component};
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("duplicate-description", Warning, Recommended, "Two components have the same description");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

/// Shorter texts say too little to compare. The shortest among 8,686 public skills has 12 characters.
const SHORTEST: usize = 12;

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    let mut seen: BTreeMap<(bool, &str), &Document> = BTreeMap::new();
    for document in plugin.documents.iter().filter(|document| is_component(document)) {
        let Some(text) = field(document, "description").map(str::trim).filter(|text| text.len() >= SHORTEST) else {
            continue;
        };
        let Some(node) = document.frontmatter().and_then(|frontmatter| frontmatter.get("description")) else {
            continue;
        };
        // Agents have a list of their own, and a command often starts the agent with the same description.
        let key = (document.kind == DocumentKind::Agent, text);
        match seen.get(&key) {
            None => drop(seen.insert(key, document)),
            Some(first) => sink.push(
                Diagnostic::new(&META, document.at(node.span), format!("same description as `{}`", first.path))
                    .label("the model selects components by their descriptions and cannot tell these two apart")
                    .also(first.start(), "same description here")
                    .help("describe how they differ, or merge them")
                    .at_key("description"),
            ),
        }
    }
}
