//! From a vendor's record to the fields of an answer.
//!
//! Only what a spec names comes through, cleaned and bounded; what is not set is dropped. This
//! module must not make requests.

use crate::html;
use crate::sanitize;
use crate::spec::{Field, FieldKind, Map as Fields, Service};
use crate::value::{Scope, field, query_text};
use serde_json::{Map, Number, Value};

/// Longest `string` when a spec sets no bound, in characters.
const LINE: usize = 300;
/// Longest `text` when a spec sets no bound, in characters.
const TEXT: usize = 4_000;
/// Most rows of a nested list when a spec sets no bound.
const ROWS: usize = 50;

/// A list that a request returned.
#[derive(Debug, Default, Clone)]
pub struct Rows {
    /// The rows of this page.
    pub rows: Vec<Value>,
    /// How many there are in all.
    pub total: u64,
}

/// What a projection can see.
pub struct Sources<'a> {
    /// Conventions: dates that mean "not set", links.
    pub service: &'a Service,
    /// Base of the vendor's web application.
    pub web: &'a str,
    /// Inputs and records.
    pub scope: &'a Scope,
    /// Lists by request.
    pub lists: &'a std::collections::HashMap<String, Rows>,
}

impl Sources<'_> {
    /// The fields of one record; fields without a value are left out.
    pub fn record(&self, fields: &Fields<Field>, record: &Value) -> Map<String, Value> {
        fields.iter().filter_map(|(name, spec)| Some((name.value.clone(), self.value(name, spec, record)?))).collect()
    }

    fn value(&self, name: &str, spec: &Field, record: &Value) -> Option<Value> {
        match spec.kind {
            FieldKind::Total => self.lists.get(&spec.request.as_ref()?.value).map(|list| Value::from(list.total)),
            FieldKind::Count => self
                .find(name, spec, record)?
                .as_array()
                .filter(|rows| !rows.is_empty())
                .map(|rows| Value::from(rows.len())),
            FieldKind::List => self.list(name, spec, record),
            FieldKind::Object => {
                let object = self.record(&spec.fields, &self.find(name, spec, record)?);
                (!object.is_empty()).then_some(Value::Object(object))
            }
            _ => self.candidates(name, spec, record).iter().find_map(|found| self.scalar(spec, found)),
        }
    }

    fn list(&self, name: &str, spec: &Field, record: &Value) -> Option<Value> {
        let project = |rows: &[Value]| -> Vec<Value> {
            rows.iter()
                .take(spec.limit.unwrap_or(ROWS))
                .map(|row| self.record(&spec.fields, row))
                .filter(|row| !row.is_empty())
                .map(Value::Object)
                .collect()
        };
        if let Some(request) = &spec.request {
            let list = self.lists.get(&request.value)?;
            let items = project(&list.rows);
            let mut out = Map::new();
            out.insert("total".into(), Value::from(list.total));
            out.insert("returned".into(), Value::from(items.len()));
            out.insert("items".into(), Value::Array(items));
            return Some(Value::Object(out));
        }
        let items = match self.find(name, spec, record) {
            Some(Value::Array(rows)) => project(&rows),
            _ => Vec::new(),
        };
        (!items.is_empty()).then_some(Value::Array(items))
    }

    fn candidates(&self, name: &str, spec: &Field, record: &Value) -> Vec<Value> {
        let from: Vec<&str> = match spec.from.is_empty() {
            true => vec![name],
            false => spec.from.iter().map(|path| path.as_str()).collect(),
        };
        from.iter()
            .filter_map(|path| match path.strip_prefix('$') {
                Some(path) => Some(self.scope.look_up(path)).filter(|value| !value.is_null()),
                None => field(record, path).cloned(),
            })
            .collect()
    }

    fn find(&self, name: &str, spec: &Field, record: &Value) -> Option<Value> {
        self.candidates(name, spec, record).into_iter().next()
    }

    fn scalar(&self, spec: &Field, found: &Value) -> Option<Value> {
        match spec.kind {
            FieldKind::String => {
                let text = sanitize::line(&query_text(found)?, spec.max_length.unwrap_or(LINE));
                (!text.is_empty()).then_some(Value::String(text))
            }
            FieldKind::Text => {
                let raw = query_text(found)?;
                let plain = if raw.contains('<') || raw.contains('&') { html::to_text(&raw) } else { raw };
                let text = sanitize::text(&plain, spec.max_length.unwrap_or(TEXT));
                (!text.is_empty()).then_some(Value::String(text))
            }
            FieldKind::Integer => whole(found),
            FieldKind::Number => match found {
                Value::Number(number) => Some(Value::Number(number.clone())),
                Value::String(text) => text.trim().parse::<f64>().ok().and_then(Number::from_f64).map(Value::Number),
                _ => None,
            },
            FieldKind::Boolean => found.as_bool().map(Value::Bool),
            FieldKind::Date => {
                let text = sanitize::line(found.as_str()?, 40);
                let unset = self.service.unset_dates.iter().any(|start| text.starts_with(start.as_str()));
                (!text.is_empty() && !unset).then_some(Value::String(text))
            }
            FieldKind::Link => {
                let path = self.service.links.get(&spec.link.as_ref()?.value)?;
                let id = whole(found)?;
                (!self.web.is_empty())
                    .then(|| Value::String(format!("{}{}", self.web, path.replace("{id}", &id.to_string()))))
            }
            FieldKind::Total | FieldKind::Count | FieldKind::List | FieldKind::Object => None,
        }
    }
}

/// A whole number; vendors send some ids as `5.0`.
fn whole(found: &Value) -> Option<Value> {
    match found {
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Some(Value::from(whole)),
            None => number
                .as_f64()
                .filter(|float| float.fract() == 0.0 && float.abs() < 9e15)
                .map(|float| Value::from(float as i64)),
        },
        Value::String(text) => text.trim().parse::<i64>().ok().map(Value::from),
        _ => None,
    }
}
