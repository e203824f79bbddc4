//! Schemas: which fields a value has, with what types, whichever way the schema is put together.
//!
//! `$ref` and `allOf` are one schema with what refers to them; `oneOf` and `anyOf` add the fields of every alternative.
//! Circles end where they close.

use std::collections::HashSet;

use super::index::SchemaIndex;
pub(crate) use super::index::plain;
use super::load::{Description, Value, Version};
use crate::source::Location;
use crate::syntax::{Entry, Node};

/// Names of types are built through at most so many lists.
const MAX_LISTS: usize = 4;

/// The own key with the name of a schema in the vendor's description.
const VENDOR_NAME: &str = "x-vendor-schema";

/// A schema of the description.
#[derive(Debug, Clone, Copy)]
pub struct Schema<'d> {
    pub(super) description: &'d Description,
    /// The schema with its reference followed; the reference itself when it leads nowhere.
    pub(super) node: &'d Node,
    name: Option<&'d str>,
}

/// A field of a schema.
#[derive(Debug, Clone, Copy)]
pub struct Field<'d> {
    /// Its name.
    pub name: &'d str,
    /// What it may hold.
    pub schema: Schema<'d>,
    pub(super) entry: &'d Entry,
}

/// A part of a schema, reached through `$ref`, `allOf`, `oneOf` or `anyOf`.
#[derive(Debug, Clone, Copy)]
pub(super) struct SchemaPart<'d> {
    pub(super) node: &'d Node,
    /// Whether it was reached through `oneOf` or `anyOf`, so that it need not hold.
    pub(super) alternative: bool,
}

impl Description {
    /// Where named schemas are in this kind of description.
    fn schema_path(&self) -> &'static [&'static str] {
        match self.version() {
            Version::Swagger2 => &["definitions"],
            _ => &["components", "schemas"],
        }
    }

    /// The schema of this name.
    #[must_use]
    pub fn schema(&self, name: &str) -> Option<Schema<'_>> {
        let entry = self.entry(self.schema_path(), name)?;
        Some(Schema::new(self, self.part_node(entry)?, Some(&entry.key)))
    }

    /// The names of all schemas, in the order of the file.
    pub fn schema_names(&self) -> impl Iterator<Item = &str> {
        self.entries(self.schema_path()).iter().map(|entry| entry.key.as_str())
    }

    /// The schemas whose name is `words` apart from case, separators and a plural.
    #[must_use]
    pub fn schemas_called(&self, words: &str) -> Vec<Schema<'_>> {
        let names: Vec<&str> = self.schema_names().collect();
        let index = self.schema_index.get_or_init(|| SchemaIndex::new(&names));
        index.places(words).iter().filter_map(|place| self.schema(names.get(*place)?)).collect()
    }

    /// The schemas with this name in the vendor's description: the own key `x-vendor-schema`.
    #[must_use]
    pub fn schemas_of_vendor(&self, name: &str) -> Vec<Schema<'_>> {
        if !self.file().text().contains(VENDOR_NAME) {
            return Vec::new();
        }
        let all = self.schema_names().filter_map(|name| self.schema(name));
        all.filter(|schema| schema.vendor_name() == Some(name)).collect()
    }
}

impl<'d> Schema<'d> {
    pub(super) fn new(description: &'d Description, node: &'d Node, name: Option<&'d str>) -> Self {
        let named = node.get("$ref").and_then(Node::as_str).and_then(|reference| reference.rsplit('/').next());
        let resolved = description.resolve(node);
        Self { description, node: resolved.unwrap_or(node), name: named.or(name) }
    }

