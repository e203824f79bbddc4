//! Tables of names: a header that says field, parameter or property, under a heading or sentence that says of what.

use super::{Denial, Piece, denial};
use crate::source::Span;
use crate::syntax::Markdown;
use crate::syntax::markdown::{Table, Text};

/// What the names of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NamesKind {
    /// Fields of a record.
    Fields,
    /// Parameters of a request.
    Parameters,
}

/// A table of names, with the words that may say of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameTable {
    /// What they are.
    pub kind: NamesKind,
    /// The whole table.
    pub span: Span,
    /// The sentence right above the table; empty when there is none.
    pub sentence: String,
    /// The heading that the table is under; empty when there is none.
    pub heading: String,
    /// Whether the column is headed with "Name" or "Key" beside one of types, so that only the names tell what they are.
    pub guessed: bool,
    /// The names of the table, row by row.
    pub names: Vec<TableName>,
}

/// A name in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableName {
    /// The name, `a.b` and `a[].b` for nested ones.
    pub name: Piece,
    /// What the column of types says; absent for a row that names several fields.
    pub written_type: Option<Piece>,
    /// The row.
    pub row: Span,
    /// Whether the row denies the name.
    pub denial: Denial,
}

/// The tables of names in a document.
pub(super) fn of_markdown(text: &str, markdown: &Markdown) -> Vec<NameTable> {
    markdown.tables.iter().filter_map(|table| of_table(text, markdown, table)).collect()
}

fn of_table(text: &str, markdown: &Markdown, table: &Table) -> Option<NameTable> {
    let headed = table.header().iter().enumerate().find_map(|(place, cell)| {
        let header = cell.text(markdown);
        Some((place, kind(header)?)).filter(|_| !denial::heading_denies(header))
    });
    let has_types = table.header().iter().any(|cell| is_type(cell.text(markdown)));
    let named = || {
        let mut headers = table.header().iter().map(|cell| cell.text(markdown).trim().to_lowercase());
        let place = headers.position(|header| matches!(header.as_str(), "name" | "key")).filter(|_| has_types);
        place.map(|place| (place, NamesKind::Fields))
    };
    let (column, kind) = headed.or_else(named)?;
    let heading = super::last_before(&markdown.headings, table.span.start, |heading| heading.span);
    if heading.is_some_and(|heading| denial::heading_denies(heading.text(markdown))) {
        return None;
    }
    let paragraph =
        super::last_before(&markdown.paragraphs, table.span.start, |paragraph| paragraph.span).filter(|paragraph| {
            text.get(paragraph.span.end..table.span.start).is_some_and(|gap| gap.trim_start().is_empty())
        });
    if paragraph.is_some_and(|paragraph| denial::label_denies(text.get(paragraph.span.range()).unwrap_or_default())) {
        return None;
    }
    let types = table.header().iter().position(|cell| is_type(cell.text(markdown)));
    let mut names = Vec::new();
    for row in table.rows() {
        let (Some(cell), Some(first), Some(last)) = (row.get(column), row.first(), row.last()) else { continue };
        let denied =
            row.iter().enumerate().any(|(place, other)| place != column && row_is_denied(other.text(markdown)));
        let found = in_cell(text, cell);
        let alone = found.len() == 1;
        let written_type =
            types.and_then(|place| row.get(place)).filter(|_| alone).and_then(|cell| type_in(text, cell));
        for (name, denial) in found {
            let denial = if denied { Denial::Existence } else { denial };
            let row = Span::new(first.span.start, last.span.end);
            names.push(TableName { name, written_type: written_type.clone(), row, denial });
        }
    }
    (!names.is_empty()).then(|| NameTable {
        kind,
        guessed: headed.is_none(),
        span: table.span,
        sentence: paragraph.map(|paragraph| paragraph.text(markdown).to_owned()).unwrap_or_default(),
        heading: heading.map(|heading| heading.text(markdown).to_owned()).unwrap_or_default(),
        names,
    })
}

/// Whether a header says that the column holds types.
fn is_type(header: &str) -> bool {
    matches!(header.trim().to_lowercase().as_str(), "type" | "types" | "data type" | "datatype" | "format")
}

