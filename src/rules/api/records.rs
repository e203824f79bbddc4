//! Names that a text says belong to a record: `ticket.client.name`, "`contact_id` of the ticket", "the ticket's `contact_id`".

use super::evidence::Evidence;
use super::model::{ApiClaims, NameClaim};
use super::named;
use super::words::COMMON;
use crate::claims::{Mention, NamesKind};
use crate::openapi::Schema;
use crate::plugin::Document;

/// What programs call on a value after a dot.
const METHODS: &[&str] = &[
    "length", "map", "filter", "find", "forEach", "push", "join", "get", "keys", "values", "items", "item", "count",
    "first", "last", "size", "toString", "split", "reduce", "some", "every", "includes", "sort", "slice", "append",
    "json", "create", "update", "delete", "list", "save", "data", "fields", "md", "yaml",
];
/// Words after a record that end what is said of it: "`x` of the ticket is".
const ENDS: &[&str] =
    &["is", "are", "and", "or", "to", "with", "says", "holds", "must", "has", "in", "when", "if", "before"];

impl<'c> ApiClaims<'c> {
    /// A name that the text says belongs to a record, when the record does not have it.
    pub(super) fn not_of_record(&self, evidence: &Evidence<'_, 'c>, mention: &Mention) -> Option<NameClaim<'c>> {
        let name = mention.name.text.replace("[]", "");
        let (records, path) = match name.split_once('.') {
            Some((first, path)) => (self.dotted(evidence, mention, first)?, path.to_owned()),
            None => (self.owners(evidence.document, mention)?, name.clone()),
        };
        // A record that does not say what it holds has no part in it.
        let records: Vec<Schema<'c>> =
            records.into_iter().filter(|record| !record.element().fields().is_empty()).collect();
        let is_missing = |schema: &Schema<'c>| misses(schema, &path);
        if !records.iter().all(is_missing) || evidence.belongs_to_a_tool(mention) {
            return None;
        }
        let first = records.first()?;
        let mut claim = NameClaim::in_text(evidence.document, mention.name.clone());
        claim.kind = NamesKind::Fields;
        claim.of = format!("`{}`", first.name().unwrap_or("the record"));
        claim.wrong = records.iter().find_map(|schema| schema.wrong_field(&path));
        claim.closed = false;
        claim.schemas = records;
        Some(claim)
    }

    /// The records that a word may mean: schemas of the name, and what the path of the name takes and answers.
    fn records_called(&self, word: &str) -> Vec<Schema<'c>> {
        let mut found = self.description.schemas_called(word);
        if found.is_empty() {
            return found;
        }
        let item = self.description.path_called(word);
        found.extend(
            item.into_iter().flat_map(|item| item.operations()).flat_map(|operation| named::bodies(&operation)),
        );
        found
    }

    /// The record before a dot, when a name beside it says that it is one of the API and no variable of a program.
    fn dotted(&self, evidence: &Evidence<'_, 'c>, mention: &Mention, first: &str) -> Option<Vec<Schema<'c>>> {
        let records = self.records_called(first);
        let text = evidence.document.file.text();
        let clause = mention.clause(text);
        // Templates have variables of their own.
        let words = text.get(clause.range())?.to_lowercase();
        if ["template", "jinja", "handlebars", "mustache"].iter().any(|word| words.contains(word)) {
            return None;
        }
        let resolves = |other: &Mention| {
            let path = other.name.text.strip_prefix(first).and_then(|rest| rest.strip_prefix('.'));
            path.is_some_and(|path| records.iter().any(|record| record.field(path).is_some()))
        };
        let place = mention.row.unwrap_or(mention.block);
        let is_told = evidence.mentions.iter().any(|other| place.contains(other.name.span) && resolves(other))
            || evidence.known(mention, clause).next().is_some();
        (!records.is_empty() && is_told).then_some(records)
    }

    /// The record that the words around a name say it belongs to.
    fn owners(&self, document: &Document, mention: &Mention) -> Option<Vec<Schema<'c>>> {
        let name = mention.name.text.as_str();
        // A word alone is used loosely: the `name` of a ticket.
        if COMMON.contains(&name) || !name.chars().skip(1).any(|c| c == '_' || c.is_ascii_uppercase()) {
            return None;
        }
        let block = document.file.slice(mention.block);
        let before = block.get(..mention.code.start - mention.block.start)?.trim_end();
        let after = block.get(mention.code.end - mention.block.start..)?;
        let owner = before.split_whitespace().last().and_then(|word| word.strip_suffix("'s"));
        let word = match owner {
            Some(owner) => owner,
            None => owner_after(after)?,
        };
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        // The `ticket_id` of a ticket is a parameter.
        let is_own_id = name.to_lowercase().starts_with(&word.to_lowercase());
        let records = self.records_called(word);
        (!is_own_id && !records.is_empty()).then_some(records)
    }
}

/// The record in "of the ticket," after a name; none when the record is the first word of something longer.
fn owner_after(after: &str) -> Option<&str> {
    let mut words = after.split(' ').skip(1);
    let (Some("of"), Some("a" | "an" | "the" | "each" | "every" | "this")) = (words.next(), words.next()) else {
        return None;
    };
    let word = words.next().filter(|_| after.starts_with(' '))?;
    let next = words.next().unwrap_or_default();
    let ends = word.ends_with(|c: char| !c.is_alphanumeric()) || next.is_empty() || ENDS.contains(&next);
    ends.then_some(word)
}

/// Whether a record has no such field, as far as it says what it holds.
fn misses(schema: &Schema<'_>, path: &str) -> bool {
    let mut schema = schema.element();
    for part in path.split('.') {
        if schema.fields().is_empty() || METHODS.contains(&part) {
            return false;
        }
        match schema.own_field(part) {
            Some(field) => schema = field.schema.element(),
            None => return true,
        }
    }
    false
}
