//! JSON for documentation and for files: short values on one line, long ones spread, so that an example stays readable.

use std::fmt::Write;

use serde_json::Value;

/// Values that fit into this many characters, indentation counted, stay on one line.
const WIDTH: usize = 100;

/// JSON with two spaces of indentation, where what fits stays on one line.
#[must_use]
pub(crate) fn compact(value: &Value) -> String {
    let mut text = String::new();
    spread(value, 0, 0, &mut text);
    text
}

/// JSON for a file: every key on its own line, and a line break at the end.
#[must_use]
pub(crate) fn file(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

fn spread(value: &Value, indent: usize, before: usize, text: &mut String) {
    let one_line = inline(value);
    if one_line.len() + before <= WIDTH
        || matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null)
    {
        text.push_str(&one_line);
        return;
    }
    let inner = indent + 2;
    match value {
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                let _ = write!(text, "{}\n{:inner$}", if index == 0 { "" } else { "," }, "");
                spread(item, inner, inner, text);
            }
            let _ = write!(text, "\n{:indent$}]", "");
        }
        Value::Object(fields) => {
            text.push('{');
            for (index, (key, field)) in fields.iter().enumerate() {
                let key = Value::from(key.as_str()).to_string();
                let _ = write!(text, "{}\n{:inner$}{key}: ", if index == 0 { "" } else { "," }, "");
                spread(field, inner, inner + key.len() + 2, text);
            }
            let _ = write!(text, "\n{:indent$}}}", "");
        }
        _ => {}
    }
}

fn inline(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) if fields.is_empty() => "{}".to_owned(),
        Value::Object(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|(key, value)| format!("{}: {}", Value::from(key.as_str()), inline(value))).collect();
            format!("{{{}}}", fields.join(", "))
        }
        scalar => scalar.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn short_values_stay_on_one_line_and_long_ones_are_spread() {
        assert_eq!(compact(&json!([{ "id": 1, "tags": ["a"] }])), r#"[{"id": 1, "tags": ["a"]}]"#);
        let long = json!([{ "details": "x".repeat(90), "id": 1 }]);
        assert_eq!(
            compact(&long),
            format!("[\n  {{\n    \"details\": \"{}\",\n    \"id\": 1\n  }}\n]", "x".repeat(90))
        );
    }
}
