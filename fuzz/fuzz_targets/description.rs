//! Any text as an API description: no panic, bounded work.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plugin_gen::openapi::Description;
use plugin_gen::source::SourceFile;

fuzz_target!(|text: &str| {
    let Ok(description) = Description::load(&SourceFile::new("api", text)) else { return };
    for operation in description.operations().take(20) {
        let _ = (operation.parameters().len(), operation.response(), operation.form().is_some());
        let _ = operation.body().and_then(|body| body.schema).map(|schema| schema.type_name());
        let _ = description.find(Some("{host}"), operation.path());
    }
    for name in description.schema_names().take(20) {
        let Some(schema) = description.schema(name) else { continue };
        let _ = (schema.type_name(), schema.required().len(), schema.closed(), schema.wrong_field("a"));
        schema.fields().iter().take(20).for_each(|field| assert!(schema.own_field(field.name).is_some()));
    }
});
