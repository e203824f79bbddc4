//! A Markdown body as lists of what is in it: headings, code, links, tables, each with its bytes.
//!
//! Read once; a rule asks for headings or code blocks and never scans lines itself, so that a heading inside a fence is
//! none. Order in each list is the order of the file. What a reader sees of all parts stands in one text, of which each
//! part has its piece: a text of its own for every cell and item would take longer than reading the file.

mod reader;

use crate::source::Span;

pub use reader::MAX_DEPTH;

/// What a Markdown text holds.
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
    /// Paragraphs outside tables; the text of a tight list's item is none.
    pub paragraphs: Vec<Text>,
    /// Raw HTML, block or inline.
    pub html: Vec<Span>,
    /// The line that nests deeper than [`MAX_DEPTH`], when there is one: nothing of the body was read.
    pub too_deep: Option<Span>,
    /// Blocks at the top level other than headings and comments: what makes a section not empty.
    pub blocks: Vec<Span>,
    /// Of each heading, the place in `headings` of the one it stands under.
    parents: Vec<Option<usize>>,
    /// What a reader sees of everything that is no code block, in order.
    shown: String,
    /// The code of all code blocks, in order.
    code: String,
    /// Where each run of `code` stands in the file.
    runs: Vec<CodeRun>,
}

/// Code that stands in the file as it is from one place on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct CodeRun {
    in_code: usize,
    in_file: usize,
}

/// Text without its markup, and its bytes in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// The bytes, markup included.
    pub span: Span,
    shown: Span,
}

impl Text {
    /// What a reader sees.
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
    /// What a reader sees.
    #[must_use]
    pub fn text<'m>(&self, markdown: &'m Markdown) -> &'m str {
        markdown.shown.get(self.shown.range()).unwrap_or_default()
    }
}

/// A code block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeBlock {
    /// The words behind the opening fence; empty when there are none or the code is indented.
    pub info: String,
    /// Whether it has fences.
    pub fenced: bool,
    /// Whether the closing fence is there; indented code has none to miss.
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

    /// The first word of the info string, in lower case: `json` of ```` ```JSON title=x ````.
    #[must_use]
    pub fn language(&self) -> String {
        let word = self.info.split([' ', ',', '\t', '{']).next().unwrap_or_default();
        word.to_lowercase()
    }

    /// Where a range of its text stands in the file.
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
        // A tab that the fence's indentation eats in part leaves blanks in the text that the file does not have.
        place.min(self.span.end)
    }
}

/// A link or an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads, unescaped.
    pub destination: String,
    /// The whole link.
    pub span: Span,
    /// Whether it is an image.
    pub image: bool,
    /// Whether it was written as `<https://...>` or a bare e-mail address.
    pub automatic: bool,
}

/// A pipe table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The whole table.
    pub span: Span,
    /// How many cells each row has.
    columns: usize,
    cells: Vec<Text>,
}

impl Table {
    /// The cells of the first row.
    #[must_use]
    pub fn header(&self) -> &[Text] {
        self.cells.get(..self.columns).unwrap_or_default()
    }

    /// All cells, those of the first row in front.
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
    /// Reads the body of a file, which begins at byte `start` of `text`.
    #[must_use]
    pub fn parse(text: &str, start: usize) -> Self {
        let span = Span::new(start, text.len());
        let mut markdown = Self { span, ..Self::default() };
        reader::read(&mut markdown, text, span);
        markdown.outline();
        markdown
    }

    /// The text from `start` of what is shown to its end so far, without white space around it.
    fn trimmed(&self, start: usize) -> Span {
        let text = self.shown.get(start..).unwrap_or_default();
        if let (Some(b'!'..=b'~'), Some(b'!'..=b'~')) = (text.as_bytes().first(), text.as_bytes().last()) {
            return Span::new(start, start + text.len());
        }
        let start = start + text.len() - text.trim_start().len();
        Span::new(start, start + text.trim().len())
    }

    /// Notes which heading stands under which, so that nobody has to walk all of them to know.
    fn outline(&mut self) {
        let mut open: Vec<usize> = Vec::new();
        self.parents.reserve(self.headings.len());
        for (index, heading) in self.headings.iter().enumerate() {
            while open.pop_if(|above| self.headings[*above].level >= heading.level).is_some() {}
            self.parents.push(open.last().copied());
            open.push(index);
        }
    }

    /// The bytes that belong to a heading: from behind it to the next heading of the same or a higher rank.
    #[must_use]
    pub fn section(&self, heading: usize) -> Span {
        let Some(own) = self.headings.get(heading) else { return Span::at(self.span.end) };
        let next = self.headings.iter().skip(heading + 1).find(|next| next.level <= own.level);
        Span::new(own.span.end, next.map_or(self.span.end, |next| next.span.start))
    }

    /// The headings that `position` stands under, outermost first.
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

    /// Whether any block other than a heading or a comment stands inside `span`.
    #[must_use]
    pub fn has_content(&self, span: Span) -> bool {
        let first = self.blocks.partition_point(|block| block.start < span.start);
        self.blocks[first..].iter().take_while(|block| block.start < span.end).any(|block| span.contains(*block))
    }
}

#[cfg(test)]
mod tests;
