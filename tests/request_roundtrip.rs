//! The checker reads a request that `build` renders from a spec as the same operation, query and body.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use camino::Utf8Path;
use plugin_gen::claims::{Body, Claim, Pair, Request as Shown, of_document, parse_requests};
use plugin_gen::generate::request::{Endpoint, curl, http, markdown};
use plugin_gen::openapi::{Description, Found, Operation, Place, Schema};
use plugin_gen::plugin::{Document, FileTree};
use plugin_gen::source::SourceFile;
use plugin_gen::spec::INVALID_SPEC;
use plugin_gen::spec::fields::{Decode, Decoder};
use plugin_gen::spec::request::Request;
use plugin_gen::syntax::yaml;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

static DESCRIPTION: LazyLock<Description> = LazyLock::new(|| {
    let path = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("spec/halopsa/api.yaml");
    Description::load(&SourceFile::new("api.yaml", std::fs::read_to_string(path).unwrap())).unwrap()
});
static OPERATIONS: LazyLock<Vec<Operation<'static>>> = LazyLock::new(|| DESCRIPTION.operations().collect());

/// Which operation, and values to choose from.
#[derive(Debug)]
struct Choice {
    operation: usize,
    numbers: Vec<usize>,
    texts: Vec<String>,
}

impl Choice {
    fn number(&self, place: usize) -> usize {
        self.numbers[place % self.numbers.len()]
    }

    fn value(&self, schema: &Schema<'_>, place: usize, depth: usize) -> Value {
        match schema.types().first().copied() {
            Some("integer") => json!(self.number(place)),
            Some("number") => json!(self.number(place) as f64 / 4.0),
            Some("boolean") => json!(self.number(place).is_multiple_of(2)),
            Some("array") if depth > 0 => match schema.items() {
                Some(items) => {
                    (0..self.number(place) % 3).map(|next| self.value(&items, place + next, depth - 1)).collect()
                }
                None => json!([]),
            },
            Some("object") if depth > 0 => {
                let fields = schema.fields();
                let chosen =
                    fields.iter().enumerate().filter(|(at, _)| self.number(place + at).is_multiple_of(5)).take(6);
                Value::Object(
                    chosen
                        .map(|(at, field)| (field.name.to_owned(), self.value(&field.schema, at, depth - 1)))
                        .collect(),
                )
            }
            _ => match schema.enumeration().first().and_then(|first| first.scalar_text()) {
                Some(first) => json!(first),
                None => json!(self.texts[place % self.texts.len()]),
            },
        }
    }

    fn text(&self, schema: &Schema<'_>, place: usize) -> String {
        match self.value(schema, place, 0) {
            Value::String(text) => text,
            other => other.to_string(),
        }
    }

    /// The spec of a request, as data.
    fn spec(&self, operation: &Operation<'_>) -> Value {
        let mut spec = Map::from_iter([("operation".to_owned(), json!(operation.name()))]);
        let parameters = operation.parameters();
        let mut path = Map::new();
        let mut query = Map::new();
        for (place, parameter) in parameters.iter().enumerate() {
            match parameter.place {
                Place::Path => {
                    path.insert(parameter.name.to_owned(), json!(self.number(place).to_string()));
                }
                Place::Query if self.number(place).is_multiple_of(4) => {
                    query.insert(parameter.name.to_owned(), json!(self.text(&parameter.schema, place)));
                }
                _ => {}
            }
        }
        spec.insert("path".to_owned(), Value::Object(path));
        spec.insert("query".to_owned(), Value::Object(query));
        if let Some(schema) = operation.body().and_then(|body| body.schema) {
            spec.insert("body".to_owned(), self.value(&schema, 1, 4));
        } else if let Some(fields) = operation.form() {
            let all = fields.iter().enumerate().filter(|(_, field)| field.schema.types() == ["string"]);
            let form: Map<String, Value> =
                all.map(|(place, field)| (field.name.to_owned(), json!(self.text(&field.schema, place)))).collect();
            if !form.is_empty() {
                spec.insert("form".to_owned(), Value::Object(form));
            }
        }
        if let Some(schema) = operation.response() {
            let answer = self.value(&schema, 2, 4);
            if answer.is_array() || answer.is_object() {
                spec.insert("response".to_owned(), answer);
            }
        }
        spec.insert("headers".to_owned(), json!(self.number(3).is_multiple_of(2)));
        spec.insert("curl".to_owned(), json!(false));
        Value::Object(spec)
    }
}

