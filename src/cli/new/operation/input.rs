//! The spec of an input, from the schema of a parameter or a body field.

use serde_json::{Value, json};

use super::names::{sentence, spaced};
use crate::openapi::Schema;

/// Longest description of an input; the list of tools is in every conversation.
const DESCRIPTION: usize = 100;
/// The spec of an input; `None` when no kind of input holds the value.
pub(super) fn input_spec(name: &str, required: bool, schema: &Schema<'_>, description: Option<&str>) -> Option<Value> {
    let types = schema.types();
    let node = schema.value();
    let number = |key: &str| node.get(key).and_then(|value| value.node().to_json().as_i64());
    let values: Vec<String> =
        schema.enumeration().iter().filter_map(|value| value.scalar_text()).map(ToOwned::to_owned).collect();
    let format = node.text("format").unwrap_or_default();
    let example = node.get("example").or_else(|| node.get("default")).map(|value| value.node().to_json());
    let kind = match types.iter().find(|name| **name != "null") {
        Some(&"integer") => "integer",
        Some(&"boolean") => "boolean",
        Some(&"string") | None if types.is_empty() && values.is_empty() && schema.fields().is_empty() => "string",
        Some(&"string") => match format {
            "date" => "date",
            "date-time" => "time",
            _ => "string",
        },
        None if !values.is_empty() => "string",
        _ => return None,
    };
    let mut spec = json!({ "type": kind });
    if required {
        spec["required"] = true.into();
    }
    let example = match kind {
        "integer" => {
            let low = number("minimum").unwrap_or_else(|| i64::from(name == "id" || name.ends_with("_id")));
            spec["minimum"] = low.into();
            let high = number("maximum");
            if let Some(high) = high {
                spec["maximum"] = high.into();
            }
            let fits = |value: i64| value >= low && high.is_none_or(|high| value <= high);
            let given = example.and_then(|value| value.as_i64()).filter(|value| fits(*value));
            given.unwrap_or_else(|| if fits(12) { 12 } else { low }).into()
        }
        "boolean" => json!(true),
        "date" => json!("2026-11-30"),
        "time" => json!("2026-11-30T14:30"),
        _ if !values.is_empty() => {
            spec["enum"] = json!(values);
            json!(values.first())
        }
        _ => {
            let low = number("minLength").filter(|low| *low > 0);
            let high = number("maxLength").filter(|high| *high > 0).unwrap_or(if format == "uuid" { 36 } else { 200 });
            if let Some(low) = low {
                spec["min_length"] = low.into();
            }
            spec["max_length"] = high.into();
            let range = usize::try_from(low.unwrap_or(1)).unwrap_or(1)..=usize::try_from(high).unwrap_or(200);
            let fits = |text: &String| range.contains(&text.chars().count());
            let given = example.and_then(|value| value.as_str().map(ToOwned::to_owned)).filter(fits);
            let made =
                if format == "uuid" { "3f2b6a58-9c1e-4d7a-8a52-0c9d1e2f3a4b".to_owned() } else { "example".to_owned() };
            given.unwrap_or_else(|| if fits(&made) { made } else { "x".repeat(*range.start()) }).into()
        }
    };
    let own = description.or_else(|| node.text("description")).unwrap_or_default();
    spec["description"] = sentence(own, &spaced(name), DESCRIPTION).into();
    spec["example"] = example;
    Some(spec)
}
