//! What a text names: operations and schemas of the description.

use crate::openapi::{Description, Found, METHODS, Operation, Schema};

/// Longer names of schemas are not looked for.
const MAX_WORDS: usize = 4;
/// More words of a heading or sentence are not read.
const MAX_TEXT: usize = 40;
/// Words of headings that say what the table is, not of what.
const STOP: &[&str] = &[
    "field",
    "fields",
    "parameter",
    "parameters",
    "property",
    "properties",
    "query",
    "reference",
    "the",
    "a",
    "an",
    "of",
    "and",
    "name",
    "names",
    "value",
    "values",
    "example",
    "examples",
    "list",
    "table",
    "api",
];

/// The record that an operation takes or answers: its list's element, its wrapper's element, its form.
pub(super) fn bodies<'c>(operation: &Operation<'c>) -> Vec<Schema<'c>> {
    let taken = operation.body().and_then(|body| body.schema);
    let records = [taken, operation.response(), operation.form_schema()];
    records
        .into_iter()
        .flatten()
        .flat_map(|schema| {
            let element = schema.element();
            let wrapped = element.fields().into_iter().filter(|field| field.schema.types().contains(&"array"));
            std::iter::once(element).chain(wrapped.map(|field| field.schema.element()).take(2)).collect::<Vec<_>>()
        })
        .collect()
}

/// Operations that a text names: `GET /Tickets`, or all of `/Tickets`.
pub(super) fn operations<'c>(description: &'c Description, text: &str) -> Vec<Operation<'c>> {
    let mut found = Vec::new();
    let mut method: Option<&str> = None;
    for word in text.split_whitespace().take(MAX_TEXT) {
        let word = word.trim_matches(|c: char| matches!(c, '`' | ',' | ';' | ':' | '.' | '(' | ')' | '"' | '*'));
        if METHODS.contains(&word) {
            method = Some(word);
            continue;
        }
        if word.len() > 1 && word.starts_with('/') {
            let path = word.split('?').next().unwrap_or(word);
            if let Found::Path { item, .. } = description.find(None, path) {
                found.extend(
                    item.operations().filter(|operation| method.is_none_or(|method| operation.method() == method)),
                );
            }
        }
        method = None;
    }
    found
}

/// Schemas that a text names, the longest names first: "Recurring invoice" is `RecurringInvoice`. Where no schema has the
/// name, a path may: "Asset" is the record that `POST /Asset` takes.
/// Says too whether the text names schemas and nothing else.
pub(super) fn schemas<'c>(description: &'c Description, text: &str, is_heading: bool) -> (Vec<Schema<'c>>, bool) {
    let words = words_of(text);
    let mut found = Vec::new();
    let mut whole = !words.is_empty();
    let mut at = 0;
    while at < words.len() {
        let most = (words.len() - at).min(MAX_WORDS);
        let named = (1..=most).rev().find_map(|length| {
            let name = words.get(at..at + length)?.concat();
            let mut schemas = description.schemas_called(&name);
            if schemas.is_empty() && is_heading {
                schemas = of_path(description, &name);
            }
            (!schemas.is_empty()).then_some((length, schemas))
        });
        match named {
            Some((length, schemas)) => {
                found.extend(schemas);
                at += length;
            }
            None => {
                whole = false;
                at += 1;
            }
        }
    }
    (found, whole)
}

/// The words of a text that may name something.
pub(super) fn words_of(text: &str) -> Vec<&str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty() && !STOP.contains(&word.to_lowercase().as_str()))
        .take(MAX_TEXT)
        .collect()
}

fn of_path<'c>(description: &'c Description, name: &str) -> Vec<Schema<'c>> {
    let item = description.path_called(name);
    item.into_iter().flat_map(|item| item.operations()).flat_map(|operation| bodies(&operation)).collect()
}
