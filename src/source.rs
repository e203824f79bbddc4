//! Source files, byte spans in them, and lines and columns on demand.
//!
//! All other modules use byte ranges; only reports ask for lines and columns. This module does not depend on any
//! format.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};
use sha2::{Digest as _, Sha256};

/// The SHA-256 of a content, in lowercase hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A half-open range of bytes in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from `start` to `end`, exclusive.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// An empty span before the byte at `position`.
    #[must_use]
    pub fn at(position: usize) -> Self {
        Self { start: position, end: position }
    }

    /// The span moved forward by `by` bytes, for text that is part of a larger file.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }

    /// The span as a range for slicing text.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether `other` is entirely inside.
    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that contains both.
    #[must_use]
    pub fn cover(self, other: Span) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// Whether the span is empty.
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

/// One file as it was read: its display path (relative to the folder that the user named) and its text, or only the
/// lines that are still needed. Positions are always relative to the start of the whole file.
///
/// A location without text, such as a folder that lacks a required file, is a `SourceFile` with empty text.
#[derive(Debug)]
pub struct SourceFile {
    path: Utf8PathBuf,
    text: String,
    /// The parts of the file that `text` consists of, in order. Each except the last ends with a line break.
    runs: Vec<LineRun>,
    /// The size of the whole file, in bytes.
    length: usize,
    hidden: Option<Vec<Span>>,
    line_starts: OnceLock<Vec<usize>>,
}

/// Consecutive whole lines of a file.
#[derive(Debug, Clone, Copy)]
struct LineRun {
    /// Their span in the file.
    span: Span,
    /// Their start in the kept text.
    at: usize,
    /// The number of the first line, from 0.
    line: usize,
}

impl SourceFile {
    /// Creates a file with its text. `path` is the path that reports show.
    #[must_use]
    pub fn new(path: impl Into<Utf8PathBuf>, text: impl Into<String>) -> Arc<Self> {
        let text = text.into();
        let runs = vec![LineRun { span: Span::new(0, text.len()), at: 0, line: 0 }];
        let length = text.len();
        Arc::new(Self { path: path.into(), text, runs, length, hidden: None, line_starts: OnceLock::new() })
    }

    /// The file with only the lines that the spans touch. `hidden` lists what no report may show.
    #[must_use]
    pub fn excerpt(&self, mut spans: Vec<Span>, hidden: Vec<Span>) -> Arc<Self> {
        spans.sort();
        let mut runs: Vec<LineRun> = Vec::new();
        for span in spans {
            let (lines, first) = self.lines_around(span);
            match runs.last_mut() {
                // Adjacent lines are merged too.
                Some(last) if lines.start <= last.span.end + 1 => last.span.end = last.span.end.max(lines.end),
                _ => runs.push(LineRun { span: lines, at: 0, line: first - 1 }),
            }
        }
        let mut text = String::with_capacity(runs.iter().map(|run| run.span.end - run.span.start + 1).sum());
        for run in &mut runs {
            run.at = text.len();
            text.push_str(self.slice(run.span));
            text.push('\n');
        }
        text.pop();
        Arc::new(Self {
            path: self.path.clone(),
            text,
            runs,
            length: self.length,
            hidden: Some(hidden),
            line_starts: OnceLock::new(),
        })
    }

    /// The same file with a different path.
    #[must_use]
    pub fn at_path(&self, path: impl Into<Utf8PathBuf>) -> Arc<Self> {
        Arc::new(Self {
            path: path.into(),
            text: self.text.clone(),
            runs: self.runs.clone(),
            length: self.length,
            hidden: self.hidden.clone(),
            line_starts: OnceLock::new(),
        })
    }

    /// The same lines with a different text, of the same length in bytes and with the same line breaks.
    #[must_use]
    pub fn with_text(&self, text: String) -> Arc<Self> {
        Arc::new(Self {
            path: self.path.clone(),
            text,
            runs: self.runs.clone(),
            length: self.length,
            hidden: self.hidden.clone(),
            line_starts: OnceLock::new(),
        })
    }

    /// The path that reports show, with `/` as separator.
    #[must_use]
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// The whole text; for an excerpt, the lines that it has.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the file is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// What no report may show, if it is already known.
    #[must_use]
    pub fn hidden(&self) -> Option<&[Span]> {
        self.hidden.as_deref()
    }