    /// Its name, when it has one: its own or that of the reference that led here.
    #[must_use]
    pub fn name(&self) -> Option<&'d str> {
        self.name
    }

    /// The name of the same schema in the vendor's description: the own key `x-vendor-schema`.
    #[must_use]
    pub fn vendor_name(&self) -> Option<&'d str> {
        self.node.get(VENDOR_NAME).and_then(Node::as_str)
    }

    /// Everything the description says of it, own `x-` keys included.
    #[must_use]
    pub fn value(&self) -> Value<'d> {
        self.description.value(self.node)
    }

    /// Where the description has it.
    #[must_use]
    pub fn location(&self) -> Location {
        let span = self.node.entries().first().map_or(self.node.span, |first| first.key_span);
        self.description.at(span)
    }

    /// What it is.
    #[must_use]
    pub fn description(&self) -> Option<&'d str> {
        self.node.get("description").and_then(Node::as_str)
    }

    /// Whether both are one schema of the description.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        std::ptr::eq(self.node, other.node)
    }

    /// The parts that it is put together from, itself first.
    pub(super) fn parts(&self) -> Vec<SchemaPart<'d>> {
        let mut parts: Vec<SchemaPart<'d>> = vec![SchemaPart { node: self.node, alternative: false }];
        let mut known = HashSet::from([std::ptr::from_ref(self.node)]);
        let mut followed = HashSet::new();
        let mut next = 0;
        while let Some(part) = parts.get(next).copied() {
            next += 1;
            for (key, alternative) in [("allOf", false), ("oneOf", true), ("anyOf", true)] {
                for item in part.node.get(key).map(Node::items).unwrap_or_default() {
                    // Following a reference costs more than knowing that it has been followed.
                    if item.get("$ref").and_then(Node::as_str).is_some_and(|reference| !followed.insert(reference)) {
                        continue;
                    }
                    let Some(node) = self.description.resolve(item) else { continue };
                    if known.insert(std::ptr::from_ref(node)) {
                        parts.push(SchemaPart { node, alternative: alternative || part.alternative });
                    }
                }
            }
        }
        parts
    }

    /// The schema of a field or of a list's items that are written below `key`.
    pub(super) fn below(&self, node: &'d Node) -> Schema<'d> {
        Schema::new(self.description, node, None)
    }

    /// All fields, in the order of the file; each name once.
    #[must_use]
    pub fn fields(&self) -> Vec<Field<'d>> {
        let mut fields: Vec<Field<'d>> = Vec::new();
        let mut seen = HashSet::new();
        for part in self.parts() {
            for entry in part.node.get("properties").map(Node::entries).unwrap_or_default() {
                if seen.insert(entry.key.as_str()) {
                    fields.push(Field { name: &entry.key, schema: self.below(&entry.value), entry });
                }
            }
        }
        fields
    }

    /// The field of this name, not looking below it.
    #[must_use]
    pub fn own_field(&self, name: &str) -> Option<Field<'d>> {
        self.parts().into_iter().find_map(|part| {
            let entry = part.node.get("properties")?.entry(name)?;
            Some(Field { name: &entry.key, schema: self.below(&entry.value), entry })
        })
    }

    /// The field at a dotted path: `delivery_address.line1`, `lines[].id`; lists are looked through.
    #[must_use]
    pub fn field(&self, path: &str) -> Option<Field<'d>> {
        let mut schema = *self;
        let mut found = None;
        for name in path.split('.') {
            let field = schema.element().own_field(name.trim_end_matches("[]"))?;
            schema = field.schema;
            found = Some(field);
        }
        found
    }

    /// The schema of one element of a list, through lists of lists; the schema itself when it is not a list.
    #[must_use]
    pub fn element(&self) -> Schema<'d> {
        let mut schema = *self;
        for _ in 0..MAX_LISTS {
            match schema.items() {
                Some(items) => schema = items,
                None => break,
            }
        }
        schema
    }

    /// The schema of a list's items.
    #[must_use]
    pub fn items(&self) -> Option<Schema<'d>> {
        self.parts().into_iter().find_map(|part| Some(self.below(part.node.get("items")?)))
    }

    /// The names of its types: `string`, `number`, `integer`, `boolean`, `array`, `object`, `null`. None when it says
    /// nothing, or when alternatives leave it open.
    #[must_use]
    pub fn types(&self) -> Vec<&'d str> {
        let mut types: Vec<&'d str> = Vec::new();
        for part in self.parts() {
            let before = types.len();
            match part.node.get("type") {
                Some(one) if one.as_str().is_some() => types.extend(one.as_str()),
                Some(list) => types.extend(list.items().iter().filter_map(Node::as_str)),
                None if part.node.get("properties").is_some() => types.push("object"),
                None if part.node.get("items").is_some() => types.push("array"),
                None => {}
            }
            if part.alternative && types.len() == before && !is_composed(part.node) && part.node.get("enum").is_none() {
                return Vec::new();
            }
            let nullable =
                ["nullable", "x-nullable"].iter().any(|key| part.node.get(key).and_then(Node::as_bool) == Some(true));
            if nullable && types.len() > before {
                types.push("null");
            }
        }
        types.dedup();
        types
    }

    /// Whether `null` is one of its values.
    #[must_use]
    pub fn nullable(&self) -> bool {
        self.types().contains(&"null")
    }

    /// The values that it is limited to, as written; empty when it is not.
    #[must_use]
    pub fn enumeration(&self) -> Vec<&'d Node> {
        let parts = self.parts().into_iter();
        parts
            .flat_map(|part| {
                let one = part.node.get("const").into_iter();
                one.chain(part.node.get("enum").map(Node::items).unwrap_or_default())
            })
            .collect()
    }

    /// The names of the fields that must be there, whichever alternative holds.
    #[must_use]
    pub fn required(&self) -> Vec<&'d str> {
        let sure = self.parts().into_iter().filter(|part| !part.alternative);
        sure.flat_map(|part| part.node.get("required").map(Node::items).unwrap_or_default())
            .filter_map(Node::as_str)
            .collect()
    }

    /// Whether it lists every field that a value can have.
    #[must_use]
    pub fn closed(&self) -> bool {
        let is_false = |node: &Node, key: &str| node.get(key).and_then(Node::as_bool) == Some(false);
        self.parts()
            .iter()
            .any(|part| is_false(part.node, "additionalProperties") || is_false(part.node, "unevaluatedProperties"))
    }

    /// Its type as a word for a table: `integer`, `date-time`, `list of CustomField`, `string or integer`.
    #[must_use]
    pub fn type_name(&self) -> String {
        self.named_type(MAX_LISTS)
    }

    fn named_type(&self, lists: usize) -> String {
        let types = self.types();
        let words: Vec<String> = types
            .iter()
            .filter(|name| **name != "null")
            .map(|name| match *name {
                "array" if lists > 0 => match self.items() {
                    Some(items) => format!("list of {}", items.named_type(lists - 1)),
                    None => "list".to_owned(),
                },
                "array" => "list".to_owned(),
                "object" => self.name.unwrap_or("object").to_owned(),
                "string" => match self.node.get("format").and_then(Node::as_str) {
                    Some(format @ ("date" | "date-time" | "uuid")) => format.to_owned(),
                    _ => "string".to_owned(),
                },
                other => other.to_owned(),
            })
            .collect();
        if words.is_empty() { "any".to_owned() } else { words.join(" or ") }
    }
}

