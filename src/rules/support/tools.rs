//! Tool names in `allowed-tools`, `tools` and their deny counterparts.

use crate::plugin::Document;
use crate::source::Span;
use crate::syntax::Node;

/// Fields that name tools.
const FIELDS: &[&str] = &["allowed-tools", "disallowed-tools", "disallowedTools", "tools"];

/// A tool as written in the frontmatter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tool<'d> {
    /// The field that names it.
    pub field: &'static str,
    /// The name without its pattern: `Bash` for `Bash(git:*)`.
    pub name: &'d str,
    /// The bytes of the name.
    pub span: Span,
}

impl Tool<'_> {
    /// Whether the name contains a placeholder such as `{{SEARCH_TOOL}}`, which an installer replaces.
    #[must_use]
    pub(crate) fn is_template(&self) -> bool {
        self.name.contains('{')
    }
}

/// Every tool that the frontmatter of a document names.
#[must_use]
pub(crate) fn tools(document: &Document) -> Vec<Tool<'_>> {
    let mut found = Vec::new();
    for field in FIELDS {
        let Some(node) = document.frontmatter().and_then(|frontmatter| frontmatter.get(field)) else { continue };
        let single = std::slice::from_ref(node);
        for item in if node.is_sequence() { node.items() } else { single } {
            collect(document, field, item, &mut found);
        }
    }
    found
}

/// Splits at commas and spaces outside brackets and braces. Positions refer to the raw text, including quotes.
fn collect<'d>(document: &'d Document, field: &'static str, node: &Node, found: &mut Vec<Tool<'d>>) {
    let raw = document.file.slice(node.span);
    let mut depth = 0_usize;
    let mut start = None;
    let ends = raw.char_indices().map(|(at, character)| (at, Some(character))).chain([(raw.len(), None)]);
    for (at, character) in ends {
        let in_braces = start.is_some_and(|from: usize| raw[from..at].rfind('{') > raw[from..at].rfind('}'));
        let belongs = character.is_some_and(|c| {
            in_braces || c.is_alphanumeric() || matches!(c, '_' | '-' | '*' | '.' | '/' | ':' | '{' | '}')
        });
        match character {
            Some('(' | '[') if depth > 0 || start.is_some() => depth += 1,
            Some(')' | ']') => depth = depth.saturating_sub(1),
            _ => {}
        }
        match start {
            None if belongs && depth == 0 => start = Some(at),
            Some(from) if !belongs => {
                let span = Span::new(node.span.start + from, node.span.start + at);
                found.push(Tool { field, name: &raw[from..at], span });
                start = None;
            }
            _ => {}
        }
    }
}

/// Built-in tools. Source: the names in the CLI, and those of earlier versions that files still use.
#[rustfmt::skip]
pub(crate) const BUILT_IN: &[&str] = &[
    "Agent", "Artifact", "AskUserQuestion", "Bash", "BashOutput", "CronCreate", "CronDelete", "CronList", "Edit",
    "EnterPlanMode", "EnterWorktree", "ExitPlanMode", "ExitWorktree", "Glob", "Grep", "KillBash", "KillShell", "LS", "LSP",
    "ListMcpResources", "ListMcpResourcesTool", "Monitor", "MultiEdit", "NotebookEdit", "NotebookRead", "PowerShell",
    "PushNotification", "REPL", "Read", "ReadMcpResource", "ReadMcpResourceTool", "RemoteTrigger",
    "ReportFindings", "ScheduleWakeup", "SendMessage", "SendUserFile", "SendUserMessage", "Skill", "SlashCommand", "StructuredOutput", "Task", "TaskCreate", "TaskGet", "TaskList",
    "TaskOutput", "TaskStop", "TaskUpdate", "TeamCreate", "TeamDelete", "TodoRead", "TodoWrite", "ToolSearch",
    "WaitForMcpServers", "WebFetch", "WebSearch", "Workflow", "Write",
];
