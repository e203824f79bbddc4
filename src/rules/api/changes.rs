//! What another version of a description changes for the facts that a plugin's claims rest on.

use super::usage::{Fact, Owner, Use};
use crate::diag::nearest;
use crate::openapi::{Description, Field, Operation, Parameter, Place, Schema};
use crate::source::Location;

/// One change that concerns the plugin.
#[derive(Debug)]
pub struct Change {
    /// What changed: `GET /Tickets`, or a parameter or field of it.
    pub subject: String,
    /// How.
    pub what: String,
    /// Whether the plugin's claim is no longer true.
    pub breaking: bool,
    /// The places of the plugin that show it.
    pub places: Vec<Location>,
}

/// Compares each fact with the new description. A fact below one that is gone is not named again.
#[must_use]
pub fn changes(uses: &[Use<'_>], new: &Description) -> Vec<Change> {
    let mut found = Vec::new();
    for one in uses {
        for (what, breaking) in of_fact(&one.fact, new) {
            found.push(Change { subject: one.fact.name(), what, breaking, places: one.places.clone() });
        }
    }
    found
}

fn of_fact(fact: &Fact<'_>, new: &Description) -> Vec<(String, bool)> {
    match fact {
        Fact::Operation(old) => of_operation(old, new),
        Fact::Parameter(operation, old) => {
            let Some(operation) = new.operation(operation.method(), operation.path()) else { return Vec::new() };
            let all = match old.place {
                Place::Form => operation.form().unwrap_or_default(),
                _ => operation.parameters(),
            };
            match all.iter().find(|parameter| parameter.name == old.name && parameter.place == old.place) {
                Some(parameter) => of_parameter(old, parameter),
                None => vec![gone(old.name, all.iter().map(|parameter| parameter.name))],
            }
        }
        Fact::Field(owner, path, old) => of_field(owner, path, old, new),
    }
}

fn gone<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> (String, bool) {
    let what = match nearest(name, names) {
        Some(near) => format!("is gone; similar name: `{near}`"),
        None => "is gone".to_owned(),
    };
    (what, true)
}

fn of_operation(old: &Operation<'_>, new: &Description) -> Vec<(String, bool)> {
    let Some(operation) = new.operation(old.method(), old.path()) else {
        let Some(item) = new.paths().find(|item| item.template() == old.path()) else {
            return match new.nearest_path(old.path()) {
                Some(near) if near.eq_ignore_ascii_case(old.path()) => {
                    vec![(format!("the path is now written `{near}`"), false)]
                }
                Some(near) => vec![(format!("the path is gone; similar name: `{near}`"), true)],
                None => vec![("the path is gone".to_owned(), true)],
            };
        };
        let methods: Vec<&str> = item.operations().map(|operation| operation.method()).collect();
        return vec![(format!("the method is gone; the path takes {}", methods.join(", ")), true)];
    };
    let mut found = Vec::new();
    if operation.deprecated() && !old.deprecated() {
        found.push(("is deprecated now".to_owned(), false));
    }
    let required = |operation: &Operation<'_>| -> Vec<String> {
        let parameters = operation.parameters().into_iter();
        let required = parameters.filter(|parameter| parameter.required && parameter.place == Place::Query);
        required.map(|parameter| parameter.name.to_owned()).collect()
    };
    let before = required(old);
    for name in required(&operation).into_iter().filter(|name| !before.contains(name)) {
        found.push((format!("needs the parameter `{name}` now"), true));
    }
    if let (Some(then), Some(now)) = (body(old), body(&operation)) {
        if then.type_name() != now.type_name() && then.types() != now.types() {
            found.push((format!("takes {} in place of {}", now.type_name(), then.type_name()), true));
        }
        let before = then.element().required();
        for name in now.element().required().into_iter().filter(|name| !before.contains(name)) {
            found.push((format!("needs the field `{name}` in its body now"), true));
        }
    }
    found
}

fn body<'d>(operation: &Operation<'d>) -> Option<Schema<'d>> {
    operation.body()?.schema
}

fn of_parameter(old: &Parameter<'_>, new: &Parameter<'_>) -> Vec<(String, bool)> {
    let mut found = of_schema(&old.schema, &new.schema);
    if new.deprecated() && !old.deprecated() {
        found.push(("is deprecated now".to_owned(), false));
    }
    found
}

