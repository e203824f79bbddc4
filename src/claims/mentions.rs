//! Names in inline code, with the text around them.
//!
//! `` `client_id` ``, `` `open_only=true` ``, `` `assets: [{"id": 77}]` ``, `` `{id, value}` `` and `` `?tenant=` `` hold names;
//! `` `GET /x` ``, `` `npm install` `` and `` `HALO_TENANT` `` do not. Whether a name is one of the API is decided by the rules.

use super::{Denial, Piece, denial, json, target};
use crate::source::Span;
use crate::syntax::Node;

/// Longer inline code holds no names.
const MAX_CODE: usize = 400;

/// How a name is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// Alone: `open_only`.
    Alone,
    /// With a value, as in a query: `open_only=true`.
    Pair,
    /// With a value, as in an object: `team: 4`, or as a key of an object.
    Key,
    /// A scope: `read:tickets`.
    Scope,
}

/// A name in inline code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The name; `a.b` and `a[].b` lead into a record.
    pub name: Piece,
    /// How it is written.
    pub form: Form,
    /// The inline code that it is in, marks included.
    pub code: Span,
    /// The paragraph, item, heading or cell around it.
    pub block: Span,
    /// The row of the table that it is in.
    pub row: Option<Span>,
    /// The header of its column; empty outside tables.
    pub column: Option<Span>,
    /// Whether the text denies it.
    pub denial: Denial,
}

impl Mention {
    /// The clause around it, in bytes of the document.
    #[must_use]
    pub fn clause(&self, text: &str) -> Span {
        let block = text.get(self.block.range()).unwrap_or_default();
        let inner = Span::new(self.code.start - self.block.start, self.code.end - self.block.start);
        denial::clause(block, inner).shifted(self.block.start)
    }
}

/// The names in a piece of inline code whose content begins at byte `start`.
pub(super) fn names(code: &str, start: usize) -> Vec<(Piece, Form)> {
    let lead = code.len() - code.trim_start().len();
    let (code, start) = (code.trim(), start + lead);
    if code.is_empty() || code.len() > MAX_CODE {
        return Vec::new();
    }
    let piece = |from: usize, text: &str| Piece::new(text, Span::new(start + from, start + from + text.len()));
    if code.starts_with(['?', '&']) || code.contains('&') && code.contains('=') && !code.contains(' ') {
        let skipped = usize::from(code.starts_with(['?', '&']));
        let pairs = target::pairs(code.get(skipped..).unwrap_or_default(), start + skipped);
        let all = pairs.iter().all(|pair| is_name(&pair.name.text));
        return if all { pairs.into_iter().map(|pair| (pair.name, Form::Pair)).collect() } else { Vec::new() };
    }
    if let Some(rest) = indexed(code) {
        return names(rest, start + code.len() - rest.len());
    }
    if code.starts_with(['{', '[']) {
        return in_object(code, start);
    }
    let scopes = scopes(code, start);
    if !scopes.is_empty() {
        return scopes;
    }
    let length = path_length(code);
    let Some(name) = code.get(..length).filter(|name| is_path(name)) else { return Vec::new() };
    let after = code.get(length..).unwrap_or_default();
    let trimmed = after.trim_start();
    if after.is_empty() || after == "[]" {
        return vec![(piece(0, name), Form::Alone)];
    }
    if trimmed.starts_with('=') && !trimmed.starts_with("==") && !trimmed.starts_with("=>") {
        return vec![(piece(0, name), Form::Pair)];
    }
    let Some(value) = after.strip_prefix(':').filter(|value| value.is_empty() || value.starts_with([' ', '[', '{']))
    else {
        return Vec::new();
    };
    let mut found = vec![(piece(0, name), Form::Key)];
    let inner = value.trim_start();
    if inner.starts_with(['{', '[']) {
        found.extend(in_object(inner, start + code.len() - inner.len()));
    }
    found
}

/// Scopes, one or several with blanks between them.
fn scopes(code: &str, start: usize) -> Vec<(Piece, Form)> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in code.split_inclusive(' ') {
        let scope = word.trim_end();
        let belongs = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let parts: Vec<&str> = scope.split(':').collect();
        let is_scope = parts.len() == 2
            && parts.iter().all(|part| part.starts_with(|c: char| c.is_ascii_lowercase()) && part.chars().all(belongs));
        if !is_scope {
            return Vec::new();
        }
        found.push((Piece::new(scope, Span::new(start + at, start + at + scope.len())), Form::Scope));
        at += word.len();
    }
    found
}

