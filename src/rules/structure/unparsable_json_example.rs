//! `unparsable-json-example`: a block marked `json` that does not parse.
//!
//! Such blocks often contain intentional departures from JSON: comments, `...`, fragments, placeholders, HTTP lines,
//! tool calls, several documents. These are not reported. Only a block that consists of JSON tokens and still does not
//! parse is.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::Document;
use crate::rule_meta;
use crate::rules::support::folders::is_sample;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;
use crate::syntax::json;

static META: RuleMeta =
    rule_meta!("unparsable-json-example", Warning, Recommended, "A block marked `json` does not parse");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    let Some(markdown) = document.markdown() else { return };
    if is_sample(&document.path) {
        return;
    }
    for block in markdown.code_blocks.iter().filter(|block| block.closed && block.language() == "json") {
        let text = block.text(markdown);
        // Most examples are valid.
        if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
            continue;
        }
        let slip = match scan(text) {
            Scan::Convention => continue,
            Scan::OpenString(span) => (span, "invalid JSON: unterminated string".to_owned()),
            Scan::Plain => match json::parse(text).problems.into_iter().next() {
                Some(problem) if stands_in(text, problem.span) => continue,
                Some(problem) => (problem.span, problem.message),
                None => continue,
            },
        };
        let (span, message) = slip;
        sink.push(
            Diagnostic::new(&META, document.at(block.source_span(markdown, span)), message)
                .label("the example is not valid JSON from here on")
                .help("correct the example, or mark a fragment with another language"),
        );
    }
}

/// Whether text in angle brackets or dots before the problem is a placeholder for a whole member.
fn stands_in(text: &str, problem: Span) -> bool {
    let before = text[..text.floor_char_boundary(problem.start)].trim_end();
    [">\"", "...\"", "…\""].iter().any(|end| before.ends_with(end))
}

/// The kind of content of a block.
enum Scan {
    /// Only JSON tokens, as one document.
    Plain,
    /// A string that does not end on its line.
    OpenString(Span),
    /// A convention that is not meant to parse.
    Convention,
}

fn scan(text: &str) -> Scan {
    let trimmed = text.trim();
    if !trimmed.starts_with(['{', '[']) || !trimmed.ends_with(['}', ']', ',', '"']) {
        return Scan::Convention;
    }
    let mut depth = 0_usize;
    let mut ended = false;
    let mut open = None;
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'{' | b'[' if ended => return Scan::Convention,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                ended = depth == 0;
            }
            b'"' => match string_end(text, at) {
                Some(end) => while bytes.next_if(|(next, _)| *next < end).is_some() {},
                None => {
                    let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
                    open = open.or(Some(Span::new(at, end)));
                    while bytes.next_if(|(next, _)| *next < end).is_some() {}
                }
            },
            b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' => {}
            b'-' | b'+' | b'.' | b'0'..=b'9' if text[at..].starts_with("..") => return Scan::Convention,
            // `2-7` stands for a number between the two.
            b'-' if at.checked_sub(1).is_some_and(|before| text.as_bytes()[before].is_ascii_digit()) => {
                return Scan::Convention;
            }
            b'-' | b'+' | b'.' | b'0'..=b'9' | b'e' | b'E' if is_number_part(text, at) => {}
            b'a'..=b'z' => {
                let word: &str = text[at..].split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
                if !matches!(word, "true" | "false" | "null") {
                    return Scan::Convention;
                }
                let end = at + word.len();
                while bytes.next_if(|(next, _)| *next < end).is_some() {}
            }
            _ => return Scan::Convention,
        }
    }
    // The start of a document, which may continue elsewhere.
    if depth > 0 && open.is_none() && trimmed.ends_with([',', '{', '[']) {
        return Scan::Convention;
    }
    open.map_or(Scan::Plain, Scan::OpenString)
}

/// The position after the closing quote of the string that opens at `start`; `None` if it does not end on its line.
fn string_end(text: &str, start: usize) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(start + 1) {
        match byte {
            b'\n' => return None,
            b'"' if !escaped => return Some(at + 1),
            _ => escaped = byte == b'\\' && !escaped,
        }
    }
    None
}

/// Whether a byte is part of a number: a digit, or a sign, point or exponent next to one.
fn is_number_part(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    is_digit(Some(at)) || is_digit(at.checked_sub(1)) || is_digit(Some(at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_next_to_a_digit() {
        let is_part = |text: &str, at| is_number_part(text, at);
        assert!(is_part("1", 0) && is_part("-1", 0) && is_part("1.", 1) && is_part("1e5", 1));
        assert!(!is_part("-", 0) && !is_part("e x", 0) && !is_part("1 e", 2) && !is_part("e 1", 0));
    }

    #[test]
    fn a_string_ends_at_its_quote_on_its_line() {
        assert_eq!(string_end(r#"x "a" b"#, 2), Some(5));
        assert_eq!(string_end(r#""a\" b" c"#, 0), Some(7));
        assert_eq!(string_end(r#""a\\" b"#, 0), Some(5));
        assert_eq!(string_end("\"a\n\"", 0), None);
        assert_eq!(string_end("\"a", 0), None);
    }

    #[test]
    fn only_json_tokens_are_an_attempt_at_json() {
        let kind = |text: &str| match scan(text) {
            Scan::Plain => "plain",
            Scan::OpenString(_) => "open",
            Scan::Convention => "convention",
        };
        for plain in ["{\"a\": true}", "[-1.5e+3 null]", "{\"a\": [false,}", "{\"a\": {\"b\": 1}"] {
            assert_eq!(kind(plain), "plain", "{plain}");
        }
        for open in ["{\"a\": \"b}", "[\"a,\n1,", "[\"a\n\"b\n]"] {
            assert_eq!(kind(open), "open", "{open}");
        }
        for convention in [
            "\"a\": 1",
            "{\"a\": 1} x",
            "{\"a\": 1",
            "[1, ..]",
            "{a: 1}",
            "[truer]",
            "[true1]",
            "[True]",
            "[1]\n[2]",
            "[+]",
            "[e]",
            "{\"a\": 1,",
            "[[1],",
            "[<x>]",
            "[1; 2]",
        ] {
            assert_eq!(kind(convention), "convention", "{convention}");
        }
    }
}
