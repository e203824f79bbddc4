//! Of what a table of names speaks: schemas and operations named by the sentence above it or by its heading, by the headings
//! around it, by the title of the document, or shown beside it.
//!
//! The heading `### Ticket` means the schema `Ticket`; "Query parameters of `GET /Tickets`" means that operation. Of several
//! schemas that may be meant, the one that knows the most names is. A table of which nothing says what it describes, and whose
//! names no schema near it knows, makes no claim. Where only headings speak for a schema, a name that it lacks is a warning.

use super::labels::{speaks_of_errors, speaks_of_fields};
use super::model::NameClaim;
use super::named::{bodies, operations, schemas, words_of};
use super::surroundings::Surroundings;
use super::words::COMMON;
use crate::claims::{Denial, NameTable, NamesKind, Piece, Sample};
use crate::diag::nearest;
use crate::openapi::validate::{Fault, validate};
use crate::openapi::{Description, KnownWrong, Operation, Place, Schema};
use crate::plugin::Document;
use crate::source::Location;
use crate::syntax::Node;

pub(super) struct Subject<'c> {
    schemas: Vec<Schema<'c>>,
    operations: Vec<Operation<'c>>,
    words: String,
    loose: bool,
    /// Whether only headings speak for it, so that a name that it lacks may still be right.
    weak: bool,
}

/// Schemas that a table or a sample may describe.
struct Candidate<'c> {
    schemas: Vec<Schema<'c>>,
    /// Whether the sentence above the table or its own heading names them.
    named: bool,
    /// What they are in words; the names of the schemas when empty.
    words: String,
}

/// A candidate that knows at least this share of the names, in percent, is taken before the ones after it.
const ENOUGH: usize = 75;
/// A table that names no schema is tied to one that knows at least this share of its names.
const LIKELY: usize = 60;
/// A heading whose schema knows no name of the table gives way to a schema that knows at least this share.
const SOME: usize = 40;
/// Words of headings that say which of the fields follow.
const QUALIFIERS: &[&str] = &[
    "core",
    "common",
    "complete",
    "all",
    "key",
    "main",
    "additional",
    "other",
    "full",
    "important",
    "required",
    "optional",
];

/// Of what a table speaks; `None` when nothing says so.
pub(super) fn of<'c>(
    description: &'c Description,
    around: &Surroundings<'c>,
    table: &NameTable,
) -> Option<Subject<'c>> {
    match table.kind {
        NamesKind::Fields => of_fields(description, around, table),
        NamesKind::Parameters => of_parameters(description, around, table),
    }
}

fn of_fields<'c>(description: &'c Description, around: &Surroundings<'c>, table: &NameTable) -> Option<Subject<'c>> {
    let text = Words { place: table.span.start, sentence: &table.sentence, heading: &table.heading };
    let candidates = candidates(description, around, &text);
    let names: Vec<String> = table
        .names
        .iter()
        .filter(|name| name.denial == Denial::None)
        .map(|name| name.name.text.replace("[]", ""))
        .collect();
    let chosen = best(&candidates, &names);
    let named = candidates.iter().find(|one| one.named && !one.schemas.is_empty());
    let announced = announced(description, around, &text).map(|schemas| (share_of(&schemas, &names), schemas));
    // An operation shown elsewhere in the document may share more names with the table than the record of the heading does.
    let is_far = chosen.is_some_and(|(share, chosen)| !chosen.words.is_empty() && share < ENOUGH);
    if let Some((share, schemas)) = announced.as_ref().filter(|(share, _)| is_far && *share >= SOME) {
        let subject = Subject::new(schemas.clone(), Vec::new(), false);
        return Some(Subject { weak: *share < LIKELY, ..subject });
    }
    if let Some((share, chosen)) = chosen {
        let named_share = named.map(|one| share_of(&one.schemas, &names));
        if share >= LIKELY || chosen.named && share > 0 || named_share == Some(0) && share >= SOME {
            return Some(Subject::chosen(chosen));
        }
    }
    // "Ticket fields" above a table of which the ticket knows few names, or none.
    if let Some((known, schemas)) = announced {
        let better = chosen.filter(|(share, _)| *share > known && !is_far);
        let subject = better
            .map_or_else(|| Subject::new(schemas, Vec::new(), false), |(_, candidate)| Subject::chosen(candidate));
        return Some(Subject { weak: true, ..subject });
    }
    // A heading may name a schema and be about something else: then only what is known to be wrong counts.
    let share = chosen.map_or(0, |(share, _)| share);
    Some(Subject { loose: share == 0, ..Subject::chosen(named?) })
}

