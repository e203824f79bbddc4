//! Findings to text: one file a format. Together with `cli` the only place that writes to a terminal.
//!
//! It knows diagnostics and no rule.

mod concise;
mod human;
mod mask;

use std::io::{self, Write};

use crate::diag::{Diagnostic, Severity};
use crate::rules::check::Outcome;

pub use concise::line as concise_line;
pub use mask::text as mask;

/// How findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Source frames for people.
    #[default]
    Human,
    /// One line a finding.
    Concise,
}

/// Writes all findings and, for people, the summary line; credentials are masked before a format sees them.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(outcome: &Outcome, format: Format, unicode: bool, out: &mut dyn Write) -> io::Result<()> {
    let outcome = &*mask::outcome(outcome);
    match format {
        Format::Human => human::write(outcome, unicode, out),
        Format::Concise => outcome.diagnostics.iter().try_for_each(|found| writeln!(out, "{}", concise::line(found))),
    }
}

/// A unified difference in colours, credentials masked; `anstream` takes the colours out where there is no terminal.
#[must_use]
pub fn diff(text: &str) -> String {
    let mut shown = String::new();
    for line in mask::text(text).lines() {
        let colour = match line.as_bytes().first() {
            _ if line.starts_with("+++") || line.starts_with("---") => "1",
            Some(b'+') => "32",
            Some(b'-') => "31",
            Some(b'@') => "36",
            _ => "0",
        };
        shown.push_str(&format!("\u{1b}[{colour}m{line}\u{1b}[0m\n"));
    }
    shown
}

/// How many findings are at each level: errors, warnings, notes.
#[must_use]
pub fn count(diagnostics: &[Diagnostic]) -> [usize; 3] {
    [Severity::Error, Severity::Warning, Severity::Note]
        .map(|level| diagnostics.iter().filter(|found| found.severity == level).count())
}

/// Text that is safe on a terminal and on one line: control, bidirectional and tag characters become visible escapes.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        let hidden = character.is_control()
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{e0000}'..='\u{e007f}' | '\u{feff}');
        if hidden {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}