    /// Whether this is the file's text, comparing only the kept lines.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        let same = |run: &LineRun| text.get(run.span.range()) == Some(self.slice(run.span));
        text.len() == self.length && self.runs.iter().all(same)
    }

    /// The text at `span`; empty if the span is outside the text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.kept(span).and_then(|kept| self.text.get(kept.range())).unwrap_or_default()
    }

    /// The range of a part of the file in [`SourceFile::text`]; `None` if not all of it was kept.
    #[must_use]
    pub fn kept(&self, span: Span) -> Option<Span> {
        let run = self.run(span.start)?;
        run.span
            .contains(span)
            .then(|| Span::new(span.start - run.span.start, span.end - run.span.start).shifted(run.at))
    }

    /// The run that contains a position, or the last one before it.
    fn run(&self, position: usize) -> Option<&LineRun> {
        let after = self.runs.partition_point(|run| run.span.start <= position);
        self.runs.get(after.saturating_sub(1))
    }

    /// The line and column of a byte, both from 1. The column counts characters.
    #[must_use]
    pub fn line_column(&self, position: usize) -> (usize, usize) {
        let (line, number, _) = self.line(position);
        let before = self.slice(Span::new(line.start, position.clamp(line.start, line.end)));
        (number + 1, before.chars().count() + 1)
    }

    /// The whole lines that `span` touches, without the last line break, and the number of the first one, from 1.
    #[must_use]
    pub fn lines_around(&self, span: Span) -> (Span, usize) {
        let (first, number, run) = self.line(span.start);
        let (last, _, _) = self.line(span.end.clamp(span.start, run.end.max(span.start)));
        (first.cover(last), number + 1)
    }

    /// The line at a position without its line break, its number from 0, and the run that contains it.
    fn line(&self, position: usize) -> (Span, usize, Span) {
        let Some(run) = self.run(position) else { return (Span::default(), 0, Span::default()) };
        let starts = self.line_starts();
        let index = |at: usize| starts.partition_point(|start| *start <= at).saturating_sub(1);
        let at = run.at + position.clamp(run.span.start, run.span.end) - run.span.start;
        let end = run.at + run.span.end - run.span.start;
        let line = index(at);
        let start = starts.get(line).copied().unwrap_or_default();
        let stop = starts.get(line + 1).map_or(end, |next| (next - 1).min(end));
        let in_file = |at: usize| at - run.at + run.span.start;
        (Span::new(in_file(start), in_file(stop)), run.line + line - index(run.at), run.span)
    }

    fn line_starts(&self) -> &[usize] {
        self.line_starts.get_or_init(|| {
            let breaks = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(breaks.map(|at| at + 1)).collect()
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
    /// Creates the location `span` in `file`.
    #[must_use]
    pub fn new(file: &Arc<SourceFile>, span: Span) -> Self {
        Self { file: Arc::clone(file), span }
    }

    /// The start of a file, for findings about the whole file.
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

    #[test]
    fn an_excerpt_knows_its_lines_by_their_places_in_the_file() {
        let text = "one\ntwo\nthree\nfoür\nfive\nsix\n";
        let file = SourceFile::new("a.md", text);
        let spans = [Span::new(4, 6), Span::new(16, 18), Span::new(21, 24), Span::at(text.len())];
        let excerpt = file.excerpt(spans.to_vec(), Vec::new());
        assert_eq!(excerpt.text(), "two\nfoür\nfive\n");
        for span in spans {
            assert_eq!(excerpt.slice(span), file.slice(span));
            assert_eq!(excerpt.line_column(span.start), file.line_column(span.start));
            assert_eq!(excerpt.line_column(span.end), file.line_column(span.end));
            assert_eq!(excerpt.lines_around(span), file.lines_around(span));
        }
        assert_eq!(excerpt.lines_around(Span::new(14, 22)), file.lines_around(Span::new(14, 22)));
        assert_eq!(excerpt.slice(Span::new(0, 3)), "");
        assert!(excerpt.is(text) && !excerpt.is(&text.replace("two", "too")) && !excerpt.is("two"));
        assert!(excerpt.is(&text.replace("one", "ONE")), "only kept lines are compared");
    }
}
