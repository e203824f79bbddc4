//! JSON Schemas generated from the tables that the checks use, so that an editor knows what the checks know.
//!
//! What a schema cannot express (checks across fields, a form that excuses another) is left to the checks.

use serde_json::{Map, Value, json};

use super::fields::{COMPONENTS, DISPLAY, ENTRY_HOOKS, EXPERIMENTAL_OBJECT, MANIFEST};
use super::hook_shape::EVENT_MAP;
use super::manifest::{MANIFEST_ONLY, OTHERS};
use super::marketplace::{ENTRY, ENTRY_OTHERS, MARKETPLACE};
use super::mcp_shape::TRANSPORTS;
use super::relevance::RELEVANCE;
use super::schema::{Field, Number, Shape, Text};
use super::schema_parts::shared;

/// The schema of plugin.json. It rejects keys that Claude Code does not recognize, because Claude Code warns about
/// them.
#[must_use]
pub fn plugin_manifest() -> Value {
    let mut schema = of(&MANIFEST);
    add(&mut schema, OTHERS);
    schema["properties"]["experimental"] = of(&EXPERIMENTAL_OBJECT);
    for name in MANIFEST_ONLY.iter().filter(|name| **name != "capabilities") {
        schema["properties"][*name] = json!({});
    }
    shared(closed(schema))
}

/// The schema of marketplace.json with its entries.
#[must_use]
pub fn marketplace_manifest() -> Value {
    let mut entry =
        of(&Shape::Object { fields: &[ENTRY, COMPONENTS, ENTRY_HOOKS, DISPLAY], closed: false, also: None });
    add(&mut entry, ENTRY_OTHERS);
    entry["properties"]["relevance"] = of(&RELEVANCE);
    let bare =
        json!({ "type": "string", "pattern": "^[A-Za-z0-9]", "description": "a folder below `metadata.pluginRoot`" });
    if let Some(Value::Array(forms)) = entry["properties"]["source"].get_mut("anyOf") {
        forms.push(bare);
    }
    let mut schema = of(&MARKETPLACE);
    schema["properties"]["plugins"] = json!({ "type": "array", "items": closed(entry) });
    shared(closed(schema))
}

/// The schema of hooks/hooks.json.
#[must_use]
pub fn hooks_file() -> Value {
    let with = |field: &str| json!({ "required": [field] });
    shared(json!({
        "type": "object",
        "properties": { "description": { "type": "string" }, "hooks": of(&EVENT_MAP), "modules": {} },
        "anyOf": [with("hooks"), with("modules")],
    }))
}

/// The schema of .mcp.json: servers by name, under `mcpServers` or at the top level.
#[must_use]
pub fn mcp_file() -> Value {
    let mut forms: Vec<Value> = TRANSPORTS.iter().map(|(_, shape)| of(shape)).collect();
    forms.dedup();
    let servers = json!({ "type": "object", "additionalProperties": { "anyOf": forms } });
    shared(json!({
        "type": "object",
        "properties": { "mcpServers": servers },
        "if": { "required": ["mcpServers"] },
        "else": servers,
    }))
}

fn closed(mut schema: Value) -> Value {
    schema["additionalProperties"] = false.into();
    schema
}

fn add(schema: &mut Value, fields: &[Field]) {
    for field in fields {
        schema["properties"][field.name] = of(&field.shape);
    }
}

fn of(shape: &Shape) -> Value {
    match shape {
        Shape::Any => json!({}),
        Shape::Text(rules) => text(rules),
        Shape::Number(rules) => number(rules),
        Shape::Truth => json!({ "type": "boolean" }),
        Shape::Null => json!({ "type": "null" }),
        Shape::OneOf(words) => json!({ "enum": words }),
        Shape::Object { fields, closed, .. } => {
            let fields = || fields.iter().copied().flatten();
            let properties: Map<String, Value> =
                fields().map(|field| (field.name.to_owned(), of(&field.shape))).collect();
            let required: Vec<&str> = fields().filter(|field| field.required).map(|field| field.name).collect();
            let mut schema = json!({ "type": "object", "properties": properties });
            if !required.is_empty() {
                schema["required"] = json!(required);
            }
            if *closed {
                schema["additionalProperties"] = false.into();
            }
            schema
        }
        Shape::Map { key, value, .. } => {
            let mut schema = json!({ "type": "object", "additionalProperties": of(value) });
            if let Some(rule) = key {
                schema["propertyNames"] = text(&[*rule]);
            }
            schema
        }
        Shape::List(item, _) => json!({ "type": "array", "items": of(item) }),
        Shape::Either(forms, words) => {
            let mut values: Vec<Value> = Vec::new();
            for form in forms.iter().map(of) {
                if !values.contains(&form) {
                    values.push(form);
                }
            }
            json!({ "anyOf": values, "description": words })
        }
    }
}

fn text(rules: &[Text]) -> Value {
    let mut schema = json!({ "type": "string" });
    let mut patterns: Vec<String> = Vec::new();
    for rule in rules {
        match rule {
            Text::NotEmpty => schema["minLength"] = 1.into(),
            Text::Relative | Text::RelativeOrElse => patterns.push("^\\./".to_owned()),
            Text::RelativeOrDot => patterns.push("^\\.(/|$)".to_owned()),
            Text::Extension(extension) => patterns.push(format!("{}$", extension.replace('.', "\\."))),
            Text::Is(_, expected) | Text::IsOrElse(_, expected) => schema["description"] = (*expected).into(),
        }
    }
    match patterns.as_slice() {
        [] => {}
        [one] => schema["pattern"] = one.as_str().into(),
        several => schema["allOf"] = several.iter().map(|pattern| json!({ "pattern": pattern })).collect(),
    }
    schema
}

fn number(rules: &[Number]) -> Value {
    let mut schema = json!({ "type": "number" });
    for rule in rules {
        match rule {
            Number::Whole => schema["type"] = "integer".into(),
            Number::AboveZero => schema["exclusiveMinimum"] = 0.into(),
            Number::AtLeastZero => schema["minimum"] = 0.into(),
            Number::AtMost(most) => schema["maximum"] = (*most).into(),
        }
    }
    schema
}
