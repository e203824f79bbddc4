//! JUnit XML: a failing test case for each finding, or one passing test case if there are none.

use std::io::{self, Write};

use super::{concise, visible};
use crate::rules::check::Outcome;

/// Writes the document.
///
/// # Errors
/// If `out` cannot be written.
pub(super) fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let failures = outcome.diagnostics.len();
    let counts = format!("tests=\"{}\" failures=\"{failures}\" errors=\"0\"", failures.max(1));
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"plugin-gen\" {counts}>\n<testsuite name=\"plugin-gen check\" {counts}>")?;
    if failures == 0 {
        writeln!(out, "<testcase classname=\"plugin-gen\" name=\"check\"/>")?;
    }
    for found in &outcome.diagnostics {
        let location = &found.primary.location;
        let (line, column) = location.file.line_column(location.span.start);
        let path = escaped(location.file.path().as_str());
        let rule = found.rule.name;
        writeln!(
            out,
            "<testcase classname=\"{path}\" name=\"{rule} at {line}:{column}\" file=\"{path}\" line=\"{line}\">"
        )?;
        let mut text = concise::line(found);
        found.help.iter().for_each(|help| text.push_str(&format!("\nhelp: {help}")));
        let body: Vec<String> = text.lines().map(escaped).collect();
        let message = escaped(&found.message);
        let (severity, body) = (found.severity, body.join("\n"));
        writeln!(out, "<failure type=\"{severity}\" message=\"{message}\">{body}</failure>\n</testcase>")?;
    }
    writeln!(out, "</testsuite>\n</testsuites>")
}

/// Escapes the five special characters of XML, and makes characters visible that XML does not allow.
fn escaped(text: &str) -> String {
    let text = visible(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&apos;").replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
