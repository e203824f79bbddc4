//! The API description of the project, for the stand-in: it refuses names that the description lacks.

use plugin_gen::syntax::yaml;
use serde_json::Value;

pub struct Api(Value);

impl Api {
    pub fn load() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/spec/api.yaml");
        let parsed = yaml::parse(&std::fs::read_to_string(path).unwrap());
        assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
        Self(parsed.root.unwrap().to_json())
    }

    fn resolve<'a>(&'a self, mut value: &'a Value) -> &'a Value {
        while let Some(target) = value.get("$ref").and_then(Value::as_str) {
            value = self.0.pointer(target.trim_start_matches('#')).unwrap_or(&Value::Null);
        }
        value
    }

    pub fn operation(&self, operation: &str) -> Option<&Value> {
        let (method, path) = operation.split_once(' ')?;
        self.0.get("paths")?.get(path)?.get(method.to_lowercase())
    }

    /// Names of the query parameters of an operation.
    pub fn query(&self, operation: &str) -> Vec<String> {
        let path = operation.split_once(' ').map(|(_, path)| path).unwrap_or_default();
        let shared = self.0["paths"][path].get("parameters");
        let own = self.operation(operation).and_then(|operation| operation.get("parameters"));
        let all = [shared, own].into_iter().flatten().filter_map(Value::as_array).flatten();
        all.map(|parameter| self.resolve(parameter))
            .filter(|parameter| parameter["in"] == "query")
            .filter_map(|parameter| parameter["name"].as_str().map(str::to_owned))
            .collect()
    }

    /// The schema of one row of a POST's body.
    pub fn body_row(&self, operation: &str) -> &Value {
        let none = &Value::Null;
        let Some(operation) = self.operation(operation) else { return none };
        let schema = self.resolve(&self.resolve(&operation["requestBody"])["content"]["application/json"]["schema"]);
        self.resolve(schema.get("items").unwrap_or(schema))
    }

    /// Whether a record's schema has a dotted field.
    pub fn has_field(&self, schema: &Value, path: &str) -> bool {
        let mut schema = self.resolve(schema);
        for name in path.split('.') {
            let one = schema.get("items").map(|items| self.resolve(items)).unwrap_or(schema);
            let Some(next) = one["properties"].get(name) else { return false };
            schema = self.resolve(next);
        }
        true
    }

    /// Whether a request uses names that the description has.
    pub fn check<'a>(&self, operation: &str, query: impl Iterator<Item = &'a str>, body: &Value) -> Result<(), String> {
        if self.operation(operation).is_none() {
            return Err(format!("{operation} is not in the API description"));
        }
        let known = self.query(operation);
        for name in query {
            if !known.iter().any(|known| known == name) {
                return Err(format!("{operation} has no query parameter {name}"));
            }
        }
        let rows = body.as_array().map(Vec::as_slice).unwrap_or_default();
        let schema = self.body_row(operation);
        for name in rows.iter().filter_map(Value::as_object).flat_map(|row| row.keys()) {
            if !self.has_field(schema, name) {
                return Err(format!("the body of {operation} has no field {name}"));
            }
        }
        Ok(())
    }
}
