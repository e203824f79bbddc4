//! From a vendor's record to the fields of an answer.
//!
//! Only what a spec names comes through, cleaned and bounded; what is not set is dropped. This
//! module must not make requests.

use crate::shape::Rows;
use crate::spec::{Field, FieldKind, Map as Fields, Service};
use crate::value::{Scope, field, query_text};
use crate::{clock, html, limit, sanitize};
use serde_json::{Map, Number, Value};
use std::cell::RefCell;

/// Longest `string` when a spec sets no bound, in characters.
const LINE: usize = 300;
/// Longest `text` when a spec sets no bound, in characters.
const TEXT: usize = 4_000;
/// Most rows of a nested list when a spec sets no bound.
const ROWS: usize = 50;

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
    /// What was left out of the answer.
    pub notes: RefCell<Vec<String>>,
}

impl Sources<'_> {
    /// The fields of one record; fields without a value are left out.
    pub fn record(&self, fields: &Fields<Field>, record: &Value) -> Map<String, Value> {
        fields.iter().filter_map(|(name, spec)| Some((name.value.clone(), self.value(name, spec, record)?))).collect()
    }

    fn value(&self, name: &str, spec: &Field, record: &Value) -> Option<Value> {
        match spec.kind {
            FieldKind::Total => {
                let list = self.lists.get(&spec.request.as_ref()?.value)?;
                // Rows without a total are counted only when they cannot be the first page of more.
                let total = list.total.or(list.rows.is_empty().then_some(0));
                if total.is_none() {
                    self.note(format!("`{name}` is missing: {} did not say how many there are.", self.service.title));
                }
                total.map(Value::from)
            }
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
            FieldKind::Text => self.text(name, spec, record),
            _ => self.candidates(name, spec, record).iter().find_map(|(_, found)| self.scalar(spec, found)),
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
            if let Some(total) = list.total {
                out.insert("total".into(), Value::from(total));
            }
            out.insert("returned".into(), Value::from(items.len()));
            let all = list.total.unwrap_or(0).max(list.rows.len() as u64);
            if all > items.len() as u64 {
                let note = format!("{} of the {all} rows of `{name}` were left out.", all - items.len() as u64);
                self.note(limit::note(&note, spec.more.as_deref()));
            } else if list.total.is_none() && !items.is_empty() {
                let note =
                    format!("`{name}` may have more rows: {} did not say how many there are.", self.service.title);
                self.note(limit::note(&note, spec.more.as_deref()));
            }
            out.insert("items".into(), Value::Array(items));
            return Some(Value::Object(out));
        }
        let items = match self.find(name, spec, record) {
            Some(Value::Array(rows)) => {
                let items = project(&rows);
                let limit = spec.limit.unwrap_or(ROWS);
                if rows.len() > limit {
                    let note = format!("{} of the {} rows of `{name}` were left out.", rows.len() - limit, rows.len());
                    self.note(limit::note(&note, spec.more.as_deref()));
                }
                items
            }
            _ => Vec::new(),
        };
        (!items.is_empty()).then_some(Value::Array(items))
    }

    fn note(&self, note: String) {
        let mut notes = self.notes.borrow_mut();
        if !notes.contains(&note) {
            notes.push(note);
        }
    }

    /// A text of several lines. Only a source that the spec calls HTML is read as HTML.
    fn text(&self, name: &str, spec: &Field, record: &Value) -> Option<Value> {
        let is_html = |path: &str| spec.html.iter().any(|html| html.value == path);
        for (path, found) in self.candidates(name, spec, record) {
            let Some(raw) = query_text(&found) else { continue };
            if spec.base64 {
                let Some(text) = file_text(&raw) else {
                    self.note(format!("`{name}` is missing: the file is not text."));
                    continue;
                };
                return self.part(spec, &sanitize::lines(&text));
            }
            // Where the spec calls no source HTML, a text that is marked up from end to end is.
            let plain = match is_html(&path) || spec.html.is_empty() && html::is_fragment(&raw) {
                false => raw,
                true => {
                    let page = html::to_text(&raw);
                    if page.hidden > 0 {
                        self.note(format!(
                            "`{name}` leaves out {} characters that a browser would not show.",
                            page.hidden
                        ));
                    }
                    if page.unread > 0 {
                        self.note(format!("`{name}` leaves out its end, {} bytes of HTML.", page.unread));
                    }
                    page.text
                }
            };
            let clean = sanitize::lines(&plain);
            if clean.is_empty() {
                continue;
            }
            return self.part(spec, &clean);
        }
        None
    }

    /// The part of a text that was asked for, with how to read on.
    fn part(&self, spec: &Field, clean: &str) -> Option<Value> {
        let longest = spec.max_length.unwrap_or(TEXT);
        let skipped =
            spec.start.as_ref().and_then(|start| self.scope.inputs.get(&start.value)?.as_u64()).unwrap_or(0) as usize;
        let next = spec.start.as_ref().map(|start| format!("call again with {start} {}", skipped + longest));
        part(clean, skipped, longest, next.as_deref().or(spec.more.as_deref())).map(Value::String)
    }

    /// The sources that have a value, each with where it was found.
    fn candidates(&self, name: &str, spec: &Field, record: &Value) -> Vec<(String, Value)> {
        let from: Vec<&str> = match spec.from.is_empty() {
            true => vec![name],
            false => spec.from.iter().map(|path| path.as_str()).collect(),
        };
        from.iter()
            .filter_map(|path| {
                let value = match path.strip_prefix('$') {
                    Some(path) => Some(self.scope.look_up(path)).filter(|value| !value.is_null()),
                    None => field(record, path).cloned(),
                };
                Some(((*path).to_owned(), value?))
            })
            .collect()
    }

    fn find(&self, name: &str, spec: &Field, record: &Value) -> Option<Value> {
        self.candidates(name, spec, record).into_iter().next().map(|(_, value)| value)
    }

    fn scalar(&self, spec: &Field, found: &Value) -> Option<Value> {
        match spec.kind {
            FieldKind::String => {
                let text = sanitize::line(&query_text(found)?, spec.max_length.unwrap_or(LINE));
                (!text.is_empty()).then_some(Value::String(text))
            }
            FieldKind::Integer => whole(found),
            FieldKind::Number => match found {
                Value::Number(number) => Some(Value::Number(number.clone())),
                Value::String(text) => text.trim().parse::<f64>().ok().and_then(Number::from_f64).map(Value::Number),
                _ => None,
            },
            FieldKind::Boolean => match found {
                Value::Number(number) => number.as_f64().map(|number| Value::Bool(number != 0.0)),
                other => other.as_bool().map(Value::Bool),
            },
            FieldKind::Date if found.is_number() => {
                clock::unix(found).map(|seconds| Value::String(format!("{}Z", clock::written(seconds))))
            }
            FieldKind::Date => {
                let text = sanitize::line(found.as_str()?, 40);
                (!text.is_empty() && !self.is_unset(&text)).then_some(Value::String(text))
            }
            FieldKind::HoursUntil => {
                let written = || found.as_str().filter(|text| !self.is_unset(text)).and_then(clock::seconds);
                let hours = (clock::unix(found).or_else(written)? - clock::now()) as f64 / 3_600.0;
                Number::from_f64((hours * 10.0).round() / 10.0).map(Value::Number)
            }
            FieldKind::Link => {
                let path = self.service.links.get(&spec.link.as_ref()?.value)?;
                let id = whole(found)?;
                (!self.web.is_empty())
                    .then(|| Value::String(format!("{}{}", self.web, path.replace("{id}", &id.to_string()))))
            }
            FieldKind::Text | FieldKind::Total | FieldKind::Count | FieldKind::List | FieldKind::Object => None,
        }
    }

    fn is_unset(&self, text: &str) -> bool {
        self.service.unset_dates.iter().any(|start| text.starts_with(start.as_str()))
    }
}

