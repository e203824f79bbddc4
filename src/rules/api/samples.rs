//! Records that belong to no request, matched with the description: JSON or YAML below a heading that names a schema, or beside
//! an operation whose record has most of the keys.

use super::model::{ApiClaims, NameClaim};
use super::own_words::OwnWords;
use super::subject::{self, Subject};
use super::surroundings::Surroundings;
use super::words;
use crate::claims::{NamesKind, Piece, Sample};
use crate::openapi::FaultKind;
use crate::openapi::validate::{ELLIPSIS, Fault};
use crate::plugin::Document;
use crate::source::Span;
use crate::syntax::Node;

/// More of a value is not quoted.
const MAX_SHOWN: usize = 40;

impl<'c> ApiClaims<'c> {
    /// Matches a sample with the record that it shows, when something says which.
    pub(super) fn sample(
        &mut self,
        document: &'c Document,
        sample: &Sample,
        around: &Surroundings<'c>,
        own_words: &OwnWords<'_>,
    ) {
        let is_tool =
            |text: &str| text.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| own_words.is_tool(word));
        if is_tool(&sample.sentence) || is_tool(&sample.heading) {
            return;
        }
        let records: Vec<&Node> = match sample.node.items() {
            [] => vec![&sample.node],
            items => items.iter().filter(|item| item.is_mapping()).collect(),
        };
        let Some(first) = records.first() else { return };
        let keys = first.entries().iter().map(|entry| entry.key.clone()).filter(|key| key != ELLIPSIS);
        let keys: Vec<String> = keys.collect();
        let Some(subject) = subject::of_sample(self.description, around, sample, &keys) else { return };
        *self.tied.entry(document.path.as_str()).or_default() += keys.len();
        for record in records {
            let faults = subject.faults(record);
            self.names.extend(faults.iter().filter_map(|fault| misfit(document, &subject, fault)));
        }
    }
}

/// A field of a sample that its record does not have, or has with another type.
fn misfit<'c>(document: &'c Document, subject: &Subject<'c>, fault: &Fault<'c>) -> Option<NameClaim<'c>> {
    let path = fault.path.trim_start_matches('.');
    match &fault.kind {
        FaultKind::UnknownField { name, known, near, .. } => {
            let written = document.file.slice(fault.span);
            let lead = written.find(name.as_str()).unwrap_or_default();
            let start = fault.span.start + lead;
            let piece = Piece { text: name.clone(), span: Span::new(start, start + name.len()) };
            let mut claim = subject.judge(document, piece, NamesKind::Fields);
            // The name is missing in the record that holds it, whatever the outer one has.
            claim.known = false;
            (claim.wrong, claim.near, claim.closed) = (known.clone(), *near, false);
            Some(claim)
        }
        FaultKind::WrongType { .. } | FaultKind::NotAllowed { .. } if !path.is_empty() => {
            let expected = match &fault.kind {
                FaultKind::NotAllowed { allowed, .. } => words::one_of(allowed),
                FaultKind::WrongType { expected, .. } => expected.clone(),
                _ => return None,
            };
            let piece = Piece { text: path.to_owned(), span: fault.span };
            let mut claim = subject.judge(document, piece, NamesKind::Fields);
            claim.known = true;
            let line = document.file.slice(fault.span).lines().next().unwrap_or_default().trim_end();
            let shown = line.get(..line.floor_char_boundary(MAX_SHOWN)).unwrap_or_default();
            let written = Piece { text: shown.to_owned(), span: fault.span };
            claim.wrong_type = Some((written, expected, fault.place.clone()));
            Some(claim)
        }
        _ => None,
    }
}
