//! `required-option-in-server`: a server that Claude Code silently drops while a required option has no value.

use crate::diag::{Applicability, Diagnostic, Edit, Fix, RuleMeta};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::support::variables::{references, servers};
use crate::rules::{Check, Context, Rule, Sink};
use crate::syntax::Node;

static META: RuleMeta = rule_meta!(
    "required-option-in-server",
    Warning,
    Recommended,
    "Claude Code silently drops a server while a required option has no value"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    let Some(manifest) = plugin.manifest() else { return };
    let Some(options) = manifest.root().and_then(|root| root.get("userConfig")) else { return };
    for option in options.entries() {
        let Some(required) = option.value.entry("required").filter(|entry| entry.value.as_bool() == Some(true)) else {
            continue;
        };
        let has_default = option.value.get("default").is_some_and(|node| node.scalar_text() != Some(""));
        let wanted = format!("user_config.{}", option.key);
        for server in servers(plugin) {
            let mut used = server
                .expanded()
                .into_iter()
                .flat_map(|node: &Node| references(server.document.file.slice(node.span), node.span.start));
            let Some(reference) = used.find(|reference| reference.name == wanted).filter(|_| !has_default) else {
                continue;
            };
            let edit = Edit { span: required.value.span, text: "false".to_owned() };
            sink.push(
                Diagnostic::new(
                    &META,
                    manifest.at(required.value.span),
                    format!("server `{}` is dropped while `{}` has no value", server.entry.key, option.key),
                )
                .label("required, and used by the server")
                .also(
                    server.document.at(reference.span),
                    "even if it is only the fallback for an environment variable that is set",
                )
                .help("remove `required`: the server receives an option without a value as an empty string")
                .at_key(format!("userConfig.{}.required", option.key))
                .with_fix(Fix::new("make the option optional", Applicability::Unsafe, vec![edit])),
            );
        }
    }
}
