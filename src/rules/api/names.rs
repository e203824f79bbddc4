//! Names in tables and in text, matched with the description.
//!
//! A name in text counts as known when the description mentions it in any way. A name that exists nowhere in the description is
//! an invention only where the text around it is about the API; an English word, a tool, an argument of a command or an option
//! of the plugin is not one.

use std::collections::HashSet;

use super::evidence::Evidence;
use super::field_types;
use super::model::{ApiClaims, InventedName, NameClaim, ParameterFault, Untied, UntiedKind};
use super::name_index::NameIndex;
use super::own_words::OwnWords;
use super::subject;
use super::surroundings::Surroundings;
use crate::claims::{Denial, Form, Mention, NameTable, NamesKind};
use crate::diag::nearest;
use crate::openapi::{Operation, Place};
use crate::plugin::{Document, DocumentKind};
use crate::source::Span;

/// Names that RFC 6749 and 7636 give, which few descriptions repeat.
const OAUTH: &[&str] = &[
    "access_token",
    "refresh_token",
    "id_token",
    "token_type",
    "expires_in",
    "grant_type",
    "client_id",
    "client_secret",
    "client_credentials",
    "authorization_code",
    "redirect_uri",
    "code_verifier",
    "code_challenge",
    "scope",
    "invalid_client",
];
impl<'c> ApiClaims<'c> {
    /// Matches a table of names. `taken` receives the places of the names that it decides about, `untied`
    /// those of a table of which nothing says what it describes.
    pub(super) fn name_table(
        &mut self,
        document: &'c Document,
        table: NameTable,
        around: &Surroundings<'c>,
        own_words: &OwnWords<'_>,
        taken: &mut Vec<usize>,
        untied: &mut HashSet<usize>,
    ) {
        let subject = subject::of(self.description, around, &table);
        if table.guessed && subject.as_ref().is_none_or(|subject| !subject.is_of(&table)) {
            return;
        }
        let Some(subject) = subject else {
            // Arguments of a command, also where a skill for another host describes the same command.
            let is_own = table.kind == NamesKind::Parameters
                && (document.kind == DocumentKind::Command
                    || table.names.iter().all(|row| own_words.contains(&row.name.text)));
            untied.extend(table.names.iter().map(|row| row.name.span.start));
            if let Some(first) = table.names.first().filter(|_| !is_own) {
                self.untied.push(Untied { document, kind: UntiedKind::Table, name: first.name.clone() });
            }
            return;
        };
        for row in table.names {
            taken.push(row.name.span.start);
            let path = row.name.text.replace("[]", "");
            if row.denial != Denial::None {
                if row.denial == Denial::Existence {
                    let first = subject.schemas_of(&path).into_iter().next();
                    let exists = first.map(|(_, place)| (subject.words().to_owned(), place));
                    self.denials.push(super::model::DenialClaim { document, name: row.name, exists, confirmed: false });
                }
                continue;
            }
            let mut claim = subject.judge(document, row.name, table.kind);
            if let Some(written) = row.written_type.filter(|_| claim.known) {
                let mut compared = Vec::new();
                for (schema, place) in subject.schemas_of(&path) {
                    let (is_certain, wrong) = field_types::compare(&schema, &written.text);
                    compared.extend(is_certain.then_some((wrong, place)));
                }
                claim.type_checked = !compared.is_empty();
                // A record may give a field another type in the answer than in the body.
                if compared.iter().all(|(wrong, _)| wrong.is_some()) {
                    let first = compared.into_iter().next();
                    claim.wrong_type = first.and_then(|(wrong, place)| Some((written, wrong?, place)));
                }
            }
            self.names.push(claim);
        }
    }

