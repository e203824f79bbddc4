//! A GET whose path and query the caller writes: held against the API description, sent, and cleaned.

use crate::client::{Call, Client};
use crate::error::Failure;
use crate::spec::{DocumentedGet, Service, Specs, Tool};
use crate::value::{Scope, query_text};
use crate::{html, limit, project, run, sanitize};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::time::Instant;

/// Longest text of one field, in characters.
const TEXT: usize = 4_000;
/// Deepest structure that is shown.
const DEPTH: usize = 6;

/// Checks, sends and answers.
///
/// # Errors
/// When the description does not have what is asked for, or the request fails.
pub async fn browse(
    specs: &Specs,
    client: &Client,
    tool: &Tool,
    get: &DocumentedGet,
    inputs: Map<String, Value>,
    until: Instant,
    id: u64,
) -> Result<Map<String, Value>, Failure> {
    let skipped = get.start.as_ref().and_then(|start| inputs.get(&start.value)?.as_u64()).unwrap_or(0) as usize;
    let scope = Scope { inputs, answers: HashMap::new() };
    let path = query_text(&scope.eval(&get.path)).unwrap_or_default();
    let query = scope.eval(&get.query).as_object().cloned().unwrap_or_default();
    let (template, path) = template(specs, &path)?;
    let known = &specs.api[&template];
    let mut pairs = Vec::new();
    let mut faults = Vec::new();
    for (name, value) in &query {
        match known.iter().any(|known| known == name) {
            true => pairs.extend(query_text(value).map(|value| (name.clone(), value))),
            false => {
                faults.push(format!("{} is not a query parameter{}", sanitize::quoted(name, 40), nearest(name, known)))
            }
        }
    }
    if !faults.is_empty() {
        let names = if known.is_empty() { "it has none".to_owned() } else { format!("it has {}", known.join(", ")) };
        return Err(Failure::new(format!("GET {template}: {}; {names}. Nothing was sent.", faults.join("; "))));
    }
    let call = Call::get(format!("GET {template}"), path, pairs, until, id);
    let answer = client.send(&call).await?;
    if let Some(told) = crate::shape::refusal(&answer, &specs.service) {
        return Err(run::no_content(&specs.service, &call, "record", Some(told)));
    }
    let holds_something = answer.is_array() || answer.as_object().is_some_and(|members| !members.is_empty());
    if !holds_something {
        return Err(run::no_content(&specs.service, &call, "record", None));
    }
    let wanted: Vec<String> = query_text(&scope.eval(&get.fields))
        .map(|text| text.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect())
        .unwrap_or_default();
    let (service, tool) = (specs.service.clone(), tool.clone());
    let next = get.start.as_ref().map(|start| format!("call again with {start} {}", skipped + TEXT));
    let show = move || {
        let mut shown = Shown { service: &service, skipped, next, hidden: 0, unread: 0, deep: false };
        shown.answer(&tool, &answer, &wanted)
    };
    let shown = tokio::task::spawn_blocking(show).await;
    shown.map_err(|_| Failure::new("the answer could not be prepared: this is a fault of the server"))
}

/// The documented path that this one is, and the path as it is sent. An id is a whole number.
fn template(specs: &Specs, path: &str) -> Result<(String, String), Failure> {
    let given = path.trim().trim_end_matches('/');
    let given =
        given.strip_prefix(specs.service.api_path.as_str()).filter(|rest| rest.starts_with('/')).unwrap_or(given);
    let parts: Vec<&str> = given.trim_start_matches('/').split('/').collect();
    for template in specs.api.keys() {
        let own: Vec<&str> = template.trim_start_matches('/').split('/').collect();
        let mut sent = String::new();
        let fits = own.len() == parts.len()
            && own.iter().zip(&parts).all(|(own, part)| {
                let is_id = (1..=18).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
                let fits = if own.starts_with('{') { is_id } else { own.eq_ignore_ascii_case(part) };
                sent.push('/');
                sent.push_str(if own.starts_with('{') { part } else { own });
                fits
            });
        if fits {
            return Ok((template.clone(), sent));
        }
    }
    let paths: Vec<String> = specs.api.keys().cloned().collect();
    let start = format!("/{}", parts.first().copied().unwrap_or_default());
    let near = nearest(&start, &paths);
    let near = if near.is_empty() { format!("; the paths are {}", paths.join(", ")) } else { near };
    let why = format!(
        "{} is not a path that can be read, with a number in place of each {{id}}{near}",
        sanitize::quoted(path, 80)
    );
    Err(Failure::new(format!("{} Nothing was sent.", sanitize::sentence(&why))))
}

