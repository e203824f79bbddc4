//! The target of a request: an address, or a path with a query string.

use super::{Pair, Piece, Target};
use crate::source::Span;

/// Reads a target that is at byte `start` of some text; `None` when it is neither an address nor a path.
#[must_use]
pub fn parse(text: &str, start: usize) -> Option<Target> {
    let span = |from: usize, to: usize| Span::new(start + from, start + to);
    // `#{id}` is a placeholder of Ruby, and `{a#b}` is one of a document.
    let is_fragment = |at: &usize| {
        let (before, after) = text.split_at(*at);
        !after.starts_with("#{") && (!before.contains('{') || before.contains('}'))
    };
    let end = text.match_indices('#').map(|(at, _)| at).find(is_fragment).unwrap_or(text.len());
    let text = text.get(..end)?;
    let mut target = Target { span: span(0, text.len()), ..Target::default() };
    let path_start = if let Some(scheme_end) = text.find("://").filter(|at| *at < 8) {
        let scheme = text.get(..scheme_end)?.to_ascii_lowercase();
        if !matches!(scheme.as_str(), "http" | "https") {
            return None;
        }
        target.scheme = Some(Piece::new(scheme, span(0, scheme_end)));
        let host_start = scheme_end + 3;
        let rest = text.get(host_start..)?;
        let length = rest.find(['/', '?']).unwrap_or(rest.len());
        let host = rest.get(..length)?;
        let after_user = host.rfind('@').map_or(0, |at| at + 1);
        let host_piece = host.get(after_user..)?;
        target.host = Some(Piece::new(host_piece, span(host_start + after_user, host_start + length)));
        host_start + length
    } else if text.starts_with('/') {
        0
    } else {
        let hole = hole_length(text)?;
        target.after_hole = true;
        hole
    };
    let rest = text.get(path_start..)?;
    if !(rest.is_empty() && target.host.is_some() || rest.starts_with('/') || rest.starts_with('?')) {
        return None;
    }
    let path_end = path_start + query_start(rest);
    // `/Tickets[?open_only=true]` shows that the query may be left out.
    let path = text.get(path_start..path_end)?.trim_end_matches('[');
    target.path = Piece::new(path, span(path_start, path_start + path.len()));
    if target.path.text.contains(char::is_whitespace) && !target.path.text.contains(['{', '<']) {
        return None;
    }
    if let Some(query) = text.get(path_end + 1..) {
        target.query = pairs(query, start + path_end + 1);
    }
    Some(target)
}

/// Where the query begins: the first question mark outside braces.
fn query_start(rest: &str) -> usize {
    let mut depth = 0_usize;
    for (at, character) in rest.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '?' if depth == 0 => return at,
            _ => {}
        }
    }
    rest.len()
}

/// The length of a placeholder at the beginning that has a path after it: `{base}`, `${BASE}`, `$BASE`, `<base>`.
fn hole_length(text: &str) -> Option<usize> {
    let length = match text.chars().next()? {
        '{' if text.starts_with("{{") => text.find("}}")? + 2,
        '{' => text.find('}')? + 1,
        '<' => text.find('>')? + 1,
        '#' if text.starts_with("#{") => text.find('}')? + 1,
        '$' if text.starts_with("${") => text.find('}')? + 1,
        '$' => {
            let name = |character: char| !(character.is_ascii_alphanumeric() || character == '_');
            1 + text.get(1..)?.find(name)?
        }
        _ => return None,
    };
    let named = text.get(..length)?;
    (named.len() > 2 && named.len() < 80 && text.get(length..)?.starts_with('/')).then_some(length)
}

/// The pairs of a query string or an urlencoded form at byte `start`; what is left out as `...` is not a pair.
pub(super) fn pairs(query: &str, start: usize) -> Vec<Pair> {
    let mut found = Vec::new();
    let mut at = 0;
    for part in query.split('&') {
        let part_start = at;
        at += part.len() + 1;
        let lead = part.len() - part.trim_start_matches(|c: char| c.is_whitespace() || c == '[').len();
        let lead = if part.get(lead..).is_some_and(|rest| rest.starts_with("amp;")) { lead + 4 } else { lead };
        let body = part.get(lead..).unwrap_or_default().trim_end();
        let body = body.trim_end_matches("][");
        let body = if body.contains('[') { body } else { body.trim_end_matches(']') };
        let body_start = start + part_start + lead;
        let (name, value) = match body.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (body, None),
        };
        // `where=a==1&&b>2` is one condition.
        let is_condition = value.is_some_and(|value| value.starts_with('=')) || name.ends_with(['!', '>', '<']);
        let follows_condition =
            body_start > start + 1 && query.get(..part_start).is_some_and(|lead| lead.ends_with("&&"));
        if is_condition || follows_condition {
            continue;
        }
        if name.is_empty() || name.contains(['.', '…', '<', '{', '$', '*', ' ']) && !is_dotted(name) {
            continue;
        }
        let decoded = |text: &str| crate::syntax::percent_decoded(&text.replace('+', " ")).into_owned();
        let name_span = Span::new(body_start, body_start + name.len());
        found.push(Pair {
            name: Piece::new(decoded(name), name_span),
            value: value.map(|value| {
                let value_start = name_span.end + 1;
                Piece::new(decoded(value), Span::new(value_start, value_start + value.len()))
            }),
        });
    }
    found
}

/// `filter.name` is a name, `...` is not.
fn is_dotted(name: &str) -> bool {
    name.split('.')
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        let target = parse(text, 0)?;
        let query: Vec<String> = target
            .query
            .iter()
            .map(|pair| {
                assert_eq!(text[pair.name.span.range()].replace("%5F", "_"), pair.name.text);
                format!("{}={}", pair.name.text, pair.value.as_ref().map_or("-", |value| &value.text))
            })
            .collect();
        assert_eq!(&text[target.path.span.range()], target.path.text);
        let host = target.host.map(|host| host.text).unwrap_or_default();
        Some(format!("{host}{}|{}|{}", if target.after_hole { "*" } else { "" }, target.path.text, query.join(" ")))
    }

    #[test]
    fn targets_come_in_many_forms() {
        let is = |text: &str, expected: &str| assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        is("/Tickets?a=1&b=%20x&c", "|/Tickets|a=1 b= x c=-");
        is("https://u:p@{tenant}.example.com:443/api/Tickets/{id}#top", "{tenant}.example.com:443|/api/Tickets/{id}|");
        is("${BASE_URL}/Tickets?open%5Fonly=true", "*|/Tickets|open_only=true");
        is("$BASE/Tickets", "*|/Tickets|");
        is("{{base_url}}/x", "*|/x|");
        is("https://api.example.com", "api.example.com||");
        is("/Tickets?...", "|/Tickets|");
        is("/Tickets?a=1&...", "|/Tickets|a=1");
        is("/Tickets[?a=1][&b=2]", "|/Tickets|a=1 b=2");
        is("/Tickets/{ticket id}?a={b?}", "|/Tickets/{ticket id}|a={b?}");
    }

    #[test]
    fn other_text_is_no_target() {
        for text in ["", "Tickets", "{id}", "ftp://x/y", "$HOME", "mailto:a@b.c", "./x", "/a b"] {
            assert!(shown(text).is_none(), "{text}");
        }
    }
}
