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
            let message = format!("the {} has no frontmatter", kind.name());
            let found = report.at(&MISSING_FRONTMATTER, "frontmatter", Span::at(0), message);
            report.push(found.help("start the file with the lines `---`, `description: …` and `---`"));
        }
        return;
    };
    let root = match frontmatter.as_claude_reads() {
        Ok(root) => root,
        Err(problem) => {
            let message = format!("invalid frontmatter: {}", problem.message);
            let loss = match kind {
                ComponentKind::Agent => "Claude Code names the agent after its file and ignores every field",
                _ => "Claude Code ignores every field",
            };
            let found = report.at(&INVALID_FRONTMATTER, "frontmatter", problem.span, message);
            let found = found.label(loss);
            report.push(match quoting::quote(file.text(), frontmatter.content, problem.span) {
                Some(edit) => found.with_fix(Fix::safe("put quotes around the value", vec![edit])),
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
