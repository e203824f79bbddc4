//! Objects and lists as programs write them: `dict(a=1)`, `@{ a = 1 }`, `['a' => 1]`, `new { a = 1 }`, `map[string]any{"a": 1}`.
//!
//! What is not a literal becomes a text marked `plain`, as in the JSON of documents.

use super::super::json::{self, MAX_DEPTH};
use crate::openapi::validate::ELLIPSIS;
use crate::source::Span;
use crate::syntax::{Entry, Kind, Node};

/// Calls around an object that write it as JSON or wrap it.
const WRAPPERS: &[&str] = &[
    "JSON.stringify(",
    "json.dumps(",
    "json_encode(",
    "JSON.generate(",
    "JsonConvert.SerializeObject(",
    "JsonSerializer.Serialize(",
    "JsonContent.Create(",
    "new URLSearchParams(",
    "http_build_query(",
    "json.Marshal(",
    "bytes.NewReader(",
    "bytes.NewBuffer(",
    "urllib.parse.urlencode(",
    "urlencode(",
    "ConvertTo-Json -InputObject ",
    "ConvertTo-Json ",
];

/// The object or list that begins at a place, or that a variable of that name was given above.
pub(super) fn parse(text: &str, at: usize) -> Option<Node> {
    let mut reader = ObjectReader { text, at, hops: 0, look_ups: 0 };
    let node = reader.value(0)?;
    matches!(node.kind, Kind::Mapping(_) | Kind::Sequence(_)).then_some(node)
}

/// A variable that was given another one, and so on, is followed so often.
const MAX_HOPS: usize = 2;
/// So many variables of one object are looked up.
const MAX_LOOK_UPS: usize = 4;

/// A variable is looked up in so many bytes above its use: a block with many of them would be searched whole for each.
const MAX_ABOVE: usize = 2000;

/// The text above a place in which a variable is looked up.
pub(super) fn above(text: &str, at: usize) -> &str {
    text.get(text.ceil_char_boundary(at.saturating_sub(MAX_ABOVE))..at).unwrap_or_default()
}

/// What a bracket opens.
#[derive(Clone, Copy, PartialEq)]
enum Opens {
    Object,
    /// An object whose names may be written in another case.
    AnonymousObject,
    List,
    /// In PHP, the entries tell.
    Either,
}

/// How a collection closes, and whether its entries may end with their line.
struct Bracket {
    opens: Opens,
    close: char,
    lines: bool,
}

struct ObjectReader<'t> {
    text: &'t str,
    at: usize,
    /// Through how many variables this place was reached.
    hops: usize,
    /// How many variables were looked up.
    look_ups: usize,
}

