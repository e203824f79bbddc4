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

    /// The smallest span that holds both.
    #[must_use]
    pub fn cover(self, other: Span) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
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

/// One file as it was read: its path for people (relative to the folder that was named) and its text, or the lines of it
/// that somebody still needs. Places count from the beginning of the whole file all the same.
///
/// A place that has no text of its own, such as a folder without the file it needs, is a `SourceFile` with empty text.
#[derive(Debug)]
pub struct SourceFile {
    path: Utf8PathBuf,
    text: String,
    /// The parts of the file that `text` consists of, in order; each but the last ends with a line break of its own.
    runs: Vec<LineRun>,
    /// Bytes of the whole file.
    length: usize,
    hidden: Option<Vec<Span>>,
    line_starts: OnceLock<Vec<usize>>,
}

/// Whole lines that stand in a file one behind the other.
#[derive(Debug, Clone, Copy)]
struct LineRun {
    /// The bytes in the file.
    span: Span,
    /// Where they begin in the kept text.
    at: usize,
    /// The number of the first line, from 0.
    line: usize,
}

impl SourceFile {
    /// A file with its text; `path` is what reports show.
    #[must_use]
    pub fn new(path: impl Into<Utf8PathBuf>, text: impl Into<String>) -> Arc<Self> {
        let text = text.into();
        let runs = vec![LineRun { span: Span::new(0, text.len()), at: 0, line: 0 }];
        let length = text.len();
        Arc::new(Self { path: path.into(), text, runs, length, hidden: None, line_starts: OnceLock::new() })
    }

    /// The same file with nothing but the lines that the spans touch; `hidden` is what no report may show of it.
    #[must_use]
    pub fn excerpt(&self, mut spans: Vec<Span>, hidden: Vec<Span>) -> Arc<Self> {
        spans.sort();
        let mut runs: Vec<LineRun> = Vec::new();
        for span in spans {
            let (lines, first) = self.lines_around(span);
            match runs.last_mut() {
                // Also lines right behind one another.
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

    /// The same file under another path.
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

    /// The same lines with another text, as long in bytes and with the same line breaks.
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

    /// The path that reports show, with `/` between its parts.
    #[must_use]
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// The whole text; of an excerpt the lines that it has.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the file holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// What no report may show, where that has been found out already.
    #[must_use]
    pub fn hidden(&self) -> Option<&[Span]> {
        self.hidden.as_deref()
    }

    /// Whether this is the text of the file, as far as it has been kept.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        let same = |run: &LineRun| text.get(run.span.range()) == Some(self.slice(run.span));
        text.len() == self.length && self.runs.iter().all(same)
    }

    /// The text under `span`; empty when the span is not inside the text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.kept(span).and_then(|kept| self.text.get(kept.range())).unwrap_or_default()
    }

    /// Where a part of the file stands in [`SourceFile::text`]; `None` when it is not wholly there.
    #[must_use]
    pub fn kept(&self, span: Span) -> Option<Span> {
        let run = self.run(span.start)?;
        run.span
            .contains(span)
            .then(|| Span::new(span.start - run.span.start, span.end - run.span.start).shifted(run.at))
    }

    /// The run that holds a place, or the last one in front of it.
    fn run(&self, position: usize) -> Option<&LineRun> {
        let behind = self.runs.partition_point(|run| run.span.start <= position);
        self.runs.get(behind.saturating_sub(1))
    }

    /// Line and column of a byte, both from 1; the column counts characters.
    #[must_use]
    pub fn line_column(&self, position: usize) -> (usize, usize) {
        let (line, number, _) = self.line(position);
        let before = self.slice(Span::new(line.start, position.clamp(line.start, line.end)));
        (number + 1, before.chars().count() + 1)
    }

    /// The whole lines, without the last line break, that `span` touches, and the number of the first of them, from 1.
    #[must_use]
    pub fn lines_around(&self, span: Span) -> (Span, usize) {
        let (first, number, run) = self.line(span.start);
        let (last, _, _) = self.line(span.end.clamp(span.start, run.end.max(span.start)));
        (first.cover(last), number + 1)
    }

    /// The line of a place without its line break, its number from 0, and the run that it stands in.
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
        assert!(excerpt.is(&text.replace("one", "ONE")), "what was not kept is not compared");
    }
}
