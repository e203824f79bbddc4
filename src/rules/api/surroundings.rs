//! What a document is about, and which operations stand near a place: the evidence for what a table or a name belongs to.

use super::model::{ApiClaims, PathClaim};
use super::named;
use crate::openapi::{Description, Operation, Schema};
use crate::plugin::Document;
use crate::source::Span;
use crate::syntax::Markdown;

/// The evidence that a document gives.
pub(super) struct Surroundings<'c> {
    /// The schemas that the document's name and title name.
    pub(super) topic: Vec<Schema<'c>>,
    /// The records that the operations shown take and answer.
    records: Vec<Schema<'c>>,
    /// The operations shown, each with the place of its path, in the order of the document.
    operations: Vec<(usize, Operation<'c>)>,
    markdown: Option<&'c Markdown>,
    /// The title, which speaks through the topic.
    pub(super) title: Option<&'c str>,
}

impl<'c> Surroundings<'c> {
    pub(super) fn of(claims: &ApiClaims<'c>, document: &'c Document) -> Self {
        let own = claims.requests.iter().filter(|claim| std::ptr::eq(claim.document, document));
        let mut operations: Vec<(usize, Operation<'c>)> = own
            .filter(|claim| matches!(claim.path, PathClaim::Known { .. }))
            .filter_map(|claim| Some((claim.request.target.span.start, claim.operation?)))
            .collect();
        operations.sort_by_key(|(place, _)| *place);
        let markdown = document.markdown();
        let mut around = Self { topic: Vec::new(), records: Vec::new(), operations, markdown, title: None };
        let shown = distinct(around.operations.iter().map(|(_, operation)| *operation));
        for schema in shown.iter().flat_map(named::bodies) {
            if !around.records.iter().any(|known| known.is_same(&schema)) {
                around.records.push(schema);
            }
        }
        let title = markdown.and_then(|markdown| {
            let heading = markdown.headings.iter().find(|heading| heading.level == 1)?;
            Some(heading.text(markdown))
        });
        around.title = title;
        around.topic = around.named(claims.description, &document.component_name());
        // "Deals and pipelines" is the title of a skill about deals, of which there is no schema, and not of one about pipelines.
        let own = crate::openapi::schema::plain(&document.component_name());
        let is_in =
            |title: &str| named::words_of(title).into_iter().any(|word| crate::openapi::schema::plain(word) == own);
        let title = title.filter(|title| !around.topic.is_empty() || !is_in(title));
        let titled = title.map(|title| around.named(claims.description, title));
        around.topic.extend(titled.unwrap_or_default());
        around
    }

    /// The schemas that a text names; where the description has none of the name, those among the records shown whose name
    /// ends so: "contract" is `ClientContract` beside a request for `/ClientContract`.
    pub(super) fn named(&self, description: &'c Description, text: &str) -> Vec<Schema<'c>> {
        let (found, _) = named::schemas(description, text, true);
        if !found.is_empty() {
            return found;
        }
        let words: Vec<String> = named::words_of(text).into_iter().map(crate::openapi::schema::plain).collect();
        let ends_so = |schema: &&Schema<'c>| {
            let name = schema.name().map(crate::openapi::schema::plain).unwrap_or_default();
            words.iter().any(|word| word.len() > 3 && name.ends_with(word.as_str()))
        };
        self.records.iter().find(ends_so).copied().into_iter().collect()
    }

    /// The headings above a place, outermost first.
    pub(super) fn headings_above(&self, place: usize) -> Vec<&'c str> {
        let Some(markdown) = self.markdown else { return Vec::new() };
        markdown.headings_above(place).into_iter().map(|heading| heading.text(markdown)).collect()
    }

    /// The section that a place is in, its heading included, up to the next heading of any rank.
    pub(super) fn section(&self, place: usize) -> Span {
        let Some(markdown) = self.markdown else { return Span::at(place) };
        let next = markdown.headings.partition_point(|heading| heading.span.start <= place);
        let start =
            next.checked_sub(1).and_then(|own| markdown.headings.get(own)).map_or(0, |heading| heading.span.start);
        Span::new(start, markdown.headings.get(next).map_or(markdown.span.end, |heading| heading.span.start))
    }

    /// The sentence with a colon at its end that introduces the list around a place.
    pub(super) fn lead_in<'t>(&self, place: usize, text: &'t str) -> Option<&'t str> {
        let paragraphs = &self.markdown?.paragraphs;
        let before = paragraphs.partition_point(|paragraph| paragraph.span.end <= place);
        let section = self.section(place);
        let inside = paragraphs.get(..before)?.iter().rev().take_while(|paragraph| section.contains(paragraph.span));
        let sentences = inside.filter_map(|paragraph| text.get(paragraph.span.range()));
        sentences.into_iter().find(|text| text.trim_end_matches(['*', '_', ' ', '\n']).ends_with(':'))
    }

    /// The operations shown in a range of the document.
    pub(super) fn operations_in(&self, range: Span) -> Vec<Operation<'c>> {
        let inside = self.operations.iter().filter(|(place, _)| range.start <= *place && *place < range.end);
        distinct(inside.map(|(_, operation)| *operation))
    }

    /// The places of the operations shown in a range of the document.
    pub(super) fn places_in(&self, range: Span) -> impl Iterator<Item = usize> {
        self.operations.iter().map(|(place, _)| *place).filter(move |place| range.start <= *place && *place < range.end)
    }

    /// Whether the document shows any operation.
    pub(super) fn shows_operations(&self) -> bool {
        !self.operations.is_empty()
    }

    /// The operations shown in the section of a place, then all others of the document.
    pub(super) fn operations_near(&self, place: usize) -> Vec<Operation<'c>> {
        let section = self.operations_in(self.section(place));
        distinct(section.into_iter().chain(self.operations.iter().map(|(_, operation)| *operation)))
    }

    /// The operations shown in the section of a place.
    pub(super) fn operations_in_section(&self, place: usize) -> Vec<Operation<'c>> {
        self.operations_in(self.section(place))
    }

    /// The last operation that is shown before a place, in the same section.
    pub(super) fn operation_before(&self, place: usize) -> Option<Operation<'c>> {
        let section = self.section(place);
        let before = self.operations.iter().rev().find(|(at, _)| *at < place);
        before.filter(|(at, _)| section.start <= *at).map(|(_, operation)| *operation)
    }
}

fn distinct<'c>(operations: impl Iterator<Item = Operation<'c>>) -> Vec<Operation<'c>> {
    let mut found: Vec<Operation<'c>> = Vec::new();
    for operation in operations {
        let same = |known: &Operation<'_>| known.path() == operation.path() && known.method() == operation.method();
        if !found.iter().any(same) {
            found.push(operation);
        }
    }
    found
}