impl<'t> ObjectReader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Moves past blanks and remarks.
    fn skip(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            let is_remark = trimmed.starts_with("//") || trimmed.starts_with("# ") || trimmed.starts_with("##");
            if !is_remark {
                return;
            }
            self.at += trimmed.find('\n').unwrap_or(trimmed.len());
        }
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        self.skip();
        if depth > MAX_DEPTH {
            return None;
        }
        let start = self.at;
        let rest = self.rest();
        if let Some(wrapper) = WRAPPERS.iter().find(|wrapper| rest.starts_with(**wrapper)) {
            self.at += wrapper.len();
            let node = self.value(depth + 1)?;
            self.expression(',', false);
            return Some(node);
        }
        if rest.starts_with(['{', '['])
            && typed(rest).is_none()
            && let Some((node, end)) = json::parse(self.text, start)
            && !lists_code(&node)
        {
            self.at = end;
            return Some(node);
        }
        if let Some((length, bracket)) = opening(rest) {
            self.at += length;
            return self.collection(start, &bracket, depth);
        }
        if rest.starts_with(['"', '\'']) {
            let inner = self.string()?;
            let node = self.literal(start, Kind::String(inner));
            return Some(node);
        }
        let word = identifier(rest);
        let after = rest.get(word.len()..).unwrap_or_default();
        if word.is_empty() || after.starts_with(['.', '(', '[', '-', ':']) {
            return None;
        }
        let node = self.variable(word, depth)?;
        self.at += word.len();
        Some(node)
    }

    /// The object that a variable was given above.
    fn variable(&mut self, name: &str, depth: usize) -> Option<Node> {
        self.look_ups += 1;
        if self.hops > MAX_HOPS || self.look_ups > MAX_LOOK_UPS {
            return None;
        }
        let name = name.trim_start_matches('$');
        let above = above(self.text, self.at);
        above.rmatch_indices(name).find_map(|(place, _)| {
            let whole = !above.get(..place)?.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
            let after = above.get(place + name.len()..)?.trim_start();
            // `b, err := json.Marshal(row)`
            let after =
                [", _", ", err"].iter().find_map(|rest| after.strip_prefix(*rest)).unwrap_or(after).trim_start();
            let value = after.strip_prefix(":=").or_else(|| after.strip_prefix('=')).filter(|_| whole)?;
            // A comparison gives nothing, and neither does `a => a`.
            let value = value.strip_prefix(|c| matches!(c, '=' | '>')).map_or(Some(value), |_| None)?;
            let at = self.at - value.len();
            let mut reader = ObjectReader { text: self.text, at, hops: self.hops + 1, look_ups: 0 };
            reader.value(depth + 1).filter(|node| matches!(node.kind, Kind::Mapping(_) | Kind::Sequence(_)))
        })
    }

    fn literal(&self, start: usize, kind: Kind) -> Node {
        Node { span: Span::new(start, self.at), kind, plain: false }
    }

    /// What is after the opening bracket, up to the one that closes it.
    fn collection(&mut self, start: usize, bracket: &Bracket, depth: usize) -> Option<Node> {
        let mut entries = Vec::new();
        let mut items = Vec::new();
        loop {
            self.skip();
            let next = self.rest().chars().next()?;
            if next == bracket.close {
                self.at += next.len_utf8();
                break;
            }
            if matches!(next, ',' | ';') {
                self.at += 1;
                continue;
            }
            let before = self.at;
            match self.key() {
                Some((key, key_span)) => {
                    let value = self.entry_value(bracket, depth)?;
                    let is_own_case = bracket.opens == Opens::AnonymousObject && key.starts_with(char::is_uppercase);
                    entries.push(if is_own_case { left_out(value) } else { Entry { key, key_span, value } });
                }
                None => items.push(self.entry_value(bracket, depth)?),
            }
            if self.at == before {
                return None;
            }
        }
        let is_list = match bracket.opens {
            Opens::List => true,
            Opens::Either => entries.is_empty(),
            Opens::Object | Opens::AnonymousObject => false,
        };
        if !is_list {
            // `**more`, `...more` and a name alone bring in what is not shown here.
            entries.extend(items.drain(..).map(left_out));
        }
        let kind = if is_list { Kind::Sequence(items) } else { Kind::Mapping(entries) };
        Some(Node { span: Span::new(start, self.at), kind, plain: false })
    }

    /// A value and what is done with it, up to the separator.
    fn entry_value(&mut self, bracket: &Bracket, depth: usize) -> Option<Node> {
        self.skip();
        let start = self.at;
        let read = self.value(depth + 1);
        let after = self.rest().trim_start_matches([' ', '\t']);
        let ends = after.starts_with([',', ';', bracket.close]) || after.starts_with(['\n', '\r']);
        if let Some(node) = read.filter(|_| ends) {
            return Some(node);
        }
        self.at = start;
        self.expression(bracket.close, bracket.lines);
        let written = self.text.get(start..self.at)?.trim_end();
        let span = Span::new(start, start + written.len());
        let kind = match written {
            "true" | "True" | "$true" => Kind::Bool(true),
            "false" | "False" | "$false" => Kind::Bool(false),
            "null" | "None" | "nil" | "$null" => Kind::Null,
            _ if serde_json::from_str::<serde_json::Number>(written).is_ok() => Kind::Number(written.to_owned()),
            _ => return Some(Node { span, kind: Kind::String(written.to_owned()), plain: true }),
        };
        Some(Node { span, kind, plain: false })
    }

    /// A key with its separator: `a:`, `"a" =>`, `:a =>`, `a =`, `["a"] =`.
    fn key(&mut self) -> Option<(String, Span)> {
        let rest = self.rest();
        let is_indexed = rest.starts_with('[');
        let lead = usize::from(rest.starts_with(['[', ':']));
        let rest = rest.get(lead..)?;
        let start = self.at + lead;
        let (name, length) = match rest.chars().next()? {
            quote @ ('"' | '\'') => {
                let inner = rest.get(1..)?.split(quote).next()?;
                (inner, inner.len() + 2)
            }
            _ => {
                let word = identifier(rest);
                (word, word.len())
            }
        };
        if name.is_empty() || name.contains(['\n', '$']) {
            return None;
        }
        let after = rest.get(length..)?;
        let after = if is_indexed { after.strip_prefix(']')? } else { after }.trim_start_matches([' ', '\t']);
        let value = ["=>", ":", "="].iter().find_map(|mark| after.strip_prefix(*mark))?;
        if value.starts_with(['=', ':']) {
            return None;
        }
        self.at = self.text.len() - value.len();
        Some((name.to_owned(), Span::new(start, start + length)))
    }

    fn string(&mut self) -> Option<String> {
        let rest = self.rest();
        let quote = rest.chars().next()?;
        let mut escaped = false;
        for (at, character) in rest.char_indices().skip(1) {
            match character {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '\n' => return None,
                _ if character == quote => {
                    self.at += at + 1;
                    return rest.get(1..at).map(ToOwned::to_owned);
                }
                _ => {}
            }
        }
        None
    }

    /// Moves past an expression, to the separator or bracket that closes it.
    fn expression(&mut self, close: char, lines: bool) {
        let mut depth = 0_usize;
        while let Some(character) = self.rest().chars().next() {
            match character {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' if depth > 0 => depth -= 1,
                ')' | ']' | '}' => {
                    // The bracket of a wrapper's call.
                    if character != close && character == ')' {
                        self.at += 1;
                    }
                    return;
                }
                ',' | ';' if depth == 0 => return,
                '\n' if depth == 0 && lines => return,
                '"' | '\'' if self.string().is_some() => continue,
                _ => {}
            }
            self.at += character.len_utf8();
        }
    }
}