/// Of what record a sample is: of the one that knows most of its keys, when it knows enough of them.
pub(super) fn of_sample<'c>(
    description: &'c Description,
    around: &Surroundings<'c>,
    sample: &Sample,
    keys: &[String],
) -> Option<Subject<'c>> {
    let is_label = sample.sentence.split_whitespace().count() <= MAX_LABEL;
    let sentence = if is_label { sample.sentence.as_str() } else { "" };
    let text = Words { place: sample.span.start, sentence, heading: &sample.heading };
    let mut candidates = candidates(description, around, &text);
    if [&sample.sentence, &sample.heading].iter().any(|text| speaks_of_errors(text)) {
        // What an operation takes or answers may share `Message` and `Type` with an error.
        let near = around.operations_near(text.place);
        let errors: Vec<Schema<'c>> = near.iter().flat_map(Operation::errors).collect();
        let is_error = |schema: &Schema<'c>| errors.iter().any(|error| error.is_same(schema));
        candidates.retain(|candidate| candidate.named || candidate.schemas.iter().all(is_error));
    }
    let (share, chosen) = best(&candidates, keys)?;
    let telling = |key: &&String| !COMMON.contains(&key.as_str()) && knows(&chosen.schemas, key);
    let told = keys.iter().filter(telling).count();
    // A section with one request that writes shows further bodies of it below the first.
    let is_body = match around.operations_in_section(sample.span.start).as_slice() {
        [operation] if operation.method() != "GET" => {
            bodies(operation).iter().any(|body| chosen.schemas.iter().any(|schema| schema.is_same(body)))
        }
        _ => false,
    };
    let least = if is_body && told > 1 { SOME } else { LIKELY };
    (share >= least && (told > 1 || is_body && told > 0)).then(|| Subject { weak: true, ..Subject::chosen(chosen) })
}

/// How many of the names some schemas know, in percent.
fn share_of(schemas: &[Schema<'_>], names: &[String]) -> usize {
    let known = names.iter().filter(|name| knows(schemas, name)).count();
    if names.is_empty() { 100 } else { known * 100 / names.len() }
}

/// The first candidate that knows enough of the names, or the one that knows the most, with the share that it knows.
fn best<'a, 'c>(candidates: &'a [Candidate<'c>], names: &[String]) -> Option<(usize, &'a Candidate<'c>)> {
    let mut best: Option<(usize, &Candidate<'c>)> = None;
    for candidate in candidates.iter().filter(|candidate| !candidate.schemas.is_empty()) {
        let share = share_of(&candidate.schemas, names);
        if best.is_none_or(|(known, _)| share > known) {
            best = Some((share, candidate));
        }
        if share >= ENOUGH {
            break;
        }
    }
    best
}

/// The words around a table or a sample that may say what it describes.
struct Words<'t> {
    place: usize,
    sentence: &'t str,
    heading: &'t str,
}

/// Longer sentences above a sample mention records in passing.
const MAX_LABEL: usize = 6;

