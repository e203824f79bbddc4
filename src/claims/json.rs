//! JSON as documents show it: with comments, `...`, placeholders, single quotes and keys without quotes.
//!
//! What stands for a value becomes a text marked `plain`; `...` in an object becomes a key of that name. Code that is no
//! data (a declaration, a function) is refused as a whole.

use crate::openapi::validate::ELLIPSIS;
use crate::source::Span;
use crate::syntax::{Entry, Kind, Node};

/// The deepest nesting that is read.
pub(super) const MAX_DEPTH: usize = 64;

/// Whether a text has more brackets open at once than [`MAX_DEPTH`] allows.
pub(super) fn is_too_deep(text: &str) -> bool {
    let mut depth = 0_usize;
    text.bytes().any(|byte| {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > MAX_DEPTH
    })
}

/// Reads the object or list that begins at byte `start`; gives it with the byte after it.
#[must_use]
pub fn parse(text: &str, start: usize) -> Option<(Node, usize)> {
    let mut reader = ExampleReader { text, bytes: text.as_bytes(), at: start, elided: false };
    if !matches!(reader.peek()?, b'{' | b'[') {
        return None;
    }
    let node = reader.value(0)?;
    matches!(node.kind, Kind::Mapping(_) | Kind::Sequence(_)).then_some((node, reader.at))
}

struct ExampleReader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// Whether a skipped comment mentions omitted parts.
    elided: bool,
}