/// Whether a list holds what is not JSON: variables, `dict(a=1)`, `'a' => 1`.
fn lists_code(node: &Node) -> bool {
    let is_code = |item: &Node| item.plain && item.as_str().is_some_and(|text| !text.starts_with(['.', '…']));
    node.items().iter().any(|item| is_code(item) || lists_code(item))
        || node.entries().iter().any(|entry| lists_code(&entry.value))
}

fn left_out(value: Node) -> Entry {
    Entry { key: ELLIPSIS.to_owned(), key_span: value.span, value }
}

/// The name at the beginning of a text, with the `$` of a variable.
fn identifier(text: &str) -> &str {
    let start = usize::from(text.starts_with('$'));
    let length = text
        .get(start..)
        .map_or(0, |rest| rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len()));
    let word = text.get(..start + length).unwrap_or_default();
    if word.get(start..).is_some_and(|name| name.starts_with(|c: char| c.is_ascii_digit())) { "" } else { word }
}

/// The length of what opens an object or a list at the beginning of a text, and how it closes.
fn opening(text: &str) -> Option<(usize, Bracket)> {
    let plain = |length: usize, opens: Opens, close: char| Some((length, Bracket { opens, close, lines: false }));
    let words = [("dict(", Opens::Object), ("array(", Opens::Either)];
    if let Some((start, opens)) = words.into_iter().find(|(start, _)| text.starts_with(start)) {
        return plain(start.len(), opens, ')');
    }
    let shells = [("@{", Opens::Object, '}'), ("@(", Opens::List, ')')];
    if let Some((start, opens, close)) = shells.into_iter().find(|(start, ..)| text.starts_with(start)) {
        return Some((start.len(), Bracket { opens, close, lines: true }));
    }
    if let Some((length, opens)) = typed(text) {
        return plain(length, opens, '}');
    }
    match text.chars().next()? {
        '{' => plain(1, Opens::Object, '}'),
        '[' => plain(1, Opens::Either, ']'),
        _ => None,
    }
}

