//! The plugin's API description loads, and all its references resolve.

#![allow(clippy::unwrap_used, clippy::panic)]

use plugin_gen::openapi::{Description, Place};
use plugin_gen::source::SourceFile;

fn description() -> Description {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/spec/halopsa/api.yaml");
    let file = SourceFile::new("spec/halopsa/api.yaml", std::fs::read_to_string(path).unwrap());
    Description::load(&file).unwrap_or_else(|problem| panic!("{}", problem.message))
}

#[test]
fn every_operation_has_what_tables_and_requests_are_made_of() {
    let description = description();
    let mut operations = 0;
    for operation in description.operations() {
        operations += 1;
        assert!(operation.summary().is_some(), "{} has no summary", operation.name());
        let in_path = operation.path().matches('{').count();
        let parameters = operation.parameters();
        let declared = parameters.iter().filter(|parameter| parameter.place == Place::Path).count();
        assert_eq!(in_path, declared, "{}: parameters of the path", operation.name());
        for parameter in parameters {
            assert!(parameter.description().is_some(), "{}: `{}`", operation.name(), parameter.name);
            assert_ne!(parameter.type_name(), "any", "{}: `{}`", operation.name(), parameter.name);
        }
        if operation.method() == "POST" {
            assert!(!operation.bodies().is_empty() || operation.form().is_some(), "{} takes no body", operation.name());
        }
    }
    assert!(operations > 100, "{operations}");
}

#[test]
fn every_field_has_a_type_and_words() {
    let description = description();
    for name in description.schema_names() {
        let schema = description.schema(name).unwrap();
        for field in schema.fields() {
            assert!(field.description().is_some(), "{name}.{}", field.name);
            assert_ne!(field.type_name(), "any", "{name}.{}", field.name);
        }
        for (wrong, entry) in schema.value().wrong_names() {
            assert!(schema.own_field(wrong).is_none(), "{name}: `{wrong}` is listed as wrong and as a field");
            if let Some(right) = entry.right {
                assert!(
                    schema.field(right).is_some(),
                    "{name}: `{right}` is the replacement for `{wrong}` but is not a field"
                );
            }
        }
    }
}
