//! Whether the text around a name that exists nowhere in the description is about the API.
//!
//! Such a name is an invention only where something says so: an operation or a known name beside it, or a document about the
//! API with nothing that makes the name one of a script, a file or another program.

use super::links::{is_linked, speaks_of_an_api, words_outside_code};
use super::name_index::NameIndex;
use super::own_words::OwnWords;
use super::products::Products;
use super::surroundings::Surroundings;
use super::words::COMMON;
use crate::claims::{Denial, Form, Mention};
use crate::openapi::Schema;
use crate::openapi::schema::plain;
use crate::plugin::Document;
use crate::source::Span;

/// Words of clauses about programs, whose names are their own.
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
    "sdk",
    "flag",
    "flags",
    "setting",
    "settings",
    "hook",
    "hooks",
    "plugin",
    "server",
];

/// Words of clauses about copies of the API's data, which have names of their own beside those of the API.
const COPIES: &[&str] = &["csv", "columns", "excel", "spreadsheet", "worksheet", "warehouse", "sql"];

/// Words right before a name that the reader or the plugin makes: "write the sum into `report_total`".
const MADE_HERE: &[&str] = &[
    "into",
    "call it",
    "name it",
    "log it to",
    "logged to",
    "save it as",
    "saved as",
    "folder",
    "file",
    "package",
    "library",
    "variable",
    "function",
    "script",
    "template",
    "placeholder",
    "container",
    "branch",
    "bucket",
    "channel",
    "module",
    "directory",
    "repository",
    "tag",
];

/// The words before a name that say that it is a field: "its `x`", "the field `x`".
const FIELD_OF: &[&str] = &[" its", " field", " fields", " property", "the new", " without", " column", " key"];

/// The names in the text of a document, and what may tell what they belong to.
#[derive(Clone, Copy)]
pub(super) struct Evidence<'a, 'c> {
    pub(super) document: &'c Document,
    pub(super) mentions: &'a [Mention],
    pub(super) around: &'a Surroundings<'c>,
    pub(super) index: &'a NameIndex<'c>,
    pub(super) own_words: &'a OwnWords<'a>,
    pub(super) products: &'a Products<'c>,
}

