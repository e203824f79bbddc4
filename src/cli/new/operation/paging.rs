//! The paging of a list operation, from the conventions of the server or from the usual names of parameters.

use serde_json::{Value, json};

use super::Draft;
use super::fields::output_kind;
use super::names::bare;
use crate::openapi::{Place, Schema};
use crate::spec::server::ServerSpec;

/// Names of the parameter for the rows of a page.
const SIZES: &[&str] = &["pagesize", "perpage", "limit", "size", "maxresults", "pagelimit", "count"];
/// Names of the parameter for the number of a page.
const NUMBERS: &[&str] = &["page", "pagenumber", "pageno", "pageindex"];
/// Names of the parameter for where to read on.
const CURSORS: &[&str] =
    &["cursor", "after", "startingafter", "pagetoken", "nexttoken", "nextpagetoken", "continuationtoken"];

/// How a list is paged.
pub(super) struct KnownPaging {
    /// The parameters of the paging.
    pub(super) names: Vec<String>,
    pub(super) by_number: bool,
    /// Whether the place to read on from is text.
    pub(super) is_text: bool,
    /// The paging of the request; null when the server's is meant.
    pub(super) own: Value,
}

impl Draft<'_> {
    /// The paging of a list, from the server's conventions or from the usual names.
    pub(super) fn known_paging(&self, server: &ServerSpec, names: &[&str]) -> Option<KnownPaging> {
        self.rows.as_ref()?;
        let of_server = server.paging.as_ref().filter(|paging| {
            let mut parameters = paging.number.iter().chain(&paging.after).chain([&paging.size]);
            !paging.in_body && parameters.all(|name| names.contains(&name.value.as_str()))
        });
        if let Some(paging) = of_server {
            let after = paging.after.as_ref().map(|name| name.value.as_str());
            let own = paging.parameters().map(|name| name.value.clone()).collect();
            return Some(KnownPaging {
                names: own,
                by_number: after.is_none(),
                is_text: self.is_text(after),
                own: Value::Null,
            });
        }
        let find = |known: &[&str]| names.iter().copied().find(|name| known.contains(&bare(name).as_str()));
        let size = find(SIZES)?;
        if let Some(number) = find(NUMBERS) {
            let own = json!({"number": number, "size": size});
            return Some(KnownPaging { names: vec![number.into(), size.into()], by_number: true, is_text: false, own });
        }
        let after = find(CURSORS)?;
        let next = self.operation.response().and_then(|answer| next_of(&answer));
        let own = match next {
            Some(next) => json!({"after": after, "size": size, "next": next}),
            None if self.fields.iter().any(|(_, source, _)| source == "id") => {
                json!({"after": after, "size": size, "last": "id"})
            }
            None => return None,
        };
        let is_text = self.is_text(Some(after));
        Some(KnownPaging { names: vec![after.into(), size.into()], by_number: false, is_text, own })
    }

    fn is_text(&self, after: Option<&str>) -> bool {
        let parameter = after.and_then(|after| self.operation.parameter(Place::Query, after));
        parameter.is_none_or(|parameter| !parameter.schema.types().contains(&"integer"))
    }
}

/// The path in an answer to the value that asks for the next page.
fn next_of(answer: &Schema<'_>) -> Option<String> {
    let is_next = |name: &str| {
        let plain = bare(name);
        ["nextcursor", "nextpagetoken", "nexttoken", "lastcursorid", "continuationtoken"].contains(&plain.as_str())
            || plain == "cursor"
            || plain == "next"
    };
    for field in answer.fields() {
        let scalar = output_kind(field.name, &field.schema).is_some();
        if scalar && is_next(field.name) {
            return Some(field.name.to_owned());
        }
        if field.schema.types().contains(&"array") {
            continue;
        }
        for inner in field.schema.fields() {
            let of_cursor = bare(field.name).contains("cursor") && ["name", "value", "next"].contains(&inner.name);
            if output_kind(inner.name, &inner.schema).is_some() && (is_next(inner.name) || of_cursor) {
                return Some(format!("{}.{}", field.name, inner.name));
            }
        }
    }
    None
}
