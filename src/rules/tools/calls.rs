//! Example calls of tools, held against their inputs: `list_things({"limit": 5})`, `list_things(limit=5)`, and the JSON of a
//! `tools/call` request.

use super::catalog::{KnownTool, ToolCatalog, ToolInput};
use crate::claims::{Form, Mention, Piece, parse_example};
use crate::openapi::is_placeholder;
use crate::plugin::Document;
use crate::source::Span;
use crate::syntax::{Kind, Node};

/// What is wrong with a call.
#[derive(Debug)]
pub struct CallFault<'c> {
    /// Where.
    pub span: Span,
    /// The tool.
    pub tool: String,
    /// What.
    pub kind: CallFaultKind<'c>,
}

/// The kinds of mistakes in calls.
#[derive(Debug)]
#[non_exhaustive]
pub enum CallFaultKind<'c> {
    /// The tool has no such input.
    UnknownInput(String, Option<&'c str>),
    /// An input that must be given is not.
    MissingInput(&'c str),
    /// The value is none of those allowed, or of another type.
    WrongValue(&'c str, String),
}

/// The faults of all calls that a document shows.
pub(super) fn of_document<'c>(document: &Document, catalog: &'c ToolCatalog) -> Vec<CallFault<'c>> {
    let Some(markdown) = document.markdown() else { return Vec::new() };
    let mut found = Vec::new();
    for block in &markdown.code_blocks {
        let code = block.text(markdown);
        let from = found.len();
        in_code(code, catalog, &mut found);
        in_json(code, catalog, &mut found);
        for fault in found.iter_mut().skip(from) {
            fault.span = block.source_span(markdown, fault.span);
        }
    }
    let text = document.file.text();
    for code in &markdown.code_spans {
        let raw = text.get(code.span.range()).unwrap_or_default();
        let from = found.len();
        in_code(raw, catalog, &mut found);
        found.iter_mut().skip(from).for_each(|fault| fault.span = fault.span.shifted(code.span.start));
    }
    found
}

/// Calls in the form of a function.
fn in_code<'c>(code: &str, catalog: &'c ToolCatalog, found: &mut Vec<CallFault<'c>>) {
    for (open, _) in code.match_indices('(') {
        let before = code.get(..open).unwrap_or_default();
        let start =
            before.rfind(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))).map_or(0, |at| at + 1);
        let name = before.get(start..).unwrap_or_default();
        let Some(tool) = catalog.get(name) else { continue };
        let inner = code.get(open + 1..).unwrap_or_default();
        let lead = inner.len() - inner.trim_start().len();
        if inner.trim_start().starts_with('{') {
            if let Some((node, _)) = parse_example(code, open + 1 + lead) {
                judge(name, tool, &node, Span::new(start, open), found);
            }
            continue;
        }
        let Some(close) = inner.find(')') else { continue };
        let arguments = inner.get(..close).unwrap_or_default();
        if let Some(node) = named_arguments(arguments, open + 1) {
            judge(name, tool, &node, Span::new(start, open), found);
        }
    }
}

/// `{"name": "list_things", "arguments": {...}}`
fn in_json<'c>(code: &str, catalog: &'c ToolCatalog, found: &mut Vec<CallFault<'c>>) {
    let start = code.len() - code.trim_start().len();
    call_at(code, start, catalog, found);
    // `callTool({ name: "list_things", arguments: {...} })` in a program.
    for (at, _) in code.match_indices("name:") {
        let before = code.get(..at).unwrap_or_default().trim_end();
        if before.ends_with('{') && before.len() - 1 != start {
            call_at(code, before.len() - 1, catalog, found);
        }
    }
}

/// The call whose JSON begins at a place.
fn call_at<'c>(code: &str, start: usize, catalog: &'c ToolCatalog, found: &mut Vec<CallFault<'c>>) {
    let Some((node, _)) = parse_example(code, start) else { return };
    let call = node.get("params").unwrap_or(&node);
    let name = call.get("name").or_else(|| call.get("tool"));
    let Some((name, tool)) = name.and_then(|name| Some((name, catalog.get(name.as_str()?)?))) else { return };
    let arguments = ["arguments", "input", "params", "args"].iter().find_map(|key| call.get(key));
    if let Some(arguments) = arguments.filter(|arguments| arguments.is_mapping()) {
        judge(name.as_str().unwrap_or_default(), tool, arguments, name.span, found);
    }
}