impl<'a> Evidence<'a, '_> {
    /// Whether the text around a name that exists nowhere is about the API. `near` is a known name that is spelled nearly so;
    /// `is_loose` says that the name is in a table that nothing ties to a record.
    pub(super) fn speaks_of_the_api(&self, mention: &Mention, near: Option<&str>, is_loose: bool) -> bool {
        let text = self.document.file.text();
        let clause = mention.clause(text);
        if self.belongs_to_a_tool(mention)
            || self.is_foreign_column(mention)
            || is_called_a_word(text, mention)
            || self.is_own_output(mention, clause)
            || self.products.is_of_another(text, clause, mention.code.start)
        {
            return false;
        }
        let place = mention.row.unwrap_or(mention.block);
        let name = mention.name.text.as_str();
        let is_tied = !self.around.topic.is_empty() || self.around.shows_operations();
        let is_typo = near.is_some_and(|near| is_typo(name, near));
        if is_loose && !is_typo {
            return self.known(mention, place).next().is_some() || self.is_in_column(mention);
        }
        if name.chars().skip(1).all(|c| c.is_ascii_lowercase()) {
            return self.is_claimed_word(mention, clause, is_typo && is_tied);
        }
        let words = text.get(clause.range()).unwrap_or_default();
        let asks = words.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase().starts_with("ask ");
        let with_operation = |range: Span| !self.around.operations_in(range).is_empty();
        if asks || speaks_of_programs(words) {
            return self.known(mention, clause).next().is_some() || with_operation(clause);
        }
        if is_typo && is_tied {
            return true;
        }
        if speaks_of_copies(words) {
            return false;
        }
        let beside_known = || with_operation(place) || self.known(mention, place).next().is_some();
        match mention.row {
            // A name of the API in another column says nothing of this one: "Old name", "Rule", "Writes".
            Some(row) => {
                with_operation(row)
                    || self.known(mention, mention.block).next().is_some()
                    || self.is_api_column(mention) && beside_known()
                    || self.is_in_column(mention)
            }
            None => {
                let names =
                    || (speaks_of_an_api(words) || self.names_a_record(words)) && is_linked(text, mention, clause);
                let speaks = || is_tied && (names() || self.is_in_list(mention));
                !is_made_here(text, mention, clause)
                    && !self.is_beside_a_tool(mention, clause)
                    && (beside_known() || speaks())
            }
        }
    }

    /// Whether the words of a clause name a record that the document is about.
    fn names_a_record(&self, clause: &str) -> bool {
        words_outside_code(clause).map(plain).any(|word| {
            let is_topic = |name: &str| name == word || word.len() > 3 && name.ends_with(&word);
            self.around.topic.iter().filter_map(Schema::name).any(|name| is_topic(&plain(name)))
        })
    }

    /// Whether a mention is in an item of a list whose other items name several names of the API.
    fn is_in_list(&self, mention: &Mention) -> bool {
        let item = self.document.file.slice(mention.block);
        let is_item = item.starts_with(['-', '*', '+']) || item.starts_with(|c: char| c.is_ascii_digit());
        is_item && self.known(mention, self.around.section(mention.name.span.start)).nth(1).is_some()
    }

    /// Whether a tool is in the clause of a name and nothing of the API does.
    fn is_beside_a_tool(&self, mention: &Mention, clause: Span) -> bool {
        self.neighbours(mention, clause).any(|other| self.own_words.is_tool(&other.name.text))
            && self.known(mention, clause).next().is_none()
            && self.around.operations_in(clause).is_empty()
    }

    /// A word may be a value, a program or the name of anything: it must be a typo, or stand among names.
    fn is_claimed_word(&self, mention: &Mention, clause: Span, is_typo: bool) -> bool {
        let text = self.document.file.text();
        let place = mention.row.unwrap_or(mention.block);
        if text.get(clause.range()).is_some_and(|clause| clause.contains("`--")) {
            return false;
        }
        if is_typo {
            return true;
        }
        if mention.name.text.starts_with(|c: char| c.is_ascii_uppercase()) {
            return false;
        }
        let has_topic = !self.around.topic.is_empty();
        let is_tied = has_topic || self.around.shows_operations();
        if mention.form == Form::Pair && is_tied || mention.form == Form::Key && has_topic {
            return true;
        }
        let at = mention.name.span.start;
        let identifiers = |other: &Mention| other.name.text.contains('_') || other.name.text.len() > 8;
        let among_names = self.known(mention, clause).count() > 1
            || self.known(mention, clause).any(identifiers)
            || !self.around.operations_in(clause).is_empty()
            || mention.row.is_some() && !self.around.operations_in(place).is_empty()
            || self.is_listed(mention)
            || self.is_in_column(mention) && self.is_api_column(mention)
            || called_a_field(text, mention) && !self.around.operations_in_section(at).is_empty();
        among_names && !text.get(place.range()).is_some_and(names_a_variable)
    }

    /// The other names in a range of the document.
    fn neighbours(&self, mention: &Mention, range: Span) -> impl Iterator<Item = &'a Mention> {
        let own = mention.name.span;
        let others = self.mentions.iter();
        others.filter(move |other| {
            other.name.span != own && range.contains(other.name.span) && other.denial != Denial::Advice
        })
    }

    /// The names of the API in a range of the document that are not as common as `id`.
    pub(super) fn known(&self, mention: &Mention, range: Span) -> impl Iterator<Item = &'a Mention> {
        self.neighbours(mention, range).filter(|other| self.is_telling(&other.name.text))
    }

    pub(super) fn is_telling(&self, name: &str) -> bool {
        self.index.has(name) && !COMMON.contains(&name) && !self.own_words.is_value(name)
    }

    /// Beside a tool, a name is an input or an output of the tool, unless a request is between them.
    pub(super) fn belongs_to_a_tool(&self, mention: &Mention) -> bool {
        let at = mention.name.span.start;
        let place = mention.row.unwrap_or(mention.block);
        let in_heading = |heading: &&str| heading.split(' ').any(|word| self.own_words.is_tool(word.trim_matches('`')));
        if self.around.headings_above(at).iter().any(in_heading) {
            return true;
        }
        let clause = mention.clause(self.document.file.text());
        let tools = |range: Span| {
            let others = self.neighbours(mention, range);
            let tools = others.filter(|other| self.own_words.is_unlisted_tool(&other.name.text));
            tools.map(|other| other.name.span.start)
        };
        let tool = tools(place).filter(|tool| *tool < at || clause.contains(Span::at(*tool))).max();
        let request = self.around.places_in(place).filter(|request| *request < at).max();
        // "Tool: `list_invoices`", and below it its parameters.
        let section = self.around.section(at);
        tool.is_some_and(|tool| request.is_none_or(|request| request < tool))
            || self.around.operations_in(section).is_empty() && tools(section).any(|tool| tool < at)
    }

    /// Whether a name is one of an enumeration, "`a`, `b` and `c`", that holds a name of the API.
    fn is_listed(&self, mention: &Mention) -> bool {
        let text = self.document.file.text();
        let joins = |left: &Mention, right: &Mention| {
            let between = text.get(left.code.end..right.code.start).unwrap_or("-");
            between.split([' ', ',', '\n', '/']).all(|word| matches!(word, "" | "and" | "or" | "plus"))
        };
        let all = self.mentions;
        let Some(place) = all.iter().position(|other| other.name.span == mention.name.span) else { return false };
        let step = |pair: &[Mention]| match pair {
            [left, right] => left.block == right.block && (left.code == right.code || joins(left, right)),
            _ => false,
        };
        let from = all.get(..=place).unwrap_or_default().windows(2).rev().take_while(|pair| step(pair)).count();
        let after = all.get(place..).unwrap_or_default().windows(2).take_while(|pair| step(pair)).count();
        let list = all.get(place - from..=place + after).unwrap_or_default();
        let known: Vec<&str> =
            list.iter().map(|one| one.name.text.as_str()).filter(|name| self.index.has(name)).collect();
        known.len() > 1 || known.iter().any(|name| !COMMON.contains(name))
    }
}

