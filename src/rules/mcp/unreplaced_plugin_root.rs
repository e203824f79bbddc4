//! `unreplaced-plugin-root`: `${CLAUDE_PLUGIN_ROOT:-...}`, which Claude Code does not replace with the plugin's folder.

use crate::diag::{Diagnostic, Edit, Fix, RuleMeta};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::support::variables::{references, servers};
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "unreplaced-plugin-root",
    Warning,
    Recommended,
    "A plugin folder variable with a default is not replaced with the folder"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for server in servers(plugin) {
        for node in server.expanded() {
            let references = references(server.document.file.slice(node.span), node.span.start);
            for reference in references.iter().filter(|reference| reference.default.is_some()) {
                let name = reference.name;
                if !matches!(name, "CLAUDE_PLUGIN_ROOT" | "CLAUDE_PLUGIN_DATA") {
                    continue;
                }
                let edit = Edit { span: reference.span, text: format!("${{{name}}}") };
                let found = Diagnostic::new(
                    &META,
                    server.document.at(reference.span),
                    format!("`${{{name}}}` with a default is not replaced with the plugin's folder"),
                );
                sink.push(
                    found
                        .label("Claude Code looks it up in the user's environment, so the server gets the default")
                        .help(format!("write `${{{name}}}`, which Claude Code always replaces"))
                        .at_key(format!("mcpServers.{}", server.entry.key))
                        .with_fix(Fix::safe("remove the default", vec![edit])),
                );
            }
        }
    }
}
