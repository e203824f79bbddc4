//! The inputs of a tool.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::spec::declare::object;
use crate::spec::fields::{Decode, Decoder, Spanned};
use crate::spec_words;
use crate::syntax::{Kind, Node};

spec_words! {
    /// The kinds of inputs.
    pub enum InputKind {
        /// Text.
        String = "string",
        /// A whole number.
        Integer = "integer",
        /// A truth value.
        Boolean = "boolean",
        /// A day, `2026-11-30`.
        Date = "date",
        /// A day, or a day with a time, `2026-11-30T14:30`.
        Time = "time",
        /// An e-mail address.
        Email = "email",
        /// Ids with commas between them.
        Ids = "ids",
        /// Names with a text, number or truth value each.
        Map = "map",
    }
}

/// One input of a tool. By hand, because `type` and `enum` are words of the language.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Input {
    /// What kind of value.
    #[serde(rename = "type")]
    pub kind: InputKind,
    /// What it means.
    pub description: Spanned<String>,
    /// Whether it must be given.
    pub required: bool,
    /// Value when it is not given.
    pub default: Option<Spanned<Node>>,
    /// Smallest integer.
    pub minimum: Option<i64>,
    /// Largest integer.
    pub maximum: Option<i64>,
    /// Shortest text, in characters.
    pub min_length: Option<usize>,
    /// Longest text, in characters.
    pub max_length: Option<usize>,
    /// The only values allowed.
    #[serde(rename = "enum")]
    pub values: Vec<String>,
    /// Line breaks in a text are kept. Without it they become spaces.
    pub multiline: bool,
    /// A value for documentation and tests.
    pub example: Spanned<Node>,
}

impl Decode for Input {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let mut fields = decoder.fields(node, "an input")?;
        let (kind, description) = (fields.required("type"), fields.required("description"));
        let (required, default) = (fields.optional("required"), fields.maybe("default"));
        let (minimum, maximum) = (fields.maybe("minimum"), fields.maybe("maximum"));
        let (min_length, max_length) = (fields.maybe("min_length"), fields.maybe("max_length"));
        let (values, example) = (fields.optional("enum"), fields.required("example"));
        let multiline = fields.optional("multiline");
        fields.finish();
        let input = Self {
            kind: kind?,
            description: description?,
            required: required?,
            default: default?,
            minimum: minimum?,
            maximum: maximum?,
            min_length: min_length?,
            max_length: max_length?,
            values: values?,
            multiline: multiline?,
            example: example?,
        };
        check(&input, node, decoder);
        Some(input)
    }

    fn schema() -> Value {
        let properties = [
            ("type", InputKind::schema()),
            ("description", String::schema()),
            ("required", bool::schema()),
            ("default", Node::schema()),
            ("minimum", i64::schema()),
            ("maximum", i64::schema()),
            ("min_length", usize::schema()),
            ("max_length", usize::schema()),
            ("enum", Vec::<String>::schema()),
            ("multiline", bool::schema()),
            ("example", Node::schema()),
        ];
        object(properties, &["type", "description", "example"])
    }
}

/// Bounds of an input, and that its default and example keep them.
fn check(input: &Input, node: &Node, decoder: &mut Decoder<'_>) {
    let at = node.span;
    if input.description.value.trim().is_empty() {
        decoder.report_at(
            input.description.span,
            "expected a description, found an empty string",
            "say what the value means",
        );
    }
    match input.kind {
        InputKind::Integer if input.minimum.is_none() => {
            decoder.report_at(at, "an integer without `minimum`", "add `minimum: 1` for an id");
        }
        InputKind::String if input.max_length.is_none() && input.values.is_empty() => {
            decoder.report_at(at, "a string without `max_length` or `enum`", "add `max_length: 200`");
        }
        _ => {}
    }
    if input.required && input.default.is_some() {
        decoder.report_at(at, "a `required` input with a `default`", "remove one of them");
    }
    for (value, what) in input.default.iter().map(|value| (value, "default")).chain([(&input.example, "example")]) {
        if let Some(expected) = misfit(input, &value.value) {
            decoder.report_at(
                value.span,
                format!("expected {expected} as the {what}"),
                "use a value that a caller could send",
            );
        }
    }
}

fn misfit(input: &Input, value: &Node) -> Option<String> {
    match input.kind {
        InputKind::Boolean => value.as_bool().is_none().then(|| "true or false".to_owned()),
        InputKind::Integer => {
            let number = match &value.kind {
                Kind::Number(text) => text.parse::<i64>().ok(),
                _ => None,
            };
            let range = input.minimum.unwrap_or(i64::MIN)..=input.maximum.unwrap_or(i64::MAX);
            (!number.is_some_and(|number| range.contains(&number))).then(|| "an integer within the bounds".to_owned())
        }
        InputKind::Map => (!value.is_mapping()
            || value.entries().iter().any(|entry| entry.value.scalar_text().is_none()))
        .then(|| "a mapping of names to scalars".to_owned()),
        InputKind::Email => {
            let good = value.as_str().is_some_and(|text| text.contains('@'));
            (!good).then(|| "an e-mail address".to_owned())
        }
        InputKind::Ids => {
            let good =
                value.scalar_text().is_some_and(|text| text.split(',').all(|id| id.trim().parse::<u64>().is_ok()));
            (!good).then(|| "ids such as \"5,6\", in quotes".to_owned())
        }
        InputKind::Time => {
            let good = value.as_str().is_some_and(|text| text.len() >= 10 && text.split('-').count() == 3);
            (!good).then(|| "a time such as \"2026-11-30T14:30\", in quotes".to_owned())
        }
        InputKind::Date => {
            let good = value.as_str().is_some_and(|text| text.len() == 10 && text.split('-').count() == 3);
            (!good).then(|| "a date such as \"2026-11-30\", in quotes".to_owned())
        }
        InputKind::String if !input.values.is_empty() => {
            let good = value.scalar_text().is_some_and(|text| input.values.iter().any(|allowed| allowed == text));
            (!good).then(|| format!("one of {}", input.values.join(", ")))
        }
        InputKind::String => {
            let range = input.min_length.unwrap_or(0)..=input.max_length.unwrap_or(usize::MAX);
            let length = value.as_str().map(|text| text.chars().count());
            (!length.is_some_and(|length| range.contains(&length))).then(|| "a string within the bounds".to_owned())
        }
    }
}
