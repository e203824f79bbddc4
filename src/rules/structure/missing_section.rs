//! `missing-section`: a skill or command lacks a section that the profile requires.

use crate::diag::{Applicability, Diagnostic, Edit, Fix, RuleMeta, Severity, nearest};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};
use crate::syntax::Markdown;
use crate::syntax::markdown::Heading;

static META: RuleMeta = rule_meta!("missing-section", Error, Msp, "A skill or command lacks a required section");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

/// Sections of a skill, in order. Source: PRD, acceptance criterion 3.
pub(crate) const SKILL_SECTIONS: &[&str] = &[
    "Overview",
    "Key Concepts",
    "Field Reference",
    "API Patterns",
    "Workflows",
    "Error Handling",
    "Best Practices",
    "Related Skills",
];

/// Sections of a command, in order. Source: PRD, acceptance criterion 4.
pub(crate) const COMMAND_SECTIONS: &[&str] =
    &["Prerequisites", "Steps", "Parameters", "Examples", "Output", "Error Handling"];

/// Other headings that existing skills and commands use for the same content.
const SYNONYMS: &[(&str, &[&str])] = &[
    ("Key Concepts", &["core concepts", "concepts"]),
    ("API Patterns", &["mcp tools", "api tools", "api operations", "api endpoints", "endpoint reference"]),
    ("Field Reference", &["fields", "complete field reference", "key fields"]),
    ("Steps", &["instructions", "workflow", "process"]),
    ("Parameters", &["arguments", "options"]),
    ("Output", &["output format", "example output"]),
];

/// The sections that a document requires.
#[must_use]
pub(crate) fn required(kind: DocumentKind) -> &'static [&'static str] {
    match kind {
        DocumentKind::Skill => SKILL_SECTIONS,
        DocumentKind::Command => COMMAND_SECTIONS,
        _ => &[],
    }
}

fn check(document: &Document, context: &Context, sink: &mut Sink) {
    let Some(markdown) = document.markdown() else { return };
    let mut sections: Vec<&Heading> = markdown.headings.iter().filter(|heading| heading.level == 2).collect();
    let required: Vec<&str> = match context.settings.sections(document.kind) {
        Some(names) => names.iter().map(String::as_str).collect(),
        None => required(document.kind).to_vec(),
    };
    let missing: Vec<&str> = required
        .iter()
        .copied()
        .filter(|name| !sections.iter().any(|heading| heading.text(markdown) == *name))
        .collect();
    sections.retain(|heading| !required.contains(&heading.text(markdown)));
    for name in &missing {
        let message = format!("missing required section `{name}`");
        sink.push(match sections.iter().position(|heading| is_near(name, heading.text(markdown))) {
            Some(at) => near_name(document, markdown, sections.remove(at), name, message),
            None => Diagnostic::new(&META, document.start(), message)
                .label(format!("has {} of {} required sections", required.len() - missing.len(), required.len()))
                .help(format!("add `## {name}` with its content")),
        });
    }
}

fn near_name(document: &Document, markdown: &Markdown, heading: &Heading, name: &str, message: String) -> Diagnostic {
    let same_words = heading.text(markdown).eq_ignore_ascii_case(name);
    let applicability = if same_words { Applicability::Safe } else { Applicability::Unsafe };
    let edit = Edit { span: heading.span, text: format!("## {name}") };
    Diagnostic::new(&META, document.at(heading.span), message)
        .with_severity(Severity::Warning)
        .label(format!("similar to the required section `{name}`"))
        .help(format!("rename the heading to `## {name}`"))
        .with_fix(Fix::new(format!("rename to `{name}`"), applicability, vec![edit]))
}

fn is_near(name: &str, heading: &str) -> bool {
    let text = heading.to_lowercase();
    let synonyms = SYNONYMS.iter().find(|(section, _)| section == &name).map_or(&[][..], |(_, names)| names);
    text.contains(&name.to_lowercase()) || synonyms.contains(&text.as_str()) || nearest(name, [heading]).is_some()
}
