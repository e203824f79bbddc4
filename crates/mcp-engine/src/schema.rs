//! The JSON Schema of a tool's answer, and which of its fields strangers write.
//!
//! The schema is short on purpose, because clients send every tool's schemas to their model: it
//! states the structure and the whole numbers (ids and counts, which other tools take). The texts
//! and dates beside them are in the documentation; a schema without `additionalProperties: false`
//! allows them.

use crate::spec::{Field, FieldKind, Map as Fields, Tool};
use serde_json::{Map, Value, json};

/// The schema of an answer: an object in any case.
pub fn output(tool: &Tool) -> Map<String, Value> {
    let output = &tool.output;
    let mut properties = match output.list.is_empty() {
        true => properties(&output.fields),
        false => {
            let mut out = Map::new();
            let paged = tool.requests.iter().filter(|request| output.list.contains(&request.name));
            let by_cursor = paged.filter_map(|request| request.page.as_ref()).any(|page| page.after.is_some());
            let counts: &[&str] =
                if by_cursor { &["total", "returned"] } else { &["total", "returned", "page", "next_page"] };
            for count in counts {
                out.insert((*count).into(), json!({"type": "integer"}));
            }
            if by_cursor {
                out.insert("next_cursor".into(), json!({"type": ["integer", "string"]}));
            }
            let row = json!({"type": "object", "properties": properties(&output.fields)});
            out.insert("items".into(), json!({"type": "array", "items": row}));
            out
        }
    };
    if tool.tells_configuration {
        properties.insert("configuration".into(), json!({"type": "object"}));
    }
    let mut schema = Map::new();
    schema.insert("type".into(), json!("object"));
    schema.insert("properties".into(), Value::Object(properties));
    if !output.list.is_empty() {
        schema.insert("required".into(), json!(["returned", "items"]));
    }
    schema
}

fn properties(fields: &Fields<Field>) -> Map<String, Value> {
    fields.iter().filter_map(|(name, field)| Some((name.value.clone(), json!({ "type": structure(field)? })))).collect()
}

fn structure(field: &Field) -> Option<&'static str> {
    match field.kind {
        FieldKind::Integer | FieldKind::Total | FieldKind::Count => Some("integer"),
        FieldKind::Object => Some("object"),
        FieldKind::List if field.request.is_some() => Some("object"),
        FieldKind::List => Some("array"),
        FieldKind::String
        | FieldKind::Text
        | FieldKind::Date
        | FieldKind::Link
        | FieldKind::Number
        | FieldKind::HoursUntil
        | FieldKind::Boolean => None,
    }
}

/// Dotted names of the fields that strangers write; `*` for all.
pub fn untrusted(tool: &Tool) -> Vec<String> {
    if tool.documented_get.is_some() {
        return vec!["*".to_owned()];
    }
    let mut out = Vec::new();
    collect(&tool.output.fields, if tool.output.list.is_empty() { "" } else { "items." }, &mut out);
    // Why an optional part is missing may be told in the vendor's words.
    if tool.requests.iter().any(|request| request.optional) || tool.tells_configuration {
        out.push("left_out".to_owned());
    }
    out
}

fn collect(fields: &Fields<Field>, start: &str, out: &mut Vec<String>) {
    for (name, field) in fields.iter() {
        let path = format!("{start}{name}");
        if field.untrusted || field.kind == FieldKind::Text {
            out.push(path.clone());
        }
        let inner = if field.request.is_some() { format!("{path}.items.") } else { format!("{path}.") };
        collect(&field.fields, &inner, out);
    }
}
