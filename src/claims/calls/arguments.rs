//! What a call sends beside its address: method, query and body.

use super::super::{Body, Pair, Piece, Request};
use super::objects;
use crate::openapi::METHODS;
use crate::openapi::validate::ELLIPSIS;
use crate::source::Span;
use crate::syntax::{Entry, Node};

/// A statement or a call is looked at up to this many bytes.
const MAX_CALL: usize = 4000;

/// The rest of the call: up to the bracket that closes it, or to the end of the statement.
pub(super) fn arguments(text: &str, start: usize, before: &str) -> Span {
    let rest = text.get(start..).unwrap_or_default();
    let rest = rest.get(..rest.floor_char_boundary(MAX_CALL)).unwrap_or_default();
    if !before.ends_with(['(', ',', '+']) {
        // PowerShell: the rest of the line, and what a backtick continues.
        let mut length = 0;
        for line in rest.split_inclusive('\n') {
            length += line.len();
            if !line.trim_end().ends_with('`') {
                break;
            }
        }
        return Span::new(start, start + length);
    }
    let mut depth = 0_usize;
    for (at, character) in rest.char_indices() {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return Span::new(start, start + at),
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
    }
    Span::new(start, start + rest.len())
}

/// `method: 'POST'`, `method="POST"` or `-Method Post` in or around the call.
pub(super) fn method_in(text: &str, arguments: Span, before: &str) -> Option<Piece> {
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let from = if before.ends_with(['(', ',']) { arguments.start } else { line_start };
    let around = text.get(from..arguments.end)?;
    let lower = around.to_ascii_lowercase();
    for (at, key) in lower.match_indices("method") {
        let rest = around.get(at + key.len()..)?;
        let value = rest.trim_start_matches([' ', ':', '=', '"', '\'']);
        let length = value.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(value.len());
        let word = value.get(..length)?;
        if let Some(method) = METHODS.iter().find(|method| method.eq_ignore_ascii_case(word)) {
            let start = arguments.end - value.len();
            return Some(Piece::new(*method, Span::new(start, start + length)));
        }
    }
    built_method(text, arguments.end, before)
}

/// `.PUT(body)` after the address in Java.
fn built_method(text: &str, end: usize, before: &str) -> Option<Piece> {
    const MAX_CHAIN: usize = 400;
    if !before.contains("HttpRequest") {
        return None;
    }
    let rest = text.get(end..)?;
    let chain = rest.get(..rest.floor_char_boundary(MAX_CHAIN))?.split(';').next()?;
    METHODS.iter().find_map(|method| {
        let at = chain.find(&format!(".{method}("))? + 1;
        Some(Piece::new(*method, Span::new(end + at, end + at + method.len())))
    })
}

/// Query and body of a call, as literals or as a variable that was given one.
pub(super) fn read_arguments(text: &str, arguments: Span, request: &mut Request) {
    for key in ["params", "query", "searchParams"] {
        if let Some(node) = argument(text, arguments, key).and_then(|at| objects::parse(text, at)) {
            request.target.query.extend(pairs(&node));
        }
    }
    let reads = request.method.as_ref().is_some_and(|method| method.text == "GET");
    for key in ["json", "body", "data", "form_params"] {
        if request.body.is_some() || reads {
            break;
        }
        let Some(node) = argument(text, arguments, key).and_then(|at| objects::parse(text, at)) else {
            continue;
        };
        // `data=` of Python's clients is a form, `data:` of axios is JSON.
        let is_form = key == "form_params"
            || key == "data"
                && argument(text, arguments, key)
                    .is_some_and(|at| text.get(..at).is_some_and(|front| front.trim_end().ends_with('=')));
        request.body = Some(match is_form && node.is_mapping() {
            true => Body::Form(pairs(&node), node.span),
            false => Body::Json(node),
        });
    }
    if let Some(node) = second_argument(text, arguments).filter(|_| request.body.is_none() && request.method.is_some())
    {
        // `Http::get($url, [...])` of Laravel takes a query, other clients their options.
        let front = text.get(..arguments.start).unwrap_or_default();
        let statement = front.rsplit([';', '\n']).next().unwrap_or_default();
        match reads {
            true if statement.contains("Http::") => request.target.query.extend(pairs(&node)),
            true => {}
            false => request.body = Some(Body::Json(node)),
        }
    }
    if request.body.is_none() && !reads {
        request.body = shell_body(text, arguments).map(Body::Json);
    }
}

