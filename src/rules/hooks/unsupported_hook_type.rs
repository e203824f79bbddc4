//! `unsupported-hook-type`: a prompt or agent hook on an event that runs only command hooks.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::support::hooks::groups;
use crate::rules::{Check, Context, Rule, Sink};
use crate::syntax::Node;

static META: RuleMeta =
    rule_meta!("unsupported-hook-type", Warning, Recommended, "An event cannot run a prompt or agent hook");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

/// Events that fire outside a conversation, where no model can answer.
#[rustfmt::skip]
const WITHOUT_CONVERSATION: &[&str] = &[
    "ConfigChange", "CwdChanged", "Elicitation", "ElicitationResult", "FileChanged", "InstructionsLoaded", "Notification",
    "PostCompact", "PreCompact", "SessionEnd", "SessionStart", "Setup", "StopFailure", "WorktreeCreate", "WorktreeRemove",
];

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for group in groups(plugin).iter().filter(|group| WITHOUT_CONVERSATION.contains(&group.event)) {
        for hook in group.hooks() {
            let Some(node) = hook.node.get("type") else { continue };
            let Some(kind) = Node::as_str(node).filter(|kind| matches!(*kind, "prompt" | "agent")) else { continue };
            let event = group.event;
            sink.push(
                Diagnostic::new(&META, group.document.at(node.span), format!("`{event}` does not run {kind} hooks"))
                    .label(format!("fails every time `{event}` fires"))
                    .help("use a hook of type `command`, or an event such as `Stop` or `UserPromptSubmit`"),
            );
        }
    }
}
