//! The fields that a tool reads from the answers to its requests: in its output, in picks and filters, and in later requests.

use super::model::ApiClaims;
use super::subject::Subject;
use crate::claims::{NamesKind, Piece};
use crate::openapi::{Found, Operation, Schema};
use crate::plugin::Document;
use crate::source::Span;
use crate::spec::fields::{Map, Spanned};
use crate::spec::tool::{Field, FieldKind, Request, ToolFields};
use crate::syntax::Node;

/// Adds a claim for each field that the tool reads.
pub(super) fn read<'c>(claims: &mut ApiClaims<'c>, document: &'c Document, tool: &ToolFields) {
    ToolReader { claims, document, tool }.tool();
}

struct ToolReader<'a, 'c> {
    claims: &'a mut ApiClaims<'c>,
    document: &'c Document,
    tool: &'a ToolFields,
}

/// Where fields are looked for: some schemas, and whose answer they are in words.
#[derive(Clone)]
struct Records<'c> {
    schemas: Vec<Schema<'c>>,
    of: String,
}

impl<'c> ToolReader<'_, 'c> {
    fn tool(&mut self) {
        let tool = self.tool;
        for request in &tool.requests {
            self.request(request);
        }
        let output = &tool.output;
        let mut records = Records { schemas: Vec::new(), of: String::new() };
        for name in output.record.iter().chain(&output.list) {
            let Some(one) = self.records_of(&name.value) else { continue };
            records.of = if records.of.is_empty() { one.of } else { format!("{} or {}", records.of, one.of) };
            records.schemas.extend(one.schemas);
        }
        for keep in &output.keep {
            keep.field.iter().chain(&keep.or_past).for_each(|name| self.name(&records, &name.value, name.span));
            keep.when
                .iter()
                .chain(&keep.contains)
                .chain(&keep.equals)
                .chain(&keep.before)
                .for_each(|value| self.expression(&value.value));
        }
        tool.refuse.iter().for_each(|refusal| self.expression(&refusal.when.value));
        output.notes.iter().flat_map(|note| &note.when).for_each(|when| self.expression(&when.value));
        self.fields(&records, &output.fields);
    }

    fn request(&mut self, request: &Request) {
        request.values().for_each(|value| self.expression(&value.value));
        let Some(answer) = self.operation(request).and_then(|operation| operation.response()) else { return };
        let of = format!("the answer of `{}`", request.operation.value);
        let rows = request.rows.iter().filter(|rows| rows.value != "any");
        let own = request.paging.iter().flat_map(|paging| paging.next.iter().chain(&paging.total));
        for name in rows.chain(own) {
            self.name(&Records { schemas: vec![answer], of: of.clone() }, &name.value, name.span);
        }
        if let Some(records) = self.records_of(&request.name.value) {
            let sorted = request.sort.iter().map(|sort| &sort.field).chain(&request.record_id);
            let sorted = sorted.chain(request.paging.iter().filter_map(|paging| paging.last.as_ref()));
            request
                .belongs
                .iter()
                .chain(request.usable.iter())
                .map(|(name, _)| name)
                .chain(sorted)
                .for_each(|name| self.name(&records, &name.value, name.span));
        }
        if let (Some(pick), Some(records)) = (&request.pick, self.records_of(&request.name.value)) {
            let names = std::iter::once(&pick.id).chain(&pick.name).chain(&pick.show);
            names.for_each(|name| self.name(&records, &name.value, name.span));
        }
    }

    /// `$request.field` anywhere in a value.
    fn expression(&mut self, node: &Node) {
        if let Some(reference) = node.as_str().and_then(|text| text.strip_prefix('$')) {
            // After the dollar sign; a text in quotes begins one later, and then the quotes are underlined too.
            self.reference(reference, node.span);
        }
        node.items().iter().for_each(|item| self.expression(item));
        node.entries().iter().for_each(|entry| self.expression(&entry.value));
    }

    fn reference(&mut self, reference: &str, span: Span) {
        if let Some((request, path)) = reference.split_once('.')
            && let Some(records) = self.records_of(request)
        {
            self.name(&records, path, span);
        }
    }

    fn fields(&mut self, records: &Records<'c>, fields: &Map<Field>) {
        for (name, field) in &fields.0 {
            self.field(records, name, field);
        }
    }

    fn field(&mut self, records: &Records<'c>, name: &Spanned<String>, field: &Field) {
        if field.kind == FieldKind::Total {
            return;
        }
        let own = [name.clone()];
        let from: &[Spanned<String>] = if field.from.is_empty() { &own } else { &field.from };
        let mut inner = Vec::new();
        match &field.request {
            Some(request) => inner.extend(self.records_of(&request.value)),
            None => {
                for path in from {
                    inner.extend(self.source(records, path, field.kind));
                }
            }
        }
        if let Some(below) =
            inner.into_iter().find(|below| below.schemas.iter().any(|schema| !schema.fields().is_empty()))
        {
            self.fields(&below, &field.fields);
        }
    }

    /// Claims one source of a field; gives the records that it leads to.
    fn source(&mut self, records: &Records<'c>, path: &Spanned<String>, kind: FieldKind) -> Option<Records<'c>> {
        let (records, field) = match path.value.strip_prefix('$') {
            None => (records.clone(), path.value.as_str()),
            Some(reference) => match reference.split_once('.') {
                Some((request, field)) => (self.records_of(request)?, field),
                None => return self.records_of(reference),
            },
        };
        self.name(&records, field, path.span);
        self.kind(&records, field, path.span, kind);
        let schemas = records.schemas.iter().filter_map(|schema| Some(schema.field(field)?.schema.element())).collect();
        Some(Records { schemas, of: format!("`{field}` of {}", records.of) })
    }

    fn name(&mut self, records: &Records<'c>, path: &str, span: Span) {
        if records.schemas.is_empty() {
            return;
        }
        let subject = Subject::of_schemas(records.schemas.clone(), records.of.clone());
        let claim = subject.judge(self.document, Piece::new(path, span), NamesKind::Fields);
        self.claims.names.push(claim);
    }

    /// A field that holds no value the tool's kind can be read from: the server would drop it each time.
    fn kind(&mut self, records: &Records<'c>, path: &str, span: Span, kind: FieldKind) {
        let fields: Vec<_> = records.schemas.iter().filter_map(|schema| schema.field(path)).collect();
        let misfits = |field: &crate::openapi::Field<'_>| {
            let types = field.schema.types();
            !types.is_empty() && types.iter().all(|name| *name == "null" || !reads(kind, name))
        };
        let Some(first) = fields.first().filter(|_| fields.iter().all(misfits)) else { return };
        let subject = Subject::of_schemas(records.schemas.clone(), records.of.clone());
        let mut claim = subject.judge(self.document, Piece::new(path, span), NamesKind::Fields);
        let written = serde_json::to_value(kind).ok().and_then(|kind| kind.as_str().map(str::to_owned));
        let written = Piece::new(written.unwrap_or_default(), span);
        claim.wrong_type = Some((written, first.type_name(), first.location()));
        self.claims.names.push(claim);
    }

    fn operation(&self, request: &Request) -> Option<Operation<'c>> {
        let (method, path) = request.operation.value.split_once(' ')?;
        match self.claims.description.find(None, path) {
            Found::Path { item, .. } => item.operation(method),
            _ => None,
        }
    }

    /// What one row of a request's answer is: below the key of its rows, in a list, or the answer itself.
    fn records_of(&self, name: &str) -> Option<Records<'c>> {
        let request = self.tool.requests.iter().find(|request| request.name.value == name)?;
        let answer = self.operation(request)?.response()?;
        let row = match &request.rows {
            // A description may name a list without saying what it holds.
            Some(rows) if rows.value != "any" => {
                Some(answer.field(&rows.value)?.schema.element()).filter(|row| !row.fields().is_empty())?
            }
            Some(_) => {
                let list = answer.fields().into_iter().find(|field| field.schema.types().contains(&"array"));
                list.map_or_else(|| answer.element(), |list| list.schema.element())
            }
            None => answer.element(),
        };
        Some(Records { schemas: vec![row], of: format!("the answer of `{}`", request.operation.value) })
    }
}

/// Whether the server reads a value of a type of JSON as this kind of field.
fn reads(kind: FieldKind, json_type: &str) -> bool {
    match kind {
        FieldKind::String | FieldKind::Text | FieldKind::Integer | FieldKind::Link => {
            !matches!(json_type, "array" | "object")
        }
        FieldKind::Number => matches!(json_type, "number" | "integer" | "string"),
        FieldKind::Boolean => matches!(json_type, "boolean" | "number" | "integer"),
        // A number is a Unix time.
        FieldKind::Date | FieldKind::HoursUntil => ["string", "number", "integer"].contains(&json_type),
        FieldKind::List | FieldKind::Count => json_type == "array",
        FieldKind::Object => json_type == "object",
        FieldKind::Total => true,
    }
}
