//! Moves parts that a JSON Schema repeats to `$defs`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Shorter parts are written out: a reference would hide more than it saves.
const WORTH: usize = 160;

/// The schema with its repeated parts under `$defs`, each named after the first key that uses it.
pub(super) fn shared(schema: Value) -> Value {
    let mut times = BTreeMap::new();
    count(&schema, &mut times);
    times.retain(|_, times| *times > 1);
    let mut parts = Parts { repeated: times, names: BTreeMap::new(), definitions: Map::new() };
    let mut schema = parts.children(schema, "part");
    let definitions: Map<String, Value> = parts.definitions;
    // A part that occurs in only one other repeated part stays inside it.
    let text = format!("{schema}{}", json!(definitions));
    let once = |name: &str| text.matches(&format!("{{\"$ref\":\"#/$defs/{name}\"}}")).count() == 1;
    let (own, mut kept): (Map<_, _>, Map<_, _>) = definitions.into_iter().partition(|(name, _)| once(name));
    for _ in 0..=own.len() {
        schema = inlined(schema, &own);
        kept = kept.into_iter().map(|(name, part)| (name, inlined(part, &own))).collect();
    }
    if !kept.is_empty() {
        kept.sort_keys();
        schema["$defs"] = kept.into();
    }
    schema
}

fn count(value: &Value, times: &mut BTreeMap<String, usize>) {
    if let Value::Object(map) = value {
        let text = value.to_string();
        if text.len() >= WORTH && (map.contains_key("type") || map.contains_key("anyOf")) {
            let seen = times.entry(text).or_default();
            *seen += 1;
            // The parts inside a part that was seen before have been counted with it.
            if *seen > 1 {
                return;
            }
        }
    }
    match value {
        Value::Object(map) => map.values().for_each(|value| count(value, times)),
        Value::Array(items) => items.iter().for_each(|value| count(value, times)),
        _ => {}
    }
}

struct Parts {
    repeated: BTreeMap<String, usize>,
    names: BTreeMap<String, String>,
    definitions: Map<String, Value>,
}

impl Parts {
    /// The value with its repeated parts replaced by references. `key` is the nearest name around it.
    fn value(&mut self, value: Value, key: &str) -> Value {
        let text = value.to_string();
        if !self.repeated.contains_key(&text) {
            return self.children(value, key);
        }
        if let Some(name) = self.names.get(&text) {
            return json!({ "$ref": format!("#/$defs/{name}") });
        }
        let free = |name: &String| !self.names.values().any(|other| other == name);
        let numbered = (2..).map(|number| format!("{key}{number}"));
        let name = std::iter::once(key.to_owned()).chain(numbered).find(free).unwrap_or_default();
        self.names.insert(text, name.clone());
        let part = self.children(value, key);
        self.definitions.insert(name.clone(), part);
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    fn children(&mut self, value: Value, key: &str) -> Value {
        match value {
            Value::Object(map) => map
                .into_iter()
                .map(|(name, value)| {
                    let value = match (name.as_str(), value) {
                        ("properties", Value::Object(fields)) => fields
                            .into_iter()
                            .map(|(field, value)| (field.clone(), self.value(value, &field)))
                            .collect(),
                        (_, value) => self.value(value, key),
                    };
                    (name, value)
                })
                .collect(),
            Value::Array(items) => items.into_iter().map(|value| self.value(value, key)).collect(),
            other => other,
        }
    }
}

/// The value with references to these parts replaced by the parts.
fn inlined(value: Value, parts: &Map<String, Value>) -> Value {
    let named = value.get("$ref").and_then(Value::as_str).and_then(|name| parts.get(name.strip_prefix("#/$defs/")?));
    if let Some(part) = named {
        return part.clone();
    }
    match value {
        Value::Object(map) => map.into_iter().map(|(key, value)| (key, inlined(value, parts))).collect(),
        Value::Array(items) => items.into_iter().map(|value| inlined(value, parts)).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_parts_are_written_once() {
        let long = "x".repeat(WORTH);
        let inner = json!({ "type": "string", "description": long });
        let outer = json!({ "type": "object", "properties": { "a": inner, "b": { "type": "null" } } });
        let schema =
            json!({ "type": "object", "properties": { "one": outer, "two": outer, "three": { "type": "null" } } });
        let made = shared(schema);
        assert_eq!(made["properties"]["one"], json!({ "$ref": "#/$defs/one" }));
        assert_eq!(made["properties"]["two"], json!({ "$ref": "#/$defs/one" }));
        assert_eq!(made["$defs"]["one"], outer, "what occurs only in the part stays in it");
        assert_eq!(made["$defs"].as_object().unwrap().len(), 1);
    }
}
