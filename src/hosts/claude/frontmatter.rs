//! The frontmatter of skills, commands and agents: present, valid, and with a few fields of the right type.
//!
//! Source: the Claude Code CLI. It does not check unknown fields, lengths, or the values of most fields.

use std::sync::Arc;

use super::findings::{
    IGNORED_FIELD, INVALID_FRONTMATTER, INVALID_VALUE, MISSING_DESCRIPTION, MISSING_FRONTMATTER, WRONG_TYPE,
};
use super::quoting;
use super::report::Report;
use super::schema::type_name;
use crate::diag::{Diagnostic, Fix};
use crate::source::{SourceFile, Span};
use crate::syntax::{Frontmatter, Kind as Value, Node};

/// Who owns the components. In a project, a file without frontmatter is not an agent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Plugin,
    Project,
}

/// The kind of component.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ComponentKind {
    Skill,
    Command,
    Agent,
}

impl ComponentKind {
    fn name(self) -> &'static str {
        match self {
            Self::Skill => "skill",
            Self::Command => "command",
            Self::Agent => "agent",
        }
    }
}

/// Checks one file and its frontmatter.
pub(super) fn check(
    file: &Arc<SourceFile>,
    frontmatter: Option<&Frontmatter>,
    kind: ComponentKind,
    owner: Owner,
    found: &mut Vec<Diagnostic>,
) {
    let mut report = Report::new(file, found);
    let Some(frontmatter) = frontmatter else {
        if kind != ComponentKind::Agent || owner == Owner::Plugin {
            missing(file, kind, &mut report);
        }
        return;
    };
    let root = match frontmatter.as_claude_reads() {
        Ok(root) => root,
        Err(problem) => {
            let message = format!("invalid frontmatter: {}", problem.message);
            let loss = match (kind, owner) {
                (ComponentKind::Agent, Owner::Plugin) => {
                    "Claude Code names the agent after its file and ignores every field"
                }
                (ComponentKind::Agent, Owner::Project) => "Claude Code does not load the agent",
                _ => "Claude Code ignores every field",
            };
            let found = report.at(&INVALID_FRONTMATTER, "frontmatter", problem.span, message);
            let found = found.label(loss);
            let block = file.text().get(frontmatter.content.range()).unwrap_or_default();
            report.push(match quoting::quote(file.text(), frontmatter.content, problem.span) {
                Some(edits) if edits.len() > 1 => found.with_fix(Fix::safe("put quotes around the values", edits)),
                Some(edits) => found.with_fix(Fix::safe("put quotes around the value", edits)),
                None if !starts_with_key(block) => found.help(
                    "`---` on the first line starts the frontmatter: remove it, or write `key: value` lines below it",
                ),
                None => found.help("put quotes around the value that YAML cannot parse"),
            });
            return;
        }
    };
    match &root.kind {
        Value::Mapping(_) | Value::Null => fields(root, frontmatter.content, kind, owner, &mut report),
        _ => {
            let message = format!("the frontmatter is {}, expected `key: value` lines", type_name(root));
            report.add(&INVALID_FRONTMATTER, "frontmatter", root.span, message);
        }
    }
}

/// Reports a file without frontmatter, or with a first line `---` that nothing closes.
fn missing(file: &SourceFile, kind: ComponentKind, report: &mut Report<'_>) {
    let text = file.text();
    let first = text.lines().next().unwrap_or_default();
    let found = if first.trim_start_matches('\u{feff}').trim_end() == "---" {
        let message = format!("the frontmatter of the {} is not closed", kind.name());
        let start = text.len() - text.trim_start_matches('\u{feff}').len();
        let found = report.at(&MISSING_FRONTMATTER, "frontmatter", Span::new(start, start + 3), message);
        let found = found.label("no `---` follows this one, so Claude Code reads everything as text");
        let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
        found.help(if starts_with_key(rest) {
            "add a line `---` after the last field"
        } else {
            "add `key: value` lines and a line `---`"
        })
    } else {
        let message = format!("the {} has no frontmatter", kind.name());
        let found = report.at(&MISSING_FRONTMATTER, "frontmatter", Span::at(0), message);
        if starts_with_key(text) {
            found.help("add a line `---` before the first field and another after the last")
        } else {
            found.help("start the file with the lines `---`, `description: …` and `---`")
        }
    };
    report.push(found);
}

/// Whether the first line with text is `key: value` or `key:`.
fn starts_with_key(text: &str) -> bool {
    let first = text.lines().map(str::trim_end).find(|line| !line.is_empty()).unwrap_or_default();
    let is_word =
        |key: &str| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    first.split_once(':').is_some_and(|(key, value)| is_word(key) && (value.is_empty() || value.starts_with(' ')))
}

fn fields(root: &Node, content: Span, kind: ComponentKind, owner: Owner, report: &mut Report<'_>) {
    let named = field(root, "name").and_then(Node::as_str).is_some();
    match field(root, "description") {
        None if kind == ComponentKind::Agent && owner == Owner::Project && !named => {}
        None => {
            let message = format!("the {} has no description", kind.name());
            let found = report.at(&MISSING_DESCRIPTION, "description", Span::at(content.start), message);
            report.push(found.help("describe what it does and when to use it"));
        }
        Some(node) if node.is_mapping() || node.is_sequence() => wrong("description", node, "a string", report),
        Some(_) => {}
    }
    if let Some(node) = field(root, "name").filter(|node| !matches!(node.kind, Value::String(_) | Value::Null)) {
        wrong("name", node, "a string", report);
    }
    if let Some(node) = field(root, "allowed-tools") {
        let strings = |item: &Node| item.as_str().is_some();
        match &node.kind {
            Value::String(_) | Value::Null => {}
            Value::Sequence(items) if items.iter().all(strings) => {}
            _ => wrong("allowed-tools", node, "a string or a list of strings", report),
        }
    }
    if kind == ComponentKind::Agent {
        return;
    }
    if let Some(node) = field(root, "shell") {
        let known =
            node.as_str().is_some_and(|shell| ["bash", "powershell"].contains(&shell.trim().to_lowercase().as_str()));
        if !known && node.kind != Value::Null {
            let message = "unknown `shell`: expected `bash` or `powershell`";
            report.add(&INVALID_VALUE, "shell", node.span, message);
        }
    }
    if let Some(node) = field(root, "metadata").filter(|node| !node.is_mapping() && node.kind != Value::Null) {
        let message = format!("`metadata` is {}, expected `key: value` pairs", type_name(node));
        report.add(&IGNORED_FIELD, "metadata", node.span, message);
    }
}

/// A field, including one that a merge key (`<<`) adds.
fn field<'n>(root: &'n Node, key: &str) -> Option<&'n Node> {
    root.get(key).or_else(|| {
        let merged = root.get("<<")?;
        merged.get(key).or_else(|| merged.items().iter().find_map(|item| item.get(key)))
    })
}

fn wrong(key: &str, node: &Node, expected: &str, report: &mut Report<'_>) {
    let message = format!("`{key}` is {}, expected {expected}", type_name(node));
    report.add(&WRONG_TYPE, key, node.span, message);
}