impl ExampleReader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Moves past blanks and comments.
    fn skip(&mut self) {
        loop {
            match self.peek() {
                Some(byte) if byte.is_ascii_whitespace() => self.at += 1,
                Some(b'#') => self.comment(self.rest().find('\n')),
                Some(b'/') if self.rest().starts_with("//") => self.comment(self.rest().find('\n')),
                Some(b'/') if self.rest().starts_with("/*") => self.comment(self.rest().find("*/").map(|at| at + 2)),
                _ => return,
            }
        }
    }

    fn comment(&mut self, length: Option<usize>) {
        let length = length.unwrap_or(self.rest().len());
        let comment = self.rest().get(..length).unwrap_or_default();
        self.elided |= comment.contains("...") || comment.contains('…');
        self.at += length;
    }

    fn node(&self, start: usize, kind: Kind) -> Node {
        Node { span: Span::new(start, self.at), kind, plain: false }
    }

    fn stand_in(&self, start: usize) -> Node {
        let text = self.text.get(start..self.at).unwrap_or_default().trim_end();
        Node { span: Span::new(start, start + text.len()), kind: Kind::String(text.to_owned()), plain: true }
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        if depth > MAX_DEPTH {
            return None;
        }
        let start = self.at;
        let node = match self.peek()? {
            b'{' if self.placeholder_length().is_some() => {
                self.at += self.placeholder_length()?;
                self.stand_in(start)
            }
            b'{' => self.object(depth)?,
            b'[' => self.list(depth)?,
            quote @ (b'"' | b'\'' | b'`') => self.string(quote)?,
            _ => {
                self.expression();
                let word = self.text.get(start..self.at)?.trim_end();
                let end = start + word.len();
                let kind = match word {
                    "true" => Kind::Bool(true),
                    "false" => Kind::Bool(false),
                    "null" | "undefined" => Kind::Null,
                    "" => return None,
                    _ if serde_json::from_str::<serde_json::Number>(word).is_ok() => Kind::Number(word.to_owned()),
                    _ => return Some(self.stand_in(start)),
                };
                return Some(Node { span: Span::new(start, end), kind, plain: false });
            }
        };
        // `"a" | "b"` or `"a" + b`: not this value but something made of it.
        let after = self.rest().trim_start_matches([' ', '\t']);
        let ends = after.is_empty() || after.starts_with([',', '}', ']', '\n', '\r', '#', '/', ';', ':', ')', '`']);
        if !ends && depth > 0 {
            self.expression();
            return Some(self.stand_in(start));
        }
        Some(node)
    }

    /// Moves past a value that is not JSON, to the comma, bracket or line end that closes it.
    fn expression(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' if depth == 0 => return,
                b')' | b']' | b'}' => depth -= 1,
                b',' | b'\n' | b'\r' if depth == 0 => return,
                b'/' if depth == 0 && (self.rest().starts_with("//") || self.rest().starts_with("/*")) => return,
                b'#' if depth == 0 => return,
                b'"' | b'\'' if self.string(byte).is_some() => continue,
                _ => {}
            }
            self.at += 1;
        }
    }

    /// The length of `{id}`, `{{id}}` or `{ticket id}` where a value is expected.
    fn placeholder_length(&self) -> Option<usize> {
        let near = self.bytes.get(self.at..self.bytes.len().min(self.at + 64))?;
        if near.starts_with(b"{{") {
            return near.windows(2).position(|pair| pair == b"}}").map(|at| at + 2);
        }
        let end = near.iter().position(|byte| *byte == b'}')?;
        let inner = self.text.get(self.at + 1..self.at + end)?;
        let named = !inner.trim().is_empty()
            && inner
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b' ' | b'.' | b'|'))
            && inner.bytes().any(|byte| byte.is_ascii_alphanumeric());
        named.then_some(end + 1)
    }

    fn string(&mut self, quote: u8) -> Option<Node> {
        let start = self.at;
        let mut at = start + 1;
        loop {
            match *self.bytes.get(at)? {
                b'\\' => at += 2,
                b'\n' if quote != b'`' => return None,
                byte if byte == quote => break,
                _ => at += 1,
            }
        }
        let raw = self.text.get(start + 1..at)?;
        self.at = at + 1;
        let unescaped = |raw: &str| serde_json::from_str(&format!("\"{raw}\"")).ok();
        let text = match raw.contains('\\') {
            true if quote == b'"' => unescaped(raw),
            true => unescaped(&raw.replace("\\'", "'").replace('"', "\\\"")),
            false => None,
        };
        let text = text.unwrap_or_else(|| raw.to_owned());
        Some(self.node(start, Kind::String(text)))
    }

    fn ellipsis(&mut self) -> bool {
        let length = if self.rest().starts_with("...") {
            3
        } else if self.rest().starts_with('…') {
            '…'.len_utf8()
        } else {
            0
        };
        self.at += length;
        if length > 0 {
            // `...other` spreads something that is not shown.
            while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.') {
                self.at += 1;
            }
        }
        length > 0
    }

    fn object(&mut self, depth: usize) -> Option<Node> {
        let start = self.at;
        self.at += 1;
        let outer = std::mem::take(&mut self.elided);
        let mut entries: Vec<Entry> = Vec::new();
        let left_out = |span: Span| Entry {
            key: ELLIPSIS.to_owned(),
            key_span: span,
            value: Node { span, kind: Kind::Null, plain: true },
        };
        loop {
            self.skip();
            let key_start = self.at;
            match self.peek()? {
                b'}' => break,
                b',' => {
                    self.at += 1;
                    continue;
                }
                _ if self.ellipsis() => {
                    entries.push(left_out(Span::new(key_start, self.at)));
                    continue;
                }
                _ => {}
            }
            let key = match self.peek()? {
                quote @ (b'"' | b'\'') => self.string(quote)?.as_str()?.to_owned(),
                b'<' => {
                    self.at += self.rest().find('>')? + 1;
                    self.text.get(key_start..self.at)?.to_owned()
                }
                b'{' | b'$' => {
                    self.at += self.rest().find('}')? + 1;
                    self.text.get(key_start..self.at)?.to_owned()
                }
                _ => {
                    let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'@');
                    while self.peek().is_some_and(word) {
                        self.at += 1;
                    }
                    self.text.get(key_start..self.at).filter(|key| !key.is_empty())?.to_owned()
                }
            };
            let key_span = Span::new(key_start, self.at);
            self.skip();
            match self.peek()? {
                b':' => self.at += 1,
                // `{client_id, name}`: keys alone, as JavaScript and prose write them.
                b',' | b'}' => {
                    let value = Node { span: key_span, kind: Kind::String(ELLIPSIS.to_owned()), plain: true };
                    entries.push(Entry { key, key_span, value });
                    continue;
                }
                _ => return None,
            }
            self.skip();
            let value = if self.ellipsis() { self.stand_in(self.at - 3) } else { self.value(depth + 1)? };
            entries.push(Entry { key, key_span, value });
        }
        if self.elided {
            entries.push(left_out(Span::at(self.at)));
        }
        self.elided = outer;
        self.at += 1;
        Some(self.node(start, Kind::Mapping(entries)))
    }

    fn list(&mut self, depth: usize) -> Option<Node> {
        let start = self.at;
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip();
            let item_start = self.at;
            match self.peek()? {
                b']' => break,
                b',' => self.at += 1,
                _ if self.ellipsis() => items.push(self.stand_in(item_start)),
                _ => items.push(self.value(depth + 1)?),
            }
        }
        self.at += 1;
        Some(self.node(start, Kind::Sequence(items)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        parse(text, 0).map(|(node, _)| node.to_json().to_string())
    }

    #[test]
    fn examples_are_read_as_they_are_written() {
        let is = |text: &str, expected: &str| assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        is("{\"a\": 1, // one\n 'b': [true, null,], c: \"x\\ny\"}", r#"{"a":1,"b":[true,null],"c":"x\ny"}"#);
        is("{\"a\": {id}, \"b\": <name>, \"c\": ${X}}", r#"{"a":"{id}","b":"<name>","c":"${X}"}"#);
        is("{\"a\": 1, ...}", r#"{"a":1,"...":null}"#);
        is("[{\"a\": 1}, ...]", r#"[{"a":1},"..."]"#);
        is("{\"a\": ...}", r#"{"a":"..."}"#);
        is("{\"a\": \"x\" | \"y\", \"b\": 1}", r#"{"a":"\"x\" | \"y\"","b":1}"#);
        is("{\"when\": new Date(1, 2), \"b\": {}}", r#"{"when":"new Date(1, 2)","b":{}}"#);
        is("{client_id, name}", r#"{"client_id":"...","name":"..."}"#);
        is("{\n  \"a\": 1\n  // ... more fields\n}", r#"{"a":1,"...":null}"#);
    }

    #[test]
    fn placeholders_are_plain_and_spans_are_right() {
        let text = "[ {\"id\": {id}, \"n\": 12 } ]";
        let (node, end) = parse(text, 0).unwrap();
        let id = node.items()[0].entry("id").unwrap();
        assert!(id.value.plain);
        assert_eq!((&text[id.key_span.range()], &text[id.value.span.range()]), ("\"id\"", "{id}"));
        assert_eq!(&text[node.items()[0].get("n").unwrap().span.range()], "12");
        assert_eq!(end, text.len());
    }

    #[test]
    fn what_is_no_data_is_refused() {
        for text in ["{", "[1, 2", "{\"a\" 1}", "{ if (x) { y } }", "x", "", "{\"a\": \"\n\"}"] {
            assert!(parse(text, 0).is_none(), "{text}");
        }
        assert!(parse(&"[".repeat(100_000), 0).is_none());
        assert!(parse(&"{\"a\":".repeat(100_000), 0).is_none());
    }
}
