//! Whatever a vendor answers, an answer holds what its spec names, of the kind that it names.

use mcp_engine::project::Sources;
use mcp_engine::spec::{Field, FieldKind, Map as Fields, Specs};
use mcp_engine::value::Scope;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::LazyLock;

static SPECS: LazyLock<Specs> = LazyLock::new(|| halopsa_mcp::specs().unwrap());

/// Names that specs read, and some that they do not.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    fn collect(fields: &Fields<Field>, out: &mut Vec<String>) {
        for (name, field) in fields.iter() {
            out.push(name.value.clone());
            out.extend(field.from.iter().map(|path| path.value.clone()).filter(|path| !path.starts_with('$')));
            collect(&field.fields, out);
        }
    }
    let mut out = vec!["password".to_owned(), "colour".to_owned()];
    SPECS.tools.iter().for_each(|tool| collect(&tool.output.fields, &mut out));
    out
});

fn records() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
        "[ -~\u{200B}\u{202E}\u{E0041}\n]{0,20}".prop_map(Value::from),
        Just(json!("<p>a<script>b</script></p>&lt;i&gt;")),
        Just(json!("x".repeat(5000))),
        Just(json!("1900-01-01T00:00:00")),
        Just(json!("2026-11-30T00:00:00")),
    ];
    leaf.prop_recursive(3, 60, 8, |inner| {
        let member =
            (any::<prop::sample::Index>(), inner.clone()).prop_map(|(at, value)| (at.get(&NAMES).clone(), value));
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Value::Array),
            prop::collection::vec(member, 0..30).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn is_clean(text: &str) -> bool {
    !text.contains(['\u{200B}', '\u{202E}', '\u{E0041}', '\0'])
}

fn check(fields: &Fields<Field>, record: &Map<String, Value>) -> Result<(), TestCaseError> {
    for (name, value) in record {
        let field = fields.iter().find(|(known, _)| known.value == *name).map(|(_, field)| field);
        let Some(field) = field else { return Err(TestCaseError::fail(format!("{name} is in no spec"))) };
        // What was cut ends with a remark that it was.
        let longest = |default: usize| field.max_length.unwrap_or(default) + 200;
        let fits = match field.kind {
            FieldKind::String => value.as_str().is_some_and(|text| {
                !text.is_empty() && is_clean(text) && !text.contains('\n') && text.chars().count() <= longest(300)
            }),
            FieldKind::Text => value.as_str().is_some_and(|text| {
                !text.is_empty()
                    && is_clean(text)
                    && (field.html.is_empty()
                        || field.from.iter().any(|from| !field.html.iter().any(|html| html.value == from.value))
                        || !text.contains("<script"))
                    && text.chars().count() <= longest(4_000)
            }),
            FieldKind::Integer | FieldKind::Total | FieldKind::Count => value.is_i64() || value.is_u64(),
            FieldKind::Number | FieldKind::HoursUntil => value.is_number(),
            FieldKind::Boolean => value.is_boolean(),
            FieldKind::Date => value.as_str().is_some_and(|text| !text.starts_with("1900-01-01") && is_clean(text)),
            FieldKind::Link => value.as_str().is_some_and(|text| text.starts_with("https://acme.example/")),
            FieldKind::List => value.as_array().is_some_and(|rows| !rows.is_empty()),
            FieldKind::Object => value.as_object().is_some_and(|members| !members.is_empty()),
        };
        prop_assert!(fits, "{}: {:?} is {}", name, field.kind, value);
        for inner in value.as_array().into_iter().flatten().chain([value]).filter_map(Value::as_object) {
            check(&field.fields, inner)?;
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn an_answer_holds_what_the_spec_names(record in records()) {
        let (scope, lists) = (Scope::default(), HashMap::new());
        let sources = Sources { service: &SPECS.service, web: "https://acme.example", scope: &scope, lists: &lists, notes: Default::default() };
        for tool in &SPECS.tools {
            check(&tool.output.fields, &sources.record(&tool.output.fields, &record))?;
        }
    }
}
