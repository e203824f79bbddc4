//! `unknown-fork-agent`: a skill with `context: fork` names an agent that Claude Code cannot find.

use crate::diag::{Applicability, Diagnostic, Edit, Fix, RuleMeta, nearest};
use crate::plugin::{Document, DocumentKind, Plugin};
use crate::rule_meta;
use crate::rules::support::components::field;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!("unknown-fork-agent", Warning, Recommended, "A forked skill names an unknown agent");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

/// The built-in agents of Claude Code.
const BUILT_IN: &[&str] =
    &["Explore", "Plan", "general-purpose", "claude", "claude-code-guide", "statusline-setup", "output-style-setup"];

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    let forked = plugin.documents.iter().filter(|document| {
        matches!(document.kind, DocumentKind::Skill | DocumentKind::Command)
            && field(document, "context") == Some("fork")
    });
    for document in forked {
        let Some(node) = document.frontmatter().and_then(|frontmatter| frontmatter.get("agent")) else { continue };
        let Some(agent) = node.as_str().filter(|agent| !BUILT_IN.contains(agent)) else { continue };
        let own: Vec<String> = plugin.of_kind(DocumentKind::Agent).map(own_name).collect();
        let full = |name: &str| format!("{}:{name}", plugin.name());
        let foreign = agent.split_once(':').is_some_and(|(owner, _)| owner != plugin.name());
        if foreign || own.iter().any(|name| full(name) == agent) {
            continue;
        }
        let found = Diagnostic::new(&META, document.at(node.span), format!("unknown agent `{agent}`"))
            .label("the skill runs in `general-purpose` instead")
            .at_key("agent");
        sink.push(if own.iter().any(|name| name == agent) {
            let edit = Edit { span: node.span, text: full(agent) };
            found
                .help(format!("write `agent: {}`: a plugin's agents are prefixed with its name", full(agent)))
                .with_fix(Fix::new("add the plugin's name", Applicability::Unsafe, vec![edit]))
        } else {
            let names: Vec<String> = own.iter().map(|name| full(name)).collect();
            let known = names.iter().map(String::as_str).chain(BUILT_IN.iter().copied());
            found.help("name an agent of this plugin or a built-in one").did_you_mean(nearest(agent, known))
        });
    }
}

fn own_name(document: &Document) -> String {
    field(document, "name").map_or_else(|| document.component_name(), str::to_owned)
}
