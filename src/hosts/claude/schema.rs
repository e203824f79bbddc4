//! Shapes of JSON values as data, and the issues of a value that does not fit its shape.
//!
//! A [`Shape`] describes what the Claude Code CLI expects of a field. [`check`] walks a value and its shape together
//! and collects [`Issue`]s with the key path in the CLI's spelling (`userConfig.a.type`). As in the CLI, if the type of
//! exactly one form of a [`Shape::Either`] fits, the issue is about that form; if none or several fit, the issue is
//! about the whole value.

use crate::source::Span;
use crate::syntax::{Entry, Kind, Node};

/// Any string.
pub(super) const TEXT: Shape = Shape::Text(&[]);
/// A string that is not empty.
pub(super) const WORD: Shape = Shape::Text(&[Text::NotEmpty]);
/// A list of strings.
pub(super) const TEXTS: Shape = Shape::List(&TEXT, None);

/// The expected form of a value.
pub(super) enum Shape {
    /// Any value.
    Any,
    /// A string that satisfies all these rules.
    Text(&'static [Text]),
    /// A number that satisfies all these rules.
    Number(&'static [Number]),
    /// `true` or `false`.
    Truth,
    /// `null`.
    Null,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// An object with known fields. A closed one allows no others.
    Object {
        /// The fields, in groups that several objects can share.
        fields: &'static [&'static [Field]],
        /// Whether other keys are rejected.
        closed: bool,
        /// A further check, run once the fields have the right types.
        also: Option<Also>,
    },
    /// An object with arbitrary keys.
    Map {
        /// The rule for keys.
        key: Option<Text>,
        /// The shape of every value.
        value: &'static Shape,
        /// A further check, run once the values have the right types.
        also: Option<Also>,
    },
    /// A list.
    List(&'static Shape, Option<Also>),
    /// One of several forms, and a description of them.
    Either(&'static [Shape], &'static str),
}

/// A check of a whole object, map or list.
pub(super) type Also = fn(&Node, &mut Walk);

/// A field of an object.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) required: bool,
}

/// An optional field.
pub(super) const fn optional(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: false }
}

/// A required field.
pub(super) const fn required(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: true }
}

