//! Operations: what a method on a path takes and answers.

use super::load::{Description, Value, Version};
use super::paths::PathItem;
use super::schema::Schema;
use super::servers::Server;
use crate::source::{Location, Span};
use crate::syntax::{Entry, Node};

/// The methods that an OpenAPI path can have.
pub const METHODS: [&str; 8] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"];

/// A method on a path.
#[derive(Debug, Clone, Copy)]
pub struct Operation<'d> {
    pub(super) description: &'d Description,
    item: PathItem<'d>,
    method: &'static str,
    method_span: Span,
    pub(super) node: &'d Node,
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// After the question mark.
    Query,
    /// In a header or a cookie.
    Header,
    /// In a form body.
    Form,
}

/// A parameter of an operation.
#[derive(Debug, Clone, Copy)]
pub struct Parameter<'d> {
    /// Its name.
    pub name: &'d str,
    /// Where it is sent.
    pub place: Place,
    /// Whether it must be sent.
    pub required: bool,
    /// What it may hold.
    pub schema: Schema<'d>,
    node: &'d Node,
}

/// A body that an operation takes.
#[derive(Debug, Clone, Copy)]
pub struct Body<'d> {
    /// The media type, such as `application/json`.
    pub media: &'d str,
    /// Its schema; absent when the description gives none.
    pub schema: Option<Schema<'d>>,
    /// Whether it must be sent.
    pub required: bool,
}

impl Description {
    /// The operation of a method (in capitals) on a path as the description writes it.
    #[must_use]
    pub fn operation(&self, method: &str, path: &str) -> Option<Operation<'_>> {
        let entry = self.entries(&["paths"]).iter().find(|entry| entry.key == path)?;
        PathItem { description: self, entry }.operation(method)
    }

    /// Every operation, in the order of the file. Reads the whole description.
    pub fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        self.paths().flat_map(PathItem::operations)
    }
}

impl<'d> PathItem<'d> {
    /// The operation of a method, given in capitals.
    #[must_use]
    pub fn operation(self, method: &str) -> Option<Operation<'d>> {
        let name = METHODS.iter().find(|known| **known == method)?;
        let entry = self.node()?.entries().iter().find(|entry| entry.key.eq_ignore_ascii_case(name))?;
        Some(Operation::new(self, name, entry))
    }

    /// The path itself, or one that differs in the names of its parameters alone, when that has the method.
    #[must_use]
    pub fn with_method(self, method: &str) -> Self {
        if self.operation(method).is_some() {
            return self;
        }
        let alike = self.description.templates_like(self.template());
        let mut others = alike.map(|entry| Self { entry, ..self });
        others.find(|other| other.operation(method).is_some()).unwrap_or(self)
    }

    /// All operations on the path.
    pub fn operations(self) -> impl Iterator<Item = Operation<'d>> {
        METHODS.iter().filter_map(move |method| self.operation(method))
    }
}

impl<'d> Operation<'d> {
    pub(super) fn new(item: PathItem<'d>, method: &'static str, entry: &'d Entry) -> Self {
        Self { description: item.description, item, method, method_span: entry.key_span, node: &entry.value }
    }

