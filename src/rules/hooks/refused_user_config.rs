//! `refused-user-config`: `${user_config.X}` in a shell command, which Claude Code rejects.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::{Document, Plugin};
use crate::rule_meta;
use crate::rules::support::components::listed_paths;
use crate::rules::support::hooks::hooks;
use crate::rules::support::variables::references;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;

static META: RuleMeta = rule_meta!(
    "refused-user-config",
    Error,
    Recommended,
    "A shell command uses a user option, which Claude Code rejects"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for hook in hooks(plugin).iter().filter(|hook| hook.is_shell()) {
        if let Some((node, _)) = hook.command() {
            report(hook.document, node.span, "hook", sink);
        }
    }
    let listed: Vec<_> =
        listed_paths(plugin, "monitors").into_iter().filter_map(|(path, _)| plugin.resolve(path)).collect();
    for document in &plugin.documents {
        let is_monitors = document.path.starts_with("monitors") || listed.contains(&plugin.root.join(&document.path));
        if let Some(root) = document.root().filter(|_| is_monitors) {
            report(document, root.span, "monitor", sink);
        }
    }
}

fn report(document: &Document, span: Span, owner: &str, sink: &mut Sink) {
    for reference in references(document.file.slice(span), span.start) {
        let Some(key) = reference.name.strip_prefix("user_config.") else { continue };
        sink.push(
            Diagnostic::new(
                &META,
                document.at(reference.span),
                format!("Claude Code rejects this {owner} because of `${{user_config.{key}}}`"),
            )
            .label("a user's value must not become part of a shell command")
            .help(format!("read the environment variable `CLAUDE_PLUGIN_OPTION_{}` in the script", key.to_uppercase()))
            .help("or run the program without a shell by adding `args`"),
        );
    }
}