fn of_field(owner: &Owner<'_>, path: &str, old: &Field<'_>, new: &Description) -> Vec<(String, bool)> {
    let schema = match owner {
        Owner::Schema(name, vendor) => match new.schema(name).or_else(|| new.schema((*vendor)?)) {
            Some(schema) => Some(schema),
            None => return vec![(format!("the schema `{name}` is gone"), true)],
        },
        Owner::Body(operation) => new.operation(operation.method(), operation.path()).and_then(|new| body(&new)),
        Owner::Answer(operation) => new.operation(operation.method(), operation.path()).and_then(|new| new.response()),
    };
    // Where the operation is gone, that is the change.
    let Some(schema) = schema else { return Vec::new() };
    let Some(field) = schema.field(path) else {
        let (parent, name) = path.rsplit_once('.').unwrap_or(("", path));
        let parent = if parent.is_empty() { Some(schema) } else { schema.field(parent).map(|field| field.schema) };
        let Some(parent) = parent else { return Vec::new() };
        return vec![gone(name, parent.element().fields().iter().map(|field| field.name))];
    };
    let mut found = of_schema(&old.schema, &field.schema);
    if field.deprecated() && !old.deprecated() {
        found.push(("is deprecated now".to_owned(), false));
    }
    if matches!(owner, Owner::Body(_)) && field.read_only() && !old.read_only() {
        found.push(("is read only now".to_owned(), true));
    }
    found
}

fn of_schema(old: &Schema<'_>, new: &Schema<'_>) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    if old.types() != new.types() && !new.types().is_empty() {
        let narrower = !old.types().iter().all(|name| new.types().contains(name));
        found.push((format!("is {} in place of {}", new.type_name(), old.type_name()), narrower));
    }
    let texts = |schema: &Schema<'_>| -> Vec<String> {
        schema.enumeration().into_iter().filter_map(|value| value.scalar_text().map(ToOwned::to_owned)).collect()
    };
    let (before, now) = (texts(old), texts(new));
    let lost: Vec<String> =
        before.iter().filter(|value| !now.contains(value)).map(|value| format!("`{value}`")).collect();
    if !now.is_empty() && !lost.is_empty() {
        found.push((format!("no longer takes {}", lost.join(", ")), true));
    }
    found
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::model::ApiClaims;
    use super::super::usage::uses;
    use super::*;
    use crate::plugin::{FileTree, Plugin};
    use crate::source::SourceFile;
    use camino::Utf8Path;

    const SKILL: &str = "# Tickets\n\n## Ticket\n\n| Field | x |\n|---|---|\n| `team` | x |\n\n```http\nPOST /Tickets\n\n\
        [{\"summary\": \"x\", \"state\": \"open\"}]\n\nGET /Tickets?open_only=true&old=1\nGET /gone\nDELETE /Tickets/{id}\n```\n";
    const OLD: &str = "openapi: 3.1.0\npaths:\n  /gone: {get: {}}\n  /Tickets/{id}: {delete: {}, get: {}}\n  /Tickets:\n    get:\n      \
        parameters: [{name: open_only, in: query, schema: {type: boolean}}, {name: old, in: query, schema: {type: integer}}]\n    \
        post: {requestBody: {content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Ticket'}}}}}}\n\
        components:\n  schemas:\n    Ticket:\n      properties:\n        summary: {type: string}\n        team: {type: string}\n        \
        state: {type: string, enum: [open, closed]}\n";
    const NEW: &str = "openapi: 3.1.0\npaths:\n  /Tickets/{id}: {get: {}}\n  /Tickets:\n    get:\n      \
        parameters: [{name: open_only, in: query, schema: {type: string}}, {name: older, in: query, required: true, schema: {type: integer}}]\n    \
        post: {deprecated: true, requestBody: {content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Ticket'}}}}}}\n\
        components:\n  schemas:\n    Ticket:\n      required: [summary, type]\n      properties:\n        summary: {type: string}\n        \
        teams: {type: string}\n        state: {type: string, enum: [new, closed]}\n";

    fn shown(new: &str) -> Vec<String> {
        let load = |text: &str| Description::load(&SourceFile::new("api.yaml", text)).unwrap();
        let (old, new) = (load(OLD), load(new));
        let tree =
            FileTree::from_memory(BTreeMap::from([("skills/tickets/SKILL.md".into(), SKILL.as_bytes().to_vec())]));
        let plugin = Plugin::load(&tree, Utf8Path::new(""));
        let claims = ApiClaims::of_plugin(&plugin, &old);
        changes(&uses(&claims), &new).into_iter().map(|change| format!("{} {}", change.subject, change.what)).collect()
    }

    #[test]
    fn a_release_is_told_by_what_it_does_to_the_claims() {
        assert_eq!(
            shown(NEW),
            [
                "DELETE /Tickets/{id} the method is gone; the path takes GET",
                "GET /Tickets needs the parameter `older` now",
                "GET /gone the path is gone",
                "POST /Tickets is deprecated now",
                "POST /Tickets needs the field `summary` in its body now",
                "POST /Tickets needs the field `type` in its body now",
                "field `state` of the body of POST /Tickets no longer takes `open`",
                "field `team` of `Ticket` is gone; similar name: `teams`",
                "parameter `old` of GET /Tickets is gone",
                "parameter `open_only` of GET /Tickets is string in place of boolean",
            ]
        );
    }

    #[test]
    fn the_same_description_changes_nothing() {
        assert!(shown(OLD).is_empty());
    }
}
