//! `prefixed-agent-name`: an agent's name with a colon, which Claude Code prefixes with the plugin's name again.

use crate::diag::{Applicability, Diagnostic, Edit, Fix, RuleMeta};
use crate::plugin::{DocumentKind, Plugin};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!("prefixed-agent-name", Warning, Recommended, "An agent's name contains a colon");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for document in plugin.of_kind(DocumentKind::Agent) {
        let Some(node) = document.frontmatter().and_then(|frontmatter| frontmatter.get("name")) else { continue };
        let Some((_, last)) = node.as_str().and_then(|name| name.rsplit_once(':')) else { continue };
        let name = node.as_str().unwrap_or_default();
        let edit = Edit { span: node.span, text: last.trim().to_owned() };
        sink.push(
            Diagnostic::new(
                &META,
                document.at(node.span),
                format!("this agent's full name is `{}:{name}`", plugin.name()),
            )
            .label("Claude Code adds the plugin's name as a prefix")
            .help(format!("write `name: {}`", last.trim()))
            .at_key("name")
            .with_fix(Fix::new("remove the prefix", Applicability::Unsafe, vec![edit])),
        );
    }
}
