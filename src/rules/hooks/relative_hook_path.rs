//! `relative-hook-path`: a hook's path is relative to the plugin, but the hook runs in the user's project.

use camino::Utf8Path;

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::support::hooks::{hooks, shell_words};
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "relative-hook-path",
    Error,
    Recommended,
    "A hook's path is resolved in the user's project instead of the plugin"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for hook in hooks(plugin) {
        let Some((node, command)) = hook.command() else { continue };
        // A command that changes to the plugin's folder first may use relative paths.
        if command.contains("cd ") {
            continue;
        }
        let words = shell_words(command);
        let script = words.iter().take(2).find(|word| is_script(plugin, word));
        if let Some(script) = script {
            let below = script.trim_start_matches("./");
            sink.push(
                Diagnostic::new(
                    &META,
                    hook.document.at(node.span),
                    format!("`{script}` is relative to the user's project"),
                )
                .label("hooks run in the user's project, but the script is in the plugin")
                .help(format!("write `\"${{CLAUDE_PLUGIN_ROOT}}/{below}\"`")),
            );
        }
    }
}

/// Whether a word is a relative path with a folder that exists in the plugin.
fn is_script(plugin: &Plugin<'_>, word: &str) -> bool {
    let is_relative = word.contains('/') && !word.starts_with(['/', '$', '~', '-']) && !word.contains("://");
    is_relative
        && Utf8Path::new(word).extension().is_some()
        && plugin.resolve(word).is_some_and(|path| plugin.tree.is_file(&path))
}
