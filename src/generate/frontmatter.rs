//! YAML frontmatter from values, quoted where it must be.
//!
//! Written by hand because a template would inject: a `: ` or ` #` in a description changes its meaning, and Claude Code
//! ends the block at the first `---`, wherever it stands (see `syntax::frontmatter`).

use std::fmt::Write;

use serde_json::Value;

use crate::syntax::{Kind, yaml};

/// The block with both its `---` lines, keys in the order given.
#[must_use]
pub(crate) fn block(fields: &[(&str, Value)]) -> String {
    format!("---\n{}---\n", mapping(fields))
}

/// A YAML mapping, keys in the order given.
#[must_use]
pub(crate) fn mapping(fields: &[(&str, Value)]) -> String {
    let mut text = String::new();
    for (key, value) in fields {
        field(&mut text, key, value, "");
    }
    text
}

fn field(text: &mut String, key: &str, value: &Value, indent: &str) {
    let key = plain_or_quoted(&Value::from(key));
    match value {
        Value::Object(fields) if fields.is_empty() => {
            let _ = writeln!(text, "{indent}{key}: {{}}");
        }
        Value::Array(items) if items.is_empty() => {
            let _ = writeln!(text, "{indent}{key}: []");
        }
        Value::Array(items) => {
            let _ = writeln!(text, "{indent}{key}:");
            items.iter().for_each(|item| list_item(text, item, indent));
        }
        Value::Object(fields) => {
            let _ = writeln!(text, "{indent}{key}:");
            let deeper = format!("{indent}  ");
            fields.iter().for_each(|(key, value)| field(text, key, value, &deeper));
        }
        scalar => {
            let _ = writeln!(text, "{indent}{key}: {}", plain_or_quoted(scalar));
        }
    }
}

fn list_item(text: &mut String, item: &Value, indent: &str) {
    let fields = match item {
        Value::Object(fields) if !fields.is_empty() => fields,
        // JSON is YAML.
        _ => {
            let _ = writeln!(text, "{indent}  - {}", plain_or_quoted(item));
            return;
        }
    };
    let mut inner = String::new();
    let deeper = format!("{indent}    ");
    fields.iter().for_each(|(key, value)| field(&mut inner, key, value, &deeper));
    let _ = write!(text, "{indent}  - {}", inner.trim_start());
}

/// A scalar as YAML reads it back.
#[must_use]
pub(crate) fn plain_or_quoted(value: &Value) -> String {
    match value {
        Value::String(text) if is_plain(text) => text.clone(),
        Value::String(text) => quoted(text),
        other => other.to_string(),
    }
}

fn is_plain(text: &str) -> bool {
    if text.contains("---") || text.contains('\n') {
        return false;
    }
    let read = yaml::parse(&format!("k: {text}\n"));
    let value = read.root.as_ref().and_then(|root| root.get("k"));
    read.problems.is_empty()
        && read.comments.is_empty()
        && value.is_some_and(|node| node.kind == Kind::String(text.to_owned()) && node.plain)
        && !text.contains(": ")
        && !text.starts_with(['&', '*', '!', '%', '@', '`'])
}

fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            other if other.is_control() || matches!(other, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let _ = write!(quoted, "\\u{:04x}", other as u32);
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    while quoted.contains("---") {
        quoted = quoted.replacen("---", "--\\x2d", 1);
    }
    quoted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::syntax::Frontmatter;

    fn read_back(text: &str) -> Option<String> {
        let block = block(&[("description", json!(text)), ("after", json!(1))]);
        let frontmatter = Frontmatter::find(&block)?;
        assert!(frontmatter.yaml.problems.is_empty(), "{block}: {:?}", frontmatter.yaml.problems);
        assert!(frontmatter.get("after").is_some(), "{block}");
        frontmatter.get("description").and_then(|node| node.as_str().map(ToOwned::to_owned))
    }

    #[test]
    fn text_is_quoted_only_when_it_must_be() {
        let shown = |text: &str| plain_or_quoted(&json!(text));
        assert_eq!(shown("Find a client"), "Find a client");
        assert_eq!(shown("use when: x"), "\"use when: x\"");
        assert_eq!(shown("yes # no"), "\"yes # no\"");
        assert_eq!(shown("1.0"), "\"1.0\"");
        assert_eq!(shown("<a> [b]"), "<a> [b]");
        assert_eq!(shown("[a] [b]"), "\"[a] [b]\"");
        assert_eq!(shown("a --- b"), "\"a --\\x2d b\"");
    }

    #[test]
    fn lists_of_mappings_read_back() {
        let text = block(&[(
            "arguments",
            json!([{ "name": "query", "required": true }, { "name": "x: y", "required": false }]),
        )]);
        assert_eq!(
            text,
            "---\narguments:\n  - name: query\n    required: true\n  - name: \"x: y\"\n    required: false\n---\n"
        );
    }

    proptest! {
        #[test]
        fn any_text_reads_back_as_it_was(text in "\\PC{0,40}|[-:#'\"\\[\\]{}&*!%@`|> \\t\\n\\\\a-]{0,20}") {
            prop_assert_eq!(read_back(&text), Some(text));
        }
    }
}
