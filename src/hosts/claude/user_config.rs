//! The options that a plugin asks the user for: `userConfig`, including the one inside `channels`.
//!
//! Source: the Claude Code CLI, tested option by option.

use super::names;
use super::schema::{Fault, Number, Shape, TEXT, TEXTS, Text, WORD, Walk, optional, required};
use crate::syntax::{Kind, Node};

/// `userConfig`: options by key.
pub(super) const USER_CONFIG: Shape = Shape::Map {
    key: Some(Text::Is(is_key, "a key of letters, digits and `_` that does not start with a digit")),
    value: &OPTION,
    also: None,
};

/// `channels`: servers with options of their own, whose keys are arbitrary.
pub(super) const CHANNELS: Shape = Shape::List(
    &Shape::Object {
        fields: &[&[
            required("server", WORD),
            optional("displayName", TEXT),
            optional("userConfig", Shape::Map { key: None, value: &OPTION, also: None }),
        ]],
        closed: true,
        also: None,
    },
    None,
);

const ANY_NUMBER: Shape = Shape::Number(&[] as &[Number]);
const OPTION: Shape = Shape::Object {
    fields: &[&[
        required("type", Shape::OneOf(&["string", "number", "boolean", "directory", "file"])),
        required("title", TEXT),
        required("description", TEXT),
        optional("required", Shape::Truth),
        optional(
            "default",
            Shape::Either(
                &[TEXT, ANY_NUMBER, Shape::Truth, TEXTS],
                "a string, a number, a boolean or a list of strings",
            ),
        ),
        optional("multiple", Shape::Truth),
        optional("sensitive", Shape::Truth),
        optional("min", ANY_NUMBER),
        optional("max", ANY_NUMBER),
        optional("options", Shape::List(&CHOICE, Some(distinct))),
    ]],
    closed: true,
    also: Some(choices),
};

const CHOICE: Shape = Shape::Text(&[
    Text::NotEmpty,
    Text::Is(|text| text.chars().count() <= 64, "at most 64 characters"),
    Text::Is(names::is_plain, "no control, invisible or bidirectional characters"),
    Text::Is(|text| text.trim() == text, "no leading or trailing spaces"),
]);

fn is_key(key: &str) -> bool {
    let mut bytes = key.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Checks `options` independently of the other fields.
fn distinct(options: &Node, walk: &mut Walk) {
    let texts: Vec<String> = options.items().iter().filter_map(Node::as_str).map(str::to_lowercase).collect();
    let mut wrong = |expected: &str| walk.issue("", options.span, Fault::Value(expected.to_owned()), false);
    if texts.is_empty() {
        wrong("at least one option");
    }
    if (1..texts.len()).any(|index| texts[..index].contains(&texts[index])) {
        wrong("options that are unique ignoring case");
    }
}

/// Checks `options` against the other fields.
fn choices(option: &Node, walk: &mut Walk) {
    let Some(options) = option.get("options") else { return };
    let is = |key| option.get(key).and_then(Node::as_bool) == Some(true);
    let mut wrong = |key: &str, node: &Node, expected: &str| {
        walk.issue(key, node.span, Fault::Value(expected.to_owned()), false);
    };
    if option.get("type").and_then(Node::as_str) != Some("string") || is("multiple") || is("sensitive") {
        wrong("options", options, "`options` only with `type: \"string\"`, without `multiple` and `sensitive`");
        return;
    }
    match option.get("default") {
        Some(default) => {
            let listed = matches!(&default.kind, Kind::String(text) if options.items().iter().any(|item| item.as_str() == Some(text)));
            if !listed {
                wrong("default", default, "one of the options");
            }
        }
        None if !is("required") => wrong("default", option, "a `default` from `options`, or `required: true`"),
        None => {}
    }
}
