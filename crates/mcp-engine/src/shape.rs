//! The shapes in which answers come: a record, rows with or without a total, and failures with a good status.
//!
//! What is neither is an error and never "nothing found".

use crate::spec::{Paging, Service, Spanned};
use crate::value::{field, query_text};
use serde_json::Value;

/// A list that a request returned.
#[derive(Debug, Default, Clone)]
pub struct Rows {
    /// The rows that were read.
    pub rows: Vec<Value>,
    /// How many there are in all, when the answer says so.
    pub total: Option<u64>,
    /// What asks for the rows after these, when lists are paged by an id or a cursor.
    pub next: Option<Value>,
}

impl Rows {
    /// Whether rows are known to be missing.
    pub fn is_partial(&self) -> bool {
        self.total.is_some_and(|total| total > self.rows.len() as u64)
    }
}

/// What an answer says went wrong although its status is good.
pub(crate) fn failure(answer: &Value, service: &Service) -> Option<String> {
    // An exception in place of a row is an exception, however it is wrapped.
    if let Value::Array(rows) = answer {
        return rows.first().filter(|row| row.is_object()).and_then(|row| failure(row, service));
    }
    let members = answer.as_object()?;
    let of = |key: &str| members.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value);
    let reason = service.failures.iter().find_map(|key| told(of(key)?, service))?;
    Some(message(answer, service).map_or(reason, str::to_owned))
}

/// What an answer says went wrong when it has a message and no data: frameworks answer an exception in this way.
///
/// An answer that may be empty must not be read so: there a message can be a word of thanks.
fn only_message(answer: &Value, service: &Service) -> Option<String> {
    if let Value::Array(rows) = answer {
        return match rows.as_slice() {
            [row] => only_message(row, service),
            _ => None,
        };
    }
    let holds_data = |(name, value): (&String, &Value)| match value {
        Value::Array(rows) => !rows.is_empty(),
        Value::Object(members) => !members.is_empty(),
        value => *name == service.record_id && is_set(value),
    };
    let told = message(answer, service)?;
    (!answer.as_object()?.iter().any(holds_data)).then(|| told.to_owned())
}

/// The vendor's message in an answer, whatever the case of its key.
pub(crate) fn message<'a>(answer: &'a Value, service: &Service) -> Option<&'a str> {
    let mut members = answer.as_object()?.iter();
    let (_, found) = members.find(|(name, _)| name.eq_ignore_ascii_case(&service.error_message))?;
    found.as_str().filter(|text| !text.trim().is_empty())
}

/// The words of an error, or `None` when the value says that there is none.
fn told(value: &Value, service: &Service) -> Option<String> {
    match value {
        Value::Null | Value::Bool(false) => None,
        Value::String(text) if text.trim().is_empty() => None,
        Value::Array(list) if list.is_empty() => None,
        Value::Array(list) => list.first().map(|first| told(first, service).unwrap_or_default()),
        Value::Object(_) => Some(message(value, service).unwrap_or_default().to_owned()),
        other => Some(query_text(other).unwrap_or_default()),
    }
}

/// What an answer says went wrong in place of a record, a list or other data.
pub(crate) fn refusal(answer: &Value, service: &Service) -> Option<String> {
    failure(answer, service).or_else(|| only_message(answer, service))
}

/// A whole number that came as a number, a float or a text.
fn count(value: &Value) -> Option<u64> {
    let float = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    float.filter(|float| float.fract() == 0.0 && (0.0..9e15).contains(float)).map(|float| float as u64)
}

