//! Which facts of the description the claims of a plugin rest on: operations, parameters, fields.

use std::collections::BTreeMap;

use super::model::{ApiClaims, RequestClaim};
use crate::claims::{Body, NamesKind};
use crate::openapi::{Field, Operation, Parameter, Place, Schema};
use crate::source::{Location, Span};
use crate::syntax::{Kind, Node};

/// A fact that a claim rests on.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Fact<'c> {
    /// An operation.
    Operation(Operation<'c>),
    /// A parameter of an operation, a form field included.
    Parameter(Operation<'c>, Parameter<'c>),
    /// A field of a body, an answer or a schema, with its path.
    Field(Owner<'c>, String, Field<'c>),
}

/// Where a field belongs.
#[derive(Debug, Clone, Copy)]
pub enum Owner<'c> {
    /// In what an operation takes.
    Body(Operation<'c>),
    /// In what an operation answers.
    Answer(Operation<'c>),
    /// In a schema that a table is about, with its name in the vendor's description when the schema gives one.
    Schema(&'c str, Option<&'c str>),
}

/// A fact with the places of the plugin that show it.
#[derive(Debug, Clone)]
pub struct Use<'c> {
    /// The fact.
    pub fact: Fact<'c>,
    /// The places, in the order of the documents.
    pub places: Vec<Location>,
}

impl Fact<'_> {
    /// The fact in words; the same fact has the same words.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Operation(operation) => operation.name(),
            Self::Parameter(operation, parameter) => format!("parameter `{}` of {}", parameter.name, operation.name()),
            Self::Field(owner, path, _) => format!("field `{path}` of {}", owner.name()),
        }
    }

    /// How sure the fact is, when the description says so.
    #[must_use]
    pub fn confidence(&self) -> Option<&str> {
        match self {
            Self::Operation(operation) => operation.confidence(),
            Self::Parameter(_, parameter) => parameter.confidence(),
            Self::Field(_, _, field) => field.confidence(),
        }
    }

    /// Where the description has it.
    #[must_use]
    pub fn location(&self) -> Location {
        match self {
            Self::Operation(operation) => operation.location(),
            Self::Parameter(_, parameter) => parameter.location(),
            Self::Field(_, _, field) => field.location(),
        }
    }
}

impl Owner<'_> {
    /// The owner in words.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Body(operation) => format!("the body of {}", operation.name()),
            Self::Answer(operation) => format!("the answer of {}", operation.name()),
            Self::Schema(name, _) => format!("`{name}`"),
        }
    }
}

/// Every fact that the claims rest on, once, in the order of its name.
#[must_use]
pub fn uses<'c>(claims: &ApiClaims<'c>) -> Vec<Use<'c>> {
    let mut found = Found::default();
    for claim in &claims.requests {
        found.request(claim);
    }
    for claim in claims.names.iter().filter(|claim| claim.known && claim.kind == NamesKind::Fields) {
        let path = claim.name.text.replace("[]", "");
        let of = claim
            .schemas
            .iter()
            .find_map(|schema| Some((Owner::Schema(schema.name()?, schema.vendor_name()), schema.field(&path)?)));
        if let Some((owner, field)) = of {
            found.put(Fact::Field(owner, path, field), claim.document.at(claim.name.span));
        }
    }
    found.0.into_values().collect()
}

#[derive(Default)]
struct Found<'c>(BTreeMap<String, Use<'c>>);

impl<'c> Found<'c> {
    fn put(&mut self, fact: Fact<'c>, place: Location) {
        let entry = self.0.entry(fact.name()).or_insert_with(|| Use { fact, places: Vec::new() });
        entry.places.push(place);
    }

    fn request(&mut self, claim: &RequestClaim<'c>) {
        let Some(operation) = claim.operation else { return };
        let at = |span: Span| claim.document.at(span);
        self.put(Fact::Operation(operation), at(claim.request.target.span));
        for pair in &claim.request.target.query {
            if let Some(parameter) = operation.parameter(Place::Query, &pair.name.text) {
                self.put(Fact::Parameter(operation, parameter), at(pair.name.span));
            }
        }
        match &claim.request.body {
            Some(Body::Json(node)) => {
                if let Some(schema) = operation.body().and_then(|body| body.schema) {
                    self.fields(Owner::Body(operation), &schema, node, "", &at);
                }
            }
            Some(Body::Form(pairs, _)) => {
                let fields = operation.form().unwrap_or_default();
                for pair in pairs {
                    if let Some(field) = fields.iter().find(|field| field.name == pair.name.text) {
                        self.put(Fact::Parameter(operation, *field), at(pair.name.span));
                    }
                }
            }
            _ => {}
        }
        if let (Some(node), Some(schema)) = (&claim.request.response, operation.response()) {
            self.fields(Owner::Answer(operation), &schema, node, "", &at);
        }
    }

    fn fields(
        &mut self,
        owner: Owner<'c>,
        schema: &Schema<'c>,
        node: &Node,
        path: &str,
        at: &dyn Fn(Span) -> Location,
    ) {
        match &node.kind {
            Kind::Sequence(items) => {
                if let Some(of_items) = schema.items() {
                    items.iter().for_each(|item| self.fields(owner, &of_items, item, path, at));
                }
            }
            Kind::Mapping(entries) => {
                for entry in entries {
                    let Some(field) = schema.own_field(&entry.key) else { continue };
                    let below = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
                    self.put(Fact::Field(owner, below.clone(), field), at(entry.key_span));
                    self.fields(owner, &field.schema, &entry.value, &below, at);
                }
            }
            _ => {}
        }
    }
}
