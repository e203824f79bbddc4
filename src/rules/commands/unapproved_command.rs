//! `unapproved-command`: a command that runs when the text loads, without `allowed-tools` that let it.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::support::tools::tools;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;

static META: RuleMeta = rule_meta!(
    "unapproved-command",
    Warning,
    Recommended,
    "A command that runs at load is not among the allowed tools"
);

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    let Some(markdown) = document.markdown() else { return };
    if !matches!(document.kind, DocumentKind::Command | DocumentKind::Skill) {
        return;
    }
    let allowed = tools(document)
        .iter()
        .any(|tool| tool.field == "allowed-tools" && matches!(tool.name, "Bash" | "PowerShell" | "*"));
    if allowed {
        return;
    }
    let text = document.file.text();
    let mut found: Vec<(Span, &str)> = Vec::new();
    for code in &markdown.code_spans {
        let Some(before) = text[..code.span.start].strip_suffix('!') else { continue };
        let opens = before.is_empty() || before.ends_with(char::is_whitespace);
        let single = !text[code.span.start..].starts_with("``");
        // `!` alone, or a word of prose in front, speaks about the notation.
        let command = code.text(markdown).trim();
        if !opens || !single || matches!(command, "" | "cmd" | "command" | "...") {
            continue;
        }
        let program = command.split_whitespace().next().unwrap_or_default();
        found.push((Span::new(code.span.start - 1, code.span.end), program));
    }
    let (Some((span, program)), more) = (found.first(), found.len().saturating_sub(1)) else { return };
    let mut programs: Vec<&str> = found.iter().map(|(_, program)| *program).collect();
    programs.sort_unstable();
    programs.dedup();
    let tools: Vec<String> = programs.iter().map(|program| format!("Bash({program}:*)")).collect();
    let further = match more {
        0 => String::new(),
        more => format!("; {more} more in this file"),
    };
    sink.push(
        Diagnostic::new(
            &META,
            document.at(*span),
            format!("`{program}` runs when this text loads, and nothing allows it"),
        )
        .label(format!("Claude Code runs this before the model sees the text{further}"))
        .help(format!("add `allowed-tools: {}` to the frontmatter", tools.join(", ")))
        .help("or take the `!` away, so that the model decides whether to run it"),
    );
}
