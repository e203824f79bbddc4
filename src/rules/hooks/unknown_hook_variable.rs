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
    "CLAUDE_EVENT",
    "CLAUDE_TRANSCRIPT",
];

/// Invented names for folders are made of these, such as `CLAUDE_PLUGIN_DIR`.
const FOLDERS: (&[&str], &[&str]) =
    (&["PLUGIN", "PROJECT", "WORKSPACE", "WORKING"], &["DIR", "DIRECTORY", "FOLDER", "HOME", "PATH", "ROOT"]);

/// Whether the name is one that authors invent for a folder.
fn is_folder(name: &str) -> bool {
    let (owners, kinds) = FOLDERS;
    name.strip_prefix("CLAUDE_")
        .and_then(|rest| rest.split_once('_'))
        .is_some_and(|(owner, kind)| owners.contains(&owner) && kinds.contains(&kind))
}

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
            let is_folder = is_folder(name);
            if handled || SET.contains(&name) || !is_folder && !INPUT.iter().any(|start| name.starts_with(start)) {
                continue;
            }
            let (help, near) = match is_folder {
                true => (
                    "`CLAUDE_PLUGIN_ROOT` is the plugin's folder, `CLAUDE_PLUGIN_DATA` its data, and `CLAUDE_PROJECT_DIR` the user's project",
                    None,
                ),
                false => (
                    "read the hook's input, a JSON object, from standard input, for example with `jq -r .tool_input.file_path`",
                    nearest(name, SET.iter().copied()),
                ),
            };
            let start = node.span.start + at;
            let span = Span::new(start, start + 1 + usize::from(braced) * 2 + name.len());
            sink.push(
                Diagnostic::new(&META, hook.document.at(span), format!("Claude Code does not set `{name}`"))
                    .label("always empty when the hook runs")
                    .help(help)
                    .did_you_mean(near),
            );
            break;
        }
    }
}
