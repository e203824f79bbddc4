//! The fields of an answer that a tool shows.

use serde_json::{Value, json};

use super::names::bare;
use crate::openapi::Schema;

/// Most fields of an answer, the most telling first.
const FIELDS: usize = 15;
/// The scalar fields of a record, the most telling first.
pub(super) fn fields_of(row: &Schema<'_>) -> Vec<(String, String, Value)> {
    let mut ranked: Vec<(usize, usize, String, String, Value)> = Vec::new();
    for (at, field) in row.fields().into_iter().enumerate() {
        let name = field.name;
        if name.contains(['.', '$']) {
            continue;
        }
        if let Some(kind) = output_kind(name, &field.schema) {
            let mut spec = json!({ "type": kind });
            if matches!(
                bare(name).as_str(),
                "description" | "notes" | "comment" | "message" | "subject" | "summary" | "body" | "title"
            ) {
                spec["untrusted"] = true.into();
            }
            ranked.push((rank(name), at, name.to_owned(), name.to_owned(), spec));
        } else if let Some(inner) = ["name", "displayName", "display_name", "title"].into_iter().find(|inner| {
            !field.schema.types().contains(&"array")
                && field
                    .schema
                    .own_field(inner)
                    .is_some_and(|inner| output_kind(inner.name, &inner.schema) == Some("string"))
        }) {
            let source = format!("{name}.{inner}");
            let spec = json!({"type": "string", "from": [source]});
            ranked.push((3, at, name.to_owned(), source, spec));
        }
    }
    ranked.sort_by_key(|(rank, at, ..)| (*rank, *at));
    ranked.truncate(FIELDS);
    ranked.into_iter().map(|(_, _, name, source, spec)| (name, source, spec)).collect()
}

/// How telling a field is: ids, then names, then states, then times, then the rest.
fn rank(name: &str) -> usize {
    let plain = bare(name);
    match plain.as_str() {
        "id" | "uid" | "uuid" | "key" | "number" => 0,
        _ if ["name", "title", "subject", "summary"].iter().any(|word| plain.ends_with(word)) => 1,
        _ if ["status", "state", "type", "class", "priority", "severity", "enabled", "active"]
            .iter()
            .any(|word| plain.contains(word)) =>
        {
            2
        }
        _ if plain.ends_with("id") => 4,
        _ if is_time(name) => 5,
        _ => 6,
    }
}

fn is_time(name: &str) -> bool {
    let plain = bare(name);
    let ends = ["time", "date", "created", "updated", "modified", "lastcontact", "lastseen", "timestamp"];
    ends.iter().any(|end| plain.ends_with(end)) || name.ends_with("_at") || name.ends_with("At")
}

/// The kind of a scalar field; `None` for a structure.
pub(super) fn output_kind(name: &str, schema: &Schema<'_>) -> Option<&'static str> {
    let types = schema.types();
    let format = schema.value().text("format").unwrap_or_default();
    match types.iter().find(|name| **name != "null") {
        Some(&"string") if format.starts_with("date") => Some("date"),
        Some(&"string") => Some("string"),
        Some(&"integer" | &"number") if is_time(name) => Some("date"),
        Some(&"integer") => Some("integer"),
        Some(&"number") => Some("number"),
        Some(&"boolean") => Some("boolean"),
        None if !schema.enumeration().is_empty() => Some("string"),
        _ => None,
    }
}
