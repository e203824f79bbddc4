//! Parses strict JSON into a [`Node`] tree. Only this module uses the JSON parser with spans.
//!
//! Spans come from `jsonc-parser`. `serde_json` catches what it accepts wrongly (`"\q"`, raw line breaks in strings, an
//! empty file), so that "valid" means the same as in every other parser.
//!
//! Other JSON readers and why they exist: `claims::json` reads examples in documents, with comments, `...` and
//! placeholders; `openapi::outline` indexes large API descriptions and parses only the parts that are used;
//! `generate::marketplace` edits a file and keeps its layout. `serde_json` reads and writes our own files.

use jsonc_parser::ast::{ObjectPropName, Value};
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions};
use serde::de::IgnoredAny;

use super::tree::{Entry, Kind, Node, Parsed, Problem};
use crate::source::{SourceFile, Span};

/// The maximum nesting below the outermost value. An object counts as two levels.
pub const MAX_DEPTH: usize = 512;

/// Allows no extensions of JSON.
#[must_use]
pub fn strict() -> ParseOptions {
    ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    }
}

/// Parses one JSON value. Skips a leading byte-order mark.
#[must_use]
pub fn parse(text: &str) -> Parsed {
    let skipped = text.len() - text.trim_start_matches('\u{feff}').len();
    let body = &text[skipped..];
    let mut parsed = parse_body(body);
    if skipped > 0 {
        parsed.shift(skipped);
    }
    parsed
}

fn parse_body(text: &str) -> Parsed {
    let result = match jsonc_parser::parse_to_ast(text, &CollectOptions::default(), &strict()) {
        Ok(result) => result,
        Err(error) => {
            let range = error.range();
            let span = Span::new(range.start.min(text.len()), range.end.min(text.len()));
            return Parsed::failed(match error.kind() {
                ParseErrorKind::NestingDepthExceeded => {
                    Problem::limit(span, format!("nested deeper than {MAX_DEPTH} levels (an object counts as two)"))
                }
                kind => Problem::new(span, format!("invalid JSON: {}", lower_first(&kind.to_string()))),
            });
        }
    };
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        let at = position(text, error.line(), error.column());
        let message = error.to_string();
        let reason = message.split(" at line ").next().unwrap_or(&message);
        return Parsed::failed(Problem::new(Span::at(at), format!("invalid JSON: {}", lower_first(reason))));
    }
    let mut parsed = Parsed::default();
    parsed.root = result.value.map(|value| node(value, &mut parsed));
    parsed
}

fn node(value: Value<'_>, parsed: &mut Parsed) -> Node {
    let span = |range: jsonc_parser::common::Range| Span::new(range.start, range.end);
    match value {
        Value::StringLit(text) => Node::new(span(text.range), Kind::String(text.value.into_owned())),
        Value::NumberLit(number) => {
            Node { span: span(number.range), kind: Kind::Number(number.value.to_owned()), plain: true }
        }
        Value::BooleanLit(truth) => Node { span: span(truth.range), kind: Kind::Bool(truth.value), plain: true },
        Value::NullKeyword(null) => Node { span: span(null.range), kind: Kind::Null, plain: true },
        Value::Array(array) => {
            let items = array.elements.into_iter().map(|item| node(item, parsed)).collect();
            Node::new(span(array.range), Kind::Sequence(items))
        }
        Value::Object(object) => {
            let entries: Vec<Entry> = object
                .properties
                .into_iter()
                .map(|property| {
                    let key_span = match &property.name {
                        ObjectPropName::String(name) => span(name.range),
                        ObjectPropName::Word(name) => span(name.range),
                    };
                    Entry { key: property.name.into_string(), key_span, value: node(property.value, parsed) }
                })
                .collect();
            parsed.note_duplicate_keys(&entries);
            Node::new(span(object.range), Kind::Mapping(entries))
        }
    }
}

/// The byte position of a line and a column (in bytes), both counted from 1 as `serde_json` does.
fn position(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}

/// Parses a JSON file.
#[must_use]
pub fn parse_file(file: &SourceFile) -> Parsed {
    parse(file.text())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_cover_keys_and_values() {
        let text = "\u{feff}{\"a\": [1, {\"b\": \"x\"}]}";
        let parsed = parse(text);
        let node = parsed.root.unwrap();
        let inner = &node.get("a").unwrap().items()[1];
        assert_eq!(&text[inner.entry("b").unwrap().key_span.range()], "\"b\"");
        assert_eq!(&text[inner.get("b").unwrap().span.range()], "\"x\"");
    }

    #[test]
    fn what_other_readers_refuse_is_refused() {
        for text in ["", "{\"a\": \"\\q\"}", "{\"a\": \"x\ny\"}", "[1,]", "{a: 1}", "[1] [2]", "// x\n1", "[01]"] {
            let parsed = parse(text);
            assert!(parsed.root.is_none() && !parsed.problems.is_empty(), "{text:?}");
        }
    }

    #[test]
    fn repeated_keys_are_noted() {
        assert_eq!(parse("{\"a\": 1, \"a\": 2}").duplicate_keys.len(), 1);
    }

    #[test]
    fn deep_nesting_ends_with_a_message() {
        let nested = |depth| parse(&("[".repeat(depth) + &"]".repeat(depth)));
        assert!(nested(MAX_DEPTH + 1).root.is_some());
        for depth in [MAX_DEPTH + 2, 100_000] {
            let parsed = nested(depth);
            assert!(parsed.root.is_none() && parsed.problems[0].is_limit, "{depth}: {:?}", parsed.problems);
            assert_eq!(parsed.problems[0].message, "nested deeper than 512 levels (an object counts as two)");
        }
        assert!(!parse("[").problems[0].is_limit);
    }
}
