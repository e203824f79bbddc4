//! Arguments of a call against the inputs of a tool.
//!
//! Every fault is told, not the first alone. What the schema allows is accepted; so is what models send all the same:
//! `null` for an input that they leave out, and numbers and truth values as text. Text is cleaned before it is used, so
//! that nothing invisible is written to the vendor.

use crate::sanitize;
use crate::spec::{Input, InputKind, Map, Spanned};
use serde_json::{Value, json};

type Object = serde_json::Map<String, Value>;

/// Arguments with defaults filled in.
///
/// # Errors
/// One sentence for each fault.
pub fn check(inputs: &Map<Input>, needs_one_of: &[Spanned<String>], given: &Object) -> Result<Object, Vec<String>> {
    let mut faults = Vec::new();
    let mut out = Object::new();
    for name in given.keys() {
        if !inputs.iter().any(|(known, _)| known.value == *name) {
            let known: Vec<&str> = inputs.iter().map(|(known, _)| known.as_str()).collect();
            let shown = sanitize::line(name, 40);
            faults.push(format!(
                "`{shown}` is not an input; the inputs are: {}",
                if known.is_empty() { "none".to_owned() } else { known.join(", ") }
            ));
        }
    }
    for (name, input) in inputs.iter() {
        match given.get(&name.value).map(|value| usual(input, value)).filter(|value| !value.is_null()) {
            None if input.required => {
                faults.push(format!("`{name}` is missing: {}", input.description.trim_end_matches('.')))
            }
            None => {
                if let Some(default) = &input.default {
                    out.insert(name.value.clone(), default.to_json());
                }
            }
            Some(value) => match fault(input, &value) {
                None => {
                    out.insert(name.value.clone(), value);
                }
                Some(expected) => faults.push(format!("`{name}` must be {expected}")),
            },
        }
    }
    if !needs_one_of.is_empty() && !needs_one_of.iter().any(|name| out.contains_key(&name.value)) {
        faults.push(format!("give at least one of: {}", names(needs_one_of)));
    }
    if faults.is_empty() { Ok(out) } else { Err(faults) }
}

fn names(names: &[Spanned<String>]) -> String {
    names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ")
}

/// A value in its usual form: integers without a fraction, text without what nobody sees, `null` for a blank.
fn usual(input: &Input, value: &Value) -> Value {
    match (input.kind, value) {
        (InputKind::Integer, Value::Number(_)) => integer(value).map_or_else(|| value.clone(), Value::from),
        (InputKind::Integer, Value::String(text)) => {
            let digits = text.trim().strip_prefix('-').unwrap_or(text.trim());
            let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            text.trim().parse::<i64>().ok().filter(|_| plain).map_or_else(|| value.clone(), Value::from)
        }
        (InputKind::Boolean, Value::String(text)) => match text.trim().to_ascii_lowercase().as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => value.clone(),
        },
        (InputKind::String, Value::Number(number)) if integer(value).is_some() => clean(input, &number.to_string()),
        (InputKind::String | InputKind::Date | InputKind::Time | InputKind::Email, Value::String(text)) => {
            clean(input, text)
        }
        (InputKind::Ids, Value::Number(_) | Value::String(_) | Value::Array(_)) => ids(value),
        (InputKind::Map, Value::Object(members)) => members
            .iter()
            .map(|(name, value)| {
                let value = match value {
                    Value::String(text) => Value::String(sanitize::lines(text)),
                    other => other.clone(),
                };
                (sanitize::line(name, usize::MAX), value)
            })
            .collect::<Object>()
            .into(),
        _ => value.clone(),
    }
}

/// Ids as the vendor takes them, `5,6`; models also send a number or a list.
fn ids(value: &Value) -> Value {
    let one = |value: &Value| match value {
        Value::String(text) => Some(text.split(',').map(|id| id.trim().to_owned()).collect::<Vec<_>>().join(",")),
        value => integer(value).map(|id| id.to_string()),
    };
    let all = match value {
        Value::Array(items) => items.iter().map(one).collect::<Option<Vec<_>>>().map(|ids| ids.join(",")),
        value => one(value),
    };
    match all {
        Some(text) if text.is_empty() => Value::Null,
        Some(text) => Value::String(text),
        None => value.clone(),
    }
}

fn clean(input: &Input, text: &str) -> Value {
    let clean = if input.multiline { sanitize::lines(text) } else { sanitize::line(text, usize::MAX) };
    // A blank for something that must be there is a fault of its own.
    let optional = !input.required && clean.is_empty() && input.min_length.is_none_or(|low| low == 0);
    if optional { Value::Null } else { Value::String(clean) }
}

fn integer(value: &Value) -> Option<i64> {
    let number = value.as_number()?;
    number.as_i64().or_else(|| {
        let float = number.as_f64()?;
        // Beyond 2^53 a float no longer names one integer.
        (float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0).then_some(float as i64)
    })
}

