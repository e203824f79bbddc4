//! What a text says does not exist, held against the description.

use super::model::{ApiClaims, DenialClaim};
use super::subject::takes;
use super::surroundings::Surroundings;
use crate::claims::{Mention, denial};
use crate::openapi::{Operation, Place, Schema};
use crate::plugin::Document;
use crate::source::{Location, Span};

/// What a denied name would be, by the words of its clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Denied {
    Parameter,
    Field,
    Any,
}

impl<'c> ApiClaims<'c> {
    /// A name that the text says does not exist: it must not be one of what the clause, else the document, is about.
    pub(super) fn deny(&mut self, document: &'c Document, mention: &Mention, around: &Surroundings<'c>) {
        let text = document.file.text();
        let block = text.get(mention.block.range()).unwrap_or_default();
        let inner = Span::new(mention.code.start - mention.block.start, mention.code.end - mention.block.start);
        let clause = denial::clause(block, inner);
        let front = Span::new(clause.start, inner.start);
        let rear = Span::new(inner.end, clause.end);
        let name = mention.name.text.replace("[]", "");
        let in_front = words(block.get(front.range()).unwrap_or_default());
        let after = words(block.get(rear.range()).unwrap_or_default());
        let after = after.split([',', '(']).next().unwrap_or_default();
        let denied = match what(&in_front) {
            Denied::Any => what(after),
            certain => certain,
        };
        let operations = around.operations_in(clause.shifted(mention.block.start));
        // "On a ticket, `x` does not exist (it belongs to sites)": the words before it come first.
        let mut schemas = around.named(self.description, &in_front);
        if schemas.is_empty() {
            schemas = around.named(self.description, after);
        }
        let place = mention.name.span.start;
        // "Ticket fields that do not exist", and below it a list.
        let heading = around.headings_above(place).pop().filter(|heading| denial::heading_denies_existence(heading));
        let is_own = denial::is_denied(block, inner);
        if schemas.is_empty()
            && let Some(heading) = heading.filter(|_| !is_own)
        {
            schemas = around.named(self.description, heading);
        }
        let exists = if !is_own && schemas.is_empty() {
            None
        } else if !schemas.is_empty() && denied != Denied::Parameter {
            in_schemas(&schemas, &name)
        } else if !operations.is_empty() && denied != Denied::Field {
            in_operations(&operations, &name)
        } else {
            let nearby = || in_parameters(&around.operations_in_section(place), &name);
            match denied {
                Denied::Parameter => nearby(),
                Denied::Field => in_schemas(&around.topic, &name),
                Denied::Any => in_schemas(&around.topic, &name).or_else(nearby),
            }
        };
        let confirmed = self.description.wrong_query(&name).is_some()
            || schemas.iter().chain(&around.topic).any(|schema| schema.wrong_field(&name).is_some());
        self.denials.push(DenialClaim { document, name: mention.name.clone(), exists, confirmed });
    }
}

/// The words of a clause outside of code.
fn words(clause: &str) -> String {
    clause.split('`').step_by(2).collect::<Vec<_>>().join(" ").to_lowercase()
}

fn what(words: &str) -> Denied {
    let has = |list: &[&str]| list.iter().any(|word| words.contains(word));
    match (has(&["query", "filter", "parameter"]), has(&["field", "object", "propert", "nested"])) {
        (true, false) => Denied::Parameter,
        (false, true) => Denied::Field,
        _ => Denied::Any,
    }
}

fn in_schemas(schemas: &[Schema<'_>], name: &str) -> Option<(String, Location)> {
    schemas.iter().find_map(|schema| {
        let field = schema.field(name)?;
        Some((format!("`{}`", schema.name().unwrap_or("the record")), field.location()))
    })
}

fn in_operations(operations: &[Operation<'_>], name: &str) -> Option<(String, Location)> {
    let found = operations.iter().find(|operation| takes(operation, name))?;
    in_parameters(operations, name).or_else(|| Some((format!("`{}`", found.name()), found.location())))
}

fn in_parameters(operations: &[Operation<'_>], name: &str) -> Option<(String, Location)> {
    operations.iter().find_map(|operation| {
        let parameter = operation.parameter(Place::Query, name)?;
        Some((format!("`{}`", operation.name()), parameter.location()))
    })
}
