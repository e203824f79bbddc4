//! Requests in tables and in running text: `Method | Endpoint` columns, and `GET /x` outside code.

use std::collections::HashSet;

use super::lines::request_line;
use super::{Piece, Request, Shown, denial, target};
use crate::openapi::METHODS;
use crate::source::Span;
use crate::syntax::Markdown;
use crate::syntax::markdown::{Table, Text};

/// The requests in the rows of tables that have a column of endpoints.
pub(super) fn in_tables(text: &str, markdown: &Markdown) -> Vec<Request> {
    markdown.tables.iter().flat_map(|table| in_table(text, markdown, table)).collect()
}

fn in_table(text: &str, markdown: &Markdown, table: &Table) -> Vec<Request> {
    let headers: Vec<String> = table.header().iter().map(|cell| cell.text(markdown).trim().to_lowercase()).collect();
    let Some(paths) = headers.iter().position(|header| is_endpoint(header)) else { return Vec::new() };
    let methods =
        headers.iter().position(|header| matches!(header.as_str(), "method" | "methods" | "verb" | "http method"));
    let mut found = Vec::new();
    for row in table.rows() {
        let (Some(path), Some(first), Some(last)) = (row.get(paths), row.first(), row.last()) else { continue };
        let block = Span::new(first.span.start, last.span.end);
        let method = methods.and_then(|place| method_in(text, row.get(place)?));
        let Some(mut request) = request_in(text, path) else { continue };
        if let Some(method) = method {
            request.method = Some(method);
        }
        let inner = Span::new(request.target.span.start - block.start, request.target.span.end - block.start);
        let cells = text.get(block.range()).unwrap_or_default();
        request.denied = denial::denial(cells, inner);
        found.push(Request { block, shown: Shown::Mention, ..request });
    }
    found
}

/// Whether the header of a column says that it holds endpoints.
fn is_endpoint(header: &str) -> bool {
    let words: Vec<&str> = header.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    matches!(
        words.as_slice(),
        ["endpoint" | "endpoints" | "path" | "route" | "url" | "uri"] | ["api" | "rest", "endpoint" | "path" | "call"]
    )
}

fn method_in(text: &str, cell: &Text) -> Option<Piece> {
    let raw = text.get(cell.span.range())?;
    let word = raw.trim_matches(|c: char| !c.is_ascii_alphabetic());
    let start = cell.span.start + raw.find(word)?;
    METHODS.contains(&word).then(|| Piece::new(word, Span::new(start, start + word.len())))
}

/// The one path or request of a cell, in code or not.
fn request_in(text: &str, cell: &Text) -> Option<Request> {
    let raw = text.get(cell.span.range())?;
    let inner = raw.trim_matches(|c: char| c.is_whitespace() || matches!(c, '`' | '*'));
    if inner.is_empty() || inner.contains('`') {
        return None;
    }
    let start = cell.span.start + raw.find(inner)?;
    if let Some(request) = request_line(inner, start) {
        return Some(request);
    }
    if !inner.starts_with(['/', 'h']) || inner.contains(char::is_whitespace) {
        return None;
    }
    Some(Request { target: target::parse(inner, start)?, ..Request::default() })
}

/// The request in a heading, in code or not: `### GET /x`, "### List things: `GET /x`".
pub(super) fn in_heading(text: &str, heading: Span) -> Option<Request> {
    let raw = text.get(heading.range())?;
    let starts = raw.char_indices().map(|(at, _)| at).filter(|at| {
        raw.get(..*at).is_some_and(|before| !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '_')))
    });
    starts.into_iter().find_map(|at| {
        let line = raw.get(at..)?.split(['`', '\n']).next()?;
        if !line.starts_with(|c: char| c.is_ascii_uppercase()) {
            return None;
        }
        let request = request_line(line, heading.start + at)?;
        Some(Request { block: heading, shown: Shown::Mention, ..request })
    })
}

/// `GET /x` in the paragraphs and items of a text, outside code.
pub(super) fn in_text(text: &str, markdown: &Markdown) -> Vec<Request> {
    let mut found: Vec<Request> = Vec::new();
    // An item lies within the item around it.
    let mut seen = HashSet::new();
    for block in markdown.paragraphs.iter().chain(&markdown.items) {
        let raw = text.get(block.span.range()).unwrap_or_default();
        let (mut marks, mut counted) = (0, 0);
        for (at, _) in raw.match_indices(" /") {
            marks += raw.get(counted..at).unwrap_or_default().bytes().filter(|byte| *byte == b'`').count();
            counted = at;
            let before = raw.get(..at).unwrap_or_default();
            let word_start = before.rfind(|c: char| !c.is_ascii_uppercase()).map_or(0, |place| place + 1);
            let outside = marks % 2 == 0;
            if !METHODS.contains(&before.get(word_start..).unwrap_or_default()) || !outside {
                continue;
            }
            let line = raw.get(word_start..).unwrap_or_default().lines().next().unwrap_or_default();
            let Some(request) = request_line(line, block.span.start + word_start) else { continue };
            if seen.insert(request.target.span.start) {
                let end = request.target.span.end - block.span.start;
                let denied = denial::denial(raw, Span::new(word_start, end));
                found.push(Request { denied, block: block.span, shown: Shown::Mention, ..request });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(requests: Vec<Request>) -> Vec<String> {
        let shown = |request: Request| {
            format!("{} {}", request.method.map(|method| method.text).unwrap_or_default(), request.target.path.text)
        };
        requests.into_iter().map(shown).collect()
    }

    #[test]
    fn a_column_of_endpoints_holds_requests() {
        for text in [
            "| Method | Endpoint |\n|---|---|\n| GET | `/a/{id}` |\n| **POST** | /b |\n",
            "| Endpoint | Method |\n|---|---|\n| `/a/{id}` | `GET` |\n| /b | POST |\n",
        ] {
            assert_eq!(shown(in_tables(text, &Markdown::parse(text, 0))), ["GET /a/{id}", "POST /b"]);
        }
        let text = "| API Endpoint | Use |\n|---|---|\n| `DELETE /c` | x |\n| - | y |\n";
        assert_eq!(shown(in_tables(text, &Markdown::parse(text, 0))), ["DELETE /c"]);
        let text = "| Path | Owner |\n|---|---|\n| src/main.rs | me |\n";
        assert!(in_tables(text, &Markdown::parse(text, 0)).is_empty());
    }

    #[test]
    fn requests_stand_in_sentences() {
        let text = "Call GET /a/1, then `POST /b`.\n\n- DELETE /c removes it\n";
        assert_eq!(shown(in_text(text, &Markdown::parse(text, 0))), ["GET /a/1", "DELETE /c"]);
    }
}