/// The length of a type of C# or Go before a brace, the brace included. Classes have names of their own, so that only types
/// without any count.
fn typed(text: &str) -> Option<(usize, Opens)> {
    const TYPES: &[(&str, Opens)] = &[
        ("new {", Opens::AnonymousObject),
        ("new{", Opens::AnonymousObject),
        ("new Dictionary<", Opens::Object),
        ("new[]", Opens::List),
        ("new object[]", Opens::List),
        ("new List<object>", Opens::List),
        ("map[string]", Opens::Object),
        ("url.Values{", Opens::Object),
        ("[]map[string]", Opens::List),
        ("[]any{", Opens::List),
        ("[]interface{}{", Opens::List),
    ];
    let (_, opens) = TYPES.iter().find(|(start, _)| text.starts_with(start))?;
    // The empty braces of Go's `interface{}` are part of the type.
    let brace = text.match_indices('{').map(|(at, _)| at).find(|at| {
        !text
            .get(*at..)
            .is_some_and(|rest| rest.starts_with("{}") && rest.get(2..).is_some_and(|rest| rest.starts_with('{')))
    })?;
    (!text.get(..brace)?.contains('\n')).then_some((brace + 1, *opens))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        parse(text, 0).map(|node| node.to_json().to_string())
    }

    #[test]
    fn objects_are_written_in_many_ways() {
        let is = |text: &str, expected: &str| assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        is("{\"a\": 1, 'b': x}", r#"{"a":1,"b":"x"}"#);
        is("dict(a=1, b=x.y, c=True)", r#"{"a":1,"b":"x.y","c":true}"#);
        is("[dict(a=\"x\"), {\"b\": f(1, 2)}]", r#"[{"a":"x"},{"b":"f(1, 2)"}]"#);
        is("@{ a = 'x'; b = 1 }", r#"{"a":"x","b":1}"#);
        is("@(@{\n  a = $x\n  b = @(1, 2)\n})", r#"[{"a":"$x","b":[1,2]}]"#);
        is("['a' => 1, 'b' => ['c' => $x]]", r#"{"a":1,"b":{"c":"$x"}}"#);
        is("array('a' => array(1, 2))", r#"{"a":[1,2]}"#);
        is("{ :a => 1, \"b\" => nil, c: 'x' }", r#"{"a":1,"b":null,"c":"x"}"#);
        is("new[] { new { a = \"x\", b = 1 } }", r#"[{"a":"x","b":1}]"#);
        is("new Dictionary<string, object> { [\"a\"] = 1 }", r#"{"a":1}"#);
        is("[]map[string]interface{}{{\"a\": 1}}", r#"[{"a":1}]"#);
        is("JSON.stringify([{ a: 1 }])", r#"[{"a":1}]"#);
    }

    #[test]
    fn other_code_is_none() {
        let circle = "b = [a, a, a]\na = [b, b, b]\n".repeat(200) + "a";
        assert!(parse(&circle, circle.len() - 1).is_some());
        for text in ["x", "f(1)", "{", "new Thing(1)", "", "{ if (x) { y } ", "await body"] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