/// `limit=5, kind: "x"` as an object; `None` for anything else.
fn named_arguments(text: &str, start: usize) -> Option<Node> {
    let mut entries = Vec::new();
    let mut at = start;
    if text.trim().is_empty() {
        return Some(Node::new(Span::at(start), Kind::Mapping(entries)));
    }
    for part in text.split(',') {
        let lead = part.len() - part.trim_start().len();
        let key_length =
            part.trim_start().bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        let rest = part.get(lead + key_length..)?.trim_start();
        if rest == "..." || part.trim() == "..." {
            entries.push(entry("...", Span::at(at), "..."));
        } else {
            let written = rest.strip_prefix(['=', ':'])?.trim();
            let value = written.trim_matches(['"', '\'']);
            let key = part.get(lead..lead + key_length).filter(|key| !key.is_empty())?;
            let is_word = written != value && value.bytes().all(|byte| byte.is_ascii_alphabetic());
            let is_literal = matches!(value, "true" | "false" | "null");
            let key_span = Span::new(at + lead, at + lead + key_length);
            let mut entry = entry(key, key_span, value);
            // In quotes a word is a text; a number or a date in quotes may be one that the client converts.
            entry.value.plain = !is_word || is_literal;
            entries.push(entry);
        }
        at += part.len() + 1;
    }
    Some(Node::new(Span::new(start, start + text.len()), Kind::Mapping(entries)))
}

fn entry(key: &str, key_span: Span, value: &str) -> crate::syntax::Entry {
    // Without quotes in the source, a type cannot be told.
    let value = Node { span: key_span, kind: Kind::String(value.to_owned()), plain: true };
    crate::syntax::Entry { key: key.to_owned(), key_span, value }
}

fn judge<'c>(name: &str, tool: &'c KnownTool, arguments: &Node, at: Span, found: &mut Vec<CallFault<'c>>) {
    let fault = |span, kind| CallFault { span, tool: name.to_owned(), kind };
    let mut is_partial = false;
    for entry in arguments.entries() {
        if entry.key == "..." || is_placeholder(&entry.key) {
            is_partial = true;
            continue;
        }
        let Some((known, input)) = tool.inputs.get_key_value(&entry.key) else {
            let near = crate::diag::nearest(&entry.key, tool.inputs.keys().map(String::as_str));
            found.push(fault(entry.key_span, CallFaultKind::UnknownInput(entry.key.clone(), near)));
            continue;
        };
        if let Some(why) = misfit(input, &entry.value) {
            found.push(fault(entry.value.span, CallFaultKind::WrongValue(known, why)));
        }
    }
    let missing = tool.inputs.iter().filter(|(key, input)| input.required && arguments.entry(key).is_none());
    found.extend(missing.filter(|_| !is_partial).map(|(key, _)| fault(at, CallFaultKind::MissingInput(key))));
}

/// Why a value does not fit an input; nothing is said of a placeholder.
fn misfit(input: &ToolInput, value: &Node) -> Option<String> {
    if let Some(text) = value.scalar_text() {
        if is_placeholder(text) {
            return None;
        }
        if !input.values.is_empty() && !input.values.iter().any(|known| known == text) {
            let list: Vec<String> = input.values.iter().map(|value| format!("`{value}`")).collect();
            return Some(format!("one of {}", list.join(", ")));
        }
    }
    if value.plain && !matches!(value.kind, Kind::Bool(_) | Kind::Number(_)) || input.types.is_empty() {
        return None;
    }
    let own = match value.kind {
        Kind::Bool(_) => "boolean",
        Kind::Number(_) => "number",
        Kind::String(_) => "string",
        Kind::Sequence(_) => "array",
        Kind::Mapping(_) => "object",
        Kind::Null => "null",
    };
    let fits = input.types.iter().any(|name| name == own || own == "number" && name == "integer" || own == "null");
    (!fits).then(|| input.types.join(" or "))
}

/// `kind: teams` in words beside the tool.
pub(super) fn value_in_words<'c>(
    document: &Document,
    mention: &Mention,
    tool: &str,
    known: &'c KnownTool,
) -> Option<CallFault<'c>> {
    if mention.form == Form::Alone {
        return None;
    }
    let (key, input) = known.inputs.get_key_value(&mention.name.text)?;
    let raw = document.file.text().get(mention.name.span.end..mention.code.end)?;
    let value = raw.trim_start().strip_prefix([':', '='])?.trim().trim_matches('`').trim_matches(['"', '\'']).trim();
    let Piece { span, .. } = mention.name;
    let is_wrong = !value.is_empty()
        && !is_placeholder(value)
        && !input.values.is_empty()
        && !input.values.iter().any(|allowed| allowed == value);
    let list: Vec<String> = input.values.iter().map(|value| format!("`{value}`")).collect();
    is_wrong.then(|| CallFault {
        span,
        tool: tool.to_owned(),
        kind: CallFaultKind::WrongValue(key, format!("one of {}", list.join(", "))),
    })
}
