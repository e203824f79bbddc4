//! The short way: reads blocks that are plain without the Markdown parser.
//!
//! Most of what people write is headings, paragraphs of words, fenced code, tables and tight lists, at the left margin.
//! Where there could be doubt, the block is not plain and the parser reads it. What is read here must be what the parser
//! makes of it, to the byte: tests compare the two.

use super::inline::Inline;
use super::lines::{self, Line};
use super::{CodeBlock, Heading, Markdown, Run, Table, Text};
use crate::source::Span;

/// How much there was before a block, to take half a block back.
struct Before {
    shown: usize,
    code_spans: usize,
    links: usize,
    items: usize,
}

impl Before {
    fn of(markdown: &Markdown) -> Self {
        Self {
            shown: markdown.shown.len(),
            code_spans: markdown.code_spans.len(),
            links: markdown.links.len(),
            items: markdown.items.len(),
        }
    }

    fn restore(&self, markdown: &mut Markdown) {
        markdown.shown.truncate(self.shown);
        markdown.code_spans.truncate(self.code_spans);
        markdown.links.truncate(self.links);
        markdown.items.truncate(self.items);
    }
}

/// Reads the plain blocks of a text.
pub(super) struct Plain<'m, 't> {
    pub(super) markdown: &'m mut Markdown,
    text: &'t str,
    /// The line that was read last: the one behind a block is where the next block begins.
    last: Line<'t>,
}

/// An item of a list whose end has not come yet.
struct Item {
    kind: u8,
    /// The column that its content stands in.
    content: usize,
    start: usize,
    shown: usize,
}

impl<'m, 't> Plain<'m, 't> {
    /// Reads parts of `text` into `markdown`.
    pub(super) fn new(markdown: &'m mut Markdown, text: &'t str) -> Self {
        Self { markdown, text, last: Line::at(text, 0) }
    }

    /// Adds the plain blocks from `start` on; says where the first one begins that is not plain, or the text ends. No
    /// block may be open at `start`.
    pub(super) fn read(&mut self, start: usize) -> usize {
        let mut at = start;
        while at < self.text.len() {
            let before = Before::of(self.markdown);
            let Some(end) = self.block(at) else {
                before.restore(self.markdown);
                break;
            };
            at = end;
        }
        at
    }

