//! What does not fit in the parameters, the body and the answer of a request.

use super::model::ParameterFault;
use crate::claims::{Pair, Request, Shown};
use crate::diag::nearest;
use crate::openapi::validate::{Fault, FaultKind, validate, validate_text};
use crate::openapi::{Operation, Parameter, Place, Schema};
use crate::source::Span;
use crate::syntax::{Entry, Kind, Node};

/// The faults of path and query.
pub(super) fn parameters<'c>(
    operation: &Operation<'c>,
    all: &[Parameter<'c>],
    request: &Request,
    values: &[(&str, String)],
    text: &str,
) -> Vec<ParameterFault<'c>> {
    let named = |place: Place, name: &str| all.iter().find(|known| known.place == place && known.name == name);
    let mut faults = Vec::new();
    for (name, value) in values {
        let Some(parameter) = named(Place::Path, name) else { continue };
        if let Some(kind) = validate_text(&parameter.schema, value) {
            let path = &request.target.path;
            let at = path.text.rfind(value.as_str()).unwrap_or_default();
            let span = Span::new(path.span.start + at, path.span.start + at + value.len());
            faults.push(ParameterFault::Value { span, parameter: *parameter, kind });
        }
    }
    for pair in &request.target.query {
        let name = pair.name.text.split('[').next().unwrap_or(&pair.name.text);
        match named(Place::Query, name).or_else(|| named(Place::Query, &pair.name.text)) {
            Some(parameter) => faults.extend(value_fault(parameter, pair)),
            None => faults.push(ParameterFault::Unknown {
                name: pair.name.clone(),
                place: Place::Query,
                wrong: operation.wrong_query(name),
                closed: operation.closed(),
                near: nearest(name, all.iter().filter(|known| known.place == Place::Query).map(|known| known.name)),
            }),
        }
    }
    let written = text.get(request.target.span.range()).unwrap_or_default();
    let whole = request.shown == Shown::Example && !written.contains("...") && !written.contains('…');
    if whole && !request.target.query.is_empty() {
        let sent = |name: &str| request.target.query.iter().any(|pair| pair.name.text == name);
        let missing = all.iter().filter(|known| known.place == Place::Query && known.required && !sent(known.name));
        faults.extend(missing.map(|parameter| ParameterFault::Missing(*parameter)));
    }
    faults
}

fn value_fault<'c>(parameter: &Parameter<'c>, pair: &Pair) -> Option<ParameterFault<'c>> {
    let value = pair.value.as_ref()?;
    // `client_id=` in running text names the parameter and gives no value.
    let kind = validate_text(&parameter.schema, &value.text).filter(|_| !value.text.is_empty())?;
    Some(ParameterFault::Value { span: value.span, parameter: *parameter, kind })
}

/// The faults of a form.
pub(super) fn form<'c>(
    operation: &Operation<'c>,
    fields: &[Parameter<'c>],
    pairs: &[Pair],
    span: Span,
    request: &Request,
    text: &str,
) -> Vec<ParameterFault<'c>> {
    let schema = operation.form_schema();
    let mut faults = Vec::new();
    for pair in pairs {
        match fields.iter().find(|field| field.name == pair.name.text) {
            Some(field) => faults.extend(value_fault(field, pair)),
            None => faults.push(ParameterFault::Unknown {
                name: pair.name.clone(),
                place: Place::Form,
                wrong: schema.and_then(|schema| schema.wrong_field(&pair.name.text)),
                closed: schema.is_some_and(|schema| schema.closed()),
                near: nearest(&pair.name.text, fields.iter().map(|field| field.name)),
            }),
        }
    }
    let written = text.get(span.range()).unwrap_or_default();
    if request.shown == Shown::Example && !written.contains("...") {
        let sent = |name: &str| pairs.iter().any(|pair| pair.name.text == name);
        let missing = fields.iter().filter(|field| field.required && !sent(field.name));
        faults.extend(missing.map(|field| ParameterFault::Missing(*field)));
    }
    faults
}

/// The faults of a body: those of its schema, and the fields that the server demands on creation.
pub(super) fn request_faults<'c>(schema: &Schema<'c>, body: &Node, operation: &Operation<'c>) -> Vec<Fault<'c>> {
    if let Some(fault) = missing_wrapper(schema, body, operation) {
        return vec![fault];
    }
    let mut faults = validate(schema, body);
    let demanded = operation.enforced_on_create();
    let rows: Vec<&Node> = match &body.kind {
        Kind::Sequence(items) => items.iter().collect(),
        _ => vec![body],
    };
    let is_list = body.is_sequence();
    for (place, row) in rows.into_iter().enumerate() {
        let is_whole = row.is_mapping() && row.entry("id").is_none() && !crate::openapi::validate::is_partial(row);
        for name in demanded.iter().filter(|name| is_whole && row.entry(name).is_none()) {
            let known = faults.iter().any(|fault| {
                matches!(fault.kind, FaultKind::MissingField { name: missing } if missing == *name)
                    && row.span.contains(fault.span)
            });
            if !known {
                let span = Span::new(row.span.start, row.span.start + 1);
                let path = if is_list { format!("[{place}]") } else { String::new() };
                let field = schema.element().own_field(name);
                let place = field.map_or_else(|| operation.location(), |field| field.location());
                faults.push(Fault { span, path, kind: FaultKind::MissingField { name }, place });
            }
        }
    }
    faults
}