/// At most `longest` characters of a text after those to skip, with what to do about the rest.
pub(crate) fn part(text: &str, skipped: usize, longest: usize, next: Option<&str>) -> Option<String> {
    let rest: String = text.chars().skip(skipped).collect();
    let Some((at, _)) = rest.char_indices().nth(longest) else {
        return (!rest.is_empty()).then_some(rest);
    };
    let (kept, more) = rest.split_at(at);
    let mark = format!("{} more characters", more.chars().count());
    let mark = next.map_or(mark.clone(), |next| format!("{mark}; {next}"));
    Some(format!("{}… [{mark}]", kept.trim_end()))
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
        Value::Bool(value) => Some(Value::from(i64::from(*value))),
        _ => None,
    }
}

/// The text of a file in base64: UTF-8, or UTF-16 with a mark. `None` when it is not text.
fn file_text(base64: &str) -> Option<String> {
    use base64::Engine as _;
    // A data URL begins with its type.
    let data = base64.split_once("base64,").map_or(base64, |(_, data)| data);
    let data: String = data.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let bytes = base64::engine::general_purpose::STANDARD.decode(data).ok()?;
    let wide = |pair: fn([u8; 2]) -> u16, bytes: &[u8]| {
        String::from_utf16(&bytes.chunks_exact(2).map(|two| pair([two[0], two[1]])).collect::<Vec<_>>()).ok()
    };
    match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => wide(u16::from_le_bytes, rest),
        [0xFE, 0xFF, rest @ ..] => wide(u16::from_be_bytes, rest),
        bytes if bytes.contains(&0) => None,
        bytes => std::str::from_utf8(bytes).ok().map(str::to_owned),
    }
}
