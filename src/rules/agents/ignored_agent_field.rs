//! `ignored-agent-field`: a field that Claude Code ignores in a plugin's agents.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("ignored-agent-field", Warning, Recommended, "An agent has a field that Claude Code ignores in plugins");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

/// The fields, and what to do instead.
const FIELDS: &[(&str, &str)] = &[
    ("permissionMode", "remove it; the user controls permissions, and `tools` limits what the agent can use"),
    ("hooks", "move the hooks to the plugin's `hooks/hooks.json`"),
    ("mcpServers", "move the servers to the plugin's `.mcp.json`"),
];

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    let Some(frontmatter) = document.frontmatter().filter(|_| document.kind == DocumentKind::Agent) else { return };
    let Some(root) = frontmatter.yaml.root.as_ref().or(frontmatter.lenient.as_ref().map(|lenient| &lenient.root))
    else {
        return;
    };
    for (field, help) in FIELDS {
        let Some(entry) = root.entry(field) else { continue };
        sink.push(
            Diagnostic::new(&META, document.at(entry.key_span), format!("`{field}` is ignored in a plugin's agent"))
                .label("only works in the agents of a user or project")
                .help(*help)
                .at_key(*field),
        );
    }
}
