//! Where text comes from: files, byte spans in them, and lines and columns on demand.
//!
//! Everything above works with byte ranges; only a report asks for lines and columns. This module knows nothing of any
//! format.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};

/// A half-open range of bytes in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from `start` up to, and without, `end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// An empty span in front of the byte at `position`.
    #[must_use]
    pub fn at(position: usize) -> Self {
        Self { start: position, end: position }
    }

    /// The same span moved `by` bytes towards the end, for text that was cut out of a larger file.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }

    /// The span as the range that slices text.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether it holds no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// One file as it was read: its path for people (relative to the folder that was named) and its text.
///
/// A place that has no text of its own, such as a folder without the file it needs, is a `SourceFile` with empty text.
#[derive(Debug)]
pub struct SourceFile {
    path: Utf8PathBuf,
    text: String,
    line_starts: OnceLock<Vec<usize>>,
}

impl SourceFile {
    /// A file with its text; `path` is what reports show.
    #[must_use]
    pub fn new(path: impl Into<Utf8PathBuf>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { path: path.into(), text: text.into(), line_starts: OnceLock::new() })
    }

    /// The path that reports show, with `/` between its parts.
    #[must_use]
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text under `span`; empty when the span is not inside the text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Line and column of a byte, both from 1; the column counts characters.
    #[must_use]
    pub fn line_column(&self, position: usize) -> (usize, usize) {
        let line = self.line_index(position);
        let start = self.line_starts().get(line).copied().unwrap_or_default();
        let before = self.text.get(start..position.min(self.text.len())).unwrap_or_default();
        (line + 1, before.chars().count() + 1)
    }

    /// The whole lines, without the last line break, that `span` touches, and the number of the first of them, from 1.
    #[must_use]
    pub fn lines_around(&self, span: Span) -> (Span, usize) {
        let first = self.line_index(span.start);
        let last = self.line_index(span.end.max(span.start));
        let start = self.line_starts().get(first).copied().unwrap_or_default();
        let end = self.line_starts().get(last + 1).map_or(self.text.len(), |next| next - 1);
        (Span::new(start, end), first + 1)
    }

    fn line_index(&self, position: usize) -> usize {
        self.line_starts().partition_point(|start| *start <= position).saturating_sub(1)
    }

    fn line_starts(&self) -> &[usize] {
        self.line_starts.get_or_init(|| {
            std::iter::once(0)
                .chain(self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(i, _)| i + 1))
                .collect()
        })
    }
}

/// A span in a file.
#[derive(Debug, Clone)]
pub struct Location {
    /// The file.
    pub file: Arc<SourceFile>,
    /// The bytes in it.
    pub span: Span,
}

impl Location {
    /// The place `span` in `file`.
    #[must_use]
    pub fn new(file: &Arc<SourceFile>, span: Span) -> Self {
        Self { file: Arc::clone(file), span }
    }

    /// The very beginning of a file, for findings about the file as a whole.
    #[must_use]
    pub fn start_of(file: &Arc<SourceFile>) -> Self {
        Self::new(file, Span::at(0))
    }

    /// Order by path, then by position: the order of every report.
    #[must_use]
    pub fn order(&self, other: &Self) -> Ordering {
        self.file.path.cmp(&other.file.path).then(self.span.cmp(&other.span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_count_line_feeds() {
        let file = SourceFile::new("a.md", "ab\nüx\r\n");
        assert_eq!(file.line_column(0), (1, 1));
        assert_eq!(file.line_column(5), (2, 2));
        assert_eq!(file.line_column(99), (3, 1));
    }

    #[test]
    fn lines_around_a_span_leave_out_the_line_break() {
        let file = SourceFile::new("a.md", "one\ntwo\nthree");
        let (lines, first) = file.lines_around(Span::new(5, 9));
        assert_eq!((file.slice(lines), first), ("two\nthree", 2));
        assert_eq!(file.slice(file.lines_around(Span::at(1)).0), "one");
    }
}
