//! `unsupported-hook-type`: a hook of a type that its event does not run.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::support::hooks::groups;
use crate::rules::{Check, Context, Rule, Sink};
use crate::syntax::Node;

static META: RuleMeta =
    rule_meta!("unsupported-hook-type", Warning, Recommended, "A hook has a type that its event does not run");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

/// Events that fire outside a conversation, where no model can answer. The CLI hands the conversation to the hooks of all
/// other events.
#[rustfmt::skip]
const WITHOUT_CONVERSATION: &[&str] = &[
    "ConfigChange", "CwdChanged", "DirectoryAdded", "Elicitation", "ElicitationResult", "FileChanged", "InstructionsLoaded",
    "MessageDisplay", "Notification", "PostCompact", "PostModelSwitch", "PreCompact", "PreModelSwitch", "SessionEnd",
    "SessionStart", "Setup", "StopFailure", "SubagentStart", "WorktreeCreate", "WorktreeRemove",
];

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for group in groups(plugin) {
        for hook in group.hooks() {
            let Some(node) = hook.node.get("type") else { continue };
            let Some(kind) = Node::as_str(node) else { continue };
            let event = group.event;
            let (label, help) = match kind {
                "prompt" | "agent" if WITHOUT_CONVERSATION.contains(&event) => (
                    format!("fails every time `{event}` fires"),
                    "use a hook of type `command`, or an event such as `Stop` or `UserPromptSubmit`",
                ),
                "agent" if event == "PermissionRequest" => (
                    "an agent's answer is not a permission decision, so the hook fails every time".to_owned(),
                    "use a hook of type `command` or `http`",
                ),
                "http" if matches!(event, "SessionStart" | "Setup") => {
                    ("Claude Code skips the hook".to_owned(), "use a hook of type `command`")
                }
                _ => continue,
            };
            sink.push(
                Diagnostic::new(&META, group.document.at(node.span), format!("`{event}` does not run {kind} hooks"))
                    .label(label)
                    .help(help),
            );
        }
    }
}
