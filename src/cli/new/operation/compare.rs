//! What a new description of the API has changed for a tool.

use std::collections::BTreeSet;

use super::{Draft, Part};
use crate::openapi::Schema;
use crate::spec::fields::{Map, Spanned};
use crate::spec::tool::{Request, ToolFields};
use crate::syntax::Node;

impl Draft<'_> {
    /// What the description has and a tool's request lacks, and the other way round.
    pub(in crate::cli::new) fn compare(&self, tool: &ToolFields, request: &Request) -> Vec<String> {
        let mut out = Vec::new();
        let mut body = BTreeSet::new();
        if let Some(value) = &request.body {
            members(&value.value, "", &mut body);
        }
        let names =
            |map: &Map<Spanned<Node>>| map.0.iter().map(|(name, _)| name.value.clone()).collect::<BTreeSet<_>>();
        for (part, what, own) in [
            (Part::Path, "path parameter", names(&request.path)),
            (Part::Query, "query parameter", names(&request.query)),
            (Part::Body, "body field", body),
        ] {
            let described = self.inputs.iter().filter(|input| input.part == part && !input.source.is_empty());
            let described: BTreeSet<String> = described.map(|input| input.source.clone()).collect();
            differences(&mut out, what, &described, &own, |name| {
                // A structure that no input holds is in the description all the same.
                self.left_out.iter().any(|left| left.split(' ').next() == Some(name))
            });
        }
        let mut own = BTreeSet::new();
        for (name, field) in &tool.output.fields.0 {
            let from = field.from.iter().map(|from| from.value.clone()).filter(|from| !from.starts_with('$'));
            own.extend(from.chain(field.from.is_empty().then(|| name.value.clone())));
        }
        let described: BTreeSet<String> = self.fields.iter().map(|(_, source, _)| source.clone()).collect();
        let answer = self.operation.response();
        differences(&mut out, "response field", &described, &own, |name| {
            let in_row = |schema: &Schema<'_>| schema.field(name).is_some() || schema.element().field(name).is_some();
            answer.is_some_and(|answer| in_row(&answer) || answer.fields().iter().any(|field| in_row(&field.schema)))
        });
        if out.is_empty() {
            out.push("it already uses everything in the description".to_owned());
        }
        out
    }
}

/// The dotted names of the members of a body.
fn members(node: &Node, prefix: &str, found: &mut BTreeSet<String>) {
    for entry in node.entries().iter().filter(|entry| !entry.key.starts_with('$')) {
        let name = format!("{prefix}{}", entry.key);
        if entry.value.entries().first().is_some_and(|first| !first.key.starts_with('$')) {
            members(&entry.value, &format!("{name}."), found);
        } else {
            found.insert(name);
        }
    }
}

/// Says what only one of the two sides has; `exists` knows names that the description has beside those listed.
fn differences(
    out: &mut Vec<String>,
    what: &str,
    described: &BTreeSet<String>,
    own: &BTreeSet<String>,
    exists: impl Fn(&str) -> bool,
) {
    for name in own.difference(described).filter(|name| !exists(name)) {
        out.push(format!("{what} `{name}` is no longer in the description"));
    }
    for name in described.difference(own) {
        out.push(format!("{what} `{name}` is in the description, and the tool does not use it"));
    }
}
