//! Of what a table of names speaks: schemas and operations named by the sentence above it or by its heading, by the headings
//! around it, by the title of the document, or shown beside it.
//!
//! The heading `### Ticket` means the schema `Ticket`; "Query parameters of `GET /Tickets`" means that operation. Of several
//! schemas that may be meant, the one that knows the most names is. A table of which nothing says what it describes, and whose
//! names no schema near it knows, makes no claim.

use super::model::NameClaim;
use super::named::{bodies, operations, schemas};
use super::surroundings::Surroundings;
use crate::claims::{Denial, NameTable, NamesKind, Piece};
use crate::diag::nearest;
use crate::openapi::{Description, KnownWrong, Operation, Place, Schema};
use crate::plugin::Document;
use crate::source::Location;

pub(super) struct Subject<'c> {
    schemas: Vec<Schema<'c>>,
    operations: Vec<Operation<'c>>,
    words: String,
    loose: bool,
}

/// Schemas that a table may describe.
struct Candidate<'c> {
    schemas: Vec<Schema<'c>>,
    /// Whether the sentence above the table or its own heading names them.
    named: bool,
}

/// A candidate that knows at least this share of the names, in percent, is taken before the ones behind it.
const ENOUGH: usize = 75;
/// A table that names no schema is tied to one that knows at least this share of its names.
const LIKELY: usize = 60;

/// A heading whose schema knows no name of the table gives way to a schema that knows at least this share.
const SOME: usize = 40;

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
    let candidates = candidates(description, around, table);
    let names: Vec<String> = table
        .names
        .iter()
        .filter(|name| name.denial == Denial::None)
        .map(|name| name.name.text.replace("[]", ""))
        .collect();
    let share_of = |schemas: &[Schema<'c>]| {
        let known = names.iter().filter(|name| knows(schemas, name)).count();
        if names.is_empty() { 100 } else { known * 100 / names.len() }
    };
    let mut best: Option<(usize, &Candidate<'c>)> = None;
    for candidate in candidates.iter().filter(|candidate| !candidate.schemas.is_empty()) {
        let share = share_of(&candidate.schemas);
        if best.is_none_or(|(known, _)| share > known) {
            best = Some((share, candidate));
        }
        if share >= ENOUGH {
            break;
        }
    }
    let (share, chosen) = best?;
    let named_share =
        candidates.iter().find(|one| one.named && !one.schemas.is_empty()).map(|one| share_of(&one.schemas));
    if share >= LIKELY || chosen.named && share > 0 || named_share == Some(0) && share >= SOME {
        return Some(Subject::new(chosen.schemas.clone(), Vec::new(), false));
    }
    // A heading may name a schema and speak of something else: then only what is known to be wrong counts.
    let named = candidates.into_iter().find(|candidate| candidate.named && !candidate.schemas.is_empty())?;
    Some(Subject::new(named.schemas, Vec::new(), share == 0))
}

/// The schemas that a table of fields may describe, the most certain ones first.
fn candidates<'c>(description: &'c Description, around: &Surroundings<'c>, table: &NameTable) -> Vec<Candidate<'c>> {
    let mut found = Vec::new();
    let mut add = |schemas: Vec<Schema<'c>>, named: bool| found.push(Candidate { schemas, named });
    for text in [&table.sentence, &table.heading] {
        add(operations(description, text).iter().flat_map(bodies).collect(), true);
    }
    let (own, whole) = schemas(description, &table.heading, true);
    add(own.clone(), whole);
    // Several schemas may have the name of the heading, and one of them may know all the names.
    own.into_iter().for_each(|schema| add(vec![schema], false));
    add(schemas(description, &table.sentence, false).0, false);
    for heading in around.headings_above(table.span.start).into_iter().rev().skip(1) {
        add(operations(description, heading).iter().flat_map(bodies).collect(), false);
        schemas(description, heading, true).0.into_iter().for_each(|schema| add(vec![schema], false));
    }
    around.topic.iter().for_each(|schema| add(vec![*schema], false));
    add(around.named(description, &table.heading), false);
    let near = around.operations_near(table.span.start);
    for operation in &near {
        bodies(operation).into_iter().for_each(|schema| add(vec![schema], false));
    }
    for schema in near.iter().flat_map(Operation::errors) {
        add(vec![schema], false);
    }
    description.schemas_of_vendor(&table.heading).into_iter().for_each(|schema| add(vec![schema], false));
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
    // The request shown in front of the table, when it takes most of the names.
    let operation = around.operation_before(table.span.start)?;
    let subject = Subject::new(Vec::new(), vec![operation], false);
    let known = table.names.iter().filter(|name| subject.knows(&name.name.text, NamesKind::Parameters)).count();
    (known * 100 >= table.names.len() * LIKELY).then_some(subject)
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
        Self { schemas, operations, words, loose }
    }

    /// The fields of these schemas, which `words` name.
    pub(super) fn of_schemas(schemas: Vec<Schema<'c>>, words: String) -> Self {
        Self { schemas, operations: Vec::new(), words, loose: false }
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

    /// Whether a name is one of the subject's.
    pub(super) fn judge(&self, document: &'c Document, name: Piece, kind: NamesKind) -> NameClaim<'c> {
        let path = name.text.replace("[]", "");
        let known = self.knows(&path, kind);
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
            wrong_type: None,
            type_checked: false,
            schemas: self.schemas.clone(),
        }
    }

    /// The schema and the place of the field or parameter of this name.
    pub(super) fn schema_of(&self, path: &str) -> Option<(Schema<'c>, Location)> {
        let field = self.schemas.iter().find_map(|schema| schema.field(path));
        let field = field.map(|field| (field.schema, field.location()));
        let parameter = || self.operations.iter().find_map(|operation| operation.parameter(Place::Query, path));
        field.or_else(|| parameter().map(|parameter| (parameter.schema, parameter.location())))
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
