//! The arguments of a command: declared in its frontmatter, listed in its body, used in examples.

use super::prose::{code_lines, words};
use crate::plugin::Document;
use crate::source::Span;
use crate::syntax::Node;
use crate::syntax::markdown::{Table, Text};

/// One argument of the frontmatter's `arguments`.
#[derive(Debug, Clone)]
pub(crate) struct Argument<'d> {
    /// Its name.
    pub name: &'d str,
    /// The item of the list.
    pub node: &'d Node,
    /// The name's bytes.
    pub span: Span,
    /// Whether it is required, if that is stated.
    pub required: Option<bool>,
}

/// The `arguments` of the frontmatter: names, or mappings with a `name`.
#[must_use]
pub(crate) fn declared(document: &Document) -> Vec<Argument<'_>> {
    let Some(node) = document.frontmatter().and_then(|frontmatter| frontmatter.get("arguments")) else {
        return Vec::new();
    };
    if let Some(text) = node.as_str() {
        return text.split_whitespace().map(|name| Argument { name, node, span: node.span, required: None }).collect();
    }
    node.items()
        .iter()
        .filter_map(|item| {
            let name = item.get("name").unwrap_or(item);
            let required = item.get("required").and_then(Node::as_bool);
            Some(Argument { name: name.scalar_text()?, node: item, span: name.span, required })
        })
        .collect()
}

/// The `argument-hint`, with the names in it: `ticket-id` and `force` in `<ticket-id> [--force]`.
#[must_use]
pub(crate) fn hint(document: &Document) -> Option<(&Node, Vec<String>)> {
    let node = document.frontmatter()?.get("argument-hint")?;
    let texts: Vec<&str> = match node.scalar_text() {
        Some(text) => vec![text],
        None => node.items().iter().filter_map(Node::scalar_text).collect(),
    };
    let belongs = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let names = texts
        .iter()
        .flat_map(|text| words(text, belongs))
        .map(|(_, word)| word.trim_start_matches('-').to_owned())
        .filter(|word| !word.is_empty())
        .collect();
    Some((node, names))
}

/// A row of a Parameters table.
#[derive(Debug, Clone)]
pub(crate) struct Parameter<'d> {
    /// The name without dashes and brackets.
    pub name: String,
    /// The cell with the name.
    pub cell: &'d Text,
    /// The value and cell of the Required column; `None` if there is no such column or it says neither yes nor no.
    pub required: Option<(bool, &'d Text)>,
}

/// Words in headings of tables that are not about the command.
const OF_OTHERS: &[&str] = &[
    "query",
    "path",
    "body",
    "request",
    "response",
    "url",
    "header",
    "endpoint",
    "api",
    "function",
    "tool",
    "config",
    "environment",
    "model",
    "form",
    "method",
    "http",
    "hook",
    "server",
    "connection",
    "build",
];

/// The first table under a heading about parameters, arguments, options or flags.
#[must_use]
pub(crate) fn parameter_table(document: &Document) -> Option<(&Table, Vec<Parameter<'_>>)> {
    let markdown = document.markdown()?;
    let (table, name_column) = markdown.tables.iter().find_map(|table| {
        let under = markdown.headings_above(table.span.start);
        let text = under.last()?.text(markdown).to_lowercase();
        let fits = ["parameters", "arguments", "options", "flags"].iter().any(|word| text.contains(word))
            && !OF_OTHERS.iter().any(|word| text.contains(word));
        let column = table.header().iter().position(|cell| {
            matches!(cell.text(markdown).to_lowercase().as_str(), "parameter" | "argument" | "option" | "flag" | "name")
        })?;
        fits.then_some((table, column))
    })?;
    let required_column = table.header().iter().position(|cell| cell.text(markdown).eq_ignore_ascii_case("required"));
    let rows = table
        .rows()
        .filter_map(|row| {
            let cell = row.get(name_column)?;
            let name = plain_name(cell.text(markdown))?;
            let required = required_column.and_then(|column| {
                let cell = row.get(column)?;
                Some((yes_or_no(cell.text(markdown))?, cell))
            });
            Some(Parameter { name, cell, required })
        })
        .collect();
    Some((table, rows))
}

/// `client` from `--client`, `<client>`, `[client]` or `client*`.
#[must_use]
pub(crate) fn plain_name(text: &str) -> Option<String> {
    let belongs = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let word = words(text, belongs).next()?.1.trim_matches('-');
    (!word.is_empty()).then(|| word.to_owned())
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "y" | "true" | "required" | "✅" | "✓" => Some(true),
        "no" | "n" | "false" | "optional" | "❌" | "-" | "–" | "—" => Some(false),
        _ => None,
    }
}

