//! A request in a code fence to the `requests` block that renders it.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::yaml;
use crate::generate::request::{Endpoint, markdown};
use crate::openapi::Description;
use crate::source::SourceFile;
use crate::spec::INVALID_SPEC;
use crate::spec::fields::{Decode, Decoder};
use crate::spec::request::Request;
use crate::syntax;

/// The request at the start of `text`, whose first fence holds `code`: its spec, and how many bytes of `text` it renders. The
/// same request as a curl command and its response belong to it. `None` when no operation gives exactly this text.
pub(super) fn read(text: &str, code: &str, api: &Description) -> Option<(Value, usize)> {
    let (head, body) = code.split_once("\n\n").map_or((code, None), |(head, body)| (head, Some(body.trim_end())));
    let mut lines = head.lines().peekable();
    let remark = lines.peek()?.strip_prefix("# ").map(ToOwned::to_owned);
    if remark.is_some() {
        lines.next();
    }
    let mut words = lines.next()?.split(' ');
    let (method, target, as_sent) = (words.next()?, words.next()?, words.next().is_some());
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    let is_form = lines.any(|line| line == "Content-Type: application/x-www-form-urlencoded");
    let operations = api.operations().filter(|operation| operation.method() == method);
    let mut endpoints: Vec<(Endpoint, Map<String, Value>)> = operations
        .filter_map(|operation| {
            let endpoint = Endpoint::of(&operation);
            if as_sent && endpoint.host.is_none() {
                return None;
            }
            let values = values(&endpoint.path, path.strip_prefix(&endpoint.base)?)?;
            Some((endpoint, values))
        })
        .collect();
    endpoints.sort_by_key(|(_, values)| values.len());
    endpoints.into_iter().find_map(|(endpoint, values)| {
        let mut spec = Map::from_iter([("operation".to_owned(), json!(format!("{method} {}", endpoint.path)))]);
        let mut put = |key: &str, value: Value| drop(spec.insert(key.to_owned(), value));
        if !values.is_empty() {
            put("path", Value::Object(values));
        }
        if let Some(query) = query {
            put("query", pairs(query)?);
        }
        match body {
            Some(body) if is_form => put("form", pairs(body)?),
            Some(body) => put("body", serde_json::from_str(body).ok()?),
            None => {}
        }
        if as_sent {
            put("headers", json!(true));
        }
        if let Some(remark) = &remark {
            put("remark", json!(remark));
        }
        longest(text, spec, &endpoint)
    })
}

/// The variant of a request, with or without curl command and response, that renders the most of `text`.
fn longest(text: &str, spec: Map<String, Value>, endpoint: &Endpoint) -> Option<(Value, usize)> {
    let rendered = |spec: &Map<String, Value>| {
        let written = markdown(&decoded(spec)?, endpoint);
        text.starts_with(&written).then_some(written.len())
    };
    let mut best = rendered(&spec).map(|length| (spec.clone(), length))?;
    let with_curl = Map::from_iter(spec.into_iter().chain([("curl".to_owned(), json!(true))]));
    if let Some(length) = rendered(&with_curl).filter(|_| endpoint.host.is_some()) {
        best = (with_curl, length);
    }
    let answer = text[best.1..].strip_prefix("\n\nResponse:\n\n```json\n").and_then(|rest| rest.split_once("\n```"));
    if let Some(response) = answer.and_then(|(answer, _)| serde_json::from_str(answer).ok()) {
        let mut with_response = best.0.clone();
        with_response.insert("response".to_owned(), response);
        if let Some(length) = rendered(&with_response) {
            best = (with_response, length);
        }
    }
    Some((Value::Object(best.0), best.1))
}

fn decoded(spec: &Map<String, Value>) -> Option<Request> {
    let text = yaml::write(spec);
    let file = SourceFile::new("", text);
    let root = syntax::yaml::parse(file.text()).root?;
    Request::decode(&root, &mut Decoder::new(&file, &INVALID_SPEC))
}

/// The values of the parameters of a path template.
fn values(template: &str, path: &str) -> Option<Map<String, Value>> {
    let (template, path): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    if template.len() != path.len() {
        return None;
    }
    let mut values = Map::new();
    for (part, given) in template.into_iter().zip(path) {
        match part.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) if !given.is_empty() => drop(values.insert(name.to_owned(), scalar(given)?)),
            _ if part == given => {}
            _ => return None,
        }
    }
    Some(values)
}

/// `a=1&b=2` as a mapping.
fn pairs(text: &str) -> Option<Value> {
    let mut pairs = Map::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=')?;
        if pairs.insert(name.to_owned(), scalar(value)?).is_some() {
            return None;
        }
    }
    Some(Value::Object(pairs))
}

/// A percent-encoded value, as a number or a truth value where it is written like one.
fn scalar(text: &str) -> Option<Value> {
    let text = percent_decode_str(text).decode_utf8().ok()?;
    Some(match text.parse::<i64>() {
        Ok(number) if number.to_string() == text => json!(number),
        _ if text == "true" || text == "false" => json!(text == "true"),
        _ => json!(text),
    })
}