fn choice() -> impl Strategy<Value = Choice> {
    // A period at the end of a request line ends a sentence and is not part of the value, so no value ends with one
    // here.
    let text = "[ -~äé→]{0,24}".prop_map(|text| text.trim_end_matches(['.', ',', ';', ':', ')']).to_owned());
    let texts = proptest::collection::vec(text, 1..8);
    (any::<usize>(), proptest::collection::vec(0usize..5000, 8..40), texts)
        .prop_map(|(operation, numbers, texts)| Choice { operation: operation % OPERATIONS.len(), numbers, texts })
}

fn pairs(found: &[Pair]) -> Vec<(String, String)> {
    let value = |pair: &Pair| pair.value.as_ref().map(|value| value.text.clone()).unwrap_or_default();
    found.iter().map(|pair| (pair.name.text.clone(), value(pair))).collect()
}

fn expected(spec: &Value, key: &str) -> Vec<(String, String)> {
    let entries = spec.get(key).and_then(Value::as_object).into_iter().flatten();
    entries.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect()
}

/// Compares a request that was read from a document with the spec that it was rendered from.
fn same(found: &Shown, spec: &Value, operation: &Operation<'_>, text: &str) {
    let host = found.target.host.as_ref().map(|host| host.text.as_str());
    let Found::Path { item, other_case: None, .. } = DESCRIPTION.find(host, &found.target.path.text) else {
        panic!("the path of {text} is not found");
    };
    assert_eq!(item.template(), operation.path(), "{text}");
    assert_eq!(found.method.as_ref().unwrap().text, operation.method(), "{text}");
    assert_eq!(pairs(&found.target.query), expected(spec, "query"), "{text}");
    match &found.body {
        Some(Body::Json(node)) => assert_eq!(Some(&node.to_json()), spec.get("body"), "{text}"),
        Some(Body::Form(found, _)) => assert_eq!(pairs(found), expected(spec, "form"), "{text}"),
        Some(Body::Other(_)) => panic!("{text} has a different body"),
        None => assert!(spec.get("body").is_none() && expected(spec, "form").is_empty(), "{text}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_rendered_is_read_back(choice in choice()) {
        let operation = &OPERATIONS[choice.operation];
        let endpoint = Endpoint::of(operation);
        let spec = choice.spec(operation);
        let text = spec.to_string();
        let file = SourceFile::new("r.yaml", text.as_str());
        let node = yaml::parse(&text).root.unwrap();
        let request = Request::decode(&node, &mut Decoder::new(&file, &INVALID_SPEC)).unwrap();

        let message = http(&request, &endpoint);
        let found = parse_requests(&message, "http");
        prop_assert_eq!(found.len(), 1, "{}", message);
        same(&found[0], &spec, operation, &message);

        let command = curl(&request, &endpoint);
        let found = parse_requests(&command, "bash");
        prop_assert_eq!(found.len(), 1, "{}", command);
        same(&found[0], &spec, operation, &command);

        let page = format!("## Example\n\n{}\n\n## Next\n", markdown(&request, &endpoint));
        let tree = FileTree::from_memory(BTreeMap::from([("x.md".into(), page.clone().into_bytes())]));
        let path = Utf8Path::new("x.md");
        let document = Document::load(&tree, Utf8Path::new(""), path, &tree.kind(path).unwrap()).unwrap();
        let claims = of_document(&document);
        let [Claim::Request(found)] = claims.as_slice() else { panic!("{page}") };
        same(found, &spec, operation, &page);
        prop_assert_eq!(found.response.as_ref().map(|node| node.to_json()), spec.get("response").cloned(), "{}", page);
    }
}
