//! A Markdown body as lists of what is in it: headings, code, links, tables, each with its bytes.
//!
//! Parsed once by pulldown-cmark; a rule asks for headings or code blocks and never scans lines itself, so that a heading
//! inside a fence is none. Order in each list is the order of the file.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use crate::source::Span;

/// What a Markdown text holds.
#[derive(Debug, Clone, Default)]
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
    /// Paragraphs outside tables, lists' tight items included.
    pub paragraphs: Vec<Text>,
    /// Raw HTML, block or inline.
    pub html: Vec<Span>,
    /// Blocks at the top level other than headings and comments: what makes a section not empty.
    pub blocks: Vec<Span>,
    /// Of each heading, the place in `headings` of the one it stands under.
    parents: Vec<Option<usize>>,
}

/// Text without its markup, and its bytes in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// What a reader sees.
    pub text: String,
    /// The bytes, markup included.
    pub span: Span,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// What a reader sees.
    pub text: String,
    /// The bytes of the line, marks included.
    pub span: Span,
}

/// A code block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodeBlock {
    /// The words behind the opening fence; empty when there are none or the code is indented.
    pub info: String,
    /// Whether it has fences.
    pub fenced: bool,
    /// Whether the closing fence is there; indented code has none to miss.
    pub closed: bool,
    /// Fences included.
    pub span: Span,
    /// The code without fences and without the indentation of a list around it.
    pub text: String,
    /// Where each run of `text` stands in the file: offset in `text`, offset in the file.
    runs: Vec<(usize, usize)>,
}

impl CodeBlock {
    /// The first word of the info string, in lower case: `json` of ```` ```JSON title=x ````.
    #[must_use]
    pub fn language(&self) -> String {
        let word = self.info.split([' ', ',', '\t', '{']).next().unwrap_or_default();
        word.to_lowercase()
    }

    /// Where a range of `text` stands in the file.
    #[must_use]
    pub fn source_span(&self, range: Span) -> Span {
        Span::new(self.source_offset(range.start), self.source_offset(range.end.max(range.start)))
    }

    fn source_offset(&self, offset: usize) -> usize {
        let run = self.runs.partition_point(|(start, _)| *start <= offset).saturating_sub(1);
        let place = self.runs.get(run).map_or(self.span.start, |(in_text, in_file)| in_file + (offset - in_text));
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
    /// The cells of the first row.
    pub header: Vec<Text>,
    /// The other rows.
    pub rows: Vec<Vec<Text>>,
}

impl Markdown {
    /// Reads the body of a file, which begins at byte `start` of `text`.
    #[must_use]
    pub fn parse(text: &str, start: usize) -> Self {
        let body = text.get(start..).unwrap_or_default();
        let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
        let mut reader = Reader { markdown: Self::default(), body, start, open: Vec::new(), depth: 0, code: None };
        reader.markdown.span = Span::new(start, text.len());
        if nests_too_deep(body) {
            return reader.markdown;
        }
        for (event, range) in Parser::new_ext(body, options).into_offset_iter() {
            reader.event(event, Span::from(range).shifted(start));
        }
        reader.markdown.outline();
        reader.markdown
    }

    /// Notes which heading stands under which, so that nobody has to walk all of them to know.
    fn outline(&mut self) {
        let mut open: Vec<usize> = Vec::new();
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

/// A line that opens more lists and quotes than this has no reader; parsing what follows would take lines times depth.
const DEEPEST: usize = 256;

fn nests_too_deep(body: &str) -> bool {
    let mut start = 0;
    memchr::memchr_iter(b'\n', body.as_bytes()).chain(std::iter::once(body.len())).any(|end| {
        let line = &body.as_bytes()[start..end];
        start = end + 1;
        line.len() > DEEPEST && has_markers(line)
    })
}

fn has_markers(bytes: &[u8]) -> bool {
    let mut markers = 0;
    for (index, byte) in bytes.iter().enumerate() {
        let followed = bytes.get(index + 1).is_none_or(|next| matches!(next, b' ' | b'\t'));
        match byte {
            b'>' => markers += 1,
            b'-' | b'*' | b'+' | b'.' | b')' if followed => markers += 1,
            b' ' | b'\t' | b'0'..=b'9' => {}
            _ => break,
        }
    }
    markers > DEEPEST
}

/// Text reaches so many of the elements around it, so that thousands of nested lists are not each given every line.
const COLLECTING: usize = 32;

/// Room that is made for the text of an element at once: most have no more.
const USUAL: usize = 512;

/// Collects text for an element whose end has not come yet.
struct Collecting {
    end: TagEnd,
    text: String,
    span: Span,
}

struct Reader<'t> {
    markdown: Markdown,
    body: &'t str,
    start: usize,
    open: Vec<Collecting>,
    depth: usize,
    code: Option<CodeBlock>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.start_tag(tag, span),
            Event::End(end) => self.end_tag(end),
            Event::Text(text) => match &mut self.code {
                Some(code) => {
                    code.runs.push((code.text.len(), span.start));
                    code.text.push_str(&text);
                }
                None => self.push(&text),
            },
            Event::Code(text) => {
                self.push(&text);
                self.markdown.code_spans.push(Text { text: text.into_string(), span });
            }
            Event::SoftBreak | Event::HardBreak => self.push(" "),
            Event::Html(html) => {
                if self.depth == 1 && !html.trim().is_empty() && !html.trim_start().starts_with("<!--") {
                    self.markdown.blocks.push(span);
                }
                self.markdown.html.push(span);
            }
            Event::InlineHtml(_) => self.markdown.html.push(span),
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        let nearest = self.open.len().saturating_sub(COLLECTING);
        self.open[nearest..].iter_mut().for_each(|collecting| collecting.text.push_str(text));
    }

