//! YAML text for files that a person edits afterwards: short mappings and lists on one line, everything else in blocks.

use std::fmt::Write as _;

use serde_json::Value;

/// Longest text that stays on one line.
const LINE: usize = 110;

/// A value as YAML, without a line break at its start; blocks are indented by `indent` spaces.
pub(super) fn text(value: &Value) -> String {
    let mut out = String::new();
    block(value, 0, &mut out);
    out
}

fn block(value: &Value, indent: usize, out: &mut String) {
    let pad = " ".repeat(indent);
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (key, value) in members {
                let _ = write!(out, "{pad}{}:", scalar(key));
                below(value, indent + 2, indent, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                match one_line(item) {
                    Some(line) => {
                        let _ = writeln!(out, "{pad}- {line}");
                    }
                    None => {
                        let mut inner = String::new();
                        block(item, indent + 2, &mut inner);
                        let _ = write!(out, "{pad}- {}", inner.trim_start());
                    }
                }
            }
        }
        other => {
            let _ = writeln!(out, "{pad}{}", flow(other));
        }
    }
}

fn below(value: &Value, indent: usize, list_indent: usize, out: &mut String) {
    match one_line(value) {
        Some(line) => {
            let _ = writeln!(out, " {line}");
        }
        None => {
            out.push('\n');
            block(value, if value.is_array() { list_indent + 2 } else { indent }, out);
        }
    }
}

/// The value in flow style, when that is short enough to read.
fn one_line(value: &Value) -> Option<String> {
    let text = flow(value);
    let is_leaf = !value.is_object() && !value.is_array();
    (is_leaf || text.len() <= LINE).then_some(text)
}

/// A value in flow style.
pub(super) fn flow(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members: Vec<String> =
                members.iter().map(|(key, value)| format!("{}: {}", scalar(key), flow(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::String(text) => scalar(text),
        other => other.to_string(),
    }
}

/// A text without quotes where YAML reads it as the same text.
pub(super) fn scalar(text: &str) -> String {
    let first = text.chars().next();
    let starts = first.is_some_and(|first| first.is_ascii_alphabetic() || first == '/' || first == '$');
    let plain = |one: char| one.is_ascii_alphanumeric() || " _-./$+()".contains(one);
    let is_word =
        ["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&text.to_ascii_lowercase().as_str());
    if starts && !is_word && !text.ends_with(' ') && text.chars().all(plain) {
        return text.to_owned();
    }
    // A JSON string is a YAML string.
    Value::from(text).to_string()
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
        let read = yaml::parse(&text(&value)).root.unwrap();
        assert_eq!(read.to_json(), value, "{}", text(&value));
    }
}
