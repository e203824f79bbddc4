//! `refused-name`: a plugin name that passes validation and that the loader refuses.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("refused-name", Error, Recommended, "Claude Code refuses to load a plugin of this name");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    let Some(manifest) = plugin.manifest() else { return };
    let Some(node) = manifest.root().and_then(|root| root.get("name")) else { return };
    let Some(name) = node.as_str() else { return };
    if let Some(refused) = name.chars().find(|c| matches!(c, '/' | '@' | ':')) {
        let kebab: String =
            name.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
        sink.push(
            Diagnostic::new(&META, manifest.at(node.span), format!("the name `{name}` holds `{refused}`"))
                .label("`claude plugin validate` lets it pass, the loader refuses the plugin")
                .help(format!("expected lower-case words with `-` between them, such as `{}`", kebab.trim_matches('-')))
                .at_key("name"),
        );
    }
}
