//! Workflow commands, which GitHub shows beside the changed lines.
//!
//! Escapes what the runner unescapes: `%`, CR and LF in the text, and also `:` and `,` in properties. Columns are given
//! only if the finding is on one line, because the runner rejects them otherwise.

use std::io::{self, Write};

use super::visible;
use crate::diag::{Diagnostic, Severity};

/// Writes one command.
///
/// # Errors
/// If `out` cannot be written.
pub(super) fn write(found: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
    let command = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let location = &found.primary.location;
    let (line, column) = location.file.line_column(location.span.start);
    let (end_line, end_column) = location.file.line_column(location.span.end);
    write!(
        out,
        "::{command} file={},line={line},endLine={end_line}",
        property(&visible(location.file.path().as_str()))
    )?;
    if line == end_line {
        write!(out, ",col={column},endColumn={end_column}")?;
    }
    let mut text = visible(&found.message);
    if !found.primary.text.is_empty() {
        text.push_str(&format!("\n{}", visible(&found.primary.text)));
    }
    found.help.iter().for_each(|help| text.push_str(&format!("\nhelp: {}", visible(help))));
    writeln!(out, ",title={}::{}", property(found.rule.name), data(&text))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
