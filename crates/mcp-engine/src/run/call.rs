//! A request of the spec with its values, and the words for an answer that does not fit it.

use super::Run;
use super::list::{Asked, parameters};
use crate::client::Call;
use crate::error::Failure;
use crate::sanitize::{quoted, sentence};
use crate::spec::{Request, Service};
use crate::value::query_text;
use serde_json::{Map, Value};

impl Run<'_> {
    /// The request with its values.
    pub(super) fn call(&self, request: &Request, asked: Option<&Asked>) -> Result<Call, Failure> {
        let (method, template) = request.parts();
        let mut path = template.to_owned();
        for (name, expression) in request.path.iter() {
            let part = path_part(&self.scope.eval(expression))
                .map_err(|why| Failure::new(format!("{why} for {{{name}}} of {}", request.operation)))?;
            path = path.replace(&format!("{{{name}}}"), &part);
        }
        let mut query: Vec<(String, String)> = request
            .query
            .iter()
            .filter_map(|(name, expression)| Some((name.value.clone(), query_text(&self.scope.eval(expression))?)))
            .collect();
        let mut body = request.body.as_ref().map(|body| match self.scope.eval(body) {
            Value::Null if body.is_mapping() => Value::Object(Map::new()),
            value => value,
        });
        if let (Some(asked), Some(paging)) = (asked, self.paging(request)) {
            let parameters = parameters(paging, asked);
            match body.as_mut().and_then(Value::as_object_mut).filter(|_| paging.in_body) {
                Some(members) => members.extend(parameters),
                None => {
                    query.extend(parameters.into_iter().filter_map(|(name, value)| Some((name, query_text(&value)?))))
                }
            }
        }
        let multipart = request.multipart.iter().map(|(name, value)| (name.value.clone(), self.scope.eval(value)));
        Ok(Call {
            // The spec allows no other methods than these.
            method: method.parse().map_err(|_| Failure::new(format!("`{method}` is not a method")))?,
            operation: request.operation.value.clone(),
            path,
            query,
            body,
            multipart: multipart.filter(|(_, value)| !value.is_null()).collect(),
            writes: request.writes(),
            no_content: request.no_content,
            optional: request.optional,
            until: self.until,
            id: self.id,
        })
    }

    /// An answer with a good status that is not what was asked for.
    pub(super) fn no_content(&self, call: &Call, what: &str, told: Option<String>) -> Failure {
        no_content(self.service, call, what, told)
    }
}

/// An answer with a good status that is not what was asked for.
pub(crate) fn no_content(service: &Service, call: &Call, what: &str, told: Option<String>) -> Failure {
    let quotes = told.is_some();
    let said = match told.filter(|told| !told.trim().is_empty()) {
        Some(told) => format!(": {}", sentence(&quoted(&told, 300))),
        None => ".".to_owned(),
    };
    let next = match call.writes {
        false => "Nothing is known about it; that is not the same as nothing found.",
        true => "It is unknown whether the change was made: look for it before you try again, or it may be made twice.",
    };
    let request = format!("{} {}", call.method, call.path);
    let message = format!("{} answered {request} with a good status but without a {what}{said} {next}", service.title);
    Failure { quotes, ..Failure::new(message) }
}

/// A value as one part of a path: a whole number, or a text that cannot leave its place.
fn path_part(value: &Value) -> Result<String, &'static str> {
    let whole = value.as_i64().or_else(|| value.as_f64().filter(|id| id.fract() == 0.0).map(|id| id as i64));
    if let Some(whole) = whole {
        return Ok(whole.to_string());
    }
    let text = value.as_str().ok_or("no id is known")?;
    // Some servers decode a part before they split the path, and some take dots for steps.
    let leaves = text.is_empty() || text.contains(['/', '\\', '%', '?', '#']) || text.bytes().all(|byte| byte == b'.');
    if leaves || text.chars().any(char::is_control) {
        return Err("an id that a path cannot hold was given");
    }
    Ok(text
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_part_of_a_path_cannot_leave_its_place() {
        for (value, expected) in [
            (json!(7), "7"),
            (json!(7.0), "7"),
            (json!("a1b2-c3"), "a1b2-c3"),
            (json!("Main Office"), "Main%20Office"),
            (json!("a.b:c@d"), "a.b%3Ac%40d"),
            (json!("Zürich"), "Z%C3%BCrich"),
        ] {
            assert_eq!(path_part(&value).as_deref(), Ok(expected), "{value}");
        }
        let bad = ["", ".", "..", "7/../../auth", "a\\b", "%2e%2e", "a?b=c", "a#b", "a\nb"];
        for value in bad.map(Value::from).into_iter().chain([json!(null), json!(7.5), json!([7])]) {
            assert!(path_part(&value).is_err(), "{value}");
        }
    }
}
