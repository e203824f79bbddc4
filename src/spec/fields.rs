//! The accumulating decoder: a tree becomes a typed value, and every mistake on the way is reported, not only the first.
//!
//! A type says how it is read by implementing [`Decode`]; a mapping is read through [`Fields`], whose `finish` reports
//! the keys that nobody asked for.

use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::diag::{Diagnostic, RuleMeta, nearest};
use crate::source::{Location, SourceFile, Span};
use crate::syntax::{Kind, Node};

/// Collects what is wrong with one file.
pub struct Decoder<'f> {
    file: &'f Arc<SourceFile>,
    rule: &'static RuleMeta,
    /// Everything found so far.
    pub problems: Vec<Diagnostic>,
}

impl<'f> Decoder<'f> {
    /// A decoder that reports under `rule`.
    #[must_use]
    pub fn new(file: &'f Arc<SourceFile>, rule: &'static RuleMeta) -> Self {
        Self { file, rule, problems: Vec::new() }
    }

    /// The file being read.
    #[must_use]
    pub fn file(&self) -> &'f Arc<SourceFile> {
        self.file
    }

    /// Starts a finding at `span`; the caller adds to it and hands it to [`Decoder::report`].
    #[must_use]
    pub fn problem(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.rule, Location::new(self.file, span), message)
    }

    /// Keeps a finding.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.problems.push(diagnostic);
    }

    /// Says that another kind of value was expected.
    pub fn expected(&mut self, node: &Node, expected: &str) {
        let problem = self
            .problem(node.span, format!("expected {expected}, found a {}", node.type_name()))
            .label(format!("a {}", node.type_name()));
        self.report(problem);
    }

    /// Reads a mapping key by key; `None` and a finding when it is none.
    pub fn fields<'n, 'd>(&'d mut self, node: &'n Node, what: &'static str) -> Option<Fields<'n, 'd, 'f>> {
        if node.is_mapping() {
            return Some(Fields { node, what, known: Vec::new(), decoder: self });
        }
        self.expected(node, what);
        None
    }
}

/// A type that can be read from a tree.
pub trait Decode: Sized {
    /// Reads `node`; on `None` at least one finding was reported.
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self>;

    /// The JSON Schema (2020-12) of what [`Decode::decode`] accepts, for editors.
    fn schema() -> Value;
}

