//! Data that belongs to no request: JSON and YAML below a heading or sentence that may say what it is.

use super::{MAX_TEXT, json};
use crate::source::Span;
use crate::syntax::markdown::CodeBlock;
use crate::syntax::{Kind, Markdown, Node, yaml};

/// A record that a document shows, with the words that may say of what.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The data.
    pub node: Node,
    /// The whole block.
    pub span: Span,
    /// The sentence right above the block; empty when there is none.
    pub sentence: String,
    /// The heading that the block is under; empty when there is none.
    pub heading: String,
}

/// The record or list of records in a block of JSON or YAML.
pub(super) fn of_block(text: &str, markdown: &Markdown, block: &CodeBlock) -> Option<Sample> {
    let code = block.text(markdown);
    if code.len() > MAX_TEXT {
        return None;
    }
    let mut node = match block.language().as_str() {
        "json" | "json5" | "jsonc" => {
            let lead = code.find(['{', '['])?;
            let (node, end) = json::parse(code, lead)?;
            code.get(end..)?.trim().is_empty().then_some(node)?
        }
        "yaml" | "yml" => {
            let parsed = yaml::parse(code);
            let mut root = parsed.root.filter(|_| parsed.problems.is_empty())?;
            quote(&mut root);
            root
        }
        _ => return None,
    };
    let is_record = |node: &Node| node.is_mapping() && !node.entries().is_empty();
    if !is_record(&node) && !node.items().first().is_some_and(is_record) {
        return None;
    }
    node.map_spans(&|span| block.source_span(markdown, span));
    let heading = super::last_before(&markdown.headings, block.span.start, |heading| heading.span);
    let paragraph =
        super::last_before(&markdown.paragraphs, block.span.start, |paragraph| paragraph.span).filter(|paragraph| {
            text.get(paragraph.span.end..block.span.start).is_some_and(|gap| gap.trim_start().is_empty())
        });
    Some(Sample {
        node,
        span: block.span,
        sentence: paragraph.map(|paragraph| paragraph.text(markdown).to_owned()).unwrap_or_default(),
        heading: heading.map(|heading| heading.text(markdown).to_owned()).unwrap_or_default(),
    })
}

/// In YAML a word without quotes is a text, in the JSON of a document it may stand for any value.
fn quote(node: &mut Node) {
    node.plain = false;
    match &mut node.kind {
        Kind::Mapping(entries) => entries.iter_mut().for_each(|entry| quote(&mut entry.value)),
        Kind::Sequence(items) => items.iter_mut().for_each(quote),
        _ => {}
    }
}