/// What a cell says as a type, without code marks.
fn type_in(text: &str, cell: &Text) -> Option<Piece> {
    let raw = text.get(cell.span.range())?;
    let inner = raw.trim_matches(|c: char| c.is_whitespace() || matches!(c, '`' | '*' | '_'));
    let start = cell.span.start + raw.find(inner)?;
    (!inner.is_empty()).then(|| Piece::new(inner, Span::new(start, start + inner.len())))
}

/// Another cell that begins by denying, such as "does not exist; use `team`".
fn row_is_denied(cell: &str) -> bool {
    let cell = cell.trim_start().to_lowercase();
    [
        "does not exist",
        "doesn't exist",
        "no such",
        "not a field",
        "not in the api",
        "wrong",
        "invented",
        "removed",
        "❌",
    ]
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
fn in_cell(text: &str, cell: &Text) -> Vec<(Piece, Denial)> {
    let raw = text.get(cell.span.range()).unwrap_or_default();
    if !raw.contains('`') {
        let trimmed = raw.trim();
        let start = cell.span.start + (raw.len() - raw.trim_start().len());
        let lower = trimmed.bytes().all(|byte| !byte.is_ascii_uppercase()) && trimmed.contains('_');
        return name_length(trimmed)
            .filter(|length| *length == trimmed.len() && lower)
            .map(|_| (Piece::new(trimmed, Span::new(start, start + trimmed.len())), Denial::None))
            .into_iter()
            .collect();
    }
    let mut names = Vec::new();
    let mut at = 0;
    for (place, part) in raw.split('`').enumerate() {
        let code = Span::new(at, at + part.len());
        at += part.len() + 1;
        let around = Span::new(code.start.saturating_sub(1), (code.end + 1).min(raw.len()));
        if place % 2 == 0 {
            continue;
        }
        if let Some(length) = name_length(part) {
            let name = part.get(..length).unwrap_or_default();
            let start = cell.span.start + code.start;
            names.push((Piece::new(name, Span::new(start, start + length)), denial::denial(raw, around)));
        }
    }
    names
}

/// The length of a name at the beginning of inline code: `assets: [{"id": 1}]` and `open_only=true` begin with one.
fn name_length(code: &str) -> Option<usize> {
    let length =
        code.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '[' | ']'))).unwrap_or(code.len());
    let name = code.get(..length)?.trim_end_matches(['.', '[', ']']);
    let after = code.get(name.len()..)?;
    let closes = after.is_empty() || after.starts_with([':', '=']) || after == "[]";
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
                let claimed = names.names.iter().filter(|name| name.denial == Denial::None);
                let list: Vec<_> = claimed
                    .map(|name| {
                        let written =
                            name.written_type.as_ref().map_or(String::new(), |piece| format!(":{}", piece.text));
                        format!("{}{written}", &text[name.name.span.range()])
                    })
                    .collect();
                format!("{:?} {}|{}|{}", names.kind, names.heading, names.sentence, list.join(" "))
            })
            .collect()
    }

    #[test]
    fn names_stand_under_their_header() {
        let text = "## Ticket\n\nA sentence.\n\n| Field | Type |\n|---|---|\n| `id` | int |\n| `a.b`, `c[].d` | x |\n| plain_name | x |\n\
                    | Some words | x |\n| `team_id` | does not exist; use `team` |\n| not `zz` | x |\n| `assets: [1]` | x |\n";
        assert_eq!(found(text), ["Fields Ticket|A sentence.|id:int a.b c[].d plain_name:x assets:x"]);
        assert_eq!(found("| Query parameter |\n|---|\n| `open_only=true` |\n"), ["Parameters ||open_only"]);
        let text = "| Wrong field | Right field |\n|---|---|\n| `a` | `b` |\n";
        assert_eq!(found(text), ["Fields ||b"]);
    }

    #[test]
    fn other_tables_and_other_code_are_none() {
        for text in [
            "| Task | Path |\n|---|---|\n| `id` | x |\n",
            "| Field |\n|---|\n| `--client` |\n| `GET /x` |\n| `{id}` |\n",
            "## Names that do not exist\n\n| Field |\n|---|\n| `a` |\n",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }
}
