//! `long-skill`: a skill with more lines than the Agent Skills specification recommends.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!("long-skill", Warning, Msp, "A skill has more than 500 lines");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

/// The maximum that the specification recommends.
pub(crate) const MAX_LINES: usize = 500;

/// The number of lines after a document's frontmatter.
#[must_use]
pub(crate) fn body_lines(document: &Document) -> usize {
    document.markdown().map_or(0, |markdown| document.file.slice(markdown.span).lines().count())
}

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    let lines = body_lines(document);
    if document.kind == DocumentKind::Skill && lines > MAX_LINES {
        sink.push(
            Diagnostic::new(&META, document.start(), format!("skill has {lines} lines"))
                .label("Claude Code loads all of them when the skill is used")
                .help("move details to files in `references/`, which are read only when needed"),
        );
    }
}
