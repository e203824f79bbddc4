//! Reads Markdown with pulldown-cmark, event by event.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use super::{CodeBlock, CodeRun, Heading, Link, Markdown, Table, Text};
use crate::source::Span;

/// Adds the content of `span` in `text`, which starts and ends at block boundaries.
pub(super) fn read(markdown: &mut Markdown, text: &str, span: Span) {
    let body = text.get(span.range()).unwrap_or_default();
    if let Some(line) = too_deep(body) {
        markdown.too_deep = Some(line.shifted(span.start));
        return;
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
    let mut reader = MarkdownReader { markdown, text, open: Vec::new(), depth: 0, code: None };
    for (event, range) in Parser::new_ext(body, options).into_offset_iter() {
        reader.event(event, Span::from(range).shifted(span.start));
    }
}

/// The maximum number of lists and block quotes that one line may open: parsing takes time proportional to lines times
/// depth.
pub const MAX_DEPTH: usize = 256;

/// The first line that opens more than [`MAX_DEPTH`] lists and quotes.
fn too_deep(body: &str) -> Option<Span> {
    let mut start = 0;
    memchr::memchr_iter(b'\n', body.as_bytes()).chain(std::iter::once(body.len())).find_map(|end| {
        let line = Span::new(start, end);
        start = end + 1;
        (line.end - line.start > MAX_DEPTH && has_markers(&body.as_bytes()[line.range()])).then_some(line)
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
    markers > MAX_DEPTH
}

/// An open element, and the start of its text.
struct Open {
    end: TagEnd,
    shown: usize,
    span: Span,
}

struct MarkdownReader<'m, 't> {
    markdown: &'m mut Markdown,
    text: &'t str,
    open: Vec<Open>,
    depth: usize,
    code: Option<CodeBlock>,
}

impl MarkdownReader<'_, '_> {
    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.start_tag(tag, span),
            Event::End(end) => self.end_tag(end),
            Event::Text(text) if self.code.is_some() => {
                self.markdown.runs.push(CodeRun { in_code: self.markdown.code.len(), in_file: span.start });
                self.markdown.code.push_str(&text);
            }
            Event::Text(text) => self.markdown.shown.push_str(&text),
            Event::Code(text) => {
                let start = self.markdown.shown.len();
                self.markdown.shown.push_str(&text);
                self.markdown.code_spans.push(Text { span, shown: Span::new(start, start + text.len()) });
            }
            Event::SoftBreak | Event::HardBreak => self.markdown.shown.push(' '),
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
                self.open.push(Open { end, shown: self.markdown.shown.len(), span });
            }
            Tag::Table(alignments) => {
                self.markdown.tables.push(Table { span, columns: alignments.len(), cells: Vec::new() });
            }
            Tag::CodeBlock(kind) => {
                let (info, fenced) = match kind {
                    CodeBlockKind::Fenced(info) => (info.into_string(), true),
                    CodeBlockKind::Indented => (String::new(), false),
                };
                let closed = !fenced || self.is_closed(span);
                let code = Span::at(self.markdown.code.len());
                self.code = Some(CodeBlock { info, fenced, closed, span, code });
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

    /// Whether the last line of a fenced block is a fence at least as long as the first.
    fn is_closed(&self, span: Span) -> bool {
        let block = self.text.get(span.range()).unwrap_or_default();
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
        if end == TagEnd::CodeBlock
            && let Some(mut block) = self.code.take()
        {
            block.code.end = self.markdown.code.len();
            self.markdown.code_blocks.push(block);
        }
        let Some(Open { shown, span, .. }) = self.open.pop_if(|open| open.end == end) else { return };
        let text = Text { span, shown: self.markdown.trimmed(shown) };
        match end {
            TagEnd::Heading(level) => {
                let length = self.text.get(span.range()).unwrap_or_default().trim_end().len();
                let span = Span::new(span.start, span.start + length);
                self.markdown.headings.push(Heading { level: rank(level), span, shown: text.shown });
            }
            TagEnd::Paragraph => self.markdown.paragraphs.push(text),
            TagEnd::Item => self.markdown.items.push(text),
            TagEnd::TableCell => {
                if let Some(table) = self.markdown.tables.last_mut() {
                    table.cells.push(text);
                }
            }
            _ => {}
        }
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
