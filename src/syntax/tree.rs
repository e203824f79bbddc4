//! The tree that YAML and JSON are parsed into, with a span on every key and value.
//!
//! It has no schema. Callers ask for keys and get their spans, so that no rule searches for a position.

use crate::source::Span;

/// A value with its span.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The bytes of the value, quotes and brackets included.
    pub span: Span,
    /// The value.
    pub kind: Kind,
    /// Whether a scalar was written without quotes (YAML); in JSON, true only for literals.
    pub plain: bool,
}

/// The kinds of values.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// `null`, `~` or an empty value.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number as written: `1.10` stays `1.10`.
    Number(String),
    /// A string, unescaped.
    String(String),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values in the order of the file. A repeated key occurs more than once.
    Mapping(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key's text.
    pub key: String,
    /// The bytes of the key, quotes included.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// A node that is not a plain scalar.
    #[must_use]
    pub fn new(span: Span, kind: Kind) -> Self {
        Self { span, kind, plain: false }
    }

    /// The kind of value, for messages.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "boolean",
            Kind::Number(_) => "number",
            Kind::String(_) => "string",
            Kind::Sequence(_) => "list",
            Kind::Mapping(_) => "mapping",
        }
    }

    /// The entry of a key in a mapping. If a key is repeated, the last one is used, as in every JSON parser.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().rev().find(|entry| entry.key == key)
    }

    /// The value of a key in a mapping.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The value at a path of keys.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// All entries; empty if it is not a mapping.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// All items; empty if it is not a list.
    #[must_use]
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The text of any scalar as written.
    #[must_use]
    pub fn scalar_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) | Kind::Number(text) => Some(text),
            Kind::Bool(true) => Some("true"),
            Kind::Bool(false) => Some("false"),
            _ => None,
        }
    }

    /// The value of a boolean.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.kind {
            Kind::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Whether it is a mapping.
    #[must_use]
    pub fn is_mapping(&self) -> bool {
        matches!(self.kind, Kind::Mapping(_))
    }

    /// Whether it is a list.
    #[must_use]
    pub fn is_sequence(&self) -> bool {
        matches!(self.kind, Kind::Sequence(_))
    }

    /// Moves all spans forward by `by` bytes, for a tree that was parsed from a part of a file.
    pub fn shift(&mut self, by: usize) {
        self.span = self.span.shifted(by);
        match &mut self.kind {
            Kind::Sequence(items) => items.iter_mut().for_each(|item| item.shift(by)),
            Kind::Mapping(entries) => entries.iter_mut().for_each(|entry| {
                entry.key_span = entry.key_span.shifted(by);
                entry.value.shift(by);
            }),
            _ => {}
        }
    }

    /// Replaces the span of every value and key with `map` of it, for a tree that was parsed from text assembled from
    /// parts.
    pub fn map_spans(&mut self, map: &dyn Fn(Span) -> Span) {
        self.span = map(self.span);
        match &mut self.kind {
            Kind::Sequence(items) => items.iter_mut().for_each(|item| item.map_spans(map)),
            Kind::Mapping(entries) => entries.iter_mut().for_each(|entry| {
                entry.key_span = map(entry.key_span);
                entry.value.map_spans(map);
            }),
            _ => {}
        }
    }

    /// The tree without spans, for output and templates. A number keeps its value, or its text if it has no value in
    /// JSON.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value;
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Number(text) => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone())),
            Kind::String(text) => Value::String(text.clone()),
            Kind::Sequence(items) => Value::Array(items.iter().map(Self::to_json).collect()),
            Kind::Mapping(entries) => {
                Value::Object(entries.iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect())
            }
        }
    }
}

impl From<serde_json::Value> for Node {
    /// A tree that was not parsed from a text: every span is empty.
    fn from(value: serde_json::Value) -> Self {
        use serde_json::Value;
        let kind = match value {
            Value::Null => Kind::Null,
            Value::Bool(value) => Kind::Bool(value),
            Value::Number(number) => Kind::Number(number.to_string()),
            Value::String(text) => Kind::String(text),
            Value::Array(items) => Kind::Sequence(items.into_iter().map(Self::from).collect()),
            Value::Object(members) => Kind::Mapping(
                members
                    .into_iter()
                    .map(|(key, value)| Entry { key, key_span: Span::default(), value: Self::from(value) })
                    .collect(),
            ),
        };
        Self::new(Span::default(), kind)
    }
}

impl<'de> serde::Deserialize<'de> for Node {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_json::Value::deserialize(deserializer).map(Self::from)
    }
}

impl serde::Serialize for Node {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

/// A problem that prevents a text from being parsed, or that a stricter parser would reject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub span: Span,
    /// The headline.
    pub message: String,
    /// Whether the text may be valid and only exceeds a limit of this parser.
    pub is_limit: bool,
}

impl Problem {
    /// Creates a problem of the text.
    #[must_use]
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), is_limit: false }
    }

    /// Creates a problem for a text that exceeds a limit.
    #[must_use]
    pub fn limit(span: Span, message: impl Into<String>) -> Self {
        Self { is_limit: true, ..Self::new(span, message) }
    }
}

/// A mapping with at least this many keys is sorted to find repeated ones.
const MANY_KEYS: usize = 40;

/// The result of parsing a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parsed {
    /// The tree; `None` if the text could not be parsed.
    pub root: Option<Node>,
    /// The problems; not empty if `root` is `None`.
    pub problems: Vec<Problem>,
    /// The spans of comments, for allows.
    pub comments: Vec<Span>,
    /// Repeated keys in a mapping: the later one, then the first.
    pub duplicate_keys: Vec<(Span, Span)>,
}

impl Parsed {
    /// The result for a text that could not be parsed, with the reason.
    #[must_use]
    pub fn failed(problem: Problem) -> Self {
        Self { problems: vec![problem], ..Self::default() }
    }

    /// Moves all spans, like [`Node::shift`].
    pub fn shift(&mut self, by: usize) {
        if let Some(root) = &mut self.root {
            root.shift(by);
        }
        self.problems.iter_mut().for_each(|problem| problem.span = problem.span.shifted(by));
        self.comments.iter_mut().for_each(|span| *span = span.shifted(by));
        self.duplicate_keys
            .iter_mut()
            .for_each(|(later, first)| (*later, *first) = (later.shifted(by), first.shifted(by)));
    }

    /// Records the repeated keys of a finished mapping.
    pub(crate) fn note_duplicate_keys(&mut self, entries: &[Entry]) {
        // Nearly all mappings are small and have none. Comparing all pairs shows this without allocating a list.
        let same = |left: &str, right: &str| left.as_bytes().first() == right.as_bytes().first() && left == right;
        let repeats =
            |(place, entry): (usize, &Entry)| entries.iter().take(place).any(|earlier| same(&earlier.key, &entry.key));
        if entries.len() < MANY_KEYS && !entries.iter().enumerate().any(repeats) {
            return;
        }
        let mut sorted: Vec<&Entry> = entries.iter().collect();
        sorted.sort_by(|left, right| left.key.cmp(&right.key).then(left.key_span.cmp(&right.key_span)));
        for pair in sorted.chunk_by(|left, right| left.key == right.key) {
            for later in pair.iter().skip(1) {
                self.duplicate_keys.push((later.key_span, pair[0].key_span));
            }
        }
    }
}
