//! The shape that nearly all YAML has, read straight into the tree: block mappings and lists, scalars, flow collections on
//! one line, comments. Anything else (anchors, tags, several documents, odd escapes, tabs, every error) is declined, and
//! the full parser reads the text from its beginning. So this decides speed and never meaning.
//!
//! Why it is here: specs, descriptions and front matter are almost all of what a run parses, and the full parser's event
//! stream takes ten times as long for them. `yaml.rs` holds both to one tree in its tests, a fuzz target does it at length.

mod flow;
mod scalars;

use super::tree::{Entry, Kind, Node, Parsed};
use super::yaml::{MAX_DEPTH, plain_scalar};
use crate::source::Span;

/// The tree of a text of that shape; `None` when the full parser has to read it.
pub(super) fn parse(text: &str) -> Option<Parsed> {
    let ordinary = |character: char| {
        !character.is_control() && !matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
    };
    let printable = |byte: u8| (b' '..=b'~').contains(&byte) || byte == b'\n';
    if !text.bytes().all(printable) && !text.chars().all(|character| character == '\n' || ordinary(character)) {
        return None;
    }
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: 0,
        line: 0,
        column: None,
        gap: false,
        has_marker: false,
        depth: 0,
        parsed: Parsed::default(),
    };
    reader.open_line();
    let column = reader.column?;
    let root = reader.child(column).ok()?;
    reader.parsed.root = Some(root);
    (reader.column.is_none() && !reader.has_marker).then_some(reader.parsed)
}

/// What is here is not of the simple shape.
struct Unusual;

