//! GitLab's Code Quality report, which a merge request shows in a widget and beside its lines.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::visible;
use crate::diag::{Diagnostic, Severity};

/// Writes the list, which is empty if there are no findings.
///
/// # Errors
/// If `out` cannot be written.
pub(super) fn write(diagnostics: &[Diagnostic], fingerprints: &[String], out: &mut dyn Write) -> io::Result<()> {
    let issues: Vec<Value> = diagnostics.iter().zip(fingerprints).map(|(found, print)| issue(found, print)).collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    writeln!(out)
}

fn issue(found: &Diagnostic, fingerprint: &str) -> Value {
    let location = &found.primary.location;
    let (begin, _) = location.file.line_column(location.span.start);
    let (end, _) = location.file.line_column(location.span.end);
    let path = location.file.path().as_str();
    json!({
        "description": visible(&found.message),
        "check_name": found.rule.name,
        "fingerprint": fingerprint,
        // The widget sorts by these severities; `critical` and `blocker` are reserved for security reports.
        "severity": match found.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Note => "info",
        },
        "location": { "path": path.strip_prefix("./").unwrap_or(path), "lines": { "begin": begin, "end": end } },
    })
}