/// The object after the address of a call, when it does not hold options.
fn second_argument(text: &str, arguments: Span) -> Option<Node> {
    const OPTIONS: &[&str] = &["method", "headers", "params", "query", "body", "data", "json", "form_params"];
    let inner = text.get(arguments.range())?;
    let rest = inner.trim_start().strip_prefix(',')?.trim_start();
    let node = objects::parse(text, arguments.end - rest.len())?;
    (!OPTIONS.iter().any(|key| node.entry(key).is_some())).then_some(node)
}

/// `-Body ($ticket | ConvertTo-Json)` of PowerShell.
fn shell_body(text: &str, arguments: Span) -> Option<Node> {
    let inner = text.get(arguments.range())?;
    let at = inner.to_ascii_lowercase().find("-body ")? + "-body ".len();
    let value = inner.get(at..)?.trim_start_matches([' ', '(', ',']);
    // What makes a list of one object is not read here.
    let is_plain = !inner.contains("-AsArray") && !inner.contains(",$");
    objects::parse(text, arguments.end - value.len()).filter(|_| is_plain)
}

/// The names that a variable of query parameters is given: in a literal, or by `name.set("a", 1)`.
pub(super) fn query_of_variable(text: &str, at: usize) -> Vec<Pair> {
    let rest = text.get(at..).unwrap_or_default();
    let mut found = objects::parse(text, at).map(|node| pairs(&node)).unwrap_or_default();
    let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$')).collect();
    let above = objects::above(text, at);
    for (place, _) in above.match_indices(name.as_str()).filter(|_| !name.is_empty()) {
        let after = above.get(place + name.len()..).unwrap_or_default();
        let whole = !above.get(..place).is_some_and(|front| front.ends_with(|c: char| c.is_alphanumeric() || c == '_'));
        let call = [".Set(", ".Add(", ".set(", ".append("].iter().find_map(|call| after.strip_prefix(*call));
        let Some(value) = call.filter(|_| whole).and_then(|rest| rest.strip_prefix(['"', '\''])) else { continue };
        let written = value.split(['"', '\'']).next().unwrap_or_default();
        let start = at - value.len();
        let span = Span::new(start, start + written.len());
        found.push(Pair { name: Piece::new(written, span), value: None });
    }
    found
}

fn pairs(node: &Node) -> Vec<Pair> {
    node.entries().iter().filter(|entry| entry.key != ELLIPSIS).map(pair).collect()
}

fn pair(entry: &Entry) -> Pair {
    let quoted = entry.key_span.end - entry.key_span.start == entry.key.len() + 2;
    let span = if quoted { Span::new(entry.key_span.start + 1, entry.key_span.end - 1) } else { entry.key_span };
    let value = entry.value.scalar_text().filter(|_| !entry.value.plain);
    Pair { name: Piece::new(&*entry.key, span), value: Some(Piece::new(value.unwrap_or("{value}"), entry.value.span)) }
}

/// Where the value of a named argument begins.
fn argument(text: &str, arguments: Span, key: &str) -> Option<usize> {
    let inner = text.get(arguments.range())?;
    for (at, _) in inner.match_indices(key) {
        let before = inner.get(..at).unwrap_or_default();
        let rest = inner.get(at + key.len()..)?;
        let whole = !before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.');
        let rest = rest.trim_start_matches(['"', '\'']).trim_start();
        let value = rest.strip_prefix("=>").or_else(|| rest.strip_prefix([':', '=']));
        if let Some(value) = value.filter(|_| whole) {
            return Some(arguments.start + inner.len() - value.trim_start().len());
        }
    }
    None
}
