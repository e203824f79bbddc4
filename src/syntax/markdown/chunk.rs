//! Where the part of a text ends that the Markdown parser is given because it is not plain.
//!
//! The parser may be given a part alone when no block reaches over its end. Where that is not certain, the part ends with
//! the text.

use super::lines::{self, Line};

/// Whether parts of a body may be read alone: not when one part can say what a link in another one means, and not with
/// line breaks and blanks of which only the parser knows all.
pub(super) fn can_be_split(body: &str) -> bool {
    let defines = |at: usize| {
        let line = &body[memchr::memrchr(b'\n', &body.as_bytes()[..at]).map_or(0, |start| start + 1)..at];
        let inner = without_marks(line);
        inner.starts_with('[') || !inner.contains('[')
    };
    memchr::memchr3(b'\r', b'\x0b', b'\x0c', body.as_bytes()).is_none()
        && !memchr::memmem::find_iter(body.as_bytes(), b"]:").any(defines)
}

/// Where the part that begins at `start` ends: where a line begins at which no block is open, or at the end of the text.
pub(super) fn end(text: &str, start: usize) -> usize {
    let first = Line::at(text, start);
    match first.text.as_bytes().first() {
        Some(b'#') if lines::heading(first.text).is_some() => first.next,
        Some(b'`' | b'~') if lines::fence(first.text).is_some() => text.len(),
        Some(b' ' | b'\t') => of_list(text, first, true),
        Some(b'>') => of_quote(text, first),
        Some(b'<') => of_html(text, first),
        Some(_) if lines::marker(first.text).is_some() => of_list(text, first, true),
        _ => of_paragraph(text, first),
    }
}

/// The line behind `line`, unless it is blank or the text ends.
fn line_below<'t>(text: &'t str, line: Line<'_>) -> Result<Line<'t>, usize> {
    let below = Line::at(text, line.next);
    if below.start == text.len() || below.is_blank() { Err(below.start) } else { Ok(below) }
}

/// A line behind what can be the marks of lists and quotes around its content.
fn without_marks(line: &str) -> &str {
    line.trim_start_matches(|c: char| c.is_ascii_digit() || " \t>-*+.)".contains(c))
}

/// Whether a line may be an item without content: where that one ends depends on what follows.
fn may_be_empty_item(line: &str) -> bool {
    matches!(without_marks(line).trim_end(), "" | "[ ]" | "[\t]" | "[x]" | "[X]")
}

/// Whether a line may be the first or last one of a code block, wherever that stands.
fn may_open_code(line: &str) -> bool {
    let inner = without_marks(line);
    inner.starts_with("```") || inner.starts_with("~~~")
}

/// Whether a line that begins with `<` begins HTML that blank lines do not end.
fn is_long_html(line: &str) -> bool {
    let name = line[1..].to_ascii_lowercase();
    ["!", "?", "script", "pre", "style", "textarea"].iter().any(|long| name.starts_with(long))
}

/// A blank line ends a quote, and all that is in it.
fn of_quote(text: &str, first: Line<'_>) -> usize {
    let mut line = first;
    loop {
        match line_below(text, line) {
            Err(end) => return end,
            Ok(below) if below.text.starts_with('>') || !lines::may_begin_block(below.text) => line = below,
            Ok(_) => return text.len(),
        }
    }
}

/// A line with the closing mark ends a comment; a blank line ends other HTML, and a paragraph that begins with a tag.
fn of_html(text: &str, first: Line<'_>) -> usize {
    if first.text.starts_with("<!--") {
        let close = memchr::memmem::find(&text.as_bytes()[first.start..], b"-->");
        return close.map_or(text.len(), |length| Line::at(text, first.start + length).next);
    }
    if is_long_html(first.text) {
        return text.len();
    }
    let (mut line, mut list) = (first, false);
    loop {
        let below = match line_below(text, line) {
            Err(end) if list => return behind_list(text, end),
            Err(end) => return end,
            Ok(below) => below,
        };
        let inner = below.text.trim_start_matches([' ', '\t']);
        let is_long = inner.starts_with('<') && is_long_html(inner);
        if is_long || inner.starts_with('>') || may_open_code(inner) || may_be_empty_item(inner) {
            return text.len();
        }
        // Below a paragraph that begins with a tag, code may be indented.
        list |= lines::marker(inner).is_some() || below.text.starts_with("    ") || below.text.contains('\t');
        line = below;
    }
}

/// Where a list ends that may go on behind the blank line at `at`.
fn behind_list(text: &str, at: usize) -> usize {
    let mut line = Line::at(text, at);
    while line.start < text.len() && line.is_blank() {
        line = Line::at(text, line.next);
    }
    let goes_on = line.text.starts_with([' ', '\t']) || lines::marker(line.text).is_some();
    if goes_on { text.len() } else { line.start }
}

/// A blank line ends a paragraph and a table, and so do the first lines of most other blocks.
fn of_paragraph(text: &str, first: Line<'_>) -> usize {
    let mut line = first;
    loop {
        let below = match line_below(text, line) {
            Err(end) => return end,
            Ok(below) => below,
        };
        let inner = below.text.trim_start_matches([' ', '\t']);
        let indented = inner.len() < below.text.len();
        match inner.as_bytes().first() {
            Some(b'-') if inner.contains('|') => return text.len(),
            Some(b'<') if !indented => {
                return if inner.starts_with("<!--") { below.start } else { of_html(text, below) };
            }
            Some(b'>') if !indented => return below.start,
            Some(b'<' | b'>') => return text.len(),
            _ if !indented && lines::ends_paragraph(inner) => return below.start,
            // What stands below a heading or a rule is no paragraph any more.
            Some(b'=' | b'-') => return of_list(text, below, false),
            _ if lines::is_rule(inner) || lines::marker(inner).is_some() => return of_list(text, below, false),
            _ if indented && lines::may_begin_block(inner) => return of_list(text, below, false),
            _ => line = below,
        }
    }
}

/// A line at the left margin that is no item ends a list when it stands behind a blank line, and so do the first lines of
/// some other blocks. `blank` says that no paragraph is open above the first line.
fn of_list(text: &str, first: Line<'_>, mut blank: bool) -> usize {
    let mut line = first;
    // The column from which on a line belongs to the item above it; nobody knows without one.
    let mut content = None;
    while line.start < text.len() {
        let indent = line.indent();
        let inner = &line.text[indent..];
        if line.is_blank() {
            blank = true;
        } else if may_be_empty_item(inner) {
            return text.len();
        } else if content.is_none_or(|content| indent < content) {
            let marker = lines::marker(inner);
            if indent == 0 && marker.is_none() && line.start > first.start && !inner.starts_with('\t') {
                let begins = lines::heading(inner).is_some() || lines::fence(inner).is_some();
                if blank || begins || inner.starts_with("<!--") {
                    return line.start;
                }
            }
            if may_open_code(line.text) || inner.starts_with('<') {
                return text.len();
            }
            let item = marker.filter(|marker| {
                // Right below other text it may go on with that, or rule a table.
                let begins = content.is_some() || marker.interrupts && !inner.contains('|');
                // A tab stands for more columns than one.
                let tab = inner[marker.length..].trim_start_matches(' ').starts_with('\t');
                (blank || begins) && !tab && !lines::is_rule(inner) && indent < 4
            });
            content = item.map(|marker| indent + marker.width);
            blank = false;
        } else {
            blank = false;
        }
        line = Line::at(text, line.next);
    }
    text.len()
}