/// Declares a struct together with how it is read and with its JSON Schema: each fact about a key is said once.
///
/// Each line is `required`, `optional` (the type's default when missing) or `maybe` (an `Option`), then the key and its
/// type. The doc comments are the descriptions in the schema.
#[macro_export]
macro_rules! spec {
    (@type maybe $type:ty) => { Option<$type> };
    (@type $need:ident $type:ty) => { $type };
    (@required required $key:expr) => { Some($key) };
    (@required $need:ident $key:expr) => { None };
    (
        $(#[doc = $about:literal])+
        pub struct $name:ident = $what:literal {
            $( $(#[doc = $doc:literal])+ $need:ident $field:ident: $type:ty, )+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, serde::Serialize)]
        pub struct $name {
            $( $(#[doc = $doc])+ pub $field: $crate::spec!(@type $need $type), )+
        }

        impl $crate::spec::fields::Decode for $name {
            fn decode(node: &$crate::syntax::Node, decoder: &mut $crate::spec::fields::Decoder<'_>) -> Option<Self> {
                let mut fields = decoder.fields(node, $what)?;
                $( let $field = fields.$need(stringify!($field)); )+
                fields.finish();
                Some(Self { $( $field: $field?, )+ })
            }

            fn schema() -> serde_json::Value {
                let properties = [
                    $( (stringify!($field), $crate::spec::fields::described(<$type as $crate::spec::fields::Decode>::schema(), concat!($($doc, "\n"),+))), )+
                ];
                let required: Vec<&str> = [$( $crate::spec!(@required $need stringify!($field)) ),+].into_iter().flatten().collect();
                $crate::spec::fields::object(properties, &required)
            }
        }
    };
}

/// Adds a description to a schema.
#[must_use]
pub fn described(mut schema: Value, description: &str) -> Value {
    let lines: Vec<&str> = description.lines().map(str::trim).collect();
    if let Value::Object(schema) = &mut schema {
        schema.insert("description".to_owned(), lines.join(" ").trim().into());
    }
    schema
}

/// The schema of a mapping with these keys and no other.
#[must_use]
pub fn object<const N: usize>(properties: [(&str, Value); N], required: &[&str]) -> Value {
    let properties: serde_json::Map<String, Value> =
        properties.into_iter().map(|(key, schema)| (key.to_owned(), schema)).collect();
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if let (Value::Object(schema), false) = (&mut schema, required.is_empty()) {
        schema.insert("required".to_owned(), json!(required));
    }
    schema
}

/// A mapping being read.
pub struct Fields<'n, 'd, 'f> {
    node: &'n Node,
    what: &'static str,
    known: Vec<&'static str>,
    decoder: &'d mut Decoder<'f>,
}

impl<'n, 'f> Fields<'n, '_, 'f> {
    /// The value of a key that must be there.
    pub fn required<T: Decode>(&mut self, key: &'static str) -> Option<T> {
        self.known.push(key);
        match self.node.get(key) {
            Some(value) => T::decode(value, self.decoder),
            None => {
                let at = Span::new(
                    self.node.span.start,
                    self.node.entries().first().map_or(self.node.span.end, |first| first.key_span.end),
                );
                let problem =
                    self.decoder.problem(at, format!("{} has no `{key}`", self.what)).help(format!("add `{key}:`"));
                self.decoder.report(problem);
                None
            }
        }
    }

    /// The value of a key that may be missing: `Some(None)` when it is, `None` when it is there and wrong.
    pub fn maybe<T: Decode>(&mut self, key: &'static str) -> Option<Option<T>> {
        self.known.push(key);
        match self.node.get(key) {
            Some(value) => T::decode(value, self.decoder).map(Some),
            None => Some(None),
        }
    }

    /// The value of a key, or the type's default when it is missing.
    pub fn optional<T: Decode + Default>(&mut self, key: &'static str) -> Option<T> {
        self.maybe(key).map(Option::unwrap_or_default)
    }

    /// The raw value of a key.
    pub fn raw(&mut self, key: &'static str) -> Option<&'n Node> {
        self.known.push(key);
        self.node.get(key)
    }

    /// The decoder, for findings that concern several keys.
    pub fn decoder(&mut self) -> &mut Decoder<'f> {
        self.decoder
    }

    /// Reports every key that was not asked for.
    pub fn finish(self) {
        for entry in self.node.entries() {
            if !self.known.contains(&entry.key.as_str()) {
                let problem = self
                    .decoder
                    .problem(entry.key_span, format!("{} has no key `{}`", self.what, entry.key))
                    .label("not known here")
                    .did_you_mean(nearest(&entry.key, self.known.iter().copied()));
                let problem = if problem.help.is_empty() {
                    problem.help(format!("known keys: {}", self.known.join(", ")))
                } else {
                    problem
                };
                self.decoder.report(problem);
            }
        }
    }
}

/// A value with the place it was written at. It serializes as the value alone.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its bytes in the file.
    pub span: Span,
}

impl<T: Serialize> Serialize for Spanned<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T: Decode> Decode for Spanned<T> {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        T::decode(node, decoder).map(|value| Self { value, span: node.span })
    }

    fn schema() -> Value {
        T::schema()
    }
}

impl Decode for Node {
    fn decode(node: &Node, _: &mut Decoder<'_>) -> Option<Self> {
        Some(node.clone())
    }

    fn schema() -> Value {
        json!({})
    }
}

impl Decode for String {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        match node.scalar_text() {
            Some(text) => Some(text.to_owned()),
            None => {
                decoder.expected(node, "text");
                None
            }
        }
    }

    fn schema() -> Value {
        json!({ "type": ["string", "number", "boolean"] })
    }
}

impl Decode for bool {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let value = node.as_bool();
        if value.is_none() {
            decoder.expected(node, "true or false");
        }
        value
    }

    fn schema() -> Value {
        json!({ "type": "boolean" })
    }
}

impl Decode for i64 {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let value = match &node.kind {
            Kind::Number(text) => text.parse().ok(),
            _ => None,
        };
        if value.is_none() {
            decoder.expected(node, "a whole number");
        }
        value
    }

    fn schema() -> Value {
        json!({ "type": "integer" })
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        if !node.is_sequence() {
            decoder.expected(node, "a list");
            return None;
        }
        let items: Vec<Option<T>> = node.items().iter().map(|item| T::decode(item, decoder)).collect();
        items.into_iter().collect()
    }

    fn schema() -> Value {
        json!({ "type": "array", "items": T::schema() })
    }
}