    /// Matches the names in the text of a document.
    pub(super) fn mentions(&mut self, evidence: &Evidence<'_, 'c>, untied: &HashSet<usize>) {
        let Evidence { document, mentions, around, index, own_words, .. } = *evidence;
        for mention in mentions {
            if mention.form == Form::Scope {
                self.scope(document, mention);
                continue;
            }
            let name = mention.name.text.replace("[]", "");
            let first = name.split('.').next().unwrap_or(&name);
            match mention.denial {
                Denial::Advice => continue,
                Denial::Existence => {
                    self.deny(document, mention, around);
                    continue;
                }
                Denial::None => {}
            }
            if let Some(wrong) = self.description.wrong_query(first) {
                let mut claim = NameClaim::in_text(document, mention.name.clone());
                claim.wrong = Some(wrong);
                self.names.push(claim);
                continue;
            }
            let is_parameter = mention.form == Form::Pair && self.parameter_in_words(document, mention, around);
            if is_parameter || self.listed_parameter(document, mention, around) {
                continue;
            }
            // What exists nowhere is told by its own rule.
            let is_elsewhere = || name.contains('.') || index.has(&name) || self.description.has_word(&name);
            if let Some(claim) = self.not_of_record(evidence, mention).filter(|_| is_elsewhere()) {
                self.names.push(claim);
                continue;
            }
            if self.is_known(&name, index, around) || OAUTH.contains(&first) {
                *self.tied.entry(document.path.as_str()).or_default() += 1;
                continue;
            }
            let is_own = own_words.contains(first) || own_words.is_tool(first) || evidence.is_own_column(mention);
            let is_file = name.contains('.') && name.rsplit('.').next().is_some_and(|end| FILES.contains(&end));
            if is_own || is_file {
                continue;
            }
            let unknown = name.split('.').find(|part| !index.has(part)).unwrap_or(first);
            if self.description.has_word(unknown) {
                if evidence.belongs_to_a_tool(mention) {
                    continue;
                }
                if let Some(claim) = self.known_wrong(document, mention, unknown, around) {
                    self.names.push(claim);
                } else {
                    self.untied.push(Untied { document, kind: UntiedKind::Mentioned, name: mention.name.clone() });
                }
                continue;
            }
            if self.wrong_elsewhere(&mention.name.text) {
                self.invented.push(InventedName { document, name: mention.name.clone(), near: None });
                continue;
            }
            let near = index.near(unknown);
            let is_loose = untied.contains(&mention.name.span.start);
            if evidence.speaks_of_the_api(mention, near, is_loose) && !self.keeps_names_in_maps() {
                self.invented.push(InventedName { document, name: mention.name.clone(), near });
            } else {
                self.untied.push(Untied { document, kind: UntiedKind::Name, name: mention.name.clone() });
            }
        }
    }

    /// Whether the API has records whose names the description cannot list.
    fn keeps_names_in_maps(&self) -> bool {
        *self.in_maps.get_or_init(|| self.description.keeps_names_in_maps())
    }

    /// Whether a table or a sample of the plugin shows the same name as a field that the API does not have.
    fn wrong_elsewhere(&self, name: &str) -> bool {
        name.len() > 4
            && self.names.iter().any(|claim| !claim.known && claim.kind == NamesKind::Fields && claim.name.text == name)
    }

    /// A scope: one of the description, or else one with the verb or the object of such a one.
    fn scope(&mut self, document: &'c Document, mention: &Mention) {
        let scopes = self.description.scopes();
        if mention.denial != Denial::None || scopes.is_empty() || self.description.has_word(&mention.name.text) {
            return;
        }
        let (verb, object) = mention.name.text.split_once(':').unwrap_or_default();
        let alike = scopes.iter().filter_map(|scope| scope.split_once(':'));
        if alike.into_iter().any(|(known, of)| known == verb || of == object) {
            let near = nearest(&mention.name.text, scopes);
            self.invented.push(InventedName { document, name: mention.name.clone(), near });
        }
    }