/// A record where the operation takes an object with a list of such records: one fault, not one for each field.
fn missing_wrapper<'c>(schema: &Schema<'c>, body: &Node, operation: &Operation<'c>) -> Option<Fault<'c>> {
    let entries = body.entries();
    if entries.is_empty() || entries.iter().any(|entry| schema.own_field(&entry.key).is_some()) {
        return None;
    }
    let lists = schema.fields().into_iter().filter(|field| field.schema.items().is_some());
    let record = |field: &crate::openapi::Field<'c>| {
        let known = entries.iter().filter(|entry| field.schema.element().own_field(&entry.key).is_some()).count();
        known * 2 > entries.len()
    };
    let list = lists.into_iter().find(record)?;
    let expected = format!("object with the list `{}`", list.name);
    let kind = FaultKind::WrongType { expected, found: "record" };
    Some(Fault { span: body.span, path: String::new(), kind, place: operation.location() })
}

/// The faults of an answer. Answers are shown in part, so that nothing is missing in them.
pub(super) fn response_faults<'c>(schema: &Schema<'c>, answer: &Node, operation: &Operation<'c>) -> Vec<Fault<'c>> {
    let mut faults = validate(schema, answer);
    let wrong_shape =
        faults.iter().any(|fault| fault.path.is_empty() && matches!(fault.kind, FaultKind::WrongType { .. }));
    if wrong_shape && operation.shape_is_open() {
        // An array or an object around it: look at the rows, whichever way they come.
        let rows = answer.entries().iter().map(|entry| &entry.value).find(|value| value.is_sequence());
        faults = match (rows, answer.is_sequence()) {
            (Some(rows), _) => validate(schema, rows),
            (None, true) => schema
                .fields()
                .into_iter()
                .find(|field| field.schema.types().contains(&"array"))
                .map_or_else(Vec::new, |field| validate(&field.schema, answer)),
            _ => Vec::new(),
        };
    }
    match misnamed_list(schema, answer) {
        Some((list, found)) => {
            let is_list = |fault: &Fault<'c>| fault.path == list.key;
            faults.retain(|fault| !is_list(fault) || is_known_wrong(fault));
            let is_told = faults.iter().any(is_list);
            faults.extend(found.into_iter().filter(|fault| !is_told || !is_list(fault)));
        }
        None if faults.is_empty() => faults = needless_wrapper(schema, answer),
        None => {}
    }
    faults.retain(|fault| !matches!(fault.kind, FaultKind::MissingField { .. }));
    faults
}

/// A list of records under another name than the one that the answer has for such records: the entry, the name, and what is wrong
/// with the records.
fn misnamed_list<'a, 'c>(schema: &Schema<'c>, answer: &'a Node) -> Option<(&'a Entry, Vec<Fault<'c>>)> {
    let fields = schema.fields();
    let mut lists = fields.iter().filter(|field| field.schema.items().is_some_and(|rows| !rows.fields().is_empty()));
    let (list, None) = (lists.next()?, lists.next()) else { return None };
    let rows = list.schema.element();
    let unknown = answer.entries().iter().filter(|entry| schema.own_field(&entry.key).is_none());
    let shown = unknown.into_iter().find(|entry| {
        let record = entry.value.items().first().map(Node::entries).unwrap_or_default();
        // A name that is known to be wrong there tells the record as well as a right one.
        let tells = |entry: &&Entry| rows.own_field(&entry.key).is_some() || rows.wrong_field(&entry.key).is_some();
        record.len() > 2 && record.iter().filter(tells).count() * 2 >= record.len()
    });
    let shown = shown.filter(|_| answer.entry(list.name).is_none())?;
    let name = shown.key.clone();
    let kind = FaultKind::UnknownField {
        name: name.clone(),
        known: None,
        closed: false,
        near: Some(list.name),
        schema: schema.name(),
    };
    let mut faults = vec![Fault { span: shown.key_span, path: name, kind, place: list.location() }];
    faults.extend(shown.value.items().iter().flat_map(|record| validate(&rows, record)));
    Some((shown, faults))
}

fn is_known_wrong(fault: &Fault<'_>) -> bool {
    matches!(fault.kind, FaultKind::UnknownField { known: Some(_), .. })
}

/// A list with a name around it where the operation answers one record, such as `{"clients": [...]}` for a client: the name, and
/// what is wrong with the records. A schema that allows any further field does not report the name otherwise.
fn needless_wrapper<'c>(schema: &Schema<'c>, answer: &Node) -> Vec<Fault<'c>> {
    let is_known = |entry: &&Entry| schema.own_field(&entry.key).is_some();
    let Some(wrapper) = answer.entries().iter().find(|entry| entry.value.is_sequence()) else { return Vec::new() };
    let record = wrapper.value.items().first().map(Node::entries).unwrap_or_default();
    let known = record.iter().filter(is_known).count();
    if record.is_empty() || known * 2 < record.len() || answer.entries().iter().any(|entry| is_known(&entry)) {
        return Vec::new();
    }
    let name = wrapper.key.clone();
    let kind = FaultKind::UnknownField { name, known: None, closed: false, near: None, schema: schema.name() };
    let mut faults = vec![Fault { span: wrapper.key_span, path: wrapper.key.clone(), kind, place: schema.location() }];
    faults.extend(wrapper.value.items().iter().flat_map(|record| validate(schema, record)));
    faults
}
