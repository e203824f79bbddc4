//! Of what a table of names speaks: schemas and operations named by the sentence above it or by its heading.
//!
//! The heading `### Ticket` means the schema `Ticket`; "Query parameters of `GET /Tickets`" means that operation. A table
//! whose heading and sentence name nothing of the description makes no claim.
//!
//! A heading that only mentions a schema ("SLA tracking") ties the table loosely, together with the topic of the document:
//! then a name counts as wrong only when the description says so.

use super::resolve::NameClaim;
use crate::claims::{Names, NamesKind, Piece};
use crate::diag::nearest;
use crate::openapi::{Description, Found, KnownWrong, METHODS, Operation, Place, Schema};
use crate::plugin::Document;

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

pub(super) struct Subject<'c> {
    schemas: Vec<Schema<'c>>,
    operations: Vec<Operation<'c>>,
    words: String,
    loose: bool,
}

/// Of what a table speaks; `None` when nobody says so.
pub(super) fn of<'c>(description: &'c Description, document: &Document, names: &Names) -> Option<Subject<'c>> {
    let mut operations = operations(description, &names.sentence);
    if operations.is_empty() {
        operations = self::operations(description, &names.heading);
    }
    let (mut schemas, whole) = schemas(description, &names.heading, true);
    let mut loose = !whole;
    if names.kind == NamesKind::Fields {
        if !operations.is_empty() {
            loose = false;
            schemas.extend(operations.iter().flat_map(bodies));
        } else if loose {
            schemas.extend(self::schemas(description, &names.sentence, false).0);
            // "Fields" means those of the topic; "Installed software" may mean anything but those.
            if !schemas.is_empty() || words_of(&names.heading).is_empty() {
                schemas.extend(topic(description, document));
            }
        }
    }
    let missing = match names.kind {
        NamesKind::Fields => schemas.is_empty(),
        NamesKind::Parameters => operations.is_empty(),
    };
    if missing {
        return None;
    }
    let words = match names.kind {
        NamesKind::Fields => listed(schemas.iter().map(|schema| format!("`{}`", schema.name().unwrap_or("the body")))),
        NamesKind::Parameters => listed(operations.iter().map(|operation| format!("`{}`", operation.name()))),
    };
    loose &= names.kind == NamesKind::Fields;
    Some(Subject { schemas, operations, words, loose })
}

/// The schemas that a document is about: those of its name and of its title.
fn topic<'c>(description: &'c Description, document: &Document) -> Vec<Schema<'c>> {
    let title = document.markdown().and_then(|markdown| {
        let heading = markdown.headings.iter().find(|heading| heading.level == 1)?;
        Some(heading.text(markdown))
    });
    let mut found = schemas(description, &document.component_name(), true).0;
    found.extend(title.map(|title| schemas(description, title, true).0).unwrap_or_default());
    found
}

fn listed(names: impl Iterator<Item = String>) -> String {
    let mut all: Vec<String> = Vec::new();
    names.for_each(|name| {
        if !all.contains(&name) {
            all.push(name);
        }
    });
    all.join(" or ")
}

/// The record that an operation takes or answers: its list's element, its wrapper's element, its form.
fn bodies<'c>(operation: &Operation<'c>) -> Vec<Schema<'c>> {
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
fn operations<'c>(description: &'c Description, text: &str) -> Vec<Operation<'c>> {
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
fn schemas<'c>(description: &'c Description, text: &str, is_heading: bool) -> (Vec<Schema<'c>>, bool) {
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
fn words_of(text: &str) -> Vec<&str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty() && !STOP.contains(&word.to_lowercase().as_str()))
        .take(MAX_TEXT)
        .collect()
}

fn of_path<'c>(description: &'c Description, name: &str) -> Vec<Schema<'c>> {
    let item = description.path_called(name);
    item.into_iter().flat_map(|item| item.operations()).flat_map(|operation| bodies(&operation)).collect()
}

impl<'c> Subject<'c> {
    /// The fields of these schemas, which `words` name.
    pub(super) fn of_schemas(schemas: Vec<Schema<'c>>, words: String) -> Self {
        Self { schemas, operations: Vec::new(), words, loose: false }
    }

    /// Whether a name is one of the subject's.
    pub(super) fn judge(&self, document: &'c Document, name: Piece, kind: NamesKind) -> NameClaim<'c> {
        let path = name.text.replace("[]", "");
        let first = path.split('.').next().unwrap_or(&path).to_owned();
        let of_operation = |operation: &Operation<'c>| {
            let parameters = operation.parameters();
            let named = parameters.iter().any(|parameter| parameter.place != Place::Header && parameter.name == path);
            let in_form = operation.form().is_some_and(|form| form.iter().any(|field| field.name == path));
            let in_body = || bodies(operation).iter().any(|schema| schema.field(&path).is_some());
            named || in_form || operation.method() != "GET" && in_body()
        };
        let known = match kind {
            NamesKind::Fields => self.schemas.iter().any(|schema| {
                schema.field(&path).is_some()
                    || schema.element().field(&first).is_some_and(|field| is_free(&field.schema, &path))
            }),
            NamesKind::Parameters => self.operations.iter().any(of_operation),
        };
        let (mut wrong, mut closed, mut near) = (None, false, None);
        if !known {
            (wrong, closed, near) = self.mistake(&path, kind);
        }
        NameClaim {
            document,
            name,
            kind,
            of: self.words.clone(),
            known,
            wrong,
            closed,
            near,
            loose: self.loose,
            schemas: self.schemas.clone(),
        }
    }

    /// What the description says of a name that it lacks, whether it lists all names, and the nearest name.
    fn mistake(&self, path: &str, kind: NamesKind) -> (Option<KnownWrong<'c>>, bool, Option<&'c str>) {
        match kind {
            NamesKind::Fields => (
                self.schemas.iter().find_map(|schema| schema.wrong_field(path)),
                self.schemas.iter().all(Schema::closed),
                self.schemas
                    .iter()
                    .find_map(|schema| nearest(path, schema.fields().into_iter().map(|field| field.name))),
            ),
            NamesKind::Parameters => (
                self.operations.iter().find_map(|operation| operation.wrong_query(path)),
                self.operations.iter().all(Operation::closed),
                self.operations.iter().find_map(|operation| {
                    nearest(path, operation.parameters().into_iter().map(|parameter| parameter.name))
                }),
            ),
        }
    }
}

/// Whether the field that a path leads into says nothing of what is below it.
fn is_free(schema: &Schema<'_>, path: &str) -> bool {
    path.contains('.') && schema.element().fields().is_empty()
}