/// A rule for strings.
#[derive(Clone, Copy)]
pub(super) enum Text {
    /// At least one character.
    NotEmpty,
    /// A path that starts with `./`.
    Relative,
    /// The same, but if it fails, another form may still fit: it does not explain itself.
    RelativeOrElse,
    /// A path that starts with `./`, or `.` alone.
    RelativeOrDot,
    /// A file with this extension.
    Extension(&'static str),
    /// Passes this function; the text says what is expected.
    Is(fn(&str) -> bool, &'static str),
    /// The same, but if it fails, another form may still fit.
    IsOrElse(fn(&str) -> bool, &'static str),
}

/// A rule for numbers.
#[derive(Clone, Copy)]
pub(super) enum Number {
    Whole,
    AboveZero,
    AtLeastZero,
    AtMost(f64),
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fault {
    /// A wrong type; what is expected.
    Type(&'static str),
    /// A missing field; what is expected.
    Missing(&'static str),
    /// The right type but an invalid value; what is expected.
    Value(String),
    /// A path without `./`.
    NotRelative,
    /// A file of the wrong kind; the expected extension.
    Extension(&'static str),
    /// Keys that are rejected.
    Keys(Vec<String>),
}

/// One fault and its location.
#[derive(Debug, Clone)]
pub(super) struct Issue {
    /// The key path, dotted.
    pub(super) path: String,
    pub(super) span: Span,
    pub(super) fault: Fault,
    /// Whether the value does not even have the right type.
    pub(super) fatal: bool,
    /// The precise location and message, for a value that fits no form.
    pub(super) inside: Option<(Span, String)>,
}

/// The issues found so far, and the path to the current value.
#[derive(Default)]
pub(super) struct Walk {
    pub(super) issues: Vec<Issue>,
    path: String,
}

/// All issues of `node` as a `shape`. `path` is the key path of the node.
pub(super) fn check(shape: &Shape, node: &Node, path: &str) -> Vec<Issue> {
    let mut walk = Walk { issues: Vec::new(), path: path.to_owned() };
    walk.value(shape, node);
    walk.issues
}

/// The entries that count: of a repeated key, the last one.
pub(super) fn entries(node: &Node) -> impl Iterator<Item = &Entry> {
    let all = node.entries();
    all.iter()
        .enumerate()
        .filter(move |(index, entry)| all[index + 1..].iter().all(|later| later.key != entry.key))
        .map(|(_, entry)| entry)
}

/// The JSON type of a value, with its article.
pub(super) fn type_name(node: &Node) -> &'static str {
    match node.kind {
        Kind::Sequence(_) => "a list",
        Kind::Mapping(_) => "an object",
        Kind::Null => "null",
        Kind::Bool(_) => "a boolean",
        Kind::Number(_) => "a number",
        Kind::String(_) => "a string",
    }
}

impl Walk {
    /// Adds an issue at or below the current value.
    pub(super) fn issue(&mut self, below: &str, span: Span, fault: Fault, fatal: bool) {
        let path = match (self.path.is_empty(), below.is_empty()) {
            (_, true) => self.path.clone(),
            (true, false) => below.to_owned(),
            (false, false) => format!("{}.{below}", self.path),
        };
        self.issues.push(Issue { path, span, fault, fatal, inside: None });
    }

    fn below(&mut self, key: &str, visit: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(key);
        visit(self);
        self.path.truncate(length);
    }

    fn wrong_type(&mut self, node: &Node, expected: &'static str) {
        self.issue("", node.span, Fault::Type(expected), true);
    }

    fn value(&mut self, shape: &Shape, node: &Node) {
        let before = self.issues.len();
        match (shape, &node.kind) {
            (Shape::Any, _) => {}
            (Shape::Text(rules), Kind::String(text)) => rules.iter().for_each(|rule| self.text(*rule, text, node.span)),
            (Shape::Text(_), _) => self.wrong_type(node, "a string"),
            (Shape::Number(rules), Kind::Number(text)) => {
                let number = text.parse().unwrap_or(f64::MAX);
                rules.iter().for_each(|rule| self.number(*rule, number, node.span));
            }
            (Shape::Number(_), _) => self.wrong_type(node, "a number"),
            (Shape::Truth, Kind::Bool(_)) | (Shape::Null, Kind::Null) => {}
            (Shape::Null, _) => self.wrong_type(node, "null"),
            (Shape::Truth, _) => self.wrong_type(node, "true or false"),
            (Shape::OneOf(words), kind) => {
                let fits = matches!(kind, Kind::String(text) if words.contains(&text.as_str()));
                if !fits {
                    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
                    self.issue("", node.span, Fault::Value(format!("one of {}", words.join(", "))), true);
                }
            }
            (Shape::Object { fields, closed, also }, Kind::Mapping(_)) => {
                self.object(fields, *closed, node);
                self.also(*also, node, before);
            }
            (Shape::Map { key, value, also }, Kind::Mapping(_)) => {
                for entry in entries(node) {
                    self.below(&entry.key, |walk| walk.entry(*key, value, entry));
                }
                self.also(*also, node, before);
            }
            (Shape::Object { .. } | Shape::Map { .. }, _) => self.wrong_type(node, "an object"),
            (Shape::List(shape, also), Kind::Sequence(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.below(&index.to_string(), |walk| walk.value(shape, item));
                }
                self.also(*also, node, before);
            }
            (Shape::List(..), _) => self.wrong_type(node, "a list"),
            (Shape::Either(forms, expected), _) => self.either(forms, expected, node),
        }
    }

    fn also(&mut self, also: Option<Also>, node: &Node, before: usize) {
        if let Some(also) = also
            && !self.issues[before..].iter().any(|issue| issue.fatal)
        {
            also(node, self);
        }
    }

    fn entry(&mut self, key: Option<Text>, value: &Shape, entry: &Entry) {
        let mut probe = Self::default();
        if let Some(rule) = key {
            probe.text(rule, &entry.key, entry.key_span);
        }
        match probe.issues.pop() {
            Some(issue) => self.issue("", entry.key_span, issue.fault, true),
            None => self.value(value, &entry.value),
        }
    }

    fn object(&mut self, fields: &'static [&'static [Field]], closed: bool, node: &Node) {
        for field in fields.iter().copied().flatten() {
            match node.get(field.name) {
                Some(value) => self.below(field.name, |walk| walk.value(&field.shape, value)),
                None if field.required => {
                    let opening = Span::new(node.span.start, node.span.start + 1);
                    self.issue(field.name, opening, Fault::Missing(expected(&field.shape)), true);
                }
                None => {}
            }
        }
        if closed {
            let others: Vec<&Entry> = entries(node).filter(|entry| !knows(fields, &entry.key)).collect();
            if let Some(first) = others.first() {
                let keys = others.iter().map(|entry| entry.key.clone()).collect();
                self.issue("", first.key_span, Fault::Keys(keys), false);
            }
        }
    }

    fn either(&mut self, forms: &'static [Shape], expected: &'static str, node: &Node) {
        let mut near: Option<Vec<Issue>> = None;
        let mut several = false;
        let mut inside: Option<(Span, String)> = None;
        for form in forms {
            let issues = check(form, node, &self.path);
            if issues.is_empty() {
                return;
            }
            if issues.iter().any(|issue| issue.fatal) {
                let deeper = issues.iter().find(|issue| issue.fatal && issue.path.len() > self.path.len());
                if let (Some(issue), None) = (deeper, &inside) {
                    let at = issue.inside.clone().unwrap_or_else(|| (issue.span, words(&issue.fault)));
                    inside = Some(at);
                }
            } else {
                several |= near.is_some();
                near = Some(issues);
            }
        }
        match near {
            Some(issues) if !several => self.issues.extend(issues),
            _ => {
                let path = self.path.clone();
                self.issues.push(Issue { path, span: node.span, fault: Fault::Type(expected), fatal: true, inside });
            }
        }
    }

    fn text(&mut self, rule: Text, text: &str, span: Span) {
        let fine = match rule {
            Text::NotEmpty => !text.is_empty(),
            Text::Relative | Text::RelativeOrElse => text.starts_with("./"),
            Text::RelativeOrDot => text == "." || text.starts_with("./"),
            Text::Extension(extension) => text.ends_with(extension),
            Text::Is(is, _) | Text::IsOrElse(is, _) => is(text),
        };
        if fine {
            return;
        }
        let fault = match rule {
            Text::NotEmpty => Fault::Value("at least one character".to_owned()),
            Text::Relative | Text::RelativeOrElse | Text::RelativeOrDot => Fault::NotRelative,
            Text::Extension(extension) => Fault::Extension(extension),
            Text::Is(_, expected) | Text::IsOrElse(_, expected) => Fault::Value(expected.to_owned()),
        };
        self.issue("", span, fault, matches!(rule, Text::RelativeOrElse | Text::IsOrElse(..)));
    }

    fn number(&mut self, rule: Number, number: f64, span: Span) {
        let (fine, expected) = match rule {
            Number::Whole => (number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_991.0, "a whole number"),
            Number::AboveZero => (number > 0.0, "a number above 0"),
            Number::AtLeastZero => (number >= 0.0, "0 or more"),
            Number::AtMost(most) => {
                if number > most {
                    self.issue("", span, Fault::Value(format!("at most {most}")), false);
                }
                return;
            }
        };
        if !fine {
            self.issue("", span, Fault::Value(expected.to_owned()), matches!(rule, Number::Whole));
        }
    }
}

/// Whether a field has this name.
pub(super) fn knows(fields: &[&[Field]], name: &str) -> bool {
    fields.iter().copied().flatten().any(|field| field.name == name)
}

/// A description of a shape.
fn expected(shape: &Shape) -> &'static str {
    match shape {
        Shape::Any => "a value",
        Shape::Text(_) => "a string",
        Shape::OneOf(_) => "one of the allowed words",
        Shape::Number(_) => "a number",
        Shape::Truth => "true or false",
        Shape::Null => "null",
        Shape::Object { .. } | Shape::Map { .. } => "an object",
        Shape::List(..) => "a list",
        Shape::Either(_, words) => words,
    }
}

/// The fault, as the text of a label.
pub(super) fn words(fault: &Fault) -> String {
    match fault {
        Fault::Type(expected) | Fault::Missing(expected) => format!("expected {expected}"),
        Fault::Value(expected) => format!("expected {expected}"),
        Fault::NotRelative => "expected a path that starts with `./`".to_owned(),
        Fault::Extension(extension) => format!("expected a path that ends in `{extension}`"),
        Fault::Keys(keys) => format!("unknown key `{}`", keys.join("`, `")),
    }
}
