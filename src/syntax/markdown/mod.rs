//! The content of a Markdown body as lists: headings, code, links and tables, each with its span.
//!
//! A body is read once. Rules ask for headings or code blocks and never scan lines themselves, so that a heading inside
//! a fence does not count. Each list is in the order of the file. The rendered text of all parts is one string, and
//! each part has its range in it: a separate string for every cell and item would take longer than reading the file.

mod reader;

use crate::source::Span;

pub use reader::MAX_DEPTH;

/// The content of a Markdown text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Markdown {
    /// The bytes of the body.
    pub span: Span,
    /// All headings.
    pub headings: Vec<Heading>,
    /// Fenced and indented code.
    pub code_blocks: Vec<CodeBlock>,
    /// Inline code.
    pub code_spans: Vec<Text>,
    /// Links and images.
    pub links: Vec<Link>,
    /// Pipe tables.
    pub tables: Vec<Table>,
    /// List items, with the text of the whole item.
    pub items: Vec<Text>,
    /// Paragraphs outside tables. The text of an item in a tight list is not one.
    pub paragraphs: Vec<Text>,
    /// Raw HTML, block or inline.
    pub html: Vec<Span>,
    /// The line that nests deeper than [`MAX_DEPTH`], if there is one: then the body was not read.
    pub too_deep: Option<Span>,
    /// Top-level blocks other than headings and comments. A section without them is empty.
    pub blocks: Vec<Span>,
    /// For each heading, the index in `headings` of its parent.
    parents: Vec<Option<usize>>,
    /// The rendered text of everything except code blocks, in order.
    shown: String,
    /// The code of all code blocks, in order.
    code: String,
    /// The position in the file of each run of `code`.
    runs: Vec<CodeRun>,
}

/// A run of code that is contiguous in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct CodeRun {
    in_code: usize,
    in_file: usize,
}

/// Text without its markup, and its span in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// The bytes, markup included.
    pub span: Span,
    shown: Span,
}

impl Text {
    /// The rendered text.
    #[must_use]
    pub fn text<'m>(&self, markdown: &'m Markdown) -> &'m str {
        markdown.shown.get(self.shown.range()).unwrap_or_default()
    }
}

/// A heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The bytes of the line, marks included.
    pub span: Span,
    shown: Span,
}

impl Heading {
    /// The rendered text.
    #[must_use]
    pub fn text<'m>(&self, markdown: &'m Markdown) -> &'m str {
        markdown.shown.get(self.shown.range()).unwrap_or_default()
    }
}

/// A code block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeBlock {
    /// The text after the opening fence; empty if there is none or if the code is indented.
    pub info: String,
    /// Whether it has fences.
    pub fenced: bool,
    /// Whether the block is closed. Indented code always is.
    pub closed: bool,
    /// Fences included.
    pub span: Span,
    code: Span,
}

impl CodeBlock {
    /// The code without fences and without the indentation of a list around it.
    #[must_use]
    pub fn text<'m>(&self, markdown: &'m Markdown) -> &'m str {
        markdown.code.get(self.code.range()).unwrap_or_default()
    }

    /// The first word of the info string, in lowercase: `json` for ```` ```JSON title=x ````.
    #[must_use]
    pub fn language(&self) -> String {
        let word = self.info.split([' ', ',', '\t', '{']).next().unwrap_or_default();
        word.to_lowercase()
    }

    /// The span in the file of a range of its text.
    #[must_use]
    pub fn source_span(&self, markdown: &Markdown, range: Span) -> Span {
        let offset = |at| self.source_offset(markdown, at);
        Span::new(offset(range.start), offset(range.end.max(range.start)))
    }

    fn source_offset(&self, markdown: &Markdown, offset: usize) -> usize {
        if self.code.start == self.code.end {
            return self.span.start;
        }
        let at = self.code.start + offset;
        let run = markdown.runs.partition_point(|run| run.in_code <= at).saturating_sub(1);
        let place = markdown.runs.get(run).map_or(self.span.start, |run| run.in_file + (at - run.in_code));
        // If the fence's indentation consumes part of a tab, the text contains spaces that the file does not.
        place.min(self.span.end)
    }
}

/// A link or an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The destination, unescaped.
    pub destination: String,
    /// The whole link.
    pub span: Span,
    /// Whether it is an image.
    pub image: bool,
    /// Whether it was written as `<https://...>` or as a bare email address.
    pub automatic: bool,
}

/// A pipe table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The whole table.
    pub span: Span,
    /// The number of cells in each row.
    columns: usize,
    cells: Vec<Text>,
}

impl Table {
    /// The cells of the first row.
    #[must_use]
    pub fn header(&self) -> &[Text] {
        self.cells.get(..self.columns).unwrap_or_default()
    }

    /// All cells, starting with the first row.
    #[must_use]
    pub fn cells(&self) -> &[Text] {
        &self.cells
    }

    /// The other rows, each with as many cells as the header.
    pub fn rows(&self) -> impl Iterator<Item = &[Text]> {
        self.cells.chunks(self.columns.max(1)).skip(1)
    }
}

impl Markdown {
    /// Reads the body of a file, which starts at byte `start` of `text`.
    #[must_use]
    pub fn parse(text: &str, start: usize) -> Self {
        let span = Span::new(start, text.len());
        let mut markdown = Self { span, ..Self::default() };
        reader::read(&mut markdown, text, span);
        markdown.outline();
        markdown
    }

    /// The rendered text from `start` to its current end, without surrounding white space.
    fn trimmed(&self, start: usize) -> Span {
        let text = self.shown.get(start..).unwrap_or_default();
        if let (Some(b'!'..=b'~'), Some(b'!'..=b'~')) = (text.as_bytes().first(), text.as_bytes().last()) {
            return Span::new(start, start + text.len());
        }
        let start = start + text.len() - text.trim_start().len();
        Span::new(start, start + text.trim().len())
    }

    /// Records the parent of each heading, so that a lookup does not walk all headings.
    fn outline(&mut self) {
        let mut open: Vec<usize> = Vec::new();
        self.parents.reserve(self.headings.len());
        for (index, heading) in self.headings.iter().enumerate() {
            while open.pop_if(|above| self.headings[*above].level >= heading.level).is_some() {}
            self.parents.push(open.last().copied());
            open.push(index);
        }
    }

    /// The section of a heading: from its end to the next heading of the same or a higher level.
    #[must_use]
    pub fn section(&self, heading: usize) -> Span {
        let Some(own) = self.headings.get(heading) else { return Span::at(self.span.end) };
        let next = self.headings.iter().skip(heading + 1).find(|next| next.level <= own.level);
        Span::new(own.span.end, next.map_or(self.span.end, |next| next.span.start))
    }

    /// The headings above `position`, outermost first.
    #[must_use]
    pub fn headings_above(&self, position: usize) -> Vec<&Heading> {
        let mut path: Vec<&Heading> = Vec::new();
        let mut next = self.headings.partition_point(|heading| heading.span.start <= position).checked_sub(1);
        while let Some(index) = next {
            path.extend(self.headings.get(index));
            next = self.parents.get(index).copied().flatten();
        }
        path.reverse();
        path
    }

    /// Whether `span` contains a block other than a heading or a comment.
    #[must_use]
    pub fn has_content(&self, span: Span) -> bool {
        let first = self.blocks.partition_point(|block| block.start < span.start);
        self.blocks[first..].iter().take_while(|block| block.start < span.end).any(|block| span.contains(*block))
    }
}

#[cfg(test)]
mod tests;
