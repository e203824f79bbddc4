//! The outline of a description: where its parts stand, without reading what is in them.
//!
//! A vendor's file of several megabytes is one JSON value. One pass over its bytes notes the keys down to the single path
//! and the single component; each of these becomes a tree when it is first asked for. YAML has no such shortcut and is
//! read as a whole.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::source::Span;
use crate::syntax::{Kind, Node, json};

/// A part of the description: a mapping whose entries are known, or a value that may not have been read yet.
#[derive(Debug)]
pub(super) enum Part {
    /// A mapping that is opened in the outline.
    Open(Open),
    /// A value by its bytes, read when first asked for.
    Closed(Span, OnceLock<Option<Node>>),
}

/// An opened mapping.
#[derive(Debug, Default)]
pub(super) struct Open {
    pub(super) entries: Vec<PartEntry>,
    index: HashMap<String, usize>,
}

/// A key and what is under it.
#[derive(Debug)]
pub(super) struct PartEntry {
    pub(super) key: String,
    pub(super) key_span: Span,
    pub(super) part: Part,
}

impl Open {
    fn new(entries: Vec<PartEntry>) -> Self {
        let index = entries.iter().enumerate().map(|(place, entry)| (entry.key.clone(), place)).collect();
        Self { entries, index }
    }

    pub(super) fn entry(&self, key: &str) -> Option<&PartEntry> {
        self.entries.get(*self.index.get(key)?)
    }
}

impl Part {
    /// The tree of a closed part; `text` is the whole file.
    pub(super) fn node(&self, text: &str) -> Option<&Node> {
        let Self::Closed(span, node) = self else { return None };
        node.get_or_init(|| {
            let mut parsed = json::parse(text.get(span.range())?);
            parsed.shift(span.start);
            parsed.root
        })
        .as_ref()
    }

    pub(super) fn open(&self) -> Option<&Open> {
        match self {
            Self::Open(open) => Some(open),
            Self::Closed(..) => None,
        }
    }
}

/// How many mappings below a key of the top level are opened: paths and the parts of Swagger 2.0 one, components two.
fn depth_of(key: &str) -> usize {
    match key {
        "paths" | "definitions" | "parameters" | "responses" | "securityDefinitions" => 1,
        "components" => 2,
        _ => 0,
    }
}

/// The outline of a tree that was read as a whole.
pub(super) fn of_tree(root: Node) -> Open {
    fn part(node: Node, depth: usize) -> Part {
        match node.kind {
            Kind::Mapping(entries) if depth > 0 => Part::Open(Open::new(
                entries
                    .into_iter()
                    .map(|entry| PartEntry {
                        key: entry.key,
                        key_span: entry.key_span,
                        part: part(entry.value, depth - 1),
                    })
                    .collect(),
            )),
            _ => Part::Closed(node.span, OnceLock::from(Some(node))),
        }
    }
    let Kind::Mapping(entries) = root.kind else { return Open::default() };
    Open::new(
        entries
            .into_iter()
            .map(|entry| {
                let depth = depth_of(&entry.key);
                PartEntry { key: entry.key, key_span: entry.key_span, part: part(entry.value, depth) }
            })
            .collect(),
    )
}

/// The outline of a JSON text that another reader has found to be well-formed; `None` when it is not an object.
pub(super) fn of_json(text: &str) -> Option<Open> {
    let mut scanner = Scanner { bytes: text.as_bytes(), text, at: 0 };
    scanner.skip_space();
    scanner.object(&|key| depth_of(key))
}

struct Scanner<'t> {
    bytes: &'t [u8],
    text: &'t str,
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace() || byte == b',' || byte == b':') {
            self.at += 1;
        }
    }

    /// Reads an object's keys; `depth` says how many levels below each key are opened too.
    fn object(&mut self, depth: &dyn Fn(&str) -> usize) -> Option<Open> {
        if self.peek() != Some(b'{') {
            return None;
        }
        self.at += 1;
        let mut entries = Vec::new();
        loop {
            self.skip_space();
            match self.peek()? {
                b'}' => {
                    self.at += 1;
                    return Some(Open::new(entries));
                }
                b'"' => {}
                _ => return None,
            }
            let start = self.at;
            self.string();
            let key_span = Span::new(start, self.at);
            let key: String = serde_json::from_str(self.text.get(key_span.range())?).ok()?;
            self.skip_space();
            let below = depth(&key);
            let part = if below > 0 && self.peek() == Some(b'{') {
                Part::Open(self.object(&|_| below - 1)?)
            } else {
                let start = self.at;
                self.value();
                Part::Closed(Span::new(start, self.at), OnceLock::new())
            };
            entries.push(PartEntry { key, key_span, part });
        }
    }

    /// Moves past the string that begins here.
    fn string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'"' => return,
                _ => {}
            }
        }
    }

    /// Moves past the value that begins here.
    fn value(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.string();
                    if depth == 0 {
                        return;
                    }
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => {
                    if depth == 0 {
                        return;
                    }
                    depth -= 1;
                    if depth == 0 {
                        self.at += 1;
                        return;
                    }
                }
                b',' if depth == 0 => return,
                byte if depth == 0 && byte.is_ascii_whitespace() => return,
                _ => {}
            }
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_where_they_stand_and_unread() {
        let text = r#"{ "openapi": "3.0.1", "paths": {"/a\"b": {"get": {"x": "}"}}, "/c": {}},
            "components": {"schemas": {"A": {"type": "object"}, "B": [1, {"d": 2}]}}, "n": 12 }"#;
        let open = of_json(text).unwrap();
        let keys: Vec<_> = open.entries.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys, ["openapi", "paths", "components", "n"]);
        let paths = open.entry("paths").unwrap().part.open().unwrap();
        assert_eq!(paths.entries[0].key, "/a\"b");
        let schemas = open.entry("components").and_then(|entry| entry.part.open()).unwrap();
        let schemas = schemas.entry("schemas").and_then(|entry| entry.part.open()).unwrap();
        let b = schemas.entry("B").unwrap();
        assert!(matches!(&b.part, Part::Closed(_, node) if node.get().is_none()));
        let node = b.part.node(text).unwrap();
        assert_eq!(&text[node.span.range()], r#"[1, {"d": 2}]"#);
        assert_eq!(open.entry("n").unwrap().part.node(text).unwrap().scalar_text(), Some("12"));
    }

    #[test]
    fn a_tree_has_the_same_outline() {
        let text = r#"{"paths": {"/a": {"get": {}}}, "components": {"schemas": {"A": {}}}}"#;
        let tree = of_tree(json::parse(text).root.unwrap());
        let path = tree.entry("paths").and_then(|entry| entry.part.open()).unwrap();
        assert!(path.entry("/a").unwrap().part.node(text).unwrap().get("get").is_some());
    }
}
