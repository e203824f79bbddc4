//! The blocks of a document that inline code is in, and whether a heading, a column or a label above them denies what they name.

use super::{Denial, denial};
use crate::source::Span;
use crate::syntax::Markdown;

/// A paragraph, item, heading or cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    pub(super) span: Span,
    /// The row and the header's cell, for a cell.
    pub(super) row: Option<Span>,
    pub(super) column: Option<Span>,
    /// Whether a heading above it, or the header of its column, says that it shows mistakes.
    pub(super) denied: Denial,
}

/// All of them in the order of their beginning, for the smallest one around a place.
pub(super) struct Blocks(Vec<Block>);

impl Blocks {
    pub(super) fn new(text: &str, markdown: &Markdown) -> Self {
        let denies = |heading: &&crate::syntax::markdown::Heading| denial::heading_denies(heading.text(markdown));
        let mut denied: Vec<(Span, Denial)> = markdown
            .headings
            .iter()
            .enumerate()
            .filter(|(_, heading)| denies(heading))
            .map(|(place, heading)| {
                let exists = denial::heading_denies_existence(heading.text(markdown));
                (markdown.section(place), if exists { Denial::Existence } else { Denial::Advice })
            })
            .collect();
        denied.extend(denied_lists(text, markdown));
        let above = |span: Span| denied.iter().find(|(section, _)| section.contains(span)).map(|(_, denial)| *denial);
        let block = |span: Span| Block { span, row: None, column: None, denied: above(span).unwrap_or_default() };
        let mut all: Vec<Block> =
            markdown.paragraphs.iter().chain(&markdown.items).map(|text| block(text.span)).collect();
        all.extend(markdown.headings.iter().map(|heading| Block { denied: Denial::None, ..block(heading.span) }));
        for table in &markdown.tables {
            let columns: Vec<bool> =
                table.header().iter().map(|cell| denial::heading_denies(cell.text(markdown))).collect();
            for row in table.rows() {
                let (Some(first), Some(last)) = (row.first(), row.last()) else { continue };
                let row_span = Span::new(first.span.start, last.span.end);
                for (place, cell) in row.iter().enumerate() {
                    let own = block(cell.span);
                    let wrong = own.denied != Denial::None || columns.get(place).copied().unwrap_or_default();
                    let denied = if wrong { Denial::Advice } else { Denial::None };
                    let column = table.header().get(place).map(|header| header.span);
                    all.push(Block { row: Some(row_span), column, denied, ..own });
                }
            }
        }
        all.sort_by_key(|block| block.span);
        Self(all)
    }

    pub(super) fn around(&self, place: Span) -> Option<&Block> {
        let after = self.0.partition_point(|block| block.span.start <= place.start);
        // The innermost block begins last; a few siblings may stand between it and the place.
        self.0.get(..after)?.iter().rev().take(64).find(|block| block.span.contains(place))
    }
}

/// The lists below a label that denies them: "What does not exist:", "Never send:".
fn denied_lists(text: &str, markdown: &Markdown) -> Vec<(Span, Denial)> {
    let touches = |from: usize, to: usize| text.get(from..to).is_some_and(|gap| gap.trim().is_empty());
    let labels = markdown.paragraphs.iter().filter_map(|paragraph| {
        let label = text.get(paragraph.span.range())?;
        let is_label = label.trim_end().ends_with(':') && !label.contains('`');
        let denies = |label: &str| {
            let start = label.trim_start_matches(|c: char| !c.is_alphanumeric());
            let is_wrong = [" is wrong", " are wrong"].iter().any(|phrase| label.contains(phrase));
            is_wrong || start.starts_with("Never ") || denial::label_denies(label) || denial::heading_denies(label)
        };
        (is_label && denies(label)).then_some((paragraph.span, label))
    });
    let labels: Vec<(Span, &str)> = labels.collect();
    if labels.is_empty() {
        return Vec::new();
    }
    let mut items: Vec<Span> = markdown.items.iter().map(|item| item.span).collect();
    items.sort_unstable();
    let list = |(label, words): (Span, &str)| {
        let mut end = label.end;
        let from = items.partition_point(|item| item.start < label.end);
        for item in items.iter().skip(from).filter(|item| item.end > label.end) {
            if item.end > end && !touches(end, item.start) {
                break;
            }
            end = end.max(item.end);
        }
        let exists = denial::heading_denies_existence(words);
        (Span::new(label.end, end), if exists { Denial::Existence } else { Denial::Advice })
    };
    labels.into_iter().map(list).collect()
}
