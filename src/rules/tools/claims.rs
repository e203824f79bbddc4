//! What a plugin says of tools, matched with the list of tools.

use super::calls::{self, CallFault};
use super::catalog::{KnownTool, ToolCatalog};
use crate::claims::{Claim, Denial, Form, Mention, NameTable, NamesKind, Piece, of_document};
use crate::plugin::{Document, Plugin};
use crate::rules::support::tools::tools;

/// What a plugin says of the tools of a server.
#[derive(Debug)]
pub struct ToolClaims<'c> {
    /// The tools.
    pub catalog: &'c ToolCatalog,
    /// Names that are written like tools of the server and are not tools of it.
    pub unknown: Vec<(&'c Document, Piece)>,
    /// Names that are said to be an input or a field of a tool and are not.
    pub fields: Vec<ToolField<'c>>,
    /// What is wrong with the calls shown.
    pub calls: Vec<(&'c Document, CallFault<'c>)>,
}

/// A name that a text ties to a tool which does not have it.
#[derive(Debug)]
pub struct ToolField<'c> {
    /// The document.
    pub document: &'c Document,
    /// The name.
    pub name: Piece,
    /// The tool.
    pub tool: String,
    /// A name of the tool that is spelled nearly so.
    pub near: Option<&'c str>,
}

impl<'c> ToolClaims<'c> {
    /// Finds and matches what the documents of a plugin say of tools.
    #[must_use]
    pub fn of_plugin(plugin: &'c Plugin<'_>, catalog: &'c ToolCatalog) -> Self {
        let mut claims = Self { catalog, unknown: Vec::new(), fields: Vec::new(), calls: Vec::new() };
        for document in &plugin.documents {
            claims.frontmatter(plugin, document);
            claims.text(document);
            claims.calls.extend(calls::of_document(document, catalog).into_iter().map(|fault| (document, fault)));
        }
        claims
    }

    /// `mcp__plugin_NAME_SERVER__TOOL` in the frontmatter.
    fn frontmatter(&mut self, plugin: &Plugin<'_>, document: &'c Document) {
        let own = format!("plugin_{}_", plugin.name());
        for tool in tools(document) {
            let Some((server, name)) = tool.name.strip_prefix("mcp__").and_then(|rest| rest.split_once("__")) else {
                continue;
            };
            let is_own = server.starts_with(&own) || self.catalog.lacks(name);
            if is_own && !name.is_empty() && name != "*" && self.catalog.get(name).is_none() {
                self.unknown.push((document, Piece { text: name.to_owned(), span: tool.span }));
            }
        }
    }

    fn text(&mut self, document: &'c Document) {
        let mut mentions = Vec::new();
        let mut requests = Vec::new();
        for claim in of_document(document) {
            match claim {
                Claim::Mention(mention) => mentions.push(mention),
                Claim::Request(request) => requests.push(request.target.span.start),
                Claim::Table(table) => self.table(document, table),
                Claim::Sample(_) => {}
            }
        }
        mentions.sort_by_key(|mention| mention.name.span.start);
        for (place, mention) in mentions.iter().enumerate() {
            let name = mention.name.text.as_str();
            if mention.denial != Denial::None || self.catalog.get(name).is_some() {
                continue;
            }
            let own = name.strip_prefix("mcp__").and_then(|rest| rest.split_once("__")).map_or(name, |(_, own)| own);
            if mention.form == Form::Alone && self.catalog.lacks(own) {
                if is_of_another_kind(document.file.text(), mention) {
                    continue;
                }
                self.unknown.push((document, mention.name.clone()));
                continue;
            }
            let Some((tool, known)) = self.tool_of(document, &mentions, place, &requests) else { continue };
            let first = name.split('.').next().unwrap_or(name);
            if !known.has(first) && !self.catalog.lacks(first) && !is_value(known, first) {
                let near = crate::diag::nearest(first, known.names());
                self.fields.push(ToolField { document, name: mention.name.clone(), tool, near });
            } else if let Some(fault) = calls::value_in_words(document, mention, &tool, known) {
                self.calls.push((document, fault));
            }
        }
    }

    /// A table of parameters under the name of a tool.
    fn table(&mut self, document: &'c Document, table: NameTable) {
        let named = |text: &str| {
            let words = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')));
            let found: Vec<String> = words.filter(|word| self.catalog.get(word).is_some()).map(str::to_owned).collect();
            <[String; 1]>::try_from(found).ok()
        };
        let Some([tool]) = named(&table.heading).or_else(|| named(&table.sentence)) else { return };
        let Some(known) = self.catalog.get(&tool).filter(|_| table.kind == NamesKind::Parameters) else { return };
        let names = table.names.into_iter().filter(|row| row.denial == Denial::None).map(|row| row.name);
        for name in names.filter(|name| !known.inputs.contains_key(name.text.split('.').next().unwrap_or_default())) {
            let near = crate::diag::nearest(&name.text, known.inputs.keys().map(String::as_str));
            self.fields.push(ToolField { document, name, tool: tool.clone(), near });
        }
    }

