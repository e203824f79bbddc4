//! `shell-in-description`: a shell command in place of a description.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::Document;
use crate::rule_meta;
use crate::rules::support::components::is_component;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("shell-in-description", Warning, Recommended, "A description is a shell command that is never run");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    let node = document
        .frontmatter()
        .filter(|_| is_component(document))
        .and_then(|frontmatter| frontmatter.get("description"));
    let Some((node, text)) = node.and_then(|node| Some((node, node.as_str()?.trim()))) else { return };
    let inner = text.strip_prefix("$(").and_then(|rest| rest.strip_suffix(')'));
    // `$(...)` alone shows the syntax; a command has a program and an argument.
    if inner.is_some_and(|command| command.split_whitespace().count() >= 2) {
        sink.push(
            Diagnostic::new(&META, document.at(node.span), "the description is a shell command")
                .label("Claude Code does not run it, so the model reads the command")
                .help("write the text that the command should print")
                .at_key("description"),
        );
    }
}
