//! The shape that nearly all YAML has, read straight into the tree: block mappings and lists, scalars, flow collections on
//! one line, comments. Anything else (anchors, tags, several documents, odd escapes, tabs, every error) is declined, and
//! the full parser reads the text from its beginning. So this decides speed and never meaning.
//!
//! Why it is here: specs, descriptions and front matter are almost all of what a run parses, and the full parser's event
//! stream takes ten times as long for them. `yaml.rs` holds both to one tree in its tests, a fuzz target does it at length.

use super::tree::{Entry, Kind, Node, Parsed};
use super::yaml::{MAX_DEPTH, plain_scalar};
use crate::source::Span;

/// The tree of a text of that shape; `None` when the full parser has to read it.
pub(super) fn parse(text: &str) -> Option<Parsed> {
    if text.starts_with("---") || text.contains("\n---") || text.contains("\n...") || text.starts_with("...") {
        return None;
    }
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
        depth: 0,
        parsed: Parsed::default(),
    };
    reader.open_line();
    let column = reader.column?;
    let root = reader.child(column).ok()?;
    reader.parsed.root = Some(root);
    reader.column.is_none().then_some(reader.parsed)
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
                Some(_) => return self.column = Some(self.at - self.line),
            }
            self.gap = true;
            self.at = (self.at + 1).min(self.bytes.len());
        }
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
                let first = self.text.get(self.at + 1..).ok_or(Unusual)?.trim_start();
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
                    let usual = previous != b' ' && place < 1024;
                    let named = matches!(plain_scalar(text), Kind::String(_) | Kind::Number(_));
                    self.at = span.end + 1;
                    return if usual && named { Ok(Some((text.to_owned(), span))) } else { Err(Unusual) };
                }
                _ => previous = byte,
            }
        }
        Ok(None)
    }

    /// A scalar or flow collection that begins on the line of its dash or key, which stands at `column`.
    fn scalar(&mut self, column: usize) -> Read<Node> {
        let node = match self.peek() {
            Some(b'"' | b'\'') => self.quoted()?,
            Some(b'[' | b'{') => self.flow()?,
            Some(b'|' | b'>') => return self.block_scalar(column),
            _ => return self.plain(column),
        };
        self.close_line()?;
        match self.column {
            Some(next) if next > column => Err(Unusual),
            _ => Ok(node),
        }
    }

    /// Whether a scalar without quotes may begin here.
    fn plain_start(&self) -> Read<()> {
        match self.peek() {
            Some(b'-' | b'?' | b':') if self.is_blank(1) => Err(Unusual),
            None
            | Some(
                b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"' | b'%' | b'@'
                | b'`',
            ) => Err(Unusual),
            Some(_) => Ok(()),
        }
    }

    /// A scalar without quotes, over as many lines as stand further right than `column`.
    fn plain(&mut self, column: usize) -> Read<Node> {
        self.plain_start()?;
        let start = self.at;
        let mut end = self.plain_line()?;
        let mut folded: Option<String> = None;
        self.close_line()?;
        while self.column.is_some_and(|next| next > column) {
            if self.gap {
                return Err(Unusual);
            }
            let from = self.at;
            let first = self.text.get(start..end).ok_or(Unusual)?;
            end = self.plain_line()?;
            let next = self.text.get(from..end).ok_or(Unusual)?;
            let text = folded.get_or_insert_with(|| first.to_owned());
            text.push(' ');
            text.push_str(next);
            self.close_line()?;
        }
        let kind = match folded {
            Some(text) => plain_scalar(&text),
            None => plain_scalar(self.text.get(start..end).ok_or(Unusual)?),
        };
        Ok(Node { span: Span::new(start, end), kind, plain: true })
    }

    /// Goes behind the plain text of this line; gives its end without blanks.
    fn plain_line(&mut self) -> Read<usize> {
        let mut end = self.at;
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => break,
                b'#' if end < self.at => break,
                b':' if self.is_blank(1) => return Err(Unusual),
                b' ' => {}
                _ => end = self.at + 1,
            }
            self.at += 1;
        }
        self.at = end;
        Ok(end)
    }

    /// A text in quotes on one line, with the escapes that are common.
    fn quoted(&mut self) -> Read<Node> {
        let start = self.at;
        let quote = self.peek().ok_or(Unusual)?;
        self.at += 1;
        let mut text = String::new();
        let mut from = self.at;
        loop {
            let byte = self.peek().ok_or(Unusual)?;
            let next = self.bytes.get(self.at + 1).copied();
            let escaped = match byte {
                b'\n' => return Err(Unusual),
                b'\'' if quote == b'\'' && next == Some(b'\'') => '\'',
                b'\\' if quote == b'"' => match next {
                    Some(b'n') => '\n',
                    Some(b't') => '\t',
                    Some(b'"') => '"',
                    Some(b'\\') => '\\',
                    _ => return Err(Unusual),
                },
                _ if byte == quote => break,
                _ => {
                    self.at += 1;
                    continue;
                }
            };
            text.push_str(self.text.get(from..self.at).ok_or(Unusual)?);
            text.push(escaped);
            self.at += 2;
            from = self.at;
        }
        text.push_str(self.text.get(from..self.at).ok_or(Unusual)?);
        self.at += 1;
        Ok(Node::new(Span::new(start, self.at), Kind::String(text)))
    }

    /// A text under `|` or `>` with its lines further right than `column`.
    fn block_scalar(&mut self, column: usize) -> Read<Node> {
        let folds = self.peek() == Some(b'>');
        self.at += 1;
        let strips = self.peek() == Some(b'-');
        self.at += usize::from(strips);
        if self.peek() != Some(b'\n') {
            return Err(Unusual);
        }
        self.at += 1;
        let mut text = String::new();
        let mut indent = None;
        let (mut blank, mut start, mut end) = (0, self.at, self.at);
        while self.at < self.bytes.len() {
            let line = self.text.get(self.at..).ok_or(Unusual)?;
            let line = &line[..line.find('\n').ok_or(Unusual)?];
            let content = line.trim_start_matches(' ');
            let here = line.len() - content.len();
            self.at += line.len() + 1;
            if content.is_empty() {
                if indent.is_none_or(|indent| here > indent) {
                    return Err(Unusual);
                }
                blank += 1;
                continue;
            }
            if here <= column {
                break;
            }
            if folds && (content.ends_with(' ') || indent.is_some_and(|indent| here > indent)) {
                return Err(Unusual);
            }
            match indent {
                None => {
                    start += here;
                    indent = Some(here);
                }
                Some(indent) if here < indent => return Err(Unusual),
                Some(_) if folds && blank == 0 => text.push(' '),
                Some(_) => (0..blank + usize::from(!folds)).for_each(|_| text.push('\n')),
            }
            text.push_str(line.get(indent.unwrap_or(here)..).ok_or(Unusual)?);
            blank = 0;
            end = self.at;
        }
        if indent.is_none() {
            return Err(Unusual);
        }
        if !strips {
            text.push('\n');
        }
        let written = self.text.get(start..end).ok_or(Unusual)?.trim_end();
        self.at = end;
        self.open_line();
        Ok(Node::new(Span::new(start, start + written.len()), Kind::String(text)))
    }

    /// A value inside a flow collection, or such a collection, on one line.
    fn flow(&mut self) -> Read<Node> {
        match self.peek() {
            Some(b'[') => self.flow_sequence(),
            Some(b'{') => self.flow_mapping(),
            Some(b'"' | b'\'') => self.quoted(),
            _ => {
                let span = self.flow_plain(false)?;
                Ok(Node { span, kind: plain_scalar(self.text.get(span.range()).ok_or(Unusual)?), plain: true })
            }
        }
    }

    fn flow_sequence(&mut self) -> Read<Node> {
        self.deeper()?;
        let start = self.at;
        self.at += 1;
        let mut items = Vec::new();
        while !self.flow_end(b']', items.is_empty())? {
            items.push(self.flow()?);
        }
        self.depth -= 1;
        Ok(Node::new(Span::new(start, self.at), Kind::Sequence(items)))
    }

    fn flow_mapping(&mut self) -> Read<Node> {
        self.deeper()?;
        let start = self.at;
        self.at += 1;
        let mut entries = Vec::new();
        while !self.flow_end(b'}', entries.is_empty())? {
            let (key, key_span) = match self.peek() {
                Some(b'"' | b'\'') => {
                    let node = self.quoted()?;
                    let Kind::String(text) = node.kind else { return Err(Unusual) };
                    (text, node.span)
                }
                _ => {
                    let span = self.flow_plain(true)?;
                    let text = self.text.get(span.range()).ok_or(Unusual)?;
                    match plain_scalar(text) {
                        Kind::String(text) | Kind::Number(text) => (text, span),
                        _ => return Err(Unusual),
                    }
                }
            };
            if self.peek() != Some(b':') || self.bytes.get(self.at + 1) != Some(&b' ') {
                return Err(Unusual);
            }
            self.at += 1;
            self.skip_spaces();
            entries.push(Entry { key, key_span, value: self.flow()? });
        }
        self.depth -= 1;
        self.parsed.note_duplicate_keys(&entries);
        Ok(Node::new(Span::new(start, self.at), Kind::Mapping(entries)))
    }

    /// Goes over what separates entries; whether the collection ends here.
    fn flow_end(&mut self, bracket: u8, first: bool) -> Read<bool> {
        self.skip_spaces();
        if !first && self.peek() == Some(b',') {
            self.at += 1;
            self.skip_spaces();
        } else if !first && self.peek() != Some(bracket) {
            return Err(Unusual);
        }
        let ends = self.peek() == Some(bracket);
        self.at += usize::from(ends);
        Ok(ends)
    }

    /// A scalar without quotes in a flow collection, as a value or as a key.
    fn flow_plain(&mut self, is_key: bool) -> Read<Span> {
        self.plain_start()?;
        let brackets = |byte: Option<&u8>| matches!(byte, Some(b',' | b'[' | b']' | b'{' | b'}'));
        if matches!(self.peek(), Some(b'-' | b'?' | b':')) && brackets(self.bytes.get(self.at + 1)) {
            return Err(Unusual);
        }
        let start = self.at;
        let mut end = start;
        loop {
            match self.peek().ok_or(Unusual)? {
                b',' | b']' | b'}' => break,
                b'\n' | b'[' | b'{' => return Err(Unusual),
                b'#' if end < self.at => return Err(Unusual),
                b':' if is_key && end == self.at && self.is_blank(1) => return Ok(Span::new(start, end)),
                b':' if self.is_blank(1) || brackets(self.bytes.get(self.at + 1)) => return Err(Unusual),
                b' ' => {}
                _ => end = self.at + 1,
            }
            self.at += 1;
        }
        Ok(Span::new(start, end))
    }
}