    fn line(&mut self, start: usize) -> Line<'t> {
        if self.last.start != start {
            self.last = Line::at(self.text, start);
        }
        self.last
    }

    /// Adds the text in `span`; where it begins in what is shown.
    fn inline(&mut self, span: Span) -> Option<usize> {
        let shown = self.markdown.shown.len();
        Inline::read(self.markdown, self.text, span)?;
        Some(shown)
    }

    /// Reads the block that begins with the line at `start`, or passes over a blank line; where the next one begins.
    fn block(&mut self, start: usize) -> Option<usize> {
        let line = self.line(start);
        match line.text.as_bytes().first() {
            None => Some(line.next),
            Some(b' ' | b'\t') => line.is_blank().then_some(line.next),
            Some(b'#') if lines::heading(line.text).is_some() => self.heading(line),
            Some(b'`' | b'~') if lines::fence(line.text).is_some() => self.fence(line),
            Some(b'|') => self.table(line),
            Some(b'-' | b'*' | b'_') if lines::is_rule(line.text) => Some(line.next),
            Some(_) if lines::marker(line.text).is_some() => self.list(line),
            Some(_) if lines::may_begin_block(line.text) => None,
            Some(_) => self.paragraph(line),
        }
    }

    fn heading(&mut self, line: Line<'_>) -> Option<usize> {
        let level = lines::heading(line.text)?;
        let content = line.text.get(usize::from(level)..)?.trim_matches([' ', '\t']);
        // A row of `#` at the end may or may not belong to the heading, and tabs there are kept.
        if content.ends_with('#') || line.text.trim_end_matches(' ').ends_with('\t') {
            return None;
        }
        let end = line.start + line.text.trim_end_matches([' ', '\t']).len();
        let shown = self.inline(Span::new(end - content.len(), end))?;
        let shown = self.markdown.trimmed(shown);
        let span = Span::new(line.start, line.start + line.text.trim_end().len());
        self.markdown.headings.push(Heading { level, span, shown });
        Some(line.next)
    }

    fn fence(&mut self, line: Line<'_>) -> Option<usize> {
        let length = lines::fence(line.text)?;
        let mark = line.text.bytes().next()?;
        let info = line.text.get(length..)?.trim_matches([' ', '\t']);
        if info.contains(['\\', '&', '\0']) {
            return None;
        }
        let mut last = self.line(line.next);
        while last.start < self.text.len() && !closes(last.text, mark, length) {
            last = self.line(last.next);
        }
        if last.start >= self.text.len() {
            return None;
        }
        let markdown = &mut self.markdown;
        let code = Span::new(line.next, last.start);
        let in_code = markdown.code.len();
        if code.start < code.end {
            markdown.runs.push(Run { in_code, in_file: code.start });
            markdown.code.push_str(self.text.get(code.range())?);
        }
        let code = Span::new(in_code, markdown.code.len());
        let span = Span::new(line.start, last.end());
        markdown.blocks.push(span);
        markdown.code_blocks.push(CodeBlock { info: info.to_owned(), fenced: true, closed: true, span, code });
        Some(last.next)
    }

    /// A table all of whose rows have a pipe at both ends and no escaped ones.
    fn table(&mut self, header: Line<'_>) -> Option<usize> {
        let ruler = self.line(header.next);
        let is_dashes = |cell: &str| cell.contains('-') && cell.bytes().all(|byte| b"-: ".contains(&byte));
        if ruler.text.contains('\t') || !cells(ruler.text)?.all(|(_, cell)| is_dashes(cell)) {
            return None;
        }
        let columns = cells(ruler.text)?.count();
        // Room for as many rows as most tables have.
        let cells = Vec::with_capacity(8 * columns.min(16));
        let mut table = Table { columns, cells, ..Table::default() };
        self.row(header, &mut table)?;
        let mut row = self.line(ruler.next);
        while row.text.starts_with('|') {
            self.row(row, &mut table)?;
            row = self.line(row.next);
        }
        // Without a blank line behind it a table takes whatever comes for its last rows.
        if !row.is_blank() {
            return None;
        }
        table.span = Span::new(header.start, row.start);
        self.markdown.blocks.push(table.span);
        self.markdown.tables.push(table);
        Some(row.start)
    }

    fn row(&mut self, line: Line<'_>, table: &mut Table) -> Option<()> {
        let before = table.cells.len();
        for (offset, cell) in cells(line.text)? {
            let span = Span::new(line.start + offset, line.start + offset + cell.len());
            let inner = cell.trim_start_matches([' ', '\t']);
            let shown = self.inline(Span::new(span.end - inner.len(), span.end))?;
            table.cells.push(Text { span, shown: self.markdown.trimmed(shown) });
        }
        (table.cells.len() == before + table.columns).then_some(())
    }

    fn paragraph(&mut self, first: Line<'t>) -> Option<usize> {
        let mut last = first;
        let mut next = self.line(last.next);
        while next.start < self.text.len() && !next.is_blank() && !lines::may_begin_block(next.text) {
            last = next;
            next = self.line(last.next);
        }
        let alone = next.start == self.text.len() || next.is_blank();
        let single = alone && last.start == first.start;
        let content = Span::new(first.start, last.end());
        // With a pipe in it the first line could be that of a table, and so could a line that interrupts.
        let may_be_table = !single && memchr::memchr(b'|', self.text.as_bytes().get(content.range())?).is_some();
        if may_be_table || !alone && !lines::ends_paragraph(next.text) {
            return None;
        }
        let shown = self.inline(content)?;
        let span = Span::new(first.start, last.next);
        let shown = self.markdown.trimmed(shown);
        self.markdown.blocks.push(span);
        self.markdown.paragraphs.push(Text { span, shown });
        Some(last.next)
    }

    /// A tight list of items of text, with such lists in them.
    fn list(&mut self, first: Line<'t>) -> Option<usize> {
        let mut open: Vec<Item> = Vec::new();
        let mut line = first;
        loop {
            let indent = line.indent();
            let rest = line.text.get(indent..)?;
            let marker = lines::marker(rest)?;
            let kind = self.close_items(&mut open, indent, line.start);
            let base = open.last().map_or(0, |item| item.content);
            let content = rest.get(marker.width..)?;
            let fits = match kind {
                Some(kind) => kind == marker.kind,
                None => open.is_empty() || marker.interrupts,
            };
            if !fits
                || indent - base > 3
                || marker.width - marker.length > 4
                || !rest.get(marker.length..)?.starts_with(' ')
                || lines::is_rule(rest)
                || lines::may_begin_block(content)
            {
                return None;
            }
            let content = match ["[ ]", "[x]", "[X]", "[\t]"].iter().find_map(|mark| content.strip_prefix(mark)) {
                Some(task) if task.trim().is_empty() || task.starts_with('\t') => return None,
                Some(task) if task.starts_with(' ') => task.trim_start_matches(' '),
                _ => content,
            };
            if content.starts_with('\t') {
                return None;
            }
            let shown = self.markdown.shown.len();
            open.push(Item { kind: marker.kind, content: indent + marker.width, start: line.start + base, shown });
            let start = line.end() - content.len();
            let mut last = line;
            line = self.line(last.next);
            while line.start < self.text.len() && continues(line) {
                last = line;
                line = self.line(last.next);
            }
            self.inline(Span::new(start, last.end()))?;
            if line.start == self.text.len()
                || line.is_blank()
                || lines::marker(line.text.trim_start_matches(' ')).is_none()
            {
                break;
            }
        }
        let end = self.list_end(line)?;
        self.close_items(&mut open, 0, end);
        self.markdown.blocks.push(Span::new(first.start, end));
        Some(end)
    }

    /// Ends the items that a line with this indentation is no part of; the kind of the last one of them.
    fn close_items(&mut self, open: &mut Vec<Item>, indent: usize, end: usize) -> Option<u8> {
        let mut kind = None;
        while let Some(item) = open.pop_if(|item| indent < item.content) {
            let shown = self.markdown.trimmed(item.shown);
            self.markdown.items.push(Text { span: Span::new(item.start, end), shown });
            kind = Some(item.kind);
        }
        kind
    }

    /// Where a list ends whose last line stands in front of `line`, when it does end there.
    fn list_end(&mut self, mut line: Line<'t>) -> Option<usize> {
        if !line.is_blank() {
            let ends = lines::heading(line.text).is_some() || lines::fence(line.text).is_some();
            return ends.then_some(line.start);
        }
        while line.start < self.text.len() && line.is_blank() {
            line = self.line(line.next);
        }
        let ends = !line.text.starts_with([' ', '\t']) && lines::marker(line.text).is_none();
        (ends || line.start == self.text.len()).then_some(line.start)
    }
}

/// Whether a line goes on with the text of the item above it.
fn continues(line: Line<'_>) -> bool {
    let text = line.text.trim_start_matches(' ');
    !text.is_empty() && !lines::may_begin_block(text)
}

/// Whether a line ends a code block that `length` marks began.
fn closes(line: &str, mark: u8, length: usize) -> bool {
    let indent = lines::count(line, b' ');
    let line = &line[indent..];
    let marks = lines::count(line, mark);
    indent < 4 && marks >= length && line[marks..].bytes().all(|byte| byte == b' ')
}

/// The cells of a row with pipes at both ends, each with its place in the row.
fn cells(row: &str) -> Option<impl Iterator<Item = (usize, &str)>> {
    let row = row.trim_end_matches([' ', '\t']);
    row.strip_prefix('|')?.strip_suffix('|')?;
    let mut start = 1;
    let cells = memchr::memchr_iter(b'|', row.as_bytes()).skip(1).map(move |end| {
        let cell = (start, &row[start..end]);
        start = end + 1;
        cell
    });
    memchr::memchr(b'\\', row.as_bytes()).is_none().then_some(cells)
}