/// A record, which has the key `id`, that came bare, as the first of a list, or below a key.
///
/// # Errors
/// The vendor's words, or none, when there is no record in the answer.
pub fn record(answer: Value, id: &str, service: &Service) -> Result<Value, Option<String>> {
    if let Some(told) = refusal(&answer, service) {
        return Err(Some(told));
    }
    let is_record = |value: &Value| value.get(id).is_some_and(is_set);
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

/// Rows that came bare, below their key (dotted when it is nested), or below the only key that holds a list; with their
/// total and the cursor after them.
///
/// # Errors
/// The vendor's words, or none, when there are no rows in the answer.
pub fn rows(mut answer: Value, key: &str, service: &Service, paging: Option<&Paging>) -> Result<Rows, Option<String>> {
    if let Some(told) = refusal(&answer, service) {
        return Err(Some(told));
    }
    let at = |path: Option<&Spanned<String>>| path.and_then(|path| field(&answer, path));
    let total = at(paging.and_then(|paging| paging.total.as_ref())).and_then(count);
    let next = at(paging.and_then(|paging| paging.next.as_ref())).filter(|next| is_set(next)).cloned();
    let found = if answer.is_array() {
        answer
    } else {
        let (parents, last) = key.rsplit_once('.').map_or(("", key), |(parents, last)| (parents, last));
        let holder = match parents {
            "" => Some(&mut answer),
            parents => answer.pointer_mut(&format!("/{}", parents.replace('.', "/"))),
        };
        let members = holder.and_then(Value::as_object_mut).ok_or(None)?;
        // A list of errors is not a list of rows, also when it is empty.
        let is_list = |name: &str, value: &Value| value.is_array() && !service.failures.iter().any(|key| key == name);
        let mut lists = members.iter().filter(|(name, value)| is_list(name, value)).map(|(name, _)| name.clone());
        let is_record = key != "any" && members.get(&service.record_id).is_some_and(is_set);
        let name = match (members.get(last), lists.next(), lists.next()) {
            (Some(Value::Array(_)), _, _) => last.to_owned(),
            // A record has lists of many things: only the one that was asked for counts, and it may be missing.
            _ if is_record => return Ok(Rows::default()),
            (_, Some(only), None) => only,
            _ if total == Some(0) => return Ok(Rows { rows: Vec::new(), total, next: None }),
            _ => return Err(None),
        };
        members.remove(&name).unwrap_or_default()
    };
    let Value::Array(found) = found else { return Err(None) };
    if found.iter().any(|row| !row.is_object()) {
        return Err(None);
    }
    // A total below the number of rows is the size of the page or nonsense.
    let total = total.filter(|total| *total >= found.len() as u64);
    let next = next.filter(|_| !found.is_empty());
    Ok(Rows { rows: found, total, next })
}

/// Whether a value is an id or a cursor; some APIs write "none" as an empty text, zero or null.
pub(crate) fn is_set(value: &Value) -> bool {
    query_text(value).is_some_and(|text| !text.trim().is_empty() && text != "0" && text != "false")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn service() -> Service {
        let mut service = crate::example().service;
        service.paging.as_mut().unwrap().total = Some("record_count".to_owned().into());
        service.record_id = "id".into();
        (service.error_message, service.failures) =
            ("Message".into(), ["ClassName", "load_error", "errors"].map(String::from).to_vec());
        service
    }

    fn rows_of(answer: Value) -> Result<Rows, Option<String>> {
        rows(answer, "clients", &service(), service().paging.as_ref())
    }

    #[test]
    fn rows_come_with_what_reads_on() {
        let mut paging = service().paging.unwrap();
        paging.next = Some("cursor.name".to_owned().into());
        let read = |answer: Value, key: &str| rows(answer, key, &service(), Some(&paging)).unwrap();
        let found = read(json!({"cursor": {"name": "c-2"}, "results": [{"id": 1}]}), "results");
        assert_eq!((found.next, found.rows.len()), (Some(json!("c-2")), 1));
        for cursor in [json!(null), json!(""), json!(0), json!({}), json!(false)] {
            assert_eq!(read(json!({"cursor": {"name": cursor}, "results": [{"id": 1}]}), "results").next, None);
        }
        assert_eq!(read(json!({"cursor": {"name": "c-2"}, "results": []}), "results").next, None, "nothing came");
        assert_eq!(read(json!({"a": [], "data": {"items": [{"id": 1}], "b": []}}), "data.items").rows.len(), 1);
    }

    #[test]
    fn rows_come_in_three_shapes() {
        for answer in
            [json!({"record_count": 9, "clients": [{"id": 1}]}), json!({"record_count": 9, "results": [{"id": 1}]})]
        {
            let list = rows_of(answer).unwrap();
            assert_eq!((list.total, list.rows.len()), (Some(9), 1));
        }
        assert_eq!(rows_of(json!([{"id": 1}])).unwrap().total, None);
        assert_eq!(rows_of(json!({"record_count": 0, "clients": null})).unwrap().rows.len(), 0);
        assert_eq!(rows_of(json!({"id": 7, "clients": [{"id": 1}], "a": []})).unwrap().rows.len(), 1);
        assert_eq!(rows_of(json!({"id": 7, "a": [{"id": 1}]})).unwrap().rows.len(), 0, "a list of something else");
    }

    #[test]
    fn a_total_is_read_and_never_made_up() {
        for (total, expected) in [
            (json!("300"), Some(300)),
            (json!(300.0), Some(300)),
            (json!("300.0"), Some(300)),
            (json!(300.5), None),
            (json!(null), None),
            (json!("many"), None),
            (json!(-1), None),
            (json!(0), None),
        ] {
            assert_eq!(rows_of(json!({"record_count": total, "clients": [{}]})).unwrap().total, expected);
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
            assert_eq!(record(answer, "id", &service()).unwrap()["id"], 1);
        }
    }

    #[test]
    fn a_message_without_data_is_a_failure() {
        for (answer, words) in [
            (json!({"Message": "An error has occurred."}), "An error has occurred."),
            (json!({"message": "No", "MessageDetail": "x", "data": [], "id": 0}), "No"),
            (json!([{"MESSAGE": "No"}]), "No"),
            (json!({"Message": "A", "ClassName": null, "StackTrace": "at x"}), "A"),
            (json!({"classname": "X", "message": "No", "a": [1]}), "No"),
            (json!({"errors": [{"message": "First"}]}), "First"),
            (json!({"load_error": {"Message": "Nested"}}), "Nested"),
        ] {
            assert_eq!(refusal(&answer, &service()).as_deref(), Some(words), "{answer}");
        }
        for answer in [
            json!({"id": 7, "message": "Hello"}),
            json!({"message": "2 found", "clients": [{"id": 1}]}),
            json!({"message": 7}),
            json!([{"message": "a"}, {"message": "b"}]),
            json!({"next_tag": "x"}),
        ] {
            assert_eq!(refusal(&answer, &service()), None, "{answer}");
        }
        assert_eq!(failure(&json!({"message": "Thanks"}), &service()), None, "enough where nothing is expected");
    }

    #[test]
    fn what_is_neither_is_a_failure() {
        let exception = json!({"ClassName": "System.Exception", "Message": "No rights", "Data": null});
        assert_eq!(record(exception.clone(), "id", &service()), Err(Some("No rights".to_owned())));
        assert_eq!(rows_of(exception).unwrap_err(), Some("No rights".to_owned()));
        assert!(record(json!({"id": 3, "load_error": "Invalid column"}), "id", &service()).is_err());
        assert_eq!(
            rows_of(json!([{"ClassName": "X", "Message": "In a list"}])).unwrap_err(),
            Some("In a list".to_owned())
        );
        assert_eq!(rows_of(json!({"errors": ["Bad name"]})).unwrap_err(), Some("Bad name".to_owned()));
        assert!(rows_of(json!({"errors": []})).is_err(), "no errors are not no rows");
        let none = [json!({"id": null}), json!({"id": 0}), json!({"id": ""}), json!({"ticket": {"id": 0}})];
        for answer in [json!(null), json!({}), json!("x"), json!(3), json!([])].into_iter().chain(none) {
            assert_eq!(record(answer, "id", &service()), Err(None));
        }
        for answer in
            [json!(null), json!({}), json!("x"), json!({"a": [], "b": []}), json!({"[0].x": ["bad"]}), json!([1])]
        {
            assert!(rows_of(answer.clone()).is_err(), "{answer}");
        }
    }
}