    /// The tool that the text ties a name to: "TOOL with `name`", or "`name` of TOOL", within a clause.
    fn tool_of(
        &self,
        document: &Document,
        mentions: &[Mention],
        place: usize,
        requests: &[usize],
    ) -> Option<(String, &'c KnownTool)> {
        let mention = mentions.get(place)?;
        let text = document.file.text();
        let clause = mention.clause(text);
        let between = |from: usize, to: usize| words(text.get(from..to).unwrap_or_default());
        let is_tool = |other: &&Mention| self.catalog.get(&other.name.text).is_some();
        let same_block = |other: &&Mention| other.block == mention.block;
        let in_front = mentions.get(..place)?.iter().rev().take_while(same_block).find(is_tool);
        let after = mentions.get(place + 1..)?.iter().take_while(same_block).find(is_tool);
        let free = |from: usize, to: usize| !requests.iter().any(|request| from <= *request && *request < to);
        if let Some(tool) = in_front.filter(|tool| clause.start <= tool.code.start) {
            let words = between(tool.code.end, mention.code.start);
            let known = self.catalog.get(&tool.name.text)?;
            // "TOOL once, with `a`, and with `b`" ties both names to the tool.
            let parts = words.split(", ").map(|part| part.strip_prefix("and ").unwrap_or(part));
            let takes = parts.into_iter().any(|part| TAKES.iter().any(|word| part.starts_with(word)));
            let gives = known.outputs.is_some() && GIVES.iter().any(|word| words.starts_with(word));
            if (takes || gives) && free(tool.code.end, mention.code.start) && !leaves(&words) {
                return Some((tool.name.text.clone(), known));
            }
        }
        let tool = after.filter(|tool| tool.code.end <= clause.end)?;
        let words = between(mention.code.end, tool.code.start);
        let known = self.catalog.get(&tool.name.text)?;
        let of = ["on", "of", "in", "from", "by", "comes from", "come from", "is returned by"].contains(&words.trim());
        let returns = || text.get(tool.code.end..).is_some_and(|rest| rest.trim_start().starts_with("returns"));
        let passed = || {
            let before = text.get(clause.start..mention.code.start).unwrap_or_default().trim_end().to_lowercase();
            words.trim() == "to" && ["pass", "send", "give"].iter().any(|verb| before.ends_with(verb))
        };
        let of = of || passed() || ["that", "which"].contains(&words.trim()) && returns();
        (of && (known.outputs.is_some() || passed()) && free(mention.code.end, tool.code.start))
            .then(|| (tool.name.text.clone(), known))
    }
}

/// Beginnings of what is between a tool and its inputs.
const TAKES: &[&str] = &["with ", "takes ", "accepts ", "needs ", "using ", "pass ", "by "];
/// Beginnings of what is between a tool and the fields of its answer.
const GIVES: &[&str] = &["returns ", "gives ", "answers with ", "tells "];

/// Words before a name that say that it is not a tool.
const NO_TOOLS: &[&str] = &[
    "package",
    "folder",
    "directory",
    "file",
    "module",
    "repository",
    "database",
    "table",
    "image",
    "container",
    "binary",
    "variable",
    "prefix",
    "library",
];

/// Whether the word before a name says that it is not a tool.
fn is_of_another_kind(text: &str, mention: &Mention) -> bool {
    let before = text.get(mention.block.start..mention.code.start).unwrap_or_default().trim_end().to_lowercase();
    let word = before.trim_end_matches(" is").trim_end().rsplit(|c: char| !c.is_alphanumeric()).next();
    word.is_some_and(|word| NO_TOOLS.contains(&word))
}

/// Whether words between a tool and a name turn to something else.
fn leaves(words: &str) -> bool {
    [" then ", " raw", " of the ", " and its ", " from ", " match", " check", " field", ")"]
        .iter()
        .any(|word| words.contains(word))
}

/// The words of a text outside of code.
fn words(text: &str) -> String {
    text.split('`')
        .step_by(2)
        .collect::<Vec<_>>()
        .join(" ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
        + " "
}

fn is_value(tool: &KnownTool, name: &str) -> bool {
    tool.inputs.values().any(|input| input.values.iter().any(|value| value == name))
}