fn fault(input: &Input, value: &Value) -> Option<String> {
    match input.kind {
        InputKind::Boolean => (!value.is_boolean()).then(|| "true or false".to_owned()),
        InputKind::Integer => {
            let (low, high) = (input.minimum.unwrap_or(i64::MIN), input.maximum.unwrap_or(i64::MAX));
            let good = integer(value).is_some_and(|number| (low..=high).contains(&number));
            (!good).then(|| match (input.minimum, input.maximum) {
                (Some(low), Some(high)) => format!("a whole number from {low} to {high}"),
                (Some(low), None) => format!("a whole number, at least {low}"),
                (None, Some(high)) => format!("a whole number, at most {high}"),
                (None, None) => "a whole number".to_owned(),
            })
        }
        InputKind::Date => (!value.as_str().is_some_and(is_date)).then(|| "a day like 2026-11-30".to_owned()),
        InputKind::Time => {
            let good = value.as_str().is_some_and(|text| {
                text.get(..10).is_some_and(is_date)
                    && (text.len() == 10
                        || text.as_bytes()[10] == b'T' && crate::clock::seconds(text).is_some() && text.len() <= 20)
            });
            (!good).then(|| "a day like 2026-11-30 or a time like 2026-11-30T14:30".to_owned())
        }
        InputKind::Ids => {
            let is_id = |id: &str| (1..=18).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
            let good = value.as_str().is_some_and(|text| text.split(',').all(is_id));
            (!good).then(|| "ids with commas between them, like 5,6".to_owned())
        }
        InputKind::Email => {
            (!value.as_str().is_some_and(is_email)).then(|| "an e-mail address like dana@acme.example".to_owned())
        }
        InputKind::Map => {
            let good = |(name, value): (&String, &Value)| !name.is_empty() && !value.is_object() && !value.is_array();
            let good = value.as_object().is_some_and(|members| members.iter().all(good));
            (!good).then(|| "an object of names with one text, number or truth value each".to_owned())
        }
        InputKind::String => {
            let Some(text) = value.as_str() else { return Some("text".to_owned()) };
            if !input.values.is_empty() {
                return (!input.values.iter().any(|allowed| allowed == text))
                    .then(|| format!("one of: {}", input.values.join(", ")));
            }
            if text.is_empty() {
                return Some("text that is not blank".to_owned());
            }
            let (low, high) = (input.min_length.unwrap_or(0), input.max_length.unwrap_or(usize::MAX));
            let length = text.chars().count();
            (!(low..=high).contains(&length)).then(|| format!("text of {low} to {high} characters"))
        }
    }
}

/// `local@domain`, as addresses are written: no display name, no quotes, and a domain with a dot.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let is_plain = |c: char| !c.is_whitespace() && !"\"<>()[],;:\\@".contains(c);
    let is_label = |label: &str| {
        let inner = label.chars().all(|c| c.is_alphanumeric() || c == '-');
        inner && !label.is_empty() && !label.starts_with('-') && !label.ends_with('-')
    };
    let length = text.len() <= 254 && local.len() <= 64;
    let parts = local.split('.').all(|part| !part.is_empty() && part.chars().all(is_plain));
    length && parts && domain.contains('.') && domain.split('.').all(is_label)
}

/// `YYYY-MM-DD`, a day that exists.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() });
    if !shape {
        return false;
    }
    let part = |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse::<u32>().ok()).unwrap_or(0);
    let (year, month, day) = (part(0, 4), part(5, 7), part(8, 10));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=days).contains(&day)
}

/// The JSON Schema of a tool's arguments.
pub fn schema(inputs: &Map<Input>) -> Object {
    let mut properties = Object::new();
    for (name, input) in inputs.iter() {
        properties.insert(name.value.clone(), Value::Object(property(input)));
    }
    let required: Vec<&str> =
        inputs.iter().filter(|(_, input)| input.required).map(|(name, _)| name.as_str()).collect();
    let mut schema = Object::new();
    schema.insert("type".into(), json!("object"));
    schema.insert("properties".into(), Value::Object(properties));
    if !required.is_empty() {
        schema.insert("required".into(), json!(required));
    }
    schema.insert("additionalProperties".into(), json!(false));
    schema
}

fn property(input: &Input) -> Object {
    let mut out = Object::new();
    let kind = match input.kind {
        InputKind::String | InputKind::Date | InputKind::Time | InputKind::Email | InputKind::Ids => "string",
        InputKind::Map => "object",
        InputKind::Integer => "integer",
        InputKind::Boolean => "boolean",
    };
    out.insert("type".into(), json!(kind));
    if input.kind == InputKind::Date {
        out.insert("format".into(), json!("date"));
    }
    if input.kind == InputKind::Ids {
        out.insert("pattern".into(), json!("^[0-9]{1,18}(,[0-9]{1,18})*$"));
    }
    if input.kind == InputKind::Email {
        out.insert("format".into(), json!("email"));
    }
    out.insert("description".into(), json!(input.description));
    if !input.values.is_empty() {
        out.insert("enum".into(), json!(input.values));
    }
    // An id or a number explains itself; a text is better guessed at with one that would do.
    if input.kind == InputKind::String && input.values.is_empty() {
        out.insert("examples".into(), json!([input.example]));
    }
    let bounds = [
        ("default", input.default.as_ref().map(|value| value.to_json())),
        ("minimum", input.minimum.map(Value::from)),
        ("maximum", input.maximum.map(Value::from)),
        ("minLength", input.min_length.map(Value::from)),
        ("maxLength", input.max_length.map(Value::from)),
    ];
    for (name, bound) in bounds {
        if let Some(bound) = bound {
            out.insert(name.into(), bound);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_as_text_number_or_list() {
        for (given, expected) in [
            (json!(" 5, 6 "), json!("5,6")),
            (json!(5), json!("5")),
            (json!([5, "6"]), json!("5,6")),
            (json!(""), json!(null)),
        ] {
            assert_eq!(ids(&given), expected, "{given}");
        }
    }

    #[test]
    fn only_addresses_are_addresses() {
        for good in ["dana@acme.example", "d.o'x+1@mail.acme-it.example", "jörg@müller.example"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "dana",
            "dana@",
            "@acme.example",
            "dana@acme",
            "dana @acme.example",
            "Dana <dana@acme.example>",
            "a@b@c.example",
            "dana@acme..example",
            ".dana@acme.example",
            "dana@-acme.example",
            "a@x.example, b@x.example",
            "mailto:dana@acme.example",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