/// A mapping with free keys, in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Map<T>(pub Vec<(Spanned<String>, T)>);

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Map<T> {
    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&T> {
        self.0.iter().find(|(name, _)| name.value == key).map(|(_, value)| value)
    }
}

impl<T: Serialize> Serialize for Map<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (&key.value, value)))
    }
}

impl<T: Decode> Decode for Map<T> {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        if !node.is_mapping() {
            decoder.expected(node, "a mapping");
            return None;
        }
        let entries: Vec<Option<_>> = node
            .entries()
            .iter()
            .map(|entry| {
                let key = Spanned { value: entry.key.clone(), span: entry.key_span };
                T::decode(&entry.value, decoder).map(|value| (key, value))
            })
            .collect();
        entries.into_iter().collect::<Option<_>>().map(Self)
    }

    fn schema() -> Value {
        json!({ "type": "object", "additionalProperties": T::schema() })
    }
}

/// Declares a closed list of words as an enum that can be read from a spec.
#[macro_export]
macro_rules! spec_words {
    (
        $(#[doc = $about:literal])+
        pub enum $name:ident { $( $(#[doc = $doc:literal])+ $variant:ident = $word:literal, )+ }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $( $(#[doc = $doc])+ $variant, )+ }

        impl $name {
            /// The word in the spec.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl $crate::spec::fields::Decode for $name {
            fn decode(node: &$crate::syntax::Node, decoder: &mut $crate::spec::fields::Decoder<'_>) -> Option<Self> {
                $crate::spec::fields::one_of(node, decoder, &[$( ($word, Self::$variant) ),+])
            }

            fn schema() -> serde_json::Value {
                serde_json::json!({ "enum": [$( $word ),+] })
            }
        }
    };
}

/// One of a closed list of words; reports the list and a near miss.
pub fn one_of<T: Copy>(node: &Node, decoder: &mut Decoder<'_>, choices: &[(&'static str, T)]) -> Option<T> {
    let text = String::decode(node, decoder)?;
    let found = choices.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
    if found.is_none() {
        let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
        let problem = decoder
            .problem(node.span, format!("expected one of {}, found `{text}`", words.join(", ")))
            .did_you_mean(nearest(&text, words.iter().copied()));
        decoder.report(problem);
    }
    found
}

#[cfg(test)]
#[allow(unreachable_pub)]
mod tests {
    use super::*;
    use crate::syntax::yaml;

    static RULE: RuleMeta = RuleMeta {
        name: "test-rule",
        summary: "",
        severity: crate::diag::Severity::Error,
        profile: crate::diag::Profile::Claude,
        page: "",
    };

    spec! {
        /// An example.
        pub struct Example = "an example" {
            /// What it is called.
            required name: String,
            /// How many.
            maybe count: i64,
            /// Words.
            optional tags: Vec<String>,
        }
    }

    fn decode(text: &str) -> (Option<Example>, Vec<String>) {
        let file = SourceFile::new("x.yaml", text);
        let mut decoder = Decoder::new(&file, &RULE);
        let value = Example::decode(&yaml::parse(text).root.unwrap(), &mut decoder);
        let words =
            decoder.problems.iter().map(|problem| format!("{} {}", problem.message, problem.help.join(" "))).collect();
        (value, words)
    }

    #[test]
    fn all_mistakes_are_reported_at_once() {
        let (value, problems) = decode("coutn: 1\ntags: [a, [b], {c: d}]\ncount: many\n");
        assert!(value.is_none());
        assert_eq!(problems.len(), 5, "{problems:?}");
        assert!(problems.iter().any(|problem| problem.contains("did you mean `count`?")), "{problems:?}");
        assert!(problems.iter().any(|problem| problem.contains("an example has no `name`")), "{problems:?}");
    }

    #[test]
    fn the_schema_says_what_the_decoder_accepts() {
        let schema = Example::schema();
        assert_eq!(schema["required"], json!(["name"]));
        assert_eq!(schema["properties"]["count"], json!({ "type": "integer", "description": "How many." }));
        assert_eq!(schema["additionalProperties"], json!(false));
    }

    #[test]
    fn a_right_value_is_read() {
        let (value, problems) = decode("name: 1.10\ntags: [a]\n");
        let value = value.unwrap();
        assert_eq!((value.name.as_str(), value.count, value.tags.len(), problems.len()), ("1.10", None, 1, 0));
    }
}
