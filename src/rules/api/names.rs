//! Names in tables and in text, matched with the description.
//!
//! A name in text counts as known when the description mentions it in any way. A name that exists nowhere in the description is
//! an invention only where the text around it speaks of the API; an English word, a tool, an argument of a command or an option
//! of the plugin is not one.

use std::collections::HashSet;

use super::field_types;
use super::model::{ApiClaims, InventedName, NameClaim, ParameterFault, Untied, UntiedKind};
use super::own_words::OwnWords;
use super::subject;
use super::surroundings::Surroundings;
use super::words::COMMON;
use crate::claims::{Denial, Form, Mention, NameTable, NamesKind, denial};
use crate::diag::nearest;
use crate::openapi::{Operation, Place, Schema};
use crate::plugin::{Document, DocumentKind};
use crate::source::Span;

/// Records in records are looked into this deep for names.
const MAX_DEPTH: usize = 3;
/// So many records are looked into.
const MAX_RECORDS: usize = 500;
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
/// Headers of columns that hold a plugin's own names.
const OWN_COLUMNS: &[&str] = &[
    "tool",
    "tools",
    "command",
    "skill",
    "agent",
    "variable",
    "environment variable",
    "option",
    "argument",
    "parameter",
    "flag",
    "file",
    "package",
    "scope",
    "setting",
    "script",
    "hook",
    "server",
    "mcp tool",
    "function",
    "trigger",
];

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

    fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }
}

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
        let Some(subject) = subject::of(self.description, around, &table) else {
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
    pub(super) fn mentions(
        &mut self,
        document: &'c Document,
        mentions: &[Mention],
        around: &Surroundings<'c>,
        index: &NameIndex<'c>,
        own_words: &OwnWords<'_>,
        untied: &HashSet<usize>,
    ) {
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
            if self.is_known(&name, index, around) || OAUTH.contains(&first) {
                *self.tied.entry(document.path.as_str()).or_default() += 1;
                continue;
            }
            let is_own = own_words.contains(first) || own_words.is_tool(first) || is_own_column(document, mention);
            let is_file = name.contains('.') && name.rsplit('.').next().is_some_and(|end| FILES.contains(&end));
            if is_own || is_file {
                continue;
            }
            let unknown = name.split('.').find(|part| !index.has(part)).unwrap_or(first);
            if self.description.has_word(unknown) {
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
            let near = nearest(unknown, index.sorted.iter().copied());
            let is_loose = untied.contains(&mention.name.span.start);
            if self.speaks_of_the_api(is_loose, document, mention, mentions, near, around, index, own_words) {
                self.invented.push(InventedName { document, name: mention.name.clone(), near });
            } else {
                self.untied.push(Untied { document, kind: UntiedKind::Name, name: mention.name.clone() });
            }
        }
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
        let clause = clause(document, mention);
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

    /// Whether a name is one of an enumeration, "`a`, `b` and `c`", that holds a name of the API.
    fn is_listed(&self, document: &Document, mention: &Mention, mentions: &[Mention], index: &NameIndex<'c>) -> bool {
        let text = document.file.text();
        let joins = |left: &Mention, right: &Mention| {
            let between = text.get(left.code.end..right.code.start).unwrap_or("-");
            between.split([' ', ',', '\n', '/']).all(|word| matches!(word, "" | "and" | "or" | "plus"))
        };
        let Some(place) = mentions.iter().position(|other| other.name.span == mention.name.span) else { return false };
        let step = |pair: &[Mention]| match pair {
            [left, right] => left.block == right.block && (left.code == right.code || joins(left, right)),
            _ => false,
        };
        let from = mentions.get(..=place).unwrap_or_default().windows(2).rev().take_while(|pair| step(pair)).count();
        let behind = mentions.get(place..).unwrap_or_default().windows(2).take_while(|pair| step(pair)).count();
        let list = mentions.get(place - from..=place + behind).unwrap_or_default();
        let known: Vec<&str> = list.iter().map(|one| one.name.text.as_str()).filter(|name| index.has(name)).collect();
        known.len() > 1 || known.iter().any(|name| !COMMON.contains(name))
    }

    /// Whether the text around a name that exists nowhere speaks of the API.
    #[allow(clippy::too_many_arguments)]
    fn speaks_of_the_api(
        &self,
        is_loose: bool,
        document: &'c Document,
        mention: &Mention,
        mentions: &[Mention],
        near: Option<&str>,
        around: &Surroundings<'c>,
        index: &NameIndex<'c>,
        own_words: &OwnWords<'_>,
    ) -> bool {
        let clause = clause(document, mention);
        let place = mention.row.unwrap_or(mention.block);
        let at = mention.name.span.start;
        let neighbours = |range: Span| {
            mentions.iter().filter(move |other| {
                other.name.span != mention.name.span
                    && range.contains(other.name.span)
                    && other.denial != Denial::Advice
            })
        };
        // Beside a tool, a name is an input or an output of the tool, unless a request stands between them.
        let tools =
            neighbours(place).filter(|other| own_words.is_tool(&other.name.text)).map(|other| other.name.span.start);
        let tool = tools.filter(|tool| *tool < at || clause.contains(Span::at(*tool))).max();
        let requests = around.places_in(place).filter(|request| *request < at).max();
        if !own_words.knows_tools() && tool.is_some_and(|tool| requests.is_none_or(|request| request < tool)) {
            return false;
        }
        let text = document.file.text();
        let in_heading = |heading: &&str| heading.split(' ').any(|word| own_words.is_tool(word.trim_matches('`')));
        if around.headings_above(at).iter().any(in_heading) {
            return false;
        }
        // "Tool: `list_invoices`", and below it its parameters.
        let section = around.section(at);
        let tool_in_section =
            || neighbours(section).any(|other| own_words.is_tool(&other.name.text) && other.name.span.start < at);
        if !own_words.knows_tools() && around.operations_in(section).is_empty() && tool_in_section() {
            return false;
        }
        let name = mention.name.text.as_str();
        let is_word = name.chars().skip(1).all(|c| c.is_ascii_lowercase());
        let is_tied = !around.topic.is_empty() || around.shows_operations();
        let with_operation = !around.operations_in(place).is_empty();
        let known = |range: Span| {
            neighbours(range).filter(|other| {
                let name = other.name.text.as_str();
                index.has(name) && !COMMON.contains(&name) && !own_words.is_value(name)
            })
        };
        let is_typo_of_one = near.is_some_and(|near| is_typo(name, near));
        if is_loose && !is_typo_of_one {
            return known(place).next().is_some();
        }
        if !is_word {
            if text.get(clause.range()).is_some_and(speaks_of_programs) {
                return known(clause).next().is_some() || !around.operations_in(clause).is_empty();
            }
            return is_tied || with_operation || known(place).next().is_some();
        }
        // A word may be a value, a program or the name of anything: it must be a typo, or stand among names.
        let is_option_near = text.get(clause.range()).is_some_and(|clause| clause.contains("`--"));
        let is_capital = name.starts_with(|c: char| c.is_ascii_uppercase());
        let shows_data = mention.form == Form::Pair && is_tied || mention.form == Form::Key && !around.topic.is_empty();
        let identifiers = |other: &&Mention| other.name.text.contains('_') || other.name.text.len() > 8;
        let of_variable = text.get(place.range()).is_some_and(names_a_variable);
        let among_names = known(clause).count() > 1
            || known(clause).any(|other| identifiers(&other))
            || !around.operations_in(clause).is_empty()
            || mention.row.is_some() && with_operation
            || self.is_listed(document, mention, mentions, index)
            || called_a_field(text, mention) && !around.operations_in_section(at).is_empty();
        !is_option_near && (is_typo_of_one && is_tied || !is_capital && (shows_data || among_names && !of_variable))
    }
}

/// Whether a text has an environment variable in code, whose values are not names of the API.
fn names_a_variable(text: &str) -> bool {
    text.split('`').skip(1).step_by(2).any(|code| {
        code.contains('_')
            && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    })
}

/// Whether a clause speaks of a program and its settings, whose names are its own.
fn speaks_of_programs(clause: &str) -> bool {
    let lower = clause.to_lowercase();
    let words = lower.split(|c: char| !(c.is_alphanumeric() || c == '-'));
    words.into_iter().any(|word| PROGRAM_WORDS.contains(&word))
}

/// Whether the word in front of a name says that it is a field: "its `x`", "the field `x`".
fn called_a_field(text: &str, mention: &Mention) -> bool {
    let line = text.get(mention.block.start..mention.code.start).unwrap_or_default().to_lowercase();
    let line = line.trim_end_matches([' ', '\n', '*']);
    [" its", " field", " fields", " property", "the new", " without", " column", " key"]
        .iter()
        .any(|word| line.ends_with(word))
}

/// Whether the sentence above a list says that parameters of a request follow.
fn announces_parameters(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    ["query param", "query string", "query filter", "parameters", "filters"].iter().any(|words| lower.contains(words))
}

/// Whether a word is another one with a letter or two amiss.
fn is_typo(word: &str, near: &str) -> bool {
    let limit = if word.len() < 8 { 1 } else { 2 };
    word.len() > 3 && strsim::osa_distance(word, near) <= limit
}

/// Words of clauses about programs.
const PROGRAM_WORDS: &[&str] = &[
    "script",
    "scripts",
    "config",
    "configuration",
    "environment",
    "variable",
    "variables",
    "function",
    "functions",
    "class",
    "module",
    "package",
    "import",
    "folder",
    "directory",
    "database",
    "sql",
    "cli",
    "flag",
    "flags",
    "setting",
    "settings",
    "hook",
    "hooks",
    "plugin",
    "server",
];

/// Endings of files, which a dotted name may be.
const FILES: &[&str] =
    &["md", "json", "yaml", "yml", "js", "ts", "py", "sh", "ps1", "txt", "csv", "html", "com", "env", "toml", "io"];

/// The clause around a mention, in bytes of the document.
fn clause(document: &Document, mention: &Mention) -> Span {
    let text = document.file.text();
    let block = text.get(mention.block.range()).unwrap_or_default();
    let inner = Span::new(mention.code.start - mention.block.start, mention.code.end - mention.block.start);
    denial::clause(block, inner).shifted(mention.block.start)
}

/// Whether a mention stands in a column of the plugin's own names.
fn is_own_column(document: &Document, mention: &Mention) -> bool {
    let Some(column) = mention.column else { return false };
    let header = document.file.slice(column).trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    OWN_COLUMNS.contains(&header.as_str())
}
