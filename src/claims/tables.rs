//! Tables of names: a header that says field, parameter or property, under a heading or sentence that says of what.

use super::{Piece, prose};
use crate::source::Span;
use crate::syntax::Markdown;
use crate::syntax::markdown::{Table, Text};

/// What the names of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamesKind {
    /// Fields of a record.
    Fields,
    /// Parameters of a request.
    Parameters,
}

/// Names in a table, with the words that may say of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// What they are.
    pub kind: NamesKind,
    /// The sentence right above the table; empty when there is none.
    pub sentence: String,
    /// The heading that the table stands under; empty when there is none.
    pub heading: String,
    /// The names, `a.b` and `a[].b` for nested ones.
    pub names: Vec<Piece>,
}

/// The tables of names in a document.
pub(super) fn of_markdown(text: &str, markdown: &Markdown) -> Vec<Names> {
    markdown.tables.iter().filter_map(|table| of_table(text, markdown, table)).collect()
}

fn of_table(text: &str, markdown: &Markdown, table: &Table) -> Option<Names> {
    let (column, kind) =
        table.header().iter().enumerate().find_map(|(place, cell)| Some((place, kind(cell.text(markdown))?)))?;
    let heading = super::last_before(&markdown.headings, table.span.start, |heading| heading.span);
    let paragraph =
        super::last_before(&markdown.paragraphs, table.span.start, |paragraph| paragraph.span).filter(|paragraph| {
            text.get(paragraph.span.end..table.span.start).is_some_and(|gap| gap.trim_start().is_empty())
        });
    let mut names = Vec::new();
    for row in table.rows() {
        let Some(cell) = row.get(column) else { continue };
        let denied =
            row.iter().enumerate().any(|(place, other)| place != column && row_is_denied(other.text(markdown)));
        if !denied {
            names.extend(in_cell(text, cell));
        }
    }
    (!names.is_empty()).then(|| Names {
        kind,
        sentence: paragraph.map(|paragraph| paragraph.text(markdown).to_owned()).unwrap_or_default(),
        heading: heading.map(|heading| heading.text(markdown).to_owned()).unwrap_or_default(),
        names,
    })
}

/// Another cell that begins by denying, such as "does not exist; use `team`".
fn row_is_denied(cell: &str) -> bool {
    let cell = cell.trim_start().to_lowercase();
    ["does not exist", "doesn't exist", "no such", "not a field", "not in the api", "wrong", "invented", "removed"]
        .iter()
        .any(|phrase| cell.starts_with(phrase))
}

/// What a header says that the column holds.
fn kind(header: &str) -> Option<NamesKind> {
    let header = header.trim().to_lowercase();
    let words: Vec<&str> = header.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        ["field" | "fields" | "property" | "properties" | "attribute"] => Some(NamesKind::Fields),
        [_, "field" | "property"] | ["field" | "property", "name"] => Some(NamesKind::Fields),
        ["parameter" | "parameters" | "param" | "query" | "filter"] => Some(NamesKind::Parameters),
        ["query", "parameter" | "parameters" | "name"] | ["parameter", "name"] => Some(NamesKind::Parameters),
        _ => None,
    }
}

/// The names in a cell: its inline code, or the whole cell when that is a name.
fn in_cell(text: &str, cell: &Text) -> Vec<Piece> {
    let raw = text.get(cell.span.range()).unwrap_or_default();
    if !raw.contains('`') {
        let trimmed = raw.trim();
        let start = cell.span.start + (raw.len() - raw.trim_start().len());
        let lower = trimmed.bytes().all(|byte| !byte.is_ascii_uppercase()) && trimmed.contains('_');
        return name_length(trimmed)
            .filter(|length| *length == trimmed.len() && lower)
            .map(|_| Piece::new(trimmed, Span::new(start, start + trimmed.len())))
            .into_iter()
            .collect();
    }
    let mut names = Vec::new();
    let mut at = 0;
    for (place, part) in raw.split('`').enumerate() {
        let code = Span::new(at, at + part.len());
        at += part.len() + 1;
        let around = Span::new(code.start.saturating_sub(1), (code.end + 1).min(raw.len()));
        if place % 2 == 0 || prose::is_denied(raw, around) {
            continue;
        }
        if let Some(length) = name_length(part) {
            let name = part.get(..length).unwrap_or_default();
            let start = cell.span.start + code.start;
            names.push(Piece::new(name, Span::new(start, start + length)));
        }
    }
    names
}

/// The length of a name at the beginning of inline code: `assets: [{"id": 1}]` and `open_only=true` begin with one.
fn name_length(code: &str) -> Option<usize> {
    let length =
        code.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '[' | ']'))).unwrap_or(code.len());
    let name = code.get(..length)?.trim_end_matches(['.', '[', ']']);
    let behind = code.get(name.len()..)?;
    let closes = behind.is_empty() || behind.starts_with([':', '=']) || behind == "[]";
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.split('.').all(|part| !part.trim_end_matches("[]").is_empty())
        && name.replace("[]", "").bytes().all(|byte| byte != b'[' && byte != b']');
    (closes && is_name).then_some(name.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let markdown = Markdown::parse(text, 0);
        of_markdown(text, &markdown)
            .into_iter()
            .map(|names| {
                let list: Vec<_> = names.names.iter().map(|name| &text[name.span.range()]).collect();
                format!("{:?} {}|{}|{}", names.kind, names.heading, names.sentence, list.join(" "))
            })
            .collect()
    }

    #[test]
    fn names_stand_under_their_header() {
        let text = "## Ticket\n\nA sentence.\n\n| Field | Type |\n|---|---|\n| `id` | int |\n| `a.b`, `c[].d` | x |\n| plain_name | x |\n\
                    | Some words | x |\n| `team_id` | does not exist; use `team` |\n| not `zz` | x |\n| `assets: [1]` | x |\n";
        assert_eq!(found(text), ["Fields Ticket|A sentence.|id a.b c[].d plain_name assets"]);
        assert_eq!(found("| Query parameter |\n|---|\n| `open_only=true` |\n"), ["Parameters ||open_only"]);
    }

    #[test]
    fn other_tables_and_other_code_are_none() {
        for text in [
            "| Task | Path |\n|---|---|\n| `id` | x |\n",
            "| Field |\n|---|\n| `--client` |\n| `GET /x` |\n| `{id}` |\n",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }
}
