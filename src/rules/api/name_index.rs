//! The names of what the plugin shows of the API, which its text may use without saying of what.

use std::collections::HashSet;

use super::model::ApiClaims;
use super::surroundings::Surroundings;
use crate::diag::nearest;
use crate::openapi::Schema;

/// Records in records are looked into this deep for names.
const MAX_DEPTH: usize = 3;
/// So many records are looked into.
const MAX_RECORDS: usize = 500;
/// The names of what the plugin shows of the API: of the records that its operations take and answer, of their parameters, and
/// of what its documents are about.
pub(super) struct NameIndex<'c> {
    names: HashSet<&'c str>,
    /// In a fixed order, for suggestions.
    sorted: Vec<&'c str>,
}

impl<'c> NameIndex<'c> {
    pub(super) fn of(claims: &ApiClaims<'c>, surroundings: &[Surroundings<'c>]) -> Self {
        let mut index = Self { names: HashSet::new(), sorted: Vec::new() };
        let mut seen: Vec<Schema<'c>> = Vec::new();
        for around in surroundings {
            around.topic.iter().for_each(|schema| index.add(*schema, &mut seen, 0));
        }
        let mut operations: HashSet<(&str, &str)> = HashSet::new();
        for operation in claims.requests.iter().filter_map(|claim| claim.operation) {
            if !operations.insert((operation.method(), operation.path())) {
                continue;
            }
            index.names.extend(operation.parameters().iter().map(|parameter| parameter.name));
            index.names.extend(operation.form().unwrap_or_default().iter().map(|field| field.name));
            let body = operation.body().and_then(|body| body.schema);
            for schema in body.into_iter().chain(operation.response()).chain(operation.errors()) {
                index.add(schema, &mut seen, 0);
            }
        }
        index.sorted = index.names.iter().copied().collect();
        index.sorted.sort_unstable();
        index
    }

    fn add(&mut self, schema: Schema<'c>, seen: &mut Vec<Schema<'c>>, depth: usize) {
        let element = schema.element();
        if depth > MAX_DEPTH || seen.len() > MAX_RECORDS || seen.iter().any(|known| known.is_same(&element)) {
            return;
        }
        seen.push(element);
        for field in element.fields() {
            self.names.insert(field.name);
            self.add(field.schema, seen, depth + 1);
        }
    }

    /// Whether a name is one of them.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// The name that is spelled nearly so.
    pub(super) fn near(&self, name: &str) -> Option<&'c str> {
        nearest(name, self.sorted.iter().copied())
    }
}
