//! Specs as YAML that a person edits: long texts as blocks, rows and examples on one line.

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::generate::frontmatter::plain_or_quoted;

/// Values that fit on a line of this length are written on one.
const WIDTH: usize = 120;

/// A mapping, keys in their order.
#[must_use]
pub(crate) fn write(fields: &Map<String, Value>) -> String {
    let mut text = String::new();
    mapping(&mut text, fields, 0);
    text
}

fn mapping(text: &mut String, fields: &Map<String, Value>, indent: usize) {
    for (index, (key, value)) in fields.iter().enumerate() {
        let pad = if index == 0 { 0 } else { indent };
        let _ = write!(text, "{:pad$}{}:", "", scalar(&Value::from(key.as_str())));
        field(text, value, indent);
    }
}

/// The value after a key whose own indentation is `indent`.
fn field(text: &mut String, value: &Value, indent: usize) {
    match value {
        Value::String(block) if is_block(block) => {
            let _ = writeln!(text, " |{}", if block.ends_with('\n') { "" } else { "-" });
            for line in block.lines() {
                let pad = if line.is_empty() { 0 } else { indent + 2 };
                let _ = writeln!(text, "{:pad$}{line}", "");
            }
        }
        Value::Object(fields) if !fields.is_empty() && !fits(value, indent) => {
            let deeper = indent + 2;
            let _ = write!(text, "\n{:deeper$}", "");
            mapping(text, fields, deeper);
        }
        Value::Array(items) if !items.is_empty() && !fits(value, indent) => {
            text.push('\n');
            for item in items {
                let deeper = indent + 2;
                let _ = write!(text, "{:deeper$}-", "");
                match item {
                    Value::Object(fields) if !fields.is_empty() && !fits(item, deeper) => {
                        text.push(' ');
                        mapping(text, fields, deeper + 2);
                    }
                    _ => field(text, item, deeper),
                }
            }
        }
        _ => {
            let shown = if value.is_array() || value.is_object() { inline(value) } else { scalar(value) };
            let _ = writeln!(text, " {shown}");
        }
    }
}

/// Whether a value has a place on one line: data without long texts, and no section.
fn fits(value: &Value, indent: usize) -> bool {
    let has_block = |value: &Value| value.as_object().is_some_and(|fields| fields.contains_key("heading"));
    let is_nested = value.as_array().is_some_and(|items| items.iter().any(|item| item.is_object() || item.is_array()));
    // The rows of a table are read as lines, however long they are.
    let is_short = || value.is_array() || inline(value).len() + indent < WIDTH;
    !has_block(value) && !is_nested && !value.to_string().contains("\\n") && is_short()
}

/// A text of several lines that a block holds as it is.
fn is_block(text: &str) -> bool {
    let is_odd = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\t');
    text.contains('\n')
        && !text.starts_with(char::is_whitespace)
        && !text.ends_with("\n\n")
        && !text.contains(is_odd)
        && !text.contains(['\u{85}', '\u{2028}', '\u{2029}', '\u{feff}'])
}

/// A value on one line.
pub(crate) fn inline(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(key, value)| format!("{}: {}", in_flow(&Value::from(key.as_str())), in_flow_or_nested(value)))
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
        scalar => in_flow(scalar),
    }
}

fn in_flow_or_nested(value: &Value) -> String {
    if value.is_array() || value.is_object() { inline(value) } else { in_flow(value) }
}

/// A scalar. A word that older readers of YAML take for a boolean is quoted.
pub(crate) fn scalar(value: &Value) -> String {
    match value.as_str() {
        Some("yes" | "no" | "on" | "off") => value.to_string(),
        _ => plain_or_quoted(value),
    }
}

/// A scalar that is also one inside brackets.
fn in_flow(value: &Value) -> String {
    let plain = scalar(value);
    match value {
        Value::String(text) if plain == *text && text.contains([',', '[', ']', '{', '}', ':']) => value.to_string(),
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::yaml;
    use serde_json::json;

    #[test]
    fn what_is_written_is_read_as_the_same() {
        let long = "a: long text, with \"quotes\" # and more ".repeat(6);
        let value = json!({
            "openapi": "3.0.1", "version": "1.10", "on": "off", "empty": {}, "none": [], "long": long, "line": "a\nb",
            "/path/{id}": {"get": {"parameters": [{"name": "a", "schema": {"enum": ["yes", "1", "x: y"]}}, [1, [2.5, null]]]}},
            "responses": {"200": {"description": long, "items": [{"$ref": "#/components/schemas/A"}, {"deep": {"text": long}}]}},
        });
        let read = yaml::parse(&write(value.as_object().unwrap())).root.unwrap();
        assert_eq!(read.to_json(), value, "{}", write(value.as_object().unwrap()));
    }
}