/// The schemas whose fields a heading announces: the nearest heading that is about fields and names a schema, or the topic of
/// the document when the heading right above is about fields alone.
fn announced<'c>(description: &'c Description, around: &Surroundings<'c>, text: &Words<'_>) -> Option<Vec<Schema<'c>>> {
    let headings = around.headings_above(text.place);
    let mut inner = headings.iter().skip(1).rev().filter(|heading| speaks_of_fields(heading));
    let named = inner.find_map(|heading| {
        let words: Vec<&str> =
            words_of(heading).into_iter().filter(|word| !QUALIFIERS.contains(&word.to_lowercase().as_str())).collect();
        // "Recurring item fields" are not those of the schema `Item`.
        let first =
            words.get(..1).map(|first| first.concat()).filter(|word| !COMMON.contains(&word.to_lowercase().as_str()));
        let first = first.map(|word| around.named(description, &word));
        let two = words.get(..2).map(|two| around.named(description, &two.concat()));
        first.into_iter().chain(two).rev().find(|schemas| !schemas.is_empty())
    });
    named.or_else(|| {
        let names_another = !schemas(description, text.heading, true).0.is_empty();
        let topic = (speaks_of_fields(text.heading) && !names_another).then(|| around.topic.clone());
        topic.filter(|topic| !topic.is_empty())
    })
}

/// The schemas that a table of fields or a sample may describe, the most certain ones first.
fn candidates<'c>(description: &'c Description, around: &Surroundings<'c>, text: &Words<'_>) -> Vec<Candidate<'c>> {
    let mut found = Vec::new();
    let mut add =
        |schemas: Vec<Schema<'c>>, named: bool| found.push(Candidate { schemas, named, words: String::new() });
    for text in [text.sentence, text.heading] {
        add(operations(description, text).iter().flat_map(bodies).collect(), true);
    }
    let (own, whole) = schemas(description, text.heading, true);
    add(own.clone(), whole);
    // Several schemas may have the name of the heading, and one of them may know all the names.
    own.into_iter().for_each(|schema| add(vec![schema], false));
    add(schemas(description, text.sentence, false).0, false);
    for heading in around.headings_above(text.place).into_iter().rev().skip(1) {
        add(operations(description, heading).iter().flat_map(bodies).collect(), false);
        if around.title != Some(heading) {
            schemas(description, heading, true).0.into_iter().for_each(|schema| add(vec![schema], false));
        }
    }
    around.topic.iter().for_each(|schema| add(vec![*schema], false));
    add(around.named(description, text.heading), false);
    let near = around.operations_near(text.place);
    for operation in &near {
        // What it takes and what it answers, together first: a table of a record holds the fields of both.
        let of = format!("what `{}` takes and answers", operation.name());
        found.push(Candidate { schemas: bodies(operation), named: false, words: of });
    }
    let mut add =
        |schemas: Vec<Schema<'c>>, named: bool| found.push(Candidate { schemas, named, words: String::new() });
    for schema in near.iter().flat_map(Operation::errors) {
        add(vec![schema], false);
    }
    description.schemas_of_vendor(text.heading).into_iter().for_each(|schema| add(vec![schema], false));
    found
}

fn of_parameters<'c>(
    description: &'c Description,
    around: &Surroundings<'c>,
    table: &NameTable,
) -> Option<Subject<'c>> {
    let mut named = operations(description, &table.sentence);
    if named.is_empty() {
        named = operations(description, &table.heading);
    }
    if !named.is_empty() {
        return Some(Subject::new(Vec::new(), named, false));
    }
    // The request shown before the table, when it takes most of the names; below "Query parameters", any that does.
    let of_query = [&table.heading, &table.sentence].iter().any(|text| text.to_lowercase().contains("query"));
    let near = if of_query { around.operations_near(table.span.start) } else { Vec::new() };
    around.operation_before(table.span.start).into_iter().chain(near).find_map(|operation| {
        let subject = Subject::new(Vec::new(), vec![operation], false);
        let known = table.names.iter().filter(|name| subject.knows(&name.name.text, NamesKind::Parameters)).count();
        (known * 100 >= table.names.len() * LIKELY).then_some(subject)
    })
}

