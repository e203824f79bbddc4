//! `second-frontmatter`: a second block of frontmatter after the first, which is plain text.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::Document;
use crate::rule_meta;
use crate::rules::support::components::is_component;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;
use crate::syntax::yaml;

static META: RuleMeta =
    rule_meta!("second-frontmatter", Warning, Recommended, "A second block of frontmatter follows the first");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    let Some(span) = second_frontmatter(document).filter(|_| is_component(document)) else { return };
    let mut found = Diagnostic::new(&META, document.at(span), "a second block of frontmatter is not read")
        .label("Claude Code reads only the first block, and the model receives this one as text")
        .help("merge the two blocks");
    if let Some(first) = document.frontmatter() {
        found = found.also(document.at(first.content), "this block is used");
    }
    sink.push(found);
}

/// The block between two lines of dashes at the start of the body that looks like frontmatter.
#[must_use]
pub(crate) fn second_frontmatter(document: &Document) -> Option<Span> {
    let start = document.frontmatter()?.span.end;
    let body = document.file.text().get(start..)?;
    let trimmed = body.trim_start();
    let content = trimmed.strip_prefix("---")?.split_once('\n').filter(|(rest, _)| rest.trim().is_empty())?.1;
    let end = content.find("\n---")?;
    let block = &content[..end];
    let keys = yaml::parse(block).root?;
    let is_known =
        |key: &str| matches!(key, "name" | "description" | "allowed-tools" | "tools" | "model" | "argument-hint");
    if !keys.entries().iter().any(|entry| is_known(&entry.key)) {
        return None;
    }
    let from = start + (body.len() - trimmed.len());
    let to = from + (trimmed.len() - content.len()) + end + 4;
    Some(Span::new(from, to))
}