type Read<T> = Result<T, Unusual>;

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// Where the current line begins.
    line: usize,
    /// The column of the next content, between values; `None` at the end of the text.
    column: Option<usize>,
    /// Whether blank lines or comments stood before it.
    gap: bool,
    /// Whether a line begins as `---` and `...` do, which begin and end documents.
    has_marker: bool,
    depth: usize,
    parsed: Parsed,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Whether a blank, a line break or the end of the text stands `ahead` bytes from here.
    fn is_blank(&self, ahead: usize) -> bool {
        self.bytes.get(self.at + ahead).is_none_or(|byte| matches!(byte, b' ' | b'\n'))
    }

    fn skip_spaces(&mut self) {
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
    }

    /// Goes from the beginning of a line to the next content, over blank lines and comments.
    fn open_line(&mut self) {
        self.gap = false;
        loop {
            self.line = self.at;
            self.skip_spaces();
            match self.peek() {
                None => return self.column = None,
                Some(b'\n') => {}
                Some(b'#') => self.comment(),
                Some(_) => break,
            }
            self.gap = true;
            self.at = (self.at + 1).min(self.bytes.len());
        }
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.has_marker |= self.at == self.line && (rest.starts_with(b"---") || rest.starts_with(b"..."));
        self.column = Some(self.at - self.line);
    }

    fn comment(&mut self) {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte != b'\n') {
            self.at += 1;
        }
        self.parsed.comments.push(Span::new(start, self.at));
    }

    /// Ends a value: nothing but a comment may follow on its line. Goes to the next content.
    fn close_line(&mut self) -> Read<()> {
        let start = self.at;
        self.skip_spaces();
        let comment = match self.peek() {
            None | Some(b'\n') => false,
            Some(b'#') if self.at > start => {
                self.comment();
                true
            }
            Some(_) => return Err(Unusual),
        };
        self.at = (self.at + 1).min(self.bytes.len());
        self.open_line();
        self.gap |= comment;
        Ok(())
    }

    fn deeper(&mut self) -> Read<()> {
        self.depth += 1;
        if self.depth < MAX_DEPTH { Ok(()) } else { Err(Unusual) }
    }

    /// The mapping or list that begins here, at `column`.
    fn child(&mut self, column: usize) -> Read<Node> {
        if self.at_dash() {
            return self.sequence(column);
        }
        let key = self.key()?.ok_or(Unusual)?;
        self.mapping(column, key)
    }

    fn at_dash(&self) -> bool {
        self.peek() == Some(b'-') && self.is_blank(1)
    }

    fn sequence(&mut self, column: usize) -> Read<Node> {
        self.deeper()?;
        let start = self.at;
        let mut items: Vec<Node> = Vec::new();
        while self.column == Some(column) && self.at_dash() {
            self.at += 1;
            items.push(match self.value_on_next_line(column)? {
                Some(value) => value,
                None if self.at_dash() => {
                    self.column = Some(self.at - self.line);
                    self.sequence(self.at - self.line)?
                }
                None => match self.key()? {
                    Some(key) => self.mapping(key.1.start - self.line, key)?,
                    None => self.scalar(column)?,
                },
            });
        }
        self.depth -= 1;
        let end = items.last().map_or(start, |item| item.span.end);
        self.close_block(column, Node::new(Span::new(start, end), Kind::Sequence(items)))
    }

    fn mapping(&mut self, column: usize, first: (String, Span)) -> Read<Node> {
        self.deeper()?;
        let start = first.1.start;
        let mut end = start;
        let mut entries = Vec::new();
        let mut next = Some(first);
        while let Some((key, key_span)) = next.take() {
            let value = match self.value_on_next_line(column)? {
                Some(value) => value,
                None => self.scalar(column)?,
            };
            end = value.span.end;
            entries.push(Entry { key, key_span, value });
            if self.column == Some(column) {
                next = Some(self.key()?.ok_or(Unusual)?);
            }
        }
        self.depth -= 1;
        self.parsed.note_duplicate_keys(&entries);
        self.close_block(column, Node::new(Span::new(start, end), Kind::Mapping(entries)))
    }

    /// What follows a block has to stand further left.
    fn close_block(&self, column: usize, node: Node) -> Read<Node> {
        match self.column {
            Some(next) if next > column => Err(Unusual),
            _ => Ok(node),
        }
    }

    /// Behind a dash or colon: the value when it begins on a line of its own, `None` when it stands here.
    fn value_on_next_line(&mut self, column: usize) -> Read<Option<Node>> {
        let start = self.at;
        self.skip_spaces();
        match self.peek() {
            Some(b'#') if self.at > start => {}
            None | Some(b'\n') => {}
            Some(_) => return Ok(None),
        }
        let in_mapping = self.bytes.get(start.wrapping_sub(1)) == Some(&b':');
        self.close_line()?;
        match self.column {
            Some(next) if next > column => self.child(next).map(Some),
            Some(next) if next == column && in_mapping && self.at_dash() => {
                // The full parser lets a list that stands no further right than its key begin with its first item.
                let behind = self.text.get(self.at + 1..).ok_or(Unusual)?;
                let first = behind.trim_start_matches(' ');
                if first.starts_with(['\n', '#']) {
                    return Err(Unusual);
                }
                let start = self.text.len() - first.len();
                let mut list = self.sequence(next)?;
                list.span.start = start;
                Ok(Some(list))
            }
            _ => Err(Unusual),
        }
    }

    /// The key that begins here, when the line has one; then the place is behind its colon.
    fn key(&mut self) -> Read<Option<(String, Span)>> {
        let start = self.at;
        if matches!(self.peek(), Some(b'"' | b'\'')) {
            let node = self.quoted()?;
            let Kind::String(text) = node.kind else { return Err(Unusual) };
            if self.peek() == Some(b':') && self.is_blank(1) {
                self.at += 1;
                return Ok(Some((text, node.span)));
            }
            self.at = start;
            return Ok(None);
        }
        if matches!(self.peek(), Some(b'[' | b'{' | b'|' | b'>')) {
            return Ok(None);
        }
        self.plain_start()?;
        let line = self.bytes.get(start..).unwrap_or_default();
        let mut previous = b'x';
        for (place, &byte) in line.iter().enumerate() {
            match byte {
                b'\n' => break,
                b'#' if previous == b' ' => break,
                b':' if line.get(place + 1).is_none_or(|next| matches!(next, b' ' | b'\n')) => {
                    let span = Span::new(start, start + place);
                    let text = self.text.get(span.range()).ok_or(Unusual)?;
                    self.at = span.end + 1;
                    return match plain_scalar(text) {
                        Kind::String(key) | Kind::Number(key) if previous != b' ' && place < 1024 => {
                            Ok(Some((key, span)))
                        }
                        _ => Err(Unusual),
                    };
                }
                _ => previous = byte,
            }
        }
        Ok(None)
    }
}