/// Whether a text has an environment variable in code, whose values are not names of the API.
fn names_a_variable(text: &str) -> bool {
    text.split('`').skip(1).step_by(2).any(|code| {
        code.contains('_')
            && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    })
}

/// Whether a clause is about a program and its settings, whose names are its own.
fn speaks_of_programs(clause: &str) -> bool {
    let lower = clause.to_lowercase();
    let words = lower.split(|c: char| !(c.is_alphanumeric() || c == '-'));
    words.into_iter().any(|word| PROGRAM_WORDS.contains(&word))
}

/// Whether a clause is about a copy of the data.
fn speaks_of_copies(clause: &str) -> bool {
    let lower = clause.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| COPIES.contains(&word))
}

/// Whether the words before a name say that the reader makes it.
fn is_made_here(text: &str, mention: &Mention, clause: Span) -> bool {
    let before = text.get(clause.start..mention.code.start).unwrap_or_default().to_lowercase();
    let before = before.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_end_matches([' ', '\n', '*', '"']);
    let ends = |words: &&str| before.strip_suffix(*words).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric));
    MADE_HERE.iter().any(ends)
}

/// Words right before what is a text or a function and not a name: "the word `breached`", "call `merge_all`".
const A_TEXT: &[&str] = &[
    "call", "calls", "calling", "invoke", "word", "words", "term", "label", "phrase", "text", "badge", "value",
    "values", "tag",
];

/// Whether the word before a name says that it is a text, or a function.
fn is_called_a_word(text: &str, mention: &Mention) -> bool {
    let before =
        text.get(mention.block.start..mention.code.start).unwrap_or_default().trim_end_matches([' ', '"', '*']);
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    mention.form == Form::Alone && A_TEXT.contains(&word.to_lowercase().as_str())
}

/// Whether the word before a name says that it is a field.
fn called_a_field(text: &str, mention: &Mention) -> bool {
    let line = text.get(mention.block.start..mention.code.start).unwrap_or_default().to_lowercase();
    let line = line.trim_end_matches([' ', '\n', '*']);
    FIELD_OF.iter().any(|word| line.ends_with(word))
}

/// Whether a word is another one with a letter or two amiss.
///
/// In a short part of a name, two letters make another word: `alert_name` is not a typo of `agent_name`.
fn is_typo(word: &str, near: &str) -> bool {
    let limit = |word: &str| if word.len() < 8 { 1 } else { 2 };
    let same_parts = word.split('_').count() == near.split('_').count();
    word.len() > 3
        && strsim::osa_distance(word, near) <= limit(word)
        && (!same_parts
            || word.split('_').zip(near.split('_')).all(|(part, near)| strsim::osa_distance(part, near) <= limit(part)))
}

#[cfg(test)]
mod tests {
    use super::is_typo;

    #[test]
    fn a_typo_is_in_one_part_of_a_name() {
        for (word, near) in [("clinet_id", "client_id"), ("team_nme", "team_name"), ("includdetials", "includedetails")]
        {
            assert!(is_typo(word, near), "{word}");
        }
        for (word, near) in [("alert_name", "agent_name"), ("site", "state"), ("due_by", "due_at")] {
            assert!(!is_typo(word, near), "{word}");
        }
    }
}
