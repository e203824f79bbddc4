//! Flow collections on one line.

use super::super::tree::{Entry, Kind, Node};
use super::super::yaml::plain_scalar;
use super::{Read, Reader, Unusual};
use crate::source::Span;

impl Reader<'_> {
    /// A value inside a flow collection, or such a collection, on one line.
    pub(super) fn flow(&mut self) -> Read<Node> {
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
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let ends = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b'[' | b'{' | b'\n' | b'#' | b':');
            self.at += rest.iter().position(ends).ok_or(Unusual)?;
            let behind_space = self.bytes.get(self.at.wrapping_sub(1)) == Some(&b' ');
            match self.peek().ok_or(Unusual)? {
                b',' | b']' | b'}' => break,
                b'#' if !behind_space => {}
                b':' if is_key && !behind_space && self.is_blank(1) => break,
                b':' if !self.is_blank(1) && !brackets(self.bytes.get(self.at + 1)) => {}
                _ => return Err(Unusual),
            }
            self.at += 1;
        }
        let written = self.text.get(start..self.at).ok_or(Unusual)?;
        let end = start + written.trim_end_matches(' ').len();
        Ok(Span::new(start, end))
    }
}
