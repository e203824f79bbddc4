//! Scalars of the simple shape: plain, in quotes, and block scalars.

use super::super::tree::{Kind, Node};
use super::super::yaml::plain_scalar;
use super::{Read, Reader, Unusual};
use crate::source::Span;

impl Reader<'_> {
    /// A scalar or flow collection that begins on the line of its dash or key, which stands at `column`.
    pub(super) fn scalar(&mut self, column: usize) -> Read<Node> {
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
    pub(super) fn plain_start(&self) -> Read<()> {
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
    pub(super) fn plain(&mut self, column: usize) -> Read<Node> {
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
    pub(super) fn plain_line(&mut self) -> Read<usize> {
        let start = self.at;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let Some(next) = memchr::memchr3(b'\n', b'#', b':', rest) else {
                self.at = self.bytes.len();
                break;
            };
            self.at += next;
            match self.peek() {
                Some(b':') if self.is_blank(1) => return Err(Unusual),
                Some(b'#') if self.at > start && self.bytes.get(self.at - 1) == Some(&b' ') => break,
                Some(b'\n') => break,
                _ => self.at += 1,
            }
        }
        let line = self.text.get(start..self.at).ok_or(Unusual)?;
        self.at = start + line.trim_end_matches(' ').len();
        Ok(self.at)
    }

    /// A text in quotes on one line, with the escapes that are common.
    pub(super) fn quoted(&mut self) -> Read<Node> {
        let start = self.at;
        let quote = self.peek().ok_or(Unusual)?;
        self.at += 1;
        let mut text = String::new();
        let mut from = self.at;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            self.at += memchr::memchr3(quote, b'\\', b'\n', rest).ok_or(Unusual)?;
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
    pub(super) fn block_scalar(&mut self, column: usize) -> Read<Node> {
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
}
