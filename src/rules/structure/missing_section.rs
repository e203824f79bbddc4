//! `missing-section`: a skill or command lacks a section that the profile asks for.

use crate::diag::{Diagnostic, RuleMeta, nearest};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!("missing-section", Error, Msp, "A skill or command lacks a required section");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

/// Sections of a skill, in order. Source: PRD, acceptance criterion 3.
pub const SKILL_SECTIONS: &[&str] = &[
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
pub const COMMAND_SECTIONS: &[&str] = &["Prerequisites", "Steps", "Parameters", "Examples", "Output", "Error Handling"];

/// The sections that a document must have.
#[must_use]
pub fn required(kind: DocumentKind) -> &'static [&'static str] {
    match kind {
        DocumentKind::Skill => SKILL_SECTIONS,
        DocumentKind::Command => COMMAND_SECTIONS,
        _ => &[],
    }
}

fn check(document: &Document, context: &Context, sink: &mut Sink) {
    let Some(markdown) = document.markdown() else { return };
    let sections: Vec<_> = markdown.headings.iter().filter(|heading| heading.level == 2).collect();
    let required: Vec<&str> = match context.settings.sections(document.kind) {
        Some(names) => names.iter().map(String::as_str).collect(),
        None => required(document.kind).to_vec(),
    };
    for name in &required {
        if sections.iter().any(|heading| heading.text == *name) {
            continue;
        }
        let have = required.iter().filter(|name| sections.iter().any(|heading| heading.text == **name)).count();
        let near = sections.iter().find(|heading| {
            let text = heading.text.to_lowercase();
            text.contains(&name.to_lowercase()) || nearest(name, [heading.text.as_str()]).is_some()
        });
        let found = Diagnostic::new(&META, document.start(), format!("missing required section `{name}`"));
        sink.push(match near {
            Some(heading) => Diagnostic {
                primary: crate::diag::Label {
                    location: document.at(heading.span),
                    text: format!("this heading comes near; the section is called `{name}`"),
                },
                ..found
            }
            .help(format!("rename the heading to `## {name}`")),
            None => found
                .label(format!("has {have} of {} required sections", required.len()))
                .help(format!("add `## {name}` with its content")),
        });
    }
}
