//! Frontmatter as Claude Code reads it where it differs from YAML.
//!
//! Source: the Claude Code CLI. Its YAML parser accepts some invalid YAML (keys that are mappings, control characters,
//! a comma at the start of a value) and rejects some valid YAML (a continuation line of a quoted or bracketed value
//! that is not indented, text after `...`). What it rejects is parsed a second time, with quotes around top-level
//! values that contain YAML syntax, and with leading tabs as spaces.

use super::tree::{Kind, Node, Problem};
use super::yaml;
use crate::source::Span;

/// A block that is not valid YAML but that Claude Code reads.
#[derive(Debug, Clone)]
pub struct Lenient {
    /// The tree.
    pub root: Node,
    /// The values that needed quotes, each with its equivalent in valid YAML.
    pub quoted: Vec<(Span, String)>,
}

/// What Claude Code rejects in a block that is valid YAML. `text` is the block and `root` its tree.
#[must_use]
pub(crate) fn refusal(text: &str, root: &Node) -> Option<Problem> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let rest = &text[at + line.len()..];
        if line.trim_end() == "..." && !rest.trim().is_empty() {
            return Some(Problem::new(
                Span::new(at, at + 3),
                "unexpected text after `...`, the end of the YAML document",
            ));
        }
        at += line.len();
    }
    if text.contains('\n') { shallow_line(text, root, None) } else { None }
}

/// A continuation line of a quoted or bracketed value that is not indented deeper than the value's key or dash.
fn shallow_line(text: &str, node: &Node, parent: Option<usize>) -> Option<Problem> {
    let written = text.get(node.span.range()).unwrap_or_default();
    let closed = written.starts_with(['[', '{', '"', '\'']);
    if let (true, Some(parent)) = (closed, parent) {
        let mut at = node.span.start + written.find('\n')? + 1;
        for line in written.split_inclusive('\n').skip(1) {
            let indent = line.len() - line.trim_start_matches(' ').len();
            let content = line.trim();
            if !content.is_empty() && indent <= parent && !content.starts_with([']', '}', '#']) {
                let rest = Span::new(at + indent, at + indent + content.len());
                return Some(Problem::new(rest, "expected an indented continuation line of this value"));
            }
            at += line.len();
        }
    }
    if closed {
        return None;
    }
    let column = |position: usize| position - text[..position].rfind('\n').map_or(0, |line| line + 1);
    match &node.kind {
        Kind::Mapping(entries) => {
            entries.iter().find_map(|entry| shallow_line(text, &entry.value, Some(column(entry.key_span.start))))
        }
        Kind::Sequence(items) => items.iter().find_map(|item| {
            let dash = text[..item.span.start].trim_end().rfind('-').unwrap_or_default();
            shallow_line(text, item, Some(column(dash)))
        }),
        _ => None,
    }
}

/// Reads a block that is not valid YAML. `start` is its position in the file.
#[must_use]
pub(crate) fn read(text: &str, start: usize) -> Option<Lenient> {
    let cleaned = without_control_characters(text);
    if let Some(mut root) = yaml::parse_any_keys(&cleaned).root
        && refusal(&cleaned, &root).is_none()
    {
        root.shift(start);
        return Some(Lenient { root, quoted: Vec::new() });
    }
    let mut lenient = second_reading(&cleaned, start)?;
    if cleaned != text {
        lenient.quoted.clear();
    }
    Some(lenient)
}

