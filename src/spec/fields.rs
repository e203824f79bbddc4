//! The accumulating decoder: a tree becomes a typed value, and every mistake on the way is reported, not only the first.
//!
//! A type says how it is read by implementing [`Decode`]; a mapping is read through [`Fields`], whose `finish` reports
//! the keys that nobody asked for.

use std::sync::Arc;

use serde_json::Value;

use crate::diag::{Diagnostic, RuleMeta, nearest};
use crate::source::{Location, SourceFile, Span};
use crate::syntax::{Kind, Node, yaml};

pub use super::values::{Map, Spanned};

/// Collects what is wrong with one file.
pub struct Decoder<'f> {
    file: &'f Arc<SourceFile>,
    rule: &'static RuleMeta,
    /// Everything found so far.
    pub problems: Vec<Diagnostic>,
    /// Which of the problems lists the missing keys.
    missing: Option<usize>,
}

impl<'f> Decoder<'f> {
    /// A decoder that reports under `rule`.
    #[must_use]
    pub fn new(file: &'f Arc<SourceFile>, rule: &'static RuleMeta) -> Self {
        Self { file, rule, problems: Vec::new(), missing: None }
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

    /// The root of the file, read as YAML. Syntax errors and duplicate keys are reported.
    pub fn read_yaml(&mut self) -> Option<Node> {
        let parsed = yaml::parse(self.file.text());
        for problem in &parsed.problems {
            self.report(self.problem(problem.span, format!("expected YAML: {}", problem.message)));
        }
        for (later, first) in &parsed.duplicate_keys {
            let found = self
                .problem(*later, format!("duplicate key `{}`", self.file.slice(*later)))
                .label("only this value would be used")
                .also(Location::new(self.file, *first), "first defined here");
            self.report(found);
        }
        parsed.root
    }

    /// Keeps a finding.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.problems.push(diagnostic);
    }

    /// Keeps a finding at `span` with the way out of it.
    pub fn report_at(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.report(self.problem(span, message).help(help));
    }

    /// Says that another kind of value was expected.
    pub fn expected(&mut self, node: &Node, expected: &str) {
        let problem = self
            .problem(node.span, format!("expected {expected}, found a {}", node.type_name()))
            .label(format!("a {}", node.type_name()));
        self.report(problem);
    }

    /// Reports missing keys. Those of one file are one finding.
    fn missing(&mut self, span: Span, message: String, help: String) {
        match self.missing.and_then(|at| self.problems.get_mut(at)) {
            Some(known) => {
                let more = known.clone().also(Location::new(self.file, span), message);
                *known = if more.help.contains(&help) { more } else { more.help(help) };
            }
            None => {
                self.missing = Some(self.problems.len());
                self.report(self.problem(span, message).help(help));
            }
        }
    }

    /// Reports numbers that JSON would spell in another way: `1.10`, or an integer of forty digits.
    pub fn exact_numbers(&mut self, node: &Node) {
        match &node.kind {
            Kind::Number(text) => {
                let written = node.to_json().to_string();
                if written != *text {
                    let problem = self
                        .problem(node.span, format!("the number `{text}` would be written as `{written}`"))
                        .help(format!("quote it to keep it unchanged: \"{text}\""));
                    self.report(problem);
                }
            }
            Kind::Sequence(items) => items.iter().for_each(|item| self.exact_numbers(item)),
            Kind::Mapping(entries) => entries.iter().for_each(|entry| self.exact_numbers(&entry.value)),
            _ => {}
        }
    }

    /// Reads a mapping key by key; `None` and a finding when it is none.
    pub fn fields<'n, 'd>(&'d mut self, node: &'n Node, what: &'static str) -> Option<Fields<'n, 'd, 'f>> {
        if node.is_mapping() {
            return Some(Fields { node, what, known: Vec::new(), missing: Vec::new(), decoder: self });
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

/// A mapping being read.
pub struct Fields<'n, 'd, 'f> {
    node: &'n Node,
    what: &'static str,
    known: Vec<&'static str>,
    missing: Vec<&'static str>,
    decoder: &'d mut Decoder<'f>,
}

impl<'n, 'f> Fields<'n, '_, 'f> {
    /// The value of a key that must be there.
    pub fn required<T: Decode>(&mut self, key: &'static str) -> Option<T> {
        self.known.push(key);
        match self.node.get(key) {
            Some(value) => T::decode(value, self.decoder),
            None => {
                self.missing.push(key);
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
                    .problem(entry.key_span, format!("unknown key `{}` in {}", entry.key, self.what))
                    .label("not recognized here")
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

impl Drop for Fields<'_, '_, '_> {
    fn drop(&mut self) {
        let names: Vec<String> = self.missing.iter().map(|key| format!("`{key}`")).collect();
        if names.is_empty() {
            return;
        }
        let start = self.node.span.start;
        let end = self.node.entries().first().map_or(self.node.span.end, |first| first.key_span.end);
        let keys = if names.len() == 1 { "key" } else { "keys" };
        let names = names.join(", ");
        let message = format!("missing {keys} {names} in {}", self.what);
        self.decoder.missing(Span::new(start, end), message, format!("add {names} to {}", self.what));
    }
}
