//! `refused-name`: a plugin name that passes validation but that the loader rejects.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("refused-name", Error, Recommended, "Claude Code refuses to load a plugin with this name");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    let Some(manifest) = plugin.manifest() else { return };
    let Some(node) = manifest.root().and_then(|root| root.get("name")) else { return };
    let Some(name) = node.as_str() else { return };
    if let Some(refused) = name.chars().find(|c| matches!(c, '/' | '@' | ':')) {
        let kebab: String =
            name.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
        sink.push(
            Diagnostic::new(&META, manifest.at(node.span), format!("`{refused}` in the plugin name `{name}`"))
                .label("`claude plugin validate` accepts it, but the loader rejects the plugin")
                .help(format!("use lowercase words separated by `-`, such as `{}`", kebab.trim_matches('-')))
                .at_key("name"),
        );
    }
}