fn is_composed(node: &Node) -> bool {
    ["allOf", "oneOf", "anyOf"].iter().any(|key| node.get(key).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    const TEXT: &str = "openapi: 3.1.0
paths:
  /things:
    get:
      summary: List
      parameters: [{name: open, in: query, schema: {type: boolean}, description: Only open}]
      responses: {'200': {content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}}}}}
components:
  schemas:
    Base: {type: object, required: [id], properties: {id: {type: integer, readOnly: true, description: Number}}}
    Thing:
      allOf: [{$ref: '#/components/schemas/Base'}]
      properties:
        parent: {$ref: '#/components/schemas/Thing', description: The thing above}
        tags: {type: array, items: {type: string}}
        when: {type: string, format: date-time}
        state: {type: [string, 'null'], enum: [on, off], x-confidence: low}
        address: {$ref: '#/components/schemas/Address'}
        lines: {type: array, items: {$ref: '#/components/schemas/Address'}}
        either: {oneOf: [{type: string}, {type: integer}]}
    Address: {type: object, additionalProperties: false, properties: {line1: {type: string, description: Street}}}
    Loop: {allOf: [{$ref: '#/components/schemas/Loop'}, {anyOf: [{$ref: '#/components/schemas/Loop'}]}]}
";

    fn description() -> Description {
        Description::load(&SourceFile::new("api.yaml", TEXT)).unwrap()
    }

    #[test]
    fn fields_are_found_through_every_composition() {
        let description = description();
        let thing = description.schema("Thing").unwrap();
        let names: Vec<_> = thing.fields().iter().map(|field| field.name).collect();
        assert_eq!(names, ["parent", "tags", "when", "state", "address", "lines", "either", "id"]);
        let of = |path: &str| {
            let field = thing.field(path).unwrap();
            (field.type_name(), field.description().unwrap_or_default(), field.read_only())
        };
        assert_eq!(of("id"), ("integer".to_owned(), "Number", true));
        assert_eq!(of("parent.parent"), ("Thing".to_owned(), "The thing above", false));
        assert_eq!(of("tags").0, "list of string");
        assert_eq!(of("when").0, "date-time");
        assert_eq!(of("either").0, "string or integer");
        assert_eq!(of("address.line1"), ("string".to_owned(), "Street", false));
        assert_eq!(of("lines[].line1").1, "Street");
        assert_eq!(of("lines").0, "list of Address");
        let state = thing.field("state").unwrap();
        assert_eq!((state.enumeration(), state.confidence()), (vec!["on", "off"], Some("low")));
        assert!(state.schema.nullable());
        assert!(thing.field("address.line9").is_none());
        assert_eq!(thing.required(), ["id"]);
        assert!(!thing.closed() && thing.field("address").unwrap().schema.closed());
    }

    #[test]
    fn circles_end() {
        let description = description();
        let looped = description.schema("Loop").unwrap();
        assert!(looped.fields().is_empty() && looped.types().is_empty());
        assert_eq!(looped.type_name(), "any");
    }

    #[test]
    fn an_operation_answers_what_tables_and_requests_need() {
        let description = description();
        let list = description.operation("GET", "/things").unwrap();
        let open = list.parameters()[0];
        assert_eq!((list.summary(), list.name().as_str()), (Some("List"), "GET /things"));
        assert_eq!((open.name, open.type_name().as_str(), open.required), ("open", "boolean", false));
        assert_eq!(list.response().unwrap().type_name(), "list of Thing");
        assert!(list.body().is_none() && description.operation("POST", "/things").is_none());
    }

    #[test]
    fn schemas_are_found_by_words() {
        let description = description();
        assert_eq!(description.schemas_called("things")[0].name(), Some("Thing"));
        assert_eq!(description.schemas_called("addresses").len(), 0);
        assert_eq!((plain("Categories").as_str(), plain("Address").as_str()), ("category", "address"));
    }
}
