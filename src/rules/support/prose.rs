//! The lines of a Markdown body outside its code blocks, and the lines inside one, each with its bytes.

use crate::plugin::Document;
use crate::source::Span;
use crate::syntax::markdown::CodeBlock;

/// A line with its place in the file.
#[derive(Debug, Clone, Copy)]
pub struct Line<'t> {
    /// The text without the line break.
    pub text: &'t str,
    /// Its bytes.
    pub span: Span,
}

impl Line<'_> {
    /// The bytes of a part of the line.
    #[must_use]
    pub fn part(&self, start: usize, end: usize) -> Span {
        Span::new(self.span.start + start, self.span.start + end)
    }
}

/// The lines of `span` in the document's own text.
fn lines_of(text: &str, span: Span) -> impl Iterator<Item = Line<'_>> {
    let mut start = span.start;
    text.get(span.range()).unwrap_or_default().split_inclusive('\n').map(move |line| {
        let own = line.trim_end_matches(['\n', '\r']);
        let at = Span::new(start, start + own.len());
        start += line.len();
        Line { text: own, span: at }
    })
}

/// Longer lines are no prose: rules that look at every word of them would take minutes.
const LONGEST: usize = 20_000;

/// The lines of the body that are not code, in order.
#[must_use]
pub fn prose_lines(document: &Document) -> Vec<Line<'_>> {
    let Some(markdown) = document.markdown() else { return Vec::new() };
    let mut lines = Vec::new();
    let mut blocks = markdown.code_blocks.iter().peekable();
    for line in lines_of(document.file.text(), markdown.span) {
        while blocks.peek().is_some_and(|block| block.span.end <= line.span.start) {
            blocks.next();
        }
        if line.text.len() <= LONGEST && blocks.peek().is_none_or(|block| block.span.start > line.span.end) {
            lines.push(line);
        }
    }
    lines
}

/// The lines of a code block, fences left out.
#[must_use]
pub fn code_lines(block: &CodeBlock) -> Vec<Line<'_>> {
    let mut start = 0;
    block
        .text
        .split_inclusive('\n')
        .map(|line| {
            let own = line.trim_end_matches(['\n', '\r']);
            let span = block.source_span(Span::new(start, start));
            start += line.len();
            Line { text: own, span: Span::new(span.start, span.start + own.len()) }
        })
        .collect()
}

/// The words of a text with their offsets: runs of what `belongs` accepts.
pub fn words(text: &str, belongs: fn(char) -> bool) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(belongs)?;
        let length = text[start..].find(|c| !belongs(c)).unwrap_or(text.len() - start);
        rest = start + length;
        Some((start, &text[start..rest]))
    })
}

/// Whether a text is one kebab-case word: lower-case letters, digits and single hyphens, a letter first.
#[must_use]
pub fn is_kebab(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('-')
        && !text.contains("--")
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_offsets() {
        let found: Vec<_> = words("a-b, ü c", |c| c.is_ascii_alphanumeric() || c == '-').collect();
        assert_eq!(found, [(0, "a-b"), (8, "c")]);
    }

    #[test]
    fn kebab_words() {
        assert!(is_kebab("create-ticket2") && !is_kebab("Create") && !is_kebab("a--b") && !is_kebab("a-"));
    }
}