/// What is after `[0].`.
fn indexed(code: &str) -> Option<&str> {
    let rest = code.strip_prefix('[')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    rest.get(digits..)?.strip_prefix("].").filter(|_| digits > 0)
}

/// The keys of an object, or the words of a loose list such as `{id or name, value}`.
fn in_object(code: &str, start: usize) -> Vec<(Piece, Form)> {
    if let Some((mut node, _)) = json::parse(code, 0) {
        node.map_spans(&|span| span.shifted(start));
        let mut found = Vec::new();
        keys(&node, &mut found);
        if !found.is_empty() {
            return found;
        }
    }
    if !code.contains(',') || code.contains(['"', '(', '$', '<']) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut at = 0;
    for word in code.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || c == '_')) {
        let name = word.trim_end_matches(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        if is_name(name) && !matches!(name, "or" | "and") {
            found.push((Piece::new(name, Span::new(start + at, start + at + name.len())), Form::Key));
        }
        at += word.len();
    }
    found
}

fn keys(node: &Node, found: &mut Vec<(Piece, Form)>) {
    for entry in node.entries() {
        let quoted = entry.key_span.end - entry.key_span.start == entry.key.len() + 2;
        let span = if quoted { Span::new(entry.key_span.start + 1, entry.key_span.end - 1) } else { entry.key_span };
        if is_name(&entry.key) && span.end - span.start == entry.key.len() {
            found.push((Piece::new(&*entry.key, span), Form::Key));
        }
        keys(&entry.value, found);
    }
    node.items().iter().for_each(|item| keys(item, found));
}

/// The length of a dotted name at the beginning of a text.
fn path_length(code: &str) -> usize {
    let belongs = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '[' | ']');
    let length = code.find(|c: char| !belongs(c)).unwrap_or(code.len());
    code.get(..length).map_or(0, |name| name.trim_end_matches(['.', '[', ']']).len())
}

fn is_path(text: &str) -> bool {
    !text.is_empty() && text.split('.').all(|part| is_name(part.trim_end_matches("[]")))
}

/// Whether a text is an identifier, and neither an environment variable nor a literal.
fn is_name(text: &str) -> bool {
    let shouts = text.len() > 1 && !text.bytes().any(|byte| byte.is_ascii_lowercase());
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
        && !shouts
        // `ntn_` is the beginning of names or keys.
        && !text.ends_with('_')
        && !matches!(text, "true" | "false" | "null" | "none" | "None" | "True" | "False" | "undefined")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(code: &str) -> String {
        let list: Vec<String> = names(code, 0)
            .into_iter()
            .map(|(name, form)| {
                assert_eq!(&code[name.span.range()], name.text, "{code}");
                format!(
                    "{}{}",
                    name.text,
                    match form {
                        Form::Alone => "",
                        Form::Pair => "=",
                        Form::Key => ":",
                        Form::Scope => "!",
                    }
                )
            })
            .collect();
        list.join(" ")
    }

    #[test]
    fn names_come_in_many_forms() {
        let is = |code: &str, expected: &str| assert_eq!(found(code), expected, "{code}");
        is("client_id", "client_id");
        is(" Message ", "Message");
        is("delivery_address.line1", "delivery_address.line1");
        is("periods[].hours", "periods[].hours");
        is("[0].outcome_id", "outcome_id");
        is("open_only=true", "open_only=");
        is("?tenant=", "tenant=");
        is("&includeperiods=true", "includeperiods=");
        is("page_no=1&page_size=100", "page_no= page_size=");
        is("kind: teams", "kind:");
        is("assets: [{\"id\": 77}]", "assets: id:");
        is("{\"record_count\": 42, \"clients\": [...]}", "record_count: clients:");
        is("{id or name, value}", "id: name: value:");
        is("read:tickets edit:sites", "read:tickets! edit:sites!");
    }

    #[test]
    fn other_code_holds_none() {
        for code in [
            "",
            "{id}",
            "HALO_TENANT",
            "true",
            "npm install",
            "--force",
            "C:a",
            "a == b",
            "f(x)",
            "x => y",
            "12",
            "{$a, b}",
        ] {
            assert_eq!(found(code), "", "{code}");
        }
    }
}
