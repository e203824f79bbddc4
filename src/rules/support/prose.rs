//! The lines of a Markdown body outside its code blocks, and the lines inside a code block, each with its span.

use crate::plugin::Document;
use crate::source::Span;
use crate::syntax::Markdown;
use crate::syntax::markdown::CodeBlock;

/// A line with its span in the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'t> {
    /// The text without the line break.
    pub text: &'t str,
    /// Its bytes.
    pub span: Span,
}

impl Line<'_> {
    /// The bytes of a part of the line.
    #[must_use]
    pub(crate) fn part(&self, start: usize, end: usize) -> Span {
        Span::new(self.span.start + start, self.span.start + end)
    }
}

/// The lines of `span` in the document's own text.
fn lines_of(text: &str, span: Span) -> impl Iterator<Item = Line<'_>> {
    let text = text.get(span.range()).unwrap_or_default();
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
    let last = (!text.is_empty() && !text.ends_with('\n')).then_some(text.len());
    let mut start = 0;
    ends.chain(last).map(move |end| {
        let own = without_break(&text[start..end]);
        let at = Span::new(span.start + start, span.start + start + own.len());
        start = end;
        Line { text: own, span: at }
    })
}

fn without_break(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}

/// The longest line that is read as prose, in bytes. Rules that check every word would take minutes on a longer one.
pub(crate) const MAX_LINE: usize = 20_000;

/// The lines of the body outside code that are too long to be read as prose.
pub(crate) fn long_lines(document: &Document) -> impl Iterator<Item = Line<'_>> {
    let text = document.file.text();
    let markdown = document.markdown().filter(|_| text.len() > MAX_LINE);
    let lines = markdown.map(|markdown| (markdown, lines_of(text, markdown.span)));
    lines.into_iter().flat_map(|(markdown, lines)| {
        lines.filter(|line| line.text.len() > MAX_LINE).filter(move |line| {
            let block = markdown.code_blocks.partition_point(|block| block.span.end <= line.span.start);
            markdown.code_blocks.get(block).is_none_or(|block| block.span.start > line.span.end)
        })
    })
}

/// The lines of the body outside code, in order.
#[must_use]
pub(crate) fn prose_lines(document: &Document) -> Vec<Line<'_>> {
    let Some(markdown) = document.markdown() else { return Vec::new() };
    let mut lines = Vec::new();
    let mut blocks = markdown.code_blocks.iter().peekable();
    for line in lines_of(document.file.text(), markdown.span) {
        while blocks.peek().is_some_and(|block| block.span.end <= line.span.start) {
            blocks.next();
        }
        if line.text.len() <= MAX_LINE && blocks.peek().is_none_or(|block| block.span.start > line.span.end) {
            lines.push(line);
        }
    }
    lines
}

/// The lines of the body outside code that contain at least one of the positions, each once. Positions are relative to
/// the start of the body and sorted. Searching for positions first is much faster than checking every line.
pub(crate) fn prose_lines_at<'d>(
    document: &'d Document,
    markdown: &'d Markdown,
    positions: impl Iterator<Item = usize> + 'd,
) -> impl Iterator<Item = Line<'d>> + 'd {
    let mut done = 0;
    positions.filter_map(move |position| {
        if position < done {
            return None;
        }
        let (line, end) = line_at(document, markdown, position);
        done = end;
        line
    })
}

/// The lines of the body outside code that contain the character.
pub(crate) fn prose_lines_with(document: &Document, character: u8) -> impl Iterator<Item = Line<'_>> {
    document.markdown().into_iter().flat_map(move |markdown| {
        let body = document.file.slice(markdown.span);
        prose_lines_at(document, markdown, memchr::memchr_iter(character, body.as_bytes()))
    })
}

/// The line around a position relative to the start of the body, unless it is code; and the line's end.
pub(crate) fn line_at<'d>(document: &'d Document, markdown: &Markdown, position: usize) -> (Option<Line<'d>>, usize) {
    let body = document.file.slice(markdown.span);
    let start = memchr::memrchr(b'\n', &body.as_bytes()[..position]).map_or(0, |at| at + 1);
    let end = memchr::memchr(b'\n', &body.as_bytes()[position..]).map_or(body.len(), |length| position + length);
    let text = without_break(&body[start..end]);
    let span = Span::new(start, start + text.len()).shifted(markdown.span.start);
    let block = markdown.code_blocks.partition_point(|block| block.span.end <= span.start);
    let is_code = markdown.code_blocks.get(block).is_some_and(|block| block.span.start <= span.end);
    ((text.len() <= MAX_LINE && !is_code).then_some(Line { text, span }), end)
}

/// The lines of a code block, without the fences.
pub(crate) fn code_lines<'m>(markdown: &'m Markdown, block: &'m CodeBlock) -> impl Iterator<Item = Line<'m>> {
    let text = block.text(markdown);
    lines_of(text, Span::new(0, text.len())).map(|line| {
        let start = block.source_span(markdown, Span::at(line.span.start)).start;
        Line { text: line.text, span: Span::new(start, start + line.text.len()) }
    })
}

/// The words of a text with their offsets: runs of characters that `belongs` accepts.
pub(crate) fn words(text: &str, belongs: fn(char) -> bool) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(belongs)?;
        let length = text[start..].find(|c| !belongs(c)).unwrap_or(text.len() - start);
        rest = start + length;
        Some((start, &text[start..rest]))
    })
}

/// Whether a text is one kebab-case word: lowercase letters, digits and single hyphens, starting with a letter.
#[must_use]
pub(crate) fn is_kebab(text: &str) -> bool {
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
    fn lines_come_without_their_breaks_and_once() {
        let lines = lines_of("x\none\r\n\ntwo", Span::new(2, 11));
        let texts: Vec<_> = lines.map(|line| (line.text, line.span)).collect();
        assert_eq!(texts, [("one", Span::new(2, 5)), ("", Span::new(7, 7)), ("two", Span::new(8, 11))]);
    }

    #[test]
    fn lines_are_found_by_what_stands_in_them() {
        let text = b"one $1\r\n\n```\ntwo $2\n```\n\nthree $3 $4".to_vec();
        let tree = crate::plugin::FileTree::from_memory([("x.md".into(), text)].into());
        let plugin = crate::plugin::Plugin::load(&tree, camino::Utf8Path::new(""));
        let document = &plugin.documents[0];
        let markdown = document.markdown().unwrap();
        let places: Vec<usize> = document.file.text().match_indices('$').map(|(at, _)| at).collect();
        let found: Vec<_> = prose_lines_at(document, markdown, places.into_iter()).map(|line| line.text).collect();
        assert_eq!(found, ["one $1", "three $3 $4"]);
    }

    #[test]
    fn kebab_words() {
        assert!(is_kebab("create-ticket2") && !is_kebab("Create") && !is_kebab("a--b") && !is_kebab("a-"));
    }
}