fn nearest(name: &str, known: &[String]) -> String {
    let lower = name.to_ascii_lowercase();
    let near = plugin_gen::diag::nearest(&lower, known.iter().map(String::as_str))
        .or_else(|| known.iter().map(String::as_str).find(|known| known.eq_ignore_ascii_case(&lower)))
        .or_else(|| {
            let words = |text: &str| text.replace(['_', '/'], "").to_ascii_lowercase();
            known.iter().map(String::as_str).find(|known| words(known).contains(&words(name)) && name.len() > 2)
        });
    near.map_or(String::new(), |near| format!("; did you mean `{near}`?"))
}

/// What is shown of an answer, and what is not.
struct Shown<'a> {
    service: &'a Service,
    /// Characters of each text to skip.
    skipped: usize,
    /// How to read on in a text.
    next: Option<String>,
    hidden: usize,
    unread: usize,
    deep: bool,
}

impl Shown<'_> {
    fn answer(&mut self, tool: &Tool, answer: &Value, wanted: &[String]) -> Map<String, Value> {
        let mut out = match self.clean("", answer, wanted, 0) {
            Some(Value::Object(members)) => members,
            Some(other) => Map::from_iter([("items".to_owned(), other)]),
            None => Map::new(),
        };
        let mut notes = Vec::new();
        if self.deep {
            notes.push(format!("Structures deeper than {DEPTH} levels were left out."));
        }
        if self.hidden > 0 {
            notes.push(format!("{} characters that a browser would not show were left out.", self.hidden));
        }
        if self.unread > 0 {
            notes.push(format!("The end of a text was left out, {} bytes of HTML.", self.unread));
        }
        if out.is_empty() {
            notes.push("The answer has none of these fields, or none with a value.".to_owned());
        }
        limit::fit(&mut out, notes, tool, None);
        out
    }

    /// A value without what is empty or means "not set"; text made safe to show.
    fn clean(&mut self, name: &str, value: &Value, wanted: &[String], depth: usize) -> Option<Value> {
        match value {
            Value::Null => None,
            Value::Bool(_) | Value::Number(_) => Some(value.clone()),
            Value::String(text) => self.text(name, text).map(Value::String),
            Value::Array(items) => {
                let items: Vec<Value> = items.iter().filter_map(|item| self.clean(name, item, wanted, depth)).collect();
                (!items.is_empty() || depth == 0).then_some(Value::Array(items))
            }
            Value::Object(_) if depth >= DEPTH => {
                self.deep = true;
                None
            }
            Value::Object(members) => {
                let is_record = wanted.is_empty() || !members.keys().any(|name| wanted.contains(name));
                let members: Map<String, Value> = members
                    .iter()
                    .filter(|(name, value)| {
                        is_record && (wanted.is_empty() || value.is_array())
                            || wanted.contains(name)
                            || wanted.is_empty()
                    })
                    .filter_map(|(name, value)| {
                        let wanted = if wanted.contains(name) { &[] } else { wanted };
                        let shown = sanitize::line(name, 80);
                        Some((shown, self.clean(name, value, wanted, depth + 1)?))
                    })
                    .collect();
                (!members.is_empty() || depth == 0).then_some(Value::Object(members))
            }
        }
    }

    fn text(&mut self, name: &str, text: &str) -> Option<String> {
        if self.service.unset_dates.iter().any(|start| text.starts_with(start.as_str())) {
            return None;
        }
        let plain = match name.ends_with("_html") {
            false => text.to_owned(),
            true => {
                let page = html::to_text(text);
                self.hidden += page.hidden;
                self.unread += page.unread;
                page.text
            }
        };
        project::part(&sanitize::lines(&plain), self.skipped, TEXT, self.next.as_deref())
            .filter(|text| !text.is_empty())
    }
}