    fn start_tag(&mut self, tag: Tag<'_>, span: Span) {
        let is_inline = matches!(
            tag,
            Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::Link { .. }
                | Tag::Image { .. }
                | Tag::Superscript
                | Tag::Subscript
        );
        if !is_inline {
            if self.depth == 0 && !matches!(tag, Tag::Heading { .. } | Tag::HtmlBlock) {
                self.markdown.blocks.push(span);
            }
            self.depth += 1;
        }
        let end = tag.to_end();
        match tag {
            Tag::Heading { .. } | Tag::Paragraph | Tag::Item | Tag::TableCell => {
                let text = String::with_capacity((span.end - span.start).min(USUAL));
                self.open.push(Collecting { end, text, span });
            }
            Tag::Table(_) => self.markdown.tables.push(Table { span, ..Table::default() }),
            Tag::TableRow => {
                if let Some(table) = self.markdown.tables.last_mut() {
                    table.rows.push(Vec::new());
                }
            }
            Tag::CodeBlock(kind) => {
                let (info, fenced) = match kind {
                    CodeBlockKind::Fenced(info) => (info.into_string(), true),
                    CodeBlockKind::Indented => (String::new(), false),
                };
                let closed = !fenced || self.is_closed(span);
                let text = String::with_capacity(span.end - span.start);
                self.code = Some(CodeBlock { info, fenced, closed, span, text, runs: Vec::with_capacity(8) });
            }
            Tag::Link { link_type, dest_url, .. } => self.link(dest_url.into_string(), span, false, link_type),
            Tag::Image { link_type, dest_url, .. } => self.link(dest_url.into_string(), span, true, link_type),
            _ => {}
        }
    }

    fn link(&mut self, destination: String, span: Span, image: bool, link_type: LinkType) {
        let automatic = matches!(link_type, LinkType::Autolink | LinkType::Email);
        self.markdown.links.push(Link { destination, span, image, automatic });
    }

    /// Whether the last line of a fenced block is a fence at least as long as the first one.
    fn is_closed(&self, span: Span) -> bool {
        let block = self.body.get(span.start - self.start..span.end - self.start).unwrap_or_default();
        let fence = |line: &str| {
            let line = line.trim_start_matches([' ', '\t', '>']).trim_end();
            let mark = line.chars().next().unwrap_or(' ');
            (mark, line.chars().take_while(|character| *character == mark).count(), line.len())
        };
        let mut lines = block.trim_end().lines();
        let (Some(first), Some(last)) = (lines.next(), lines.next_back()) else { return false };
        let (first, last) = (fence(first), fence(last));
        last.0 == first.0 && last.1 >= first.1 && last.1 == last.2
    }

    fn end_tag(&mut self, end: TagEnd) {
        let is_inline = matches!(
            end,
            TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Link
                | TagEnd::Image
                | TagEnd::Superscript
                | TagEnd::Subscript
        );
        if !is_inline {
            self.depth = self.depth.saturating_sub(1);
        }
        if end == TagEnd::CodeBlock {
            self.markdown.code_blocks.extend(self.code.take());
        }
        let Some(collected) = self.open.pop_if(|collecting| collecting.end == end) else { return };
        let text = Text { text: trimmed(collected.text), span: collected.span };
        match end {
            TagEnd::Heading(level) => self.markdown.headings.push(Heading {
                level: rank(level),
                text: text.text,
                span: Span::new(text.span.start, text.span.start + self.trimmed_length(text.span)),
            }),
            TagEnd::Paragraph => self.markdown.paragraphs.push(text),
            TagEnd::Item => self.markdown.items.push(text),
            TagEnd::TableCell => {
                if let Some(table) = self.markdown.tables.last_mut() {
                    table.rows.last_mut().unwrap_or(&mut table.header).push(text);
                }
            }
            _ => {}
        }
    }

    fn trimmed_length(&self, span: Span) -> usize {
        self.body.get(span.start - self.start..span.end - self.start).unwrap_or_default().trim_end().len()
    }
}

/// The text without white space around it; copied only where there is some.
fn trimmed(text: String) -> String {
    match text.trim() {
        inner if inner.len() == text.len() => text,
        inner => inner.to_owned(),
    }
}

fn rank(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
#[path = "markdown_tests.rs"]
mod tests;