    /// Whether a name, or each part of a dotted one, is one of what the plugin shows of the API.
    fn is_known(&self, name: &str, index: &NameIndex<'c>, around: &Surroundings<'c>) -> bool {
        let mut parts = name.split('.');
        let Some(first) = parts.next() else { return false };
        let rest: Vec<&str> = parts.collect();
        // `ticket.summary`: the record, then its field.
        let is_record = || !rest.is_empty() && !self.description.schemas_called(first).is_empty();
        (index.has(first) || is_record() || around.topic.iter().any(|schema| schema.name() == Some(first)))
            && rest.iter().all(|part| index.has(part))
    }

    /// A name that the schema which the document is about is known not to have.
    fn known_wrong(
        &self,
        document: &'c Document,
        mention: &Mention,
        name: &str,
        around: &Surroundings<'c>,
    ) -> Option<NameClaim<'c>> {
        let schema = around.topic.iter().find(|schema| schema.wrong_field(name).is_some())?;
        let in_section = around.operations_in_section(mention.name.span.start);
        if in_section.iter().any(|operation| subject::takes(operation, name)) {
            return None;
        }
        let mut claim = NameClaim::in_text(document, mention.name.clone());
        claim.kind = NamesKind::Fields;
        claim.of = format!("`{}`", schema.name().unwrap_or("the record"));
        claim.wrong = schema.wrong_field(name);
        Some(claim)
    }

    /// `open_only=true` in a clause with one request: a parameter of that request. Says whether it was one.
    fn parameter_in_words(&mut self, document: &'c Document, mention: &Mention, around: &Surroundings<'c>) -> bool {
        let clause = mention.clause(document.file.text());
        let operations = around.operations_in(clause);
        let [operation] = operations.as_slice() else { return false };
        self.parameter_of(*operation, document, mention, clause)
    }

    /// An item of a list of parameters in a section with one operation: "Query parameters:", then "- `search={text}`".
    fn listed_parameter(&mut self, document: &'c Document, mention: &Mention, around: &Surroundings<'c>) -> bool {
        let text = document.file.text();
        let before = text.get(mention.block.start..mention.code.start).unwrap_or_default();
        let begins_item = mention.row.is_none() && before.starts_with(['-', '*', '+']) && before.trim().len() == 1;
        if !begins_item || !around.lead_in(mention.block.start, text).is_some_and(announces_parameters) {
            return false;
        }
        let operations = around.operations_in_section(mention.name.span.start);
        let [operation] = operations.as_slice() else { return false };
        let section = around.section(mention.name.span.start);
        self.parameter_of(*operation, document, mention, section)
    }

    /// Matches a name with the parameters of an operation that is shown in `place`; says whether the operation was found there.
    fn parameter_of(
        &mut self,
        operation: Operation<'c>,
        document: &'c Document,
        mention: &Mention,
        place: Span,
    ) -> bool {
        if subject::takes(&operation, &mention.name.text) {
            *self.tied.entry(document.path.as_str()).or_default() += 1;
            return true;
        }
        let is_own = |claim: &&mut super::model::RequestClaim<'c>| {
            std::ptr::eq(claim.document, document)
                && place.contains(claim.request.target.span)
                && claim.operation.is_some_and(|own| own.path() == operation.path())
        };
        let parameters = operation.parameters();
        let query = parameters.iter().filter(|known| known.place == Place::Query).map(|known| known.name);
        let fault = ParameterFault::Unknown {
            name: mention.name.clone(),
            place: Place::Query,
            wrong: operation.wrong_query(&mention.name.text),
            closed: operation.closed(),
            near: nearest(&mention.name.text, query),
        };
        let claim = self.requests.iter_mut().find(is_own);
        claim.map(|claim| claim.parameters.push(fault)).is_some()
    }
}

/// Whether the sentence above a list says that parameters of a request follow.
fn announces_parameters(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    ["query param", "query string", "query filter", "parameters", "filters"].iter().any(|words| lower.contains(words))
}

/// Endings of files, which a dotted name may be.
const FILES: &[&str] =
    &["md", "json", "yaml", "yml", "js", "ts", "py", "sh", "ps1", "txt", "csv", "html", "com", "env", "toml", "io"];
