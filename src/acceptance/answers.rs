//! Checks whether a document answers a requirement: with content under a heading, a table row, or a request.

use crate::openapi::{Description, Found, METHODS};
use crate::plugin::Document;
use crate::spec::acceptance::Answer;
use crate::syntax::Markdown;

/// Why `document` does not contain `answer`; `None` if it does.
pub(super) fn missing(answer: &Answer, document: &Document, api: &Description) -> Option<String> {
    let Some(markdown) = document.markdown() else { return Some(format!("{} is not Markdown", document.path)) };
    let found = match answer {
        Answer::Heading(text) => has_heading(markdown, text),
        Answer::TableRow(text) => has_row(markdown, text),
        Answer::Request(text) => shows_request(markdown, text, api),
    };
    let what = match answer {
        Answer::Heading(text) => format!("missing heading `{text}` with content"),
        Answer::TableRow(text) => format!("missing table row `{text}` with content"),
        Answer::Request(text) => format!("missing request `{text}` in a code block"),
    };
    (!found).then(|| format!("{}: {what}", document.path))
}

fn has_heading(markdown: &Markdown, text: &str) -> bool {
    let mut headings = markdown.headings.iter().enumerate();
    headings.any(|(index, heading)| heading.text(markdown) == text && markdown.has_content(markdown.section(index)))
}

fn has_row(markdown: &Markdown, text: &str) -> bool {
    let mut rows = markdown.tables.iter().flat_map(|table| table.rows());
    rows.any(|row| match row.split_first() {
        Some((first, others)) => {
            first.text(markdown) == text && others.iter().any(|cell| !cell.text(markdown).is_empty())
        }
        None => false,
    })
}

fn shows_request(markdown: &Markdown, wanted: &str, api: &Description) -> bool {
    let lines = markdown.code_blocks.iter().flat_map(|block| block.text(markdown).lines());
    lines.filter_map(request_line).any(|(method, path)| operation_name(method, path, api).as_deref() == Some(wanted))
}

/// The method and path of a request line such as `GET /api/Tickets/12?includedetails=true HTTP/1.1`.
fn request_line(line: &str) -> Option<(&str, &str)> {
    let (method, rest) = line.split_once(' ')?;
    let target = rest.split_whitespace().next().filter(|target| target.starts_with('/'))?;
    METHODS.contains(&method).then_some((method, target.split('?').next()?))
}

/// The name of the operation, such as `GET /Tickets/{id}`, that a request calls.
fn operation_name(method: &str, path: &str, api: &Description) -> Option<String> {
    match api.find(None, path) {
        Found::Path { item, .. } => item.operation(method).map(|operation| operation.name()),
        _ => None,
    }
}
