//! The shapes in which answers come: a record, rows with or without a total, and failures with a good status.
//!
//! What is neither is an error and never "nothing found".

use crate::spec::Service;
use crate::value::query_text;
use serde_json::Value;

/// A list that a request returned.
#[derive(Debug, Default, Clone)]
pub struct Rows {
    /// The rows that were read.
    pub rows: Vec<Value>,
    /// How many there are in all, when the answer says so.
    pub total: Option<u64>,
}

impl Rows {
    /// Whether rows are known to be missing.
    pub fn is_partial(&self) -> bool {
        self.total.is_some_and(|total| total > self.rows.len() as u64)
    }
}

/// What an answer says went wrong although its status is good.
pub(crate) fn failure(answer: &Value, service: &Service) -> Option<String> {
    let told = |value: &Value| match value {
        Value::Null | Value::Bool(false) => None,
        Value::String(text) if text.trim().is_empty() => None,
        other => Some(query_text(other).unwrap_or_default()),
    };
    let reason = service.failures.iter().find_map(|key| told(answer.get(key)?))?;
    Some(answer.get(&service.error_message).and_then(Value::as_str).map_or(reason, str::to_owned))
}

/// A whole number that came as a number, a float or a text.
fn count(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => {
            let float = number.as_f64().filter(|float| float.fract() == 0.0 && (0.0..9e15).contains(float));
            number.as_u64().or_else(|| float.map(|float| float as u64))
        }
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A record that came bare, as the first of a list, or below a key.
///
/// # Errors
/// The vendor's words, or none, when there is no record in the answer.
pub fn record(answer: Value, service: &Service) -> Result<Value, Option<String>> {
    if let Some(told) = failure(&answer, service) {
        return Err(Some(told));
    }
    let is_record = |value: &Value| value.get(&service.record_id).is_some_and(|id| !id.is_null());
    match answer {
        Value::Array(rows) => rows.into_iter().next().filter(is_record).ok_or(None),
        Value::Object(_) if is_record(&answer) => Ok(answer),
        Value::Object(members) if members.len() <= 4 => members
            .into_iter()
            .find_map(|(_, value)| match value {
                Value::Array(rows) => rows.into_iter().next(),
                Value::Object(_) => Some(value),
                _ => None,
            })
            .filter(is_record)
            .ok_or(None),
        _ => Err(None),
    }
}

/// Rows that came bare, below their key, or below the only key that holds a list; with their total.
///
/// # Errors
/// The vendor's words, or none, when there are no rows in the answer.
pub fn rows(answer: Value, key: &str, service: &Service) -> Result<Rows, Option<String>> {
    if let Some(told) = failure(&answer, service) {
        return Err(Some(told));
    }
    let (found, total) = match answer {
        Value::Array(rows) => (rows, None),
        Value::Object(mut members) => {
            let total = members.get(&service.paging.total).and_then(count);
            let lists: Vec<String> =
                members.iter().filter(|(_, value)| value.is_array()).map(|(name, _)| name.clone()).collect();
            let name = match (members.get(key), lists.as_slice()) {
                (Some(Value::Array(_)), _) => key,
                (_, [only]) => only,
                _ if total == Some(0) => return Ok(Rows { rows: Vec::new(), total }),
                _ => return Err(None),
            };
            match members.remove(name) {
                Some(Value::Array(rows)) => (rows, total),
                _ => return Err(None),
            }
        }
        _ => return Err(None),
    };
    if found.iter().any(|row| !row.is_object()) {
        return Err(None);
    }
    // A total below the number of rows is the size of the page or nonsense.
    let total = total.filter(|total| *total >= found.len() as u64);
    Ok(Rows { rows: found, total })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn service() -> Service {
        let mut service = crate::example().service;
        (service.record_id, service.paging.total) = ("id".into(), "record_count".into());
        (service.error_message, service.failures) = ("Message".into(), vec!["ClassName".into(), "load_error".into()]);
        service
    }

    #[test]
    fn rows_come_in_three_shapes() {
        for answer in
            [json!({"record_count": 9, "clients": [{"id": 1}]}), json!({"record_count": 9, "results": [{"id": 1}]})]
        {
            let list = rows(answer, "clients", &service()).unwrap();
            assert_eq!((list.total, list.rows.len()), (Some(9), 1));
        }
        assert_eq!(rows(json!([{"id": 1}]), "clients", &service()).unwrap().total, None);
        assert_eq!(rows(json!({"record_count": 0, "clients": null}), "clients", &service()).unwrap().rows.len(), 0);
    }

    #[test]
    fn a_total_is_read_and_never_made_up() {
        for (total, expected) in [
            (json!("300"), Some(300)),
            (json!(300.0), Some(300)),
            (json!(null), None),
            (json!("many"), None),
            (json!(-1), None),
            (json!(0), None),
        ] {
            assert_eq!(
                rows(json!({"record_count": total, "clients": [{}]}), "clients", &service()).unwrap().total,
                expected
            );
        }
    }

    #[test]
    fn a_record_comes_in_four_shapes() {
        for answer in [
            json!({"id": 1, "assets": [{"id": 2}]}),
            json!([{"id": 1}]),
            json!({"record_count": 1, "tickets": [{"id": 1}]}),
            json!({"ticket": {"id": 1}}),
        ] {
            assert_eq!(record(answer, &service()).unwrap()["id"], 1);
        }
    }

    #[test]
    fn what_is_neither_is_a_failure() {
        let exception = json!({"ClassName": "System.Exception", "Message": "No rights", "Data": null});
        assert_eq!(record(exception.clone(), &service()), Err(Some("No rights".to_owned())));
        assert_eq!(rows(exception, "clients", &service()).unwrap_err(), Some("No rights".to_owned()));
        assert!(record(json!({"id": 3, "load_error": "Invalid column"}), &service()).is_err());
        for answer in [json!(null), json!({}), json!("x"), json!(3), json!({"id": null}), json!([])] {
            assert_eq!(record(answer, &service()), Err(None));
        }
        for answer in
            [json!(null), json!({}), json!("x"), json!({"a": [], "b": []}), json!({"[0].x": ["bad"]}), json!([1])]
        {
            assert!(rows(answer.clone(), "clients", &service()).is_err(), "{answer}");
        }
    }
}
