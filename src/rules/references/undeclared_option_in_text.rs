//! `undeclared-option-in-text`: `${user_config.KEY}` in a text for an undeclared option.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, RuleMeta, nearest};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::support::components::is_component;
use crate::rules::support::variables::references;
use crate::rules::{Check, Context, Rule, Sink};
use crate::syntax::Node;

static META: RuleMeta = rule_meta!(
    "undeclared-option-in-text",
    Warning,
    Recommended,
    "A text uses an option that the plugin does not declare"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    let declared = plugin.manifest().and_then(|manifest| manifest.root()?.get("userConfig"));
    let declared: BTreeSet<&str> =
        declared.map(Node::entries).unwrap_or_default().iter().map(|entry| entry.key.as_str()).collect();
    for document in plugin.documents.iter().filter(|document| is_component(document)) {
        let Some(markdown) = document.markdown() else { continue };
        let body = document.file.slice(markdown.span);
        if memchr::memmem::find(body.as_bytes(), b"${user_config.").is_none() {
            continue;
        }
        for reference in references(body, markdown.span.start) {
            let Some(key) = reference.name.strip_prefix("user_config.") else { continue };
            let is_key = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            // Backticks around the whole reference mean that the text is about the syntax.
            let shown = markdown.code_blocks.iter().any(|block| block.span.contains(reference.span))
                || matches!(key, "KEY" | "key" | "name" | "option" | "OPTION" | "x");
            if !is_key || shown || declared.contains(key) {
                continue;
            }
            sink.push(
                Diagnostic::new(&META, document.at(reference.span), format!("undeclared option `{key}`"))
                    .label("not expanded: the model receives it as text")
                    .help("declare it under `userConfig` in the manifest, or correct the name")
                    .did_you_mean(nearest(key, declared.iter().copied())),
            );
        }
    }
}