/// The text with a `?` for each byte of a character that YAML forbids but Claude Code accepts.
fn without_control_characters(text: &str) -> String {
    let forbidden = |c: char| {
        c.is_control() && !matches!(c, '\0' | '\n' | '\r' | '\t' | '\u{85}') || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    let mut cleaned = String::with_capacity(text.len());
    for character in text.chars() {
        match forbidden(character) {
            true => cleaned.extend(std::iter::repeat_n('?', character.len_utf8())),
            false => cleaned.push(character),
        }
    }
    cleaned
}

fn second_reading(text: &str, start: usize) -> Option<Lenient> {
    let mut changed = String::with_capacity(text.len() + 16);
    // The replaced pieces of the text: their spans in the changed text and in the file.
    let mut pieces: Vec<(Span, Span)> = Vec::new();
    let mut quoted = Vec::new();
    let mut line_start = start;
    for line in text.split_inclusive('\n') {
        let tabs = line.len() - line.trim_start_matches('\t').len();
        let body = line[tabs..].trim_end_matches('\n');
        if tabs > 0 {
            let from = changed.len();
            changed.push_str(&"  ".repeat(tabs));
            pieces.push((Span::new(from, changed.len()), Span::new(line_start, line_start + tabs)));
        }
        match value_to_quote(body).filter(|_| tabs == 0) {
            Some(value) => {
                let colon = body[..value.start].trim_end().len();
                changed.push_str(&body[..colon]);
                let from = changed.len();
                changed.push(' ');
                pieces.push((Span::new(from, from + 1), Span::new(line_start + colon, line_start + value.start)));
                let escaped = body[value.range()].replace('\\', "\\\\").replace('"', "\\\"");
                changed.push_str(&format!("\"{escaped}\""));
                let at = value.shifted(line_start);
                pieces.push((Span::new(from + 1, changed.len()), at));
                quoted.push((at, changed[from + 1..].to_owned()));
                changed.push_str(&line[tabs + body.len()..]);
            }
            None => changed.push_str(&line[tabs..]),
        }
        line_start += line.len();
    }
    let mut root = yaml::parse_any_keys(&changed).root?;
    if refusal(&changed, &root).is_some() {
        return None;
    }
    let place = |position: usize| {
        let mut origin = (0, start);
        for (new, old) in &pieces {
            if position < new.start {
                break;
            }
            if position < new.end {
                return (old.start + (position - new.start)).min(old.end);
            }
            origin = (new.end, old.end);
        }
        origin.1 + (position - origin.0)
    };
    root.map_spans(&|span| Span::new(place(span.start), place(span.end)));
    Some(Lenient { root, quoted })
}

/// The value in a line `key: value` that contains YAML syntax. `None` if there is none, if it is in quotes, if it is a
/// whole list, or if the line contains a different line break (`\r`, U+2028), at which the CLI stops.
fn value_to_quote(line: &str) -> Option<Span> {
    let (key, rest) = line.split_once(':')?;
    let is_key = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-'));
    let value = rest.trim_start();
    if !is_key
        || !rest.starts_with(char::is_whitespace)
        || value.is_empty()
        || line.contains(['\r', '\u{2028}', '\u{2029}'])
    {
        return None;
    }
    let in_quotes = |quote| value.len() > 1 && value.starts_with(quote) && value.ends_with(quote);
    let trips = value.contains(['{', '}', '[', ']', '*', '&', '#', '!', '|', '>', '%', '@', '`'])
        || value.contains(": ")
        || value.starts_with(',');
    if in_quotes('"') || in_quotes('\'') || !trips || is_list(value) {
        return None;
    }
    let start = line.len() - rest.trim_start().len();
    Some(Span::new(start, start + value.len()))
}

fn is_list(value: &str) -> bool {
    value.starts_with('[') && value.ends_with(']') && yaml::parse(value).root.is_some_and(|root| root.is_sequence())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> bool {
        yaml::parse(text).root.is_none_or(|root| refusal(text, &root).is_some())
    }

    #[test]
    fn the_rest_of_a_value_must_be_indented() {
        for text in [
            "a: [b,\nc]",
            "a: \"b\nc\"",
            "a:\n  b: [c,\n  d]",
            "a:\n  - [b,\n  c]",
            "a:\n- \"b\nc\"",
            "a: [\nb\n]",
            "a: b\n...\nc: d",
        ] {
            assert!(refused(text), "{text:?}");
        }
        for text in ["a: [b,\n c]", "a: [\n]", "a: [\n  b\n]", "{\n\"a\": 1\n}", "a: b\n...\n", "a: |\n  [b\nc: d"] {
            assert!(!refused(text), "{text:?}");
        }
    }

    #[test]
    fn values_that_trip_yaml_up_are_put_into_quotes() {
        let value = |text: &str| read(text, 0).and_then(|lenient| Some(lenient.root.get("a")?.as_str()?.to_owned()));
        assert_eq!(value("a: b: c").as_deref(), Some("b: c"));
        assert_eq!(value("a: [b] [c]").as_deref(), Some("[b] [c]"));
        assert_eq!(value("a: say \"b\": c").as_deref(), Some("say \"b\": c"));
        assert_eq!(value("x: b: c\na: [b]"), None);
        assert!(read("a: b: c\r\nd: e\r\n", 0).is_none());
        assert!(read("a: {{b}}", 0).is_some_and(|lenient| lenient.quoted.is_empty()));
        assert!(read("x:\n  a: b: c", 0).is_none());
    }
}