    /// The method in capitals.
    #[must_use]
    pub fn method(&self) -> &'static str {
        self.method
    }

    /// The path as the description writes it.
    #[must_use]
    pub fn path(&self) -> &'d str {
        self.item.template()
    }

    /// `GET /Tickets`
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path())
    }

    /// Everything the description says of it, own `x-` keys included.
    #[must_use]
    pub fn value(&self) -> Value<'d> {
        self.description.value(self.node)
    }

    /// Where the description has it.
    #[must_use]
    pub fn location(&self) -> Location {
        self.description.at(self.method_span)
    }

    /// One line on what it does.
    #[must_use]
    pub fn summary(&self) -> Option<&'d str> {
        self.node.get("summary").and_then(Node::as_str)
    }

    /// More on what it does.
    #[must_use]
    pub fn description(&self) -> Option<&'d str> {
        self.node.get("description").and_then(Node::as_str)
    }

    /// Whether it should no longer be used.
    #[must_use]
    pub fn deprecated(&self) -> bool {
        self.value().is_true("deprecated")
    }

    /// How sure the fact is: the own key `x-confidence`.
    #[must_use]
    pub fn confidence(&self) -> Option<&'d str> {
        self.node.get("x-confidence").and_then(Node::as_str)
    }

    /// The server that examples name: the first one.
    #[must_use]
    pub fn server(&self) -> Option<Server> {
        self.item.servers().first().cloned()
    }

    /// Whether it can be called without credentials: it says `security: []`.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.node.get("security").is_some_and(|security| security.is_sequence() && security.items().is_empty())
    }

    /// All parameters, those of the path included; a parameter of the operation replaces one of the path. Form fields of
    /// Swagger 2.0 are in [`Operation::form`].
    #[must_use]
    pub fn parameters(&self) -> Vec<Parameter<'d>> {
        let listed = |list: Option<&'d Node>| {
            list.into_iter().flat_map(|list| self.description.value(list).items()).filter_map(parameter)
        };
        let mut parameters: Vec<Parameter<'d>> = listed(self.node.get("parameters")).collect();
        let own = parameters.len();
        for parameter in listed(self.item.node().and_then(|node| node.get("parameters"))) {
            let same = |known: &Parameter<'_>| known.name == parameter.name && known.place == parameter.place;
            if !parameters.iter().take(own).any(same) {
                parameters.push(parameter);
            }
        }
        parameters.retain(|parameter| parameter.place != Place::Form);
        parameters
    }

    /// The parameter of this name and place.
    #[must_use]
    pub fn parameter(&self, place: Place, name: &str) -> Option<Parameter<'d>> {
        self.parameters().into_iter().find(|parameter| parameter.place == place && parameter.name == name)
    }

    /// Whether the description says that it lists all parameters: the own key `x-closed`.
    #[must_use]
    pub fn closed(&self) -> bool {
        self.value().is_true("x-closed")
    }

    /// The JSON body that it takes.
    #[must_use]
    pub fn body(&self) -> Option<Body<'d>> {
        self.bodies().into_iter().find(|body| is_json(body.media))
    }

    /// The bodies that it takes, forms included.
    #[must_use]
    pub fn bodies(&self) -> Vec<Body<'d>> {
        if self.description.version() == Version::Swagger2 {
            let list = self.node.get("parameters").map(|list| self.description.value(list));
            let body = list.into_iter().flat_map(Value::items).find(|item| item.text("in") == Some("body"));
            return body
                .into_iter()
                .map(|body| Body {
                    media: "application/json",
                    schema: self.schema_at(body.node),
                    required: body.is_true("required"),
                })
                .collect();
        }
        let Some(request) = self.value().get("requestBody") else { return Vec::new() };
        let required = request.is_true("required");
        let content = request.node.get("content").map(Node::entries).unwrap_or_default();
        content.iter().map(|entry| Body { media: &entry.key, schema: self.schema_at(&entry.value), required }).collect()
    }

    /// The fields of the form that it takes, urlencoded or multipart; `None` when it takes none.
    #[must_use]
    pub fn form(&self) -> Option<Vec<Parameter<'d>>> {
        if self.description.version() == Version::Swagger2 {
            let list = self.description.value(self.node.get("parameters")?);
            let fields: Vec<_> =
                list.items().filter_map(parameter).filter(|field| field.place == Place::Form).collect();
            return (!fields.is_empty()).then_some(fields);
        }
        let schema = self.form_schema()?;
        let required = schema.required();
        let fields = schema.fields().into_iter().map(|field| Parameter {
            name: field.name,
            place: Place::Form,
            required: required.contains(&field.name),
            schema: field.schema,
            node: field.node(),
        });
        Some(fields.collect())
    }

    /// The schema of the form that it takes; Swagger 2.0 has none.
    #[must_use]
    pub fn form_schema(&self) -> Option<Schema<'d>> {
        let is_form = |media: &str| media.contains("form-urlencoded") || media.contains("form-data");
        self.bodies().into_iter().find(|body| is_form(body.media))?.schema
    }

    /// The schema of the answer when all goes well: the first JSON answer of the 200s, else the default one.
    #[must_use]
    pub fn response(&self) -> Option<Schema<'d>> {
        self.responses(|status| status.starts_with('2') || status == "default").into_iter().next()
    }

    /// The schemas of the answers when something goes wrong.
    #[must_use]
    pub fn errors(&self) -> Vec<Schema<'d>> {
        self.responses(|status| status.starts_with(['4', '5']))
    }

    fn responses(&self, wanted: impl Fn(&str) -> bool) -> Vec<Schema<'d>> {
        let entries = self.node.get("responses").map(Node::entries).unwrap_or_default();
        let entries = entries.iter().filter(|entry| wanted(&entry.key));
        let responses = entries.filter_map(|entry| self.description.resolve(&entry.value));
        responses
            .filter_map(|response| {
                if self.description.version() == Version::Swagger2 {
                    return self.schema_at(response);
                }
                let content = response.get("content")?.entries();
                content.iter().find(|entry| is_json(&entry.key)).and_then(|entry| self.schema_at(&entry.value))
            })
            .collect()
    }

    /// The fields that a server demands on creation: the own key `x-create-required`, its list `enforced`.
    #[must_use]
    pub fn enforced_on_create(&self) -> Vec<&'d str> {
        let list = self.node.at(&["x-create-required", "enforced"]).map(Node::items).unwrap_or_default();
        list.iter().filter_map(Node::as_str).collect()
    }

    /// Whether the description says that the shape of the answer is not settled: the own key `x-list-shape`.
    #[must_use]
    pub fn shape_is_open(&self) -> bool {
        self.node.get("x-list-shape").is_some()
    }

    fn schema_at(&self, node: &'d Node) -> Option<Schema<'d>> {
        Some(Schema::new(self.description, node.get("schema")?, None))
    }
}

