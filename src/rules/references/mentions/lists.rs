//! Names in examples, lists and tables.

use super::prose::name_length;
use super::words::{OF_KINDS, OF_ROUTES};
use super::{Headings, KINDS, Mention};
use crate::plugin::{Document, DocumentKind};
use crate::rules::support::arguments::invocations;
use crate::rules::support::prose::is_kebab;
use crate::source::Span;
use crate::syntax::Markdown;
use crate::syntax::markdown::Text;

/// Commands in examples: all with the plugin's name, and others where a command or README shows its usage.
pub(super) fn typed(document: &Document, headings: &Headings<'_>, plugin: &str, found: &mut Vec<Mention>) {
    for invocation in invocations(document) {
        let heading = headings.above(invocation.span.start);
        let (name, own) = match invocation.name.split_once(':') {
            Some((owner, name)) if owner == plugin => (name, true),
            Some(_) => continue,
            None => (invocation.name, false),
        };
        let shows = match document.kind {
            DocumentKind::Command => ["usage", "example", "command"].iter().any(|word| heading.contains(word)),
            DocumentKind::Readme => {
                heading.contains("command")
                    || name.contains('-') && ["usage", "example", "quick"].iter().any(|word| heading.contains(word))
            }
            _ => false,
        };
        if own || shows && is_kebab(name) && !OF_ROUTES.any_in(&heading) {
            found.push(Mention { name: name.to_owned(), span: invocation.span, kind: "command", own });
        }
    }
}

/// The first word of each item or row in a list of related skills, or in the README's lists of components.
pub(super) fn listed(document: &Document, headings: &Headings<'_>, found: &mut Vec<Mention>) {
    let Some(markdown) = document.markdown() else { return };
    let readme = document.kind == DocumentKind::Readme;
    let kind_of = |index: usize| {
        let text = markdown.headings.get(index)?.text(markdown);
        if !OF_KINDS.any_in(text) {
            return None;
        }
        let heading = headings.plain(index);
        KINDS.into_iter().find(|kind| {
            let related = heading.contains("related") && heading.contains(kind);
            let own = heading.strip_suffix('s').and_then(|heading| heading.strip_suffix(kind));
            related || readme && own.is_some_and(|lead| matches!(lead, "" | "available " | "included " | "the "))
        })
    };
    let kinds: Vec<Option<&str>> = (0..markdown.headings.len()).map(kind_of).collect();
    if kinds.iter().all(Option::is_none) {
        return;
    }
    let rows = markdown.tables.iter().flat_map(|table| table.rows()).filter_map(|row| row.first());
    for text in markdown.items.iter().chain(rows) {
        let kind = headings.index(text.span.start).and_then(|index| *kinds.get(index)?);
        let link = markdown.links.partition_point(|link| link.span.start < text.span.start);
        let has_link = markdown.links.get(link).is_some_and(|link| text.span.contains(link.span));
        if let (Some(kind), Some((name, span)), false) = (kind, lead(document, markdown, text), has_link) {
            found.push(Mention { name, span, kind, own: readme });
        }
    }
}

/// The name at the start of an item, if a separator or nothing follows it.
fn lead(document: &Document, markdown: &Markdown, text: &Text) -> Option<(String, Span)> {
    let plain = text.text(markdown).trim_start_matches('/');
    let name = &plain[..name_length(plain)];
    let rest = plain[name.len()..].trim_start();
    let separated = rest.is_empty() || rest.starts_with(['-', '–', '—', ':', '(']);
    if !separated || !is_kebab(name) || matches!(name, "none" | "n-a" | "na" | "tbd") {
        return None;
    }
    let at = document.file.slice(text.span).find(name)? + text.span.start;
    Some((name.to_owned(), Span::new(at, at + name.len())))
}