/// Whether one of the schemas has the field.
fn knows(schemas: &[Schema<'_>], path: &str) -> bool {
    let first = path.split('.').next().unwrap_or(path);
    schemas.iter().any(|schema| {
        schema.field(path).is_some() || schema.element().field(first).is_some_and(|field| is_free(&field.schema, path))
    })
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

impl<'c> Subject<'c> {
    fn new(schemas: Vec<Schema<'c>>, operations: Vec<Operation<'c>>, loose: bool) -> Self {
        let of_schemas = schemas.iter().map(|schema| format!("`{}`", schema.name().unwrap_or("the body")));
        let of_operations = operations.iter().map(|operation| format!("`{}`", operation.name()));
        let words = listed(of_schemas.chain(of_operations));
        Self { schemas, operations, words, loose, weak: false }
    }

    fn chosen(candidate: &Candidate<'c>) -> Self {
        let subject = Self::new(candidate.schemas.clone(), Vec::new(), false);
        if candidate.words.is_empty() { subject } else { Self { words: candidate.words.clone(), ..subject } }
    }

    /// The fields of these schemas, which `words` name.
    pub(super) fn of_schemas(schemas: Vec<Schema<'c>>, words: String) -> Self {
        Self { schemas, operations: Vec::new(), words, loose: false, weak: false }
    }

    /// In words.
    pub(super) fn words(&self) -> &str {
        &self.words
    }

    fn knows(&self, path: &str, kind: NamesKind) -> bool {
        match kind {
            NamesKind::Fields => knows(&self.schemas, path),
            NamesKind::Parameters => self.operations.iter().any(|operation| takes(operation, path)),
        }
    }

    /// Whether most names of a table are the subject's.
    pub(super) fn is_of(&self, table: &NameTable) -> bool {
        let known = table.names.iter().filter(|row| self.knows(&row.name.text.replace("[]", ""), table.kind)).count();
        known > 1 && known * 100 >= table.names.len() * ENOUGH
    }

    /// Whether a name is one of the subject's.
    pub(super) fn judge(&self, document: &'c Document, name: Piece, kind: NamesKind) -> NameClaim<'c> {
        let path = name.text.replace("[]", "");
        let known = self.knows(&path, kind);
        let (mut wrong, mut closed, mut near) = (None, false, None);
        if !known {
            (wrong, closed, near) = self.mistake(&path, kind);
            closed &= !self.weak;
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
            wrong_type: None,
            type_checked: false,
            schemas: self.schemas.clone(),
        }
    }

    /// The schemas and the places of the fields or parameters of this name.
    pub(super) fn schemas_of(&self, path: &str) -> Vec<(Schema<'c>, Location)> {
        let fields = self.schemas.iter().filter_map(|schema| schema.field(path));
        let fields: Vec<_> = fields.map(|field| (field.schema, field.location())).collect();
        if !fields.is_empty() {
            return fields;
        }
        let parameters = self.operations.iter().filter_map(|operation| operation.parameter(Place::Query, path));
        parameters.map(|parameter| (parameter.schema, parameter.location())).collect()
    }

    /// What does not fit the record in a value: of several schemas, the one that knows the most of its keys counts, then the one
    /// that it fits best. A schema that allows any field has no faults and may know none of them.
    pub(super) fn faults(&self, value: &Node) -> Vec<Fault<'c>> {
        let all = self.schemas.iter().map(|schema| {
            let record = schema.element();
            let unknown = value.entries().iter().filter(|entry| record.own_field(&entry.key).is_none()).count();
            (unknown, validate(&record, value))
        });
        all.min_by_key(|(unknown, faults)| (*unknown, faults.len())).map(|(_, faults)| faults).unwrap_or_default()
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

/// Whether an operation takes a name: as a parameter, in a form, or in a body that it writes.
pub(super) fn takes(operation: &Operation<'_>, path: &str) -> bool {
    let parameters = operation.parameters();
    let named = parameters.iter().any(|parameter| parameter.place != Place::Header && parameter.name == path);
    let in_form = || operation.form().is_some_and(|form| form.iter().any(|field| field.name == path));
    let in_body = || bodies(operation).iter().any(|schema| schema.field(path).is_some());
    named || in_form() || operation.method() != "GET" && in_body()
}

/// Whether the field that a path leads into says nothing of what is below it.
fn is_free(schema: &Schema<'_>, path: &str) -> bool {
    path.contains('.') && schema.element().fields().is_empty()
}
