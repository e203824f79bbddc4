//! Names that the description says are wrong: the own key `x-not-in-vendor-spec`.
//!
//! A schema lists fields in it, an operation query parameters; at the top level `paths` lists paths, `query` parameters
//! of any operation and `hosts` hosts. Each entry is `wrong_name: {use: right_name or null, why: reason}`; a plain list of names will do.

use super::load::{Description, Value};
use super::operations::{Operation, Place};
use super::schema::Schema;
use crate::source::{Location, Span};
use crate::syntax::{Kind, Node};

/// The key of the lists.
const KEY: &str = "x-not-in-vendor-spec";

/// A name that is known to be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownWrong<'d> {
    /// The name to use instead; a dot leads into a nested field. `None` when nothing takes its place.
    pub right: Option<&'d str>,
    /// The reason, as a clause.
    pub why: Option<&'d str>,
    /// Where the description says so.
    pub span: Span,
    /// Where the description has the right name.
    pub right_span: Option<Span>,
}

fn look_up<'d>(list: &'d Node, name: &str) -> Option<KnownWrong<'d>> {
    match &list.kind {
        Kind::Mapping(_) => {
            let entry = list.entry(name)?;
            let right = entry.value.as_str().or(entry.value.get("use").and_then(Node::as_str));
            Some(KnownWrong {
                right,
                why: entry.value.get("why").and_then(Node::as_str),
                span: entry.key_span,
                right_span: None,
            })
        }
        Kind::Sequence(names) => {
            let found = names.iter().find(|item| item.as_str() == Some(name))?;
            Some(KnownWrong { right: None, why: None, span: found.span, right_span: None })
        }
        _ => None,
    }
}

impl Description {
    fn known_wrong(&self, kind: &str, name: &str) -> Option<KnownWrong<'_>> {
        look_up(self.top(KEY)?.node().get(kind)?, name)
    }

    /// A path that is known to be wrong, written with any value in place of a parameter.
    #[must_use]
    pub fn wrong_path(&self, path: &str) -> Option<KnownWrong<'_>> {
        let list = self.top(KEY)?.node().get("paths")?;
        let written = super::index::segments(path);
        let same = |template: &str| {
            let parts = super::index::segments(template);
            parts.len() == written.len()
                && parts.iter().zip(&written).all(|(part, text)| part.contains('{') || part.eq_ignore_ascii_case(text))
        };
        let whole = list
            .entries()
            .iter()
            .map(|entry| entry.key.as_str())
            .chain(list.items().iter().filter_map(Node::as_str))
            .find(|template| same(template))?;
        let mut wrong = look_up(list, whole)?;
        let right = self.entries(&["paths"]).iter().find(|entry| Some(entry.key.as_str()) == wrong.right);
        wrong.right_span = right.map(|entry| entry.key_span);
        Some(wrong)
    }

    /// A query parameter that no operation has.
    #[must_use]
    pub fn wrong_query(&self, name: &str) -> Option<KnownWrong<'_>> {
        self.known_wrong("query", name)
    }

    /// A host that is known not to be one of the API: listed under `hosts` at the top level.
    #[must_use]
    pub fn wrong_host(&self, host: &str) -> Option<KnownWrong<'_>> {
        self.known_wrong("hosts", host)
    }

    /// Where to look: the right name, else the entry that calls the other one wrong.
    #[must_use]
    pub fn place(&self, wrong: &KnownWrong<'_>) -> Location {
        self.at(wrong.right_span.unwrap_or(wrong.span))
    }
}

impl<'d> Operation<'d> {
    /// A query parameter that this operation is known not to have.
    #[must_use]
    pub fn wrong_query(&self, name: &str) -> Option<KnownWrong<'d>> {
        let own = self.node.get(KEY).and_then(|list| look_up(list, name));
        let mut wrong = own.or_else(|| self.description.wrong_query(name))?;
        let right = wrong.right.and_then(|right| self.parameter(Place::Query, right));
        wrong.right_span = right.map(|right| right.location().span);
        Some(wrong)
    }
}

impl<'d> Schema<'d> {
    /// A field that this schema, or a schema that it is made of, is known not to have.
    #[must_use]
    pub fn wrong_field(&self, name: &str) -> Option<KnownWrong<'d>> {
        let mut wrong = self.parts().into_iter().find_map(|part| look_up(part.node.get(KEY)?, name))?;
        let right = wrong.right.and_then(|right| self.field(right));
        wrong.right_span = right.map(|right| right.location().span);
        Some(wrong)
    }
}

impl<'d> Value<'d> {
    /// The list of wrong names of this value, for tables of them.
    #[must_use]
    pub fn wrong_names(self) -> Vec<(&'d str, KnownWrong<'d>)> {
        let Some(list) = self.node.get(KEY) else { return Vec::new() };
        list.entries().iter().filter_map(|entry| Some((entry.key.as_str(), look_up(list, &entry.key)?))).collect()
    }
}
