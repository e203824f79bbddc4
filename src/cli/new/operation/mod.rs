//! `plugin-gen new tool --operation`: a tool spec from an operation of the API description.
//!
//! It is right rather than short: it builds at once, and its author then words it and leaves out what nobody needs.

mod compare;
mod fields;
mod input;
mod names;
mod paging;
mod text;

use serde_json::{Value, json};

use self::fields::fields_of;
use self::input::input_spec;
use self::names::snake;
use crate::openapi::{Description, Operation, Place, Schema};
use crate::spec::server::ServerSpec;

pub(super) use self::names::name_of;

/// An input of the tool and the value that it gives.
pub(super) struct Input {
    /// Its name in the tool.
    pub(super) name: String,
    /// Its name in the API, dotted inside the body.
    pub(super) source: String,
    part: Part,
    spec: Value,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Path,
    Query,
    Body,
}

/// What an operation becomes.
pub(super) struct Draft<'d> {
    operation: Operation<'d>,
    /// The inputs in order.
    pub(super) inputs: Vec<Input>,
    /// Parameters and body fields that no input can hold.
    left_out: Vec<String>,
    paging: Option<(Value, Value)>,
    rows: Option<String>,
    /// Fields of the answer: name in the tool, dotted source, spec.
    pub(super) fields: Vec<(String, String, Value)>,
    record_id: Option<String>,
    no_content: bool,
}

impl<'d> Draft<'d> {
    /// Reads the operation.
    pub(super) fn of(operation: Operation<'d>, server: &ServerSpec) -> Self {
        let mut draft = Self {
            operation,
            inputs: Vec::new(),
            left_out: Vec::new(),
            paging: None,
            rows: None,
            fields: Vec::new(),
            record_id: None,
            no_content: false,
        };
        draft.answer(server);
        draft.parameters(server);
        draft.body();
        draft
    }

    fn method(&self) -> &'static str {
        self.operation.method()
    }

    fn input(&mut self, source: &str, part: Part, required: bool, schema: &Schema<'d>, description: Option<&str>) {
        let mut name = snake(source);
        if self.inputs.iter().any(|known| known.name == name) {
            name = format!("{}_{name}", if part == Part::Path { "path" } else { "body" });
        }
        match input_spec(&name, required, schema, description) {
            Some(spec) => self.inputs.push(Input { name, source: source.to_owned(), part, spec }),
            None => self.left_out.push(format!("{source} ({})", schema.type_name())),
        }
    }

    fn parameters(&mut self, server: &ServerSpec) {
        let parameters = self.operation.parameters();
        let paging = self.known_paging(server, &parameters.iter().map(|one| one.name).collect::<Vec<_>>());
        let own: Vec<String> = paging.iter().flat_map(|paging| paging.names.clone()).collect();
        for one in parameters.iter().filter(|one| !own.iter().any(|name| name == one.name)) {
            match one.place {
                Place::Path => self.input(one.name, Part::Path, true, &one.schema, one.description()),
                Place::Query => self.input(one.name, Part::Query, one.required, &one.schema, one.description()),
                Place::Header | Place::Form => self.left_out.push(one.name.to_owned()),
            }
        }
        let Some(paging) = paging else { return };
        let size = json!({"type": "integer", "minimum": 1, "maximum": 100, "default": 50, "description": "Rows a page.", "example": 25});
        let (name, spec) = match paging.by_number {
            true => (
                "page",
                json!({"type": "integer", "minimum": 1, "maximum": 100_000, "default": 1, "description": "Page, from 1.", "example": 2}),
            ),
            false if paging.is_text => (
                "cursor",
                json!({"type": "string", "max_length": 500, "description": "next_cursor of the page before.", "example": "c-2"}),
            ),
            false => (
                "cursor",
                json!({"type": "integer", "minimum": 0, "description": "next_cursor of the page before.", "example": 812}),
            ),
        };
        let key = if paging.by_number { "number" } else { "after" };
        let page = json!({key: format!("${name}"), "size": "$page_size"});
        for (name, spec) in [(name, spec), ("page_size", size)] {
            self.inputs.push(Input { name: name.to_owned(), source: String::new(), part: Part::Query, spec });
        }
        self.paging = Some((page, paging.own));
    }

    fn body(&mut self) {
        let Some(schema) = self.operation.body().and_then(|body| body.schema) else { return };
        let required = schema.required();
        for field in schema.fields().into_iter().filter(|field| !field.read_only()) {
            let is_required = required.contains(&field.name);
            let inner = field.schema.fields();
            if inner.is_empty() || field.schema.types().contains(&"array") {
                self.input(field.name, Part::Body, is_required, &field.schema, field.description());
                continue;
            }
            let needed = field.schema.required();
            for below in inner.into_iter().filter(|below| !below.read_only()) {
                let source = format!("{}.{}", field.name, below.name);
                let is_required = is_required && needed.contains(&below.name);
                self.input(&source, Part::Body, is_required, &below.schema, below.description());
            }
        }
    }

    fn answer(&mut self, server: &ServerSpec) {
        let Some(answer) = self.operation.response() else {
            self.no_content = true;
            return;
        };
        let is_list = answer.types().contains(&"array");
        let lists: Vec<_> =
            answer.fields().into_iter().filter(|field| field.schema.types().contains(&"array")).collect();
        let row = match (is_list, lists.as_slice()) {
            (true, _) => {
                self.rows = Some("any".to_owned());
                answer.element()
            }
            (false, [only]) if answer.own_field(&server.record_id).is_none() => {
                self.rows = Some(only.name.to_owned());
                only.schema.element()
            }
            _ => answer,
        };
        self.fields = fields_of(&row);
        if self.fields.is_empty() {
            self.rows = None;
            self.no_content = true;
        } else if self.rows.is_none() && row.own_field(&server.record_id).is_none() {
            self.record_id = self.fields.first().map(|(_, source, _)| source.clone());
        }
    }
}

/// The scopes that the description names for an operation, or for all.
pub(super) fn scopes_of(description: &Description, operation: &Operation<'_>) -> Vec<String> {
    let of = |value: Option<crate::openapi::Value<'_>>| -> Option<Vec<String>> {
        let first = value?.node().items().first()?.entries().first()?;
        Some(first.value.items().iter().filter_map(|scope| scope.as_str()).map(ToOwned::to_owned).collect())
    };
    of(operation.value().get("security")).or_else(|| of(description.top("security"))).unwrap_or_default()
}
