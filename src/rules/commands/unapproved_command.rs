//! `unapproved-command`: a command that runs at load time is not permitted, so Claude Code does not send the text.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::support::arguments::declared;
use crate::rules::support::components::field;
use crate::rules::support::load_commands::load_commands;
use crate::rules::support::permissions::{Refusal, permissions, refusal};
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "unapproved-command",
    Warning,
    Recommended,
    "A command that runs at load time is not permitted, so nothing is sent"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    if !matches!(document.kind, DocumentKind::Command | DocumentKind::Skill)
        || field(document, "shell").is_some_and(|shell| shell.eq_ignore_ascii_case("powershell"))
    {
        return;
    }
    let permissions = permissions(document);
    let arguments: Vec<&str> = declared(document).iter().map(|argument| argument.name).collect();
    let commands = load_commands(document).into_iter();
    let refused: Vec<_> =
        commands.filter_map(|found| Some((found.span, refusal(found.command, &permissions, &arguments)?))).collect();
    let Some((span, refusal)) = refused.first() else { return };
    let further = match refused.len() - 1 {
        0 => String::new(),
        more => format!("; {more} more in this file"),
    };
    let kind = if document.kind == DocumentKind::Skill { "skill" } else { "command" };
    let (message, help) = match refusal {
        Refusal::Substitution => (
            format!("this {kind} does not load: a nested command cannot be checked"),
            "remove the `$(...)` or backticks; only `Bash` without a pattern permits them".to_owned(),
        ),
        Refusal::Variable(name) => (
            format!("this {kind} does not load: the variable `{name}` cannot be checked"),
            "remove the variable; only `Bash` without a pattern permits it".to_owned(),
        ),
        Refusal::Outside { program, path } => (
            format!("this {kind} does not load: `{program}` may not read `{path}`"),
            "ask the model to read the file instead; only `Bash` without a pattern permits paths outside the user's project"
                .to_owned(),
        ),
        Refusal::Unmatched(text) => {
            let program = text.split(' ').next().unwrap_or_default();
            (
                format!("this {kind} does not load: `{program}` is not permitted"),
                format!("add `Bash({program}:*)` to `allowed-tools`"),
            )
        }
    };
    let mut found = Diagnostic::new(&META, document.at(*span), message)
        .label(format!("Claude Code rejects this command when the {kind} loads{further}"))
        .help(help)
        .help("or remove the `!` to let the model decide whether to run it");
    if let Some(permission) = permissions.iter().find(|permission| permission.flaw().is_some()) {
        found = found.also(document.at(permission.span), permission.flaw().unwrap_or_default());
    }
    sink.push(found);
}
