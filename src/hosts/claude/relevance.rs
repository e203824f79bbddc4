//! `relevance` of a marketplace entry: the signals that make Claude Code suggest the plugin.
//!
//! Source: the Claude Code CLI, tested signal by signal.

use super::fields::unknown;
use super::findings::IGNORED_FIELD;
use super::regex;
use super::report::{Report, unknown_key};
use super::schema::{Fault, Field, Shape, Text, Walk, optional, required, type_name};
use crate::syntax::Node;

fn at_most<const MOST: usize>(text: &str) -> bool {
    text.chars().count() <= MOST
}

const PROGRAM: Shape = Shape::Text(&[Text::NotEmpty, Text::Is(at_most::<64>, "at most 64 characters")]);
const GLOB: Shape = Shape::Text(&[
    Text::NotEmpty,
    Text::Is(at_most::<256>, "at most 256 characters"),
    Text::Is(|glob| !glob.contains('\\'), "forward slashes, as in `docs/**/*.tf`"),
]);
const HOST: Shape = Shape::Text(&[
    Text::NotEmpty,
    Text::Is(
        |host| {
            host.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-'))
        },
        "a lowercase host name without scheme, port or path",
    ),
]);
const PATTERN: Shape = Shape::Text(&[
    Text::NotEmpty,
    Text::Is(at_most::<256>, "at most 256 characters"),
    Text::Is(regex::is_valid, "a JavaScript regular expression"),
]);
const DEPENDENCY: Shape =
    Shape::Object { fields: &[&[required("file", PATTERN), required("pattern", PATTERN)]], closed: false, also: None };

const SIGNALS: &[Field] = &[
    optional("cli", Shape::List(&PROGRAM, Some(ten))),
    optional("hosts", Shape::List(&HOST, Some(twenty))),
    optional("filesRead", Shape::List(&GLOB, Some(ten))),
    optional("manifestDeps", Shape::List(&DEPENDENCY, Some(one_to_ten))),
    optional("cwd", Shape::List(&GLOB, Some(ten))),
];
const FIELDS: &[Field] = &[
    optional("topic", PROGRAM),
    required("signals", Shape::Object { fields: &[SIGNALS], closed: false, also: Some(any_signal) }),
];

/// `relevance`, if it is an object.
pub(super) static RELEVANCE: Shape = Shape::Object { fields: &[FIELDS], closed: false, also: None };

fn ten(node: &Node, walk: &mut Walk) {
    limit(node, 10, walk);
}

fn one_to_ten(node: &Node, walk: &mut Walk) {
    if node.items().is_empty() {
        walk.issue("", node.span, Fault::Value("at least one item".to_owned()), false);
    }
    ten(node, walk);
}

fn twenty(node: &Node, walk: &mut Walk) {
    limit(node, 20, walk);
}

fn limit(node: &Node, most: usize, walk: &mut Walk) {
    if node.items().len() > most {
        walk.issue("", node.span, Fault::Value(format!("at most {most} items")), false);
    }
}

fn any_signal(node: &Node, walk: &mut Walk) {
    if SIGNALS.iter().all(|field| node.get(field.name).is_none_or(|list| list.items().is_empty())) {
        let expected = "at least one signal: `cli`, `hosts`, `filesRead`, `manifestDeps` or `cwd`";
        walk.issue("", node.span, Fault::Value(expected.to_owned()), false);
    }
}

/// Reports what is only ignored: a wrong type and unknown keys.
pub(super) fn ignored(node: &Node, path: &str, report: &mut Report<'_>) {
    if !node.is_mapping() {
        let message = format!("`relevance` is {}, expected an object with `signals`", type_name(node));
        report.add(&IGNORED_FIELD, path, node.span, message);
        return;
    }
    for entry in unknown(&[FIELDS], node) {
        let known = FIELDS.iter().map(|field| field.name);
        unknown_key(&format!("{path}.{}", entry.key), &entry.key, entry.key_span, known, report);
    }
    for entry in node.get("signals").into_iter().flat_map(|signals| unknown(&[SIGNALS], signals)) {
        let known = SIGNALS.iter().map(|field| field.name);
        unknown_key(&format!("{path}.signals.{}", entry.key), &entry.key, entry.key_span, known, report);
    }
}
