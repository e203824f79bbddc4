//! `unknown-hook-variable`: a hook reads a `$CLAUDE_...` variable that Claude Code does not set.

use crate::diag::{Diagnostic, RuleMeta, nearest};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::support::hooks::hooks;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;

static META: RuleMeta =
    rule_meta!("unknown-hook-variable", Warning, Recommended, "A hook reads a variable that Claude Code does not set");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

/// Variables that Claude Code sets for a hook, besides `CLAUDE_CODE_...` and `CLAUDE_PLUGIN_OPTION_...`, and variables
/// that users set for Claude Code.
const SET: &[&str] = &[
    "CLAUDE_AGENT_SDK_VERSION",
    "CLAUDE_CONFIG_DIR",
    "CLAUDE_EFFORT",
    "CLAUDE_ENV_FILE",
    "CLAUDE_PID",
    "CLAUDE_PLUGIN_DATA",
    "CLAUDE_PLUGIN_ROOT",
    "CLAUDE_PROJECT_DIR",
    "CLAUDE_SESSION_ID",
];

/// Prefixes of invented names for parts of the hook's input.
const INPUT: &[&str] = &[
    "CLAUDE_TOOL",
    "CLAUDE_FILE",
    "CLAUDE_HOOK",
    "CLAUDE_USER_PROMPT",
    "CLAUDE_PROMPT",
    "CLAUDE_COMMAND",
    "CLAUDE_MESSAGE",
    "CLAUDE_NOTIFICATION",
];

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for hook in hooks(plugin) {
        let Some((node, _)) = hook.command() else { continue };
        let raw = hook.document.file.slice(node.span);
        for (at, _) in raw.match_indices('$') {
            let after = &raw[at + 1..];
            let braced = after.starts_with('{');
            let name = after.trim_start_matches('{');
            let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(name.len());
            let (name, rest) = name.split_at(end);
            // A variable with a default, or one that the command itself sets, may be unset.
            let handled = braced && rest.starts_with([':', '-', '+']) || raw.contains(&format!("{name}="));
            if handled || SET.contains(&name) || !INPUT.iter().any(|start| name.starts_with(start)) {
                continue;
            }
            let start = node.span.start + at;
            let span = Span::new(start, start + 1 + usize::from(braced) * 2 + name.len());
            sink.push(
                Diagnostic::new(&META, hook.document.at(span), format!("Claude Code does not set `{name}`"))
                    .label("always empty when the hook runs")
                    .help("read the hook's input, a JSON object, from standard input, for example with `jq -r .tool_input.file_path`")
                    .did_you_mean(nearest(name, SET.iter().copied())),
            );
            break;
        }
    }
}
