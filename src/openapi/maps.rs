//! Records that hold their fields in a map with names of any kind, so that the description cannot list them.

use super::load::Description;
use super::schema::Schema;
use crate::syntax::{Kind, Node};

/// Fields that hold such maps: `{"properties": {"dealname": "x"}}`.
const MAPS: &[&str] = &["properties", "attributes"];

impl Description {
    /// Whether a record keeps its fields in a map, so that a name which the description lacks may be one of them. Reads all
    /// schemas.
    #[must_use]
    pub fn keeps_names_in_maps(&self) -> bool {
        let holds_map = |schema: Schema<'_>| {
            MAPS.iter().any(|name| schema.own_field(name).is_some_and(|field| field.schema.is_map()))
        };
        self.file().text().contains("additionalProperties")
            && self.schema_names().filter_map(|name| self.schema(name)).any(holds_map)
    }
}

impl Schema<'_> {
    /// Whether it takes a plain value under any name, and lists none.
    fn is_map(&self) -> bool {
        let parts = self.parts();
        let is_open = |rest: &Node| match rest.kind {
            Kind::Mapping(_) => !matches!(rest.get("type").and_then(Node::as_str), Some("object" | "array")),
            Kind::Bool(open) => open,
            _ => false,
        };
        parts.iter().any(|part| part.node.get("additionalProperties").is_some_and(is_open))
            && !parts.iter().any(|part| part.node.get("properties").is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    #[test]
    fn a_map_lists_no_names() {
        let holds = |field: &str| {
            let text =
                format!("openapi: 3.1.0\npaths: {{}}\ncomponents: {{schemas: {{A: {{properties: {field}}}}}}}\n");
            Description::load(&SourceFile::new("api.yaml", text)).unwrap().keeps_names_in_maps()
        };
        assert!(holds("{properties: {type: object, additionalProperties: {type: string}}}"));
        assert!(!holds("{properties: {type: object, properties: {a: {}}, additionalProperties: true}}"));
        assert!(!holds("{attributes: {type: object, additionalProperties: {type: object}}}"));
        assert!(!holds("{metadata: {type: object, additionalProperties: true}}"));
        assert!(!holds("{properties: {type: object, additionalProperties: false}}"));
    }
}