/// Whether a media type is JSON.
fn is_json(media: &str) -> bool {
    let media = media.split(';').next().unwrap_or(media).trim();
    media.ends_with("/json") || media.ends_with("+json") || media == "*/*"
}

fn parameter(value: Value<'_>) -> Option<Parameter<'_>> {
    let place = match value.text("in")? {
        "path" => Place::Path,
        "query" => Place::Query,
        "header" | "cookie" => Place::Header,
        "formData" => Place::Form,
        _ => return None,
    };
    // In 3.x the type is under `schema`, in Swagger 2.0 beside the name.
    let schema = value.node.get("schema").unwrap_or(value.node);
    Some(Parameter {
        name: value.text("name")?,
        place,
        required: value.is_true("required"),
        schema: Schema::new(value.description, schema, None),
        node: value.node,
    })
}

impl<'d> Parameter<'d> {
    /// What it is for.
    #[must_use]
    pub fn description(&self) -> Option<&'d str> {
        self.node.get("description").and_then(Node::as_str)
    }

    /// Its type as a word for a table.
    #[must_use]
    pub fn type_name(&self) -> String {
        self.schema.type_name()
    }

    /// Whether it should no longer be used.
    #[must_use]
    pub fn deprecated(&self) -> bool {
        self.node.get("deprecated").and_then(Node::as_bool) == Some(true)
    }

    /// How sure the fact is: the own key `x-confidence`.
    #[must_use]
    pub fn confidence(&self) -> Option<&'d str> {
        self.node.get("x-confidence").and_then(Node::as_str)
    }

    /// Where the description has it.
    #[must_use]
    pub fn location(&self) -> Location {
        self.schema.description.at(self.node.get("name").map_or(self.node.span, |name| name.span))
    }
}
