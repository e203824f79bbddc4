//! The tree that YAML and JSON become: a span on every key and every value.
//!
//! It knows no schema. Who reads it asks for keys and gets spans with them, so that no rule searches for a position.

use crate::source::Span;

/// A value with the bytes it was written with.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The bytes of the value, quotes and brackets included.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
    /// Whether a scalar was written without quotes (YAML); `false` for everything in JSON but literals.
    pub plain: bool,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// `null`, `~` or nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number in its own spelling: `1.10` stays `1.10`.
    Number(String),
    /// Text after escapes.
    String(String),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values in the order of the file; a repeated key stands twice.
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

    /// What it is, as a word for messages.
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

    /// The entry of a mapping; the last one counts when a key is repeated, as in every JSON reader.
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

    /// All entries; none when it is not a mapping.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// All items; none when it is not a list.
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

    /// The text of any scalar in its own spelling.
    #[must_use]
    pub fn scalar_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) | Kind::Number(text) => Some(text),
            Kind::Bool(true) => Some("true"),
            Kind::Bool(false) => Some("false"),
            _ => None,
        }
    }

    /// The truth value of a boolean.
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

    /// Moves all spans `by` bytes towards the end, for a tree that was read from a part of a file.
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

    /// Gives every value and key the bytes that `map` says, for a tree that was read from text put together from parts.
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

    /// The tree without spans, for output and templates. A number keeps its value, and its text where it has no value.
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
    /// A tree that was not read from a text: every span is empty.
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

/// Something that keeps a text from being read, or that a stricter reader would refuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub span: Span,
    /// What, as a headline.
    pub message: String,
    /// Whether the text may be fine and only exceeds a limit of this reader.
    pub is_limit: bool,
}

impl Problem {
    /// A problem of the text.
    #[must_use]
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), is_limit: false }
    }

    /// A text that exceeds a limit.
    #[must_use]
    pub fn limit(span: Span, message: impl Into<String>) -> Self {
        Self { is_limit: true, ..Self::new(span, message) }
    }
}

/// From this many keys on a mapping is sorted to find repeated ones.
const MANY_KEYS: usize = 40;

/// What came of reading a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parsed {
    /// The tree; absent when the text could not be read.
    pub root: Option<Node>,
    /// What is wrong; not empty when `root` is absent.
    pub problems: Vec<Problem>,
    /// Spans of comments, for suppressions.
    pub comments: Vec<Span>,
    /// Keys that stand twice in one mapping: the later one, then the first.
    pub duplicate_keys: Vec<(Span, Span)>,
}

impl Parsed {
    /// A text that could not be read for one reason.
    #[must_use]
    pub fn failed(problem: Problem) -> Self {
        Self { problems: vec![problem], ..Self::default() }
    }

    /// Moves all spans, as [`Node::shift`].
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

    /// Notes the keys of a finished mapping that stand twice.
    pub(crate) fn note_duplicate_keys(&mut self, entries: &[Entry]) {
        // Nearly all mappings are small and have none, which a look at each pair tells without a list of its own.
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
