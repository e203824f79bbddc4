//! Allow comments beside a finding, and the rules about them: `unused-allow` and `allow-without-reason`.
//!
//! `<!-- plugin-gen: allow(rule) reason -->` in Markdown, `# plugin-gen: allow(rule) reason` in YAML, frontmatter and
//! other text. At the end of a line it covers that line; on a line of its own it covers the block or key below it.
//! `allow-file(rule)` covers the whole file.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8PathBuf;

use super::{Check, Rule, find};
use crate::config::PathAllow;
use crate::diag::{Applicability, Diagnostic, Edit, Fix, RuleMeta, nearest};
use crate::plugin::{Content, Document};
use crate::rule_meta;
use crate::source::{Location, SourceFile, Span};
use crate::syntax::{Node, Parsed};

static UNUSED_META: RuleMeta =
    rule_meta!("unused-allow", Warning, Recommended, "An allow comment or entry suppresses nothing");
static REASON_META: RuleMeta =
    rule_meta!("allow-without-reason", Warning, Recommended, "An allow comment gives no reason");

/// Reports allows that suppress nothing.
pub(super) static UNUSED: Rule = Rule { meta: &UNUSED_META, check: Check::Elsewhere };
/// Reports allows without a reason.
pub(super) static WITHOUT_REASON: Rule = Rule { meta: &REASON_META, check: Check::Elsewhere };

const MARK: &str = "plugin-gen: allow";

/// One rule in one allow.
#[derive(Debug)]
pub(super) struct Allow {
    file: Arc<SourceFile>,
    rule: String,
    /// The rule's name in the comment.
    name: Span,
    /// The whole comment.
    comment: Span,
    /// The bytes that it covers; `None` for the whole file.
    covers: Option<Span>,
    reason: bool,
    used: bool,
}

/// The allows in a document, one for each rule.
#[must_use]
pub(super) fn allows(document: &Document) -> Vec<Allow> {
    let text = document.file.text();
    if memchr::memmem::find(text.as_bytes(), MARK.as_bytes()).is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for comment in comments(document) {
        let Some(at) = text.get(comment.range()).and_then(|words| words.find(MARK)) else { continue };
        let words = &text[comment.start + at + MARK.len()..comment.end];
        let (whole_file, words) = match words.strip_prefix("-file") {
            Some(rest) => (true, rest),
            None => (false, words),
        };
        let Some((names, reason)) = words.strip_prefix('(').and_then(|words| words.split_once(')')) else { continue };
        let reason = reason.trim().trim_end_matches("-->").trim_matches([' ', ':', '-', '—']);
        let mut start = comment.end - words.len() + 1;
        for name in names.split(',') {
            let lead = name.len() - name.trim_start().len();
            found.push(Allow {
                file: Arc::clone(&document.file),
                rule: name.trim().to_owned(),
                name: Span::new(start + lead, start + lead + name.trim().len()),
                comment,
                covers: (!whole_file).then(|| covered(document, comment)),
                reason: !reason.is_empty(),
                used: false,
            });
            start += name.len() + 1;
        }
    }
    found
}

/// Every comment that may contain an allow.
fn comments(document: &Document) -> Vec<Span> {
    let text = document.file.text();
    match &document.content {
        Content::Markdown(frontmatter, markdown) => {
            let mut spans = frontmatter.as_ref().map(|block| block.yaml.comments.clone()).unwrap_or_default();
            for (at, _) in text.match_indices("<!--") {
                let length = text[at..].find("-->").map_or(text.len() - at, |length| length + 3);
                let last = markdown.html.partition_point(|html| html.start <= at);
                if markdown.html[..last].last().is_some_and(|html| html.contains(Span::at(at))) {
                    spans.push(Span::new(at, at + length));
                }
            }
            spans
        }
        Content::Yaml(parsed) => parsed.comments.clone(),
        Content::Text => {
            let at = text.match_indices(MARK).map(|(at, _)| at);
            at.map(|at| Span::new(at, text[at..].find('\n').map_or(text.len(), |length| at + length))).collect()
        }
        Content::Json(_) | Content::Unread(_) => Vec::new(),
    }
}

