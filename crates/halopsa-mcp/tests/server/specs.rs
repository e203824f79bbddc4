//! The tools themselves: rules that hold for each. Their requests are held against the API description by `plugin-gen build`.

use mcp_engine::spec::{FieldKind, Tool};
use mcp_engine::{input, schema};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn tools() -> Vec<Tool> {
    halopsa_mcp::specs().unwrap().tools
}

#[test]
fn the_tools() {
    let mut names: Vec<String> = tools().into_iter().map(|tool| tool.name.value).collect();
    names.sort();
    assert_eq!(names.len(), 36);
    let kinds = [
        "add_note",
        "create_ticket",
        "get_asset",
        "get_client",
        "get_contract",
        "get_site",
        "get_ticket",
        "lookup",
        "search_assets",
        "search_clients",
        "search_contacts",
        "search_contracts",
        "search_sites",
        "search_tickets",
        "status",
        "update_ticket",
    ];
    for kind in kinds {
        assert!(names.contains(&format!("halopsa_{kind}")), "{kind}");
    }
    for name in names {
        assert!(format!("mcp__plugin_halopsa_halopsa__{name}").len() <= 64, "{name}");
    }
}

#[test]
fn the_list_is_small() {
    let server = mcp_engine::server::Server::new(halopsa_mcp::specs().unwrap(), crate::support::config(&[]));
    let characters = serde_json::to_string(server.tools()).unwrap().chars().count();
    assert!(characters / 4 <= 6_000, "{} tokens", characters / 4);
    let all = crate::support::config(&[("HALOPSA_TOOLSETS".into(), "all".into())]);
    let everything = mcp_engine::server::Server::new(halopsa_mcp::specs().unwrap(), all);
    assert_eq!((server.tools().len(), everything.tools().len()), (20, 36));
}

#[test]
fn read_only_takes_the_writing_tools_away() {
    let config = crate::support::config(&[("HALOPSA_READ_ONLY".into(), "1".into())]);
    let server = mcp_engine::server::Server::new(halopsa_mcp::specs().unwrap(), config);
    assert_eq!(server.tools().len(), 16);
    assert!(server.tools().iter().all(|tool| tool.annotations.as_ref().unwrap().read_only_hint == Some(true)));
}

#[test]
fn what_strangers_write_is_marked() {
    let marked: Vec<String> = tools().iter().flat_map(schema::untrusted).collect();
    for field in ["items.summary", "details_text", "actions.items.note_text", "notes_text", "fields.value"] {
        assert!(marked.iter().any(|name| name == field), "{field}");
    }
    for tool in tools() {
        for (name, field) in tool.output.fields.iter() {
            assert!(field.kind != FieldKind::Text || name.ends_with("_text"), "{}: {name}", tool.name);
        }
    }
}

#[test]
fn every_list_says_how_to_read_the_rest() {
    fn check(tool: &str, fields: &mcp_engine::spec::Map<mcp_engine::spec::Field>) {
        for (name, field) in fields.iter() {
            assert!(field.kind != FieldKind::List || field.more.is_some(), "{tool}: {name}");
            check(tool, &field.fields);
        }
    }
    for tool in tools() {
        check(&tool.name, &tool.output.fields);
    }
}

static VALIDATORS: std::sync::LazyLock<Vec<(Tool, jsonschema::Validator)>> = std::sync::LazyLock::new(|| {
    let validator = |tool: &Tool| {
        let schema = Value::Object(input::schema(&tool.input));
        jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
    };
    tools().into_iter().map(|tool| (tool.clone(), validator(&tool))).collect()
});

static NAMES: std::sync::LazyLock<Vec<String>> = std::sync::LazyLock::new(|| {
    let names = VALIDATORS.iter().flat_map(|(tool, _)| tool.input.iter().map(|(name, _)| name.value.clone()));
    names.chain(["unknown".to_owned()]).collect()
});

fn candidates() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-5i64..200).prop_map(Value::from),
        (-5.0f64..200.0).prop_map(Value::from),
        (0i64..100).prop_map(|n| json!(n as f64)),
        "[a-z]{0,12}".prop_map(Value::from),
        Just(Value::Null),
        Just(json!("active")),
        Just(json!("priorities")),
        Just(json!("2026-11-30")),
        Just(json!("2026-13-01")),
        Just(json!("x".repeat(201))),
        Just(json!([1])),
    ];
    proptest::collection::vec((any::<proptest::sample::Index>(), leaf), 0..6).prop_map(|pairs| {
        Value::Object(pairs.into_iter().map(|(index, value)| (index.get(&NAMES).clone(), value)).collect::<Map<_, _>>())
    })
}

fn blank(arguments: &Value) -> bool {
    arguments.as_object().unwrap().values().any(|value| value.as_str().is_some_and(|text| text.trim().is_empty()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    /// What the schema allows is accepted, and what is accepted and cleaned is what the schema allows.
    #[test]
    fn the_schema_means_what_the_check_does(arguments in candidates()) {
        for (tool, validator) in VALIDATORS.iter() {
            let ours = input::check(&tool.input, &[], arguments.as_object().unwrap());
            // It takes more than the schema: `null` for what is optional, numbers as text. A blank is refused.
            prop_assert!(!validator.is_valid(&arguments) || ours.is_ok() || blank(&arguments), "{}: {} {:?}", tool.name, arguments, ours);
            if let Ok(inputs) = ours {
                let again = input::check(&tool.input, &[], &inputs);
                prop_assert_eq!(again, Ok(inputs.clone()), "what was accepted stays as it is");
                prop_assert!(validator.is_valid(&Value::Object(inputs.clone())), "{}: {:?}", tool.name, inputs);
            }
        }
    }
}

#[tokio::test]
async fn every_answer_fits_its_schema() {
    let halo = crate::halo::Halo::start().await;
    let server = crate::support::server(&halo);
    for tool in tools() {
        let mut arguments: Map<String, Value> =
            tool.input.iter().map(|(name, input)| (name.value.clone(), input.example.to_json())).collect();
        arguments.remove("page");
        for name in ["details_from", "text_from"] {
            arguments.insert(name.to_owned(), json!(0));
        }
        arguments.retain(|name, _| tool.input.get(name).is_some());
        let answer = crate::support::good(&server, &tool.name, Value::Object(arguments)).await;
        let schema = Value::Object(schema::output(&tool));
        assert_eq!(schema["type"], "object");
        let validator = jsonschema::validator_for(&schema).unwrap();
        let errors: Vec<String> = validator.iter_errors(&answer).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", tool.name);
        assert!(!answer.to_string().contains("null"), "{}: {answer}", tool.name);
    }
}