/// Whether two spellings name the same argument, ignoring case, `-` and `_`.
#[must_use]
pub(crate) fn same_name(left: &str, right: &str) -> bool {
    let plain = |c: &char| !matches!(c, '-' | '_');
    left.chars().filter(plain).flat_map(char::to_lowercase).eq(right.chars().filter(plain).flat_map(char::to_lowercase))
}

/// A command as a user types it: `/name arguments`.
#[derive(Debug, Clone)]
pub(crate) struct Invocation<'d> {
    /// The name without the slash.
    pub name: &'d str,
    /// The bytes of slash and name.
    pub span: Span,
    /// Flags without dashes, with their bytes.
    pub flags: Vec<(&'d str, Span)>,
}

/// Commands in a document's code: code spans and lines of code blocks that start with `/name`.
#[must_use]
pub(crate) fn invocations(document: &Document) -> Vec<Invocation<'_>> {
    let Some(markdown) = document.markdown() else { return Vec::new() };
    let blocks = markdown.code_blocks.iter().filter(|block| has_invocation(block.text(markdown)));
    let lines = blocks.flat_map(|block| code_lines(markdown, block));
    let mut found: Vec<Invocation<'_>> = lines.filter_map(|line| invocation(line.text, line.span.start)).collect();
    for code in
        markdown.code_spans.iter().filter(|code| code.text(markdown).bytes().find(|byte| !is_mark(*byte)) == Some(b'/'))
    {
        // Code that spans a line break is shown with a space instead, and has no contiguous bytes.
        let Some(offset) = document.file.slice(code.span).find(code.text(markdown)) else { continue };
        let start = code.span.start + offset;
        found.extend(invocation(code.text(markdown), start));
    }
    found
}

/// Whether a line of a block has only markers before a slash.
fn has_invocation(block: &str) -> bool {
    let bytes = block.as_bytes();
    memchr::memchr_iter(b'/', bytes)
        .any(|slash| bytes[..slash].iter().rev().find(|byte| !is_mark(**byte)).is_none_or(|byte| *byte == b'\n'))
}

/// What may precede a command: a prompt or a block quote marker.
fn is_mark(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'>' | b'$')
}

fn invocation(text: &str, start: usize) -> Option<Invocation<'_>> {
    let indent = text.len() - text.trim_start_matches([' ', '\t', '>', '$']).len();
    let after = text[indent..].strip_prefix('/')?;
    let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))).unwrap_or(after.len());
    let (name, rest) = (&after[..end], &after[end..]);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
        return None;
    }
    let name_start = start + indent;
    Some(Invocation {
        name,
        span: Span::new(name_start, name_start + 1 + name.len()),
        flags: flags(rest, name_start + 1 + name.len()),
    })
}

/// The `--flag` words of an argument text, except those in quotes and comments.
fn flags(text: &str, start: usize) -> Vec<(&str, Span)> {
    let mut found = Vec::new();
    let mut quote = None;
    let mut previous = ' ';
    for (at, character) in text.char_indices() {
        match quote {
            Some(open) => quote = (open != character).then_some(open),
            None if matches!(character, '"' | '\'') && previous.is_whitespace() | (previous == '=') => {
                quote = Some(character);
            }
            None if character == '#' && previous.is_whitespace() => break,
            None if character == '-'
                && text[at..].starts_with("--")
                && (previous.is_whitespace() || previous == '[') =>
            {
                let after = &text[at + 2..];
                let end = after.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).unwrap_or(after.len());
                if after.starts_with(char::is_alphabetic) {
                    found.push((&after[..end], Span::new(start + at, start + at + 2 + end)));
                }
            }
            None => {}
        }
        previous = character;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_outside_quotes_and_remarks() {
        let found = invocation("/a:b \"x --no\" --client=\"Acme --y\" [--all] # --rest", 0).unwrap();
        let names: Vec<_> = found.flags.iter().map(|(name, _)| *name).collect();
        assert_eq!((found.name, names.as_slice()), ("a:b", ["client", "all"].as_slice()));
        assert!(invocation("/api/Tickets", 0).is_none() && invocation("GET /a", 0).is_none());
    }

    #[test]
    fn names_without_marks() {
        assert_eq!(plain_name("`--client <x>`").as_deref(), Some("client"));
        assert!(same_name("includeSites", "include-sites"));
    }
}