/// The comment's own line if it has other content; otherwise the block, key or line below.
fn covered(document: &Document, comment: Span) -> Span {
    let text = document.file.text();
    let line_start = text[..comment.start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[comment.end..].find('\n').map_or(text.len(), |at| comment.end + at);
    let before = text[line_start..comment.start].trim_matches([' ', '\t', '#', '/', '-', '\u{feff}']);
    if !before.is_empty() || !text[comment.end..line_end].trim().is_empty() {
        return Span::new(line_start, line_end + 1);
    }
    let next = match &document.content {
        Content::Markdown(Some(frontmatter), _) if frontmatter.content.contains(comment) => {
            next_key(&frontmatter.yaml, line_end)
        }
        Content::Markdown(_, markdown) => {
            let heading = markdown.headings.partition_point(|heading| heading.span.start < comment.end);
            let block = markdown.blocks.partition_point(|block| block.start < comment.end);
            let heading = markdown.headings.get(heading).map(|heading| heading.span);
            heading.into_iter().chain(markdown.blocks.get(block).copied()).min()
        }
        Content::Yaml(parsed) => next_key(parsed, line_end),
        _ => None,
    };
    next.unwrap_or_else(|| {
        let start = (line_end + 1).min(text.len());
        Span::new(start, text[start..].find('\n').map_or(text.len(), |at| start + at) + 1)
    })
}

/// The first key or list item after `position`, with its value.
fn next_key(parsed: &Parsed, position: usize) -> Option<Span> {
    fn first(node: &Node, position: usize) -> Option<Span> {
        let keys =
            node.entries().iter().map(|entry| (Span::new(entry.key_span.start, entry.value.span.end), &entry.value));
        let items = node.items().iter().map(|item| (item.span, item));
        keys.chain(items).find_map(|(span, value)| match span.start >= position {
            true => Some(span),
            false if span.end >= position => first(value, position),
            false => None,
        })
    }
    first(parsed.root.as_ref()?, position)
}

impl Allow {
    fn matches(&self, found: &Diagnostic) -> bool {
        let location = &found.primary.location;
        self.rule == found.rule.name
            && self.covers.is_none_or(|span| span.start <= location.span.start && location.span.start < span.end)
    }

    fn unused(&self) -> Diagnostic {
        let text = self.file.text();
        let start = text[..self.comment.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[self.comment.end..].find('\n').map_or(text.len(), |at| self.comment.end + at + 1);
        let alone = text[start..self.comment.start].trim().is_empty() && text[self.comment.end..end].trim().is_empty();
        let span = if alone { Span::new(start, end) } else { self.comment };
        let found = Diagnostic::new(
            &UNUSED_META,
            Location::new(&self.file, self.name),
            format!("unused allow of `{}`", self.rule),
        );
        let only = text[self.comment.range()].matches(',').count() == 0;
        let found = found.label("there is no finding to suppress here").help("remove the comment");
        match only {
            true => found.with_fix(Fix::new(
                "remove the comment",
                Applicability::Unsafe,
                vec![Edit { span, text: String::new() }],
            )),
            false => found,
        }
    }
}

/// Removes the allowed findings, and reports allows that are unused, unknown or without a reason.
///
/// `ran` says whether a rule ran. An allow of a rule that did not run is not reported.
pub(super) fn apply(
    diagnostics: &mut Vec<Diagnostic>,
    mut allows: Vec<Allow>,
    ran: impl Fn(&str) -> bool,
) -> Vec<Diagnostic> {
    let mut about = Vec::new();
    let mut by_file: BTreeMap<Utf8PathBuf, Vec<usize>> = BTreeMap::new();
    for (index, allow) in allows.iter().enumerate() {
        by_file.entry(allow.file.path().to_owned()).or_default().push(index);
    }
    diagnostics.retain(|found| {
        let there = by_file.get(found.primary.location.file.path());
        let mut allowed = false;
        for index in there.into_iter().flatten() {
            if allows[*index].matches(found) {
                allows[*index].used = true;
                allowed = true;
            }
        }
        !allowed
    });
    for allow in &allows {
        let at = Location::new(&allow.file, allow.name);
        match find(&allow.rule) {
            None => {
                let near = nearest(&allow.rule, super::RULES.iter().map(|rule| rule.meta.name));
                let found = Diagnostic::new(&UNUSED_META, at.clone(), format!("unknown rule `{}`", allow.rule));
                about.push(found.label("this allow suppresses nothing").did_you_mean(near));
            }
            Some(_) if !allow.used && ran(&allow.rule) => about.push(allow.unused()),
            Some(_) => {}
        }
        if !allow.reason {
            let found = Diagnostic::new(&REASON_META, at, format!("missing reason for allowing `{}`", allow.rule));
            about.push(found.help("add the reason after the closing parenthesis"));
        }
    }
    about
}

/// The finding about an allow in the configuration that suppresses nothing.
#[must_use]
pub(super) fn unused_in_config(allow: &PathAllow) -> Diagnostic {
    let message = format!("unused allow of `{}`", allow.rule);
    Diagnostic::new(&UNUSED_META, allow.location.clone(), message).help("remove the entry")
}
