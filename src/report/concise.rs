//! One line per finding: `path:line:column: level[rule]: headline`.

use super::visible;
use crate::diag::Diagnostic;

/// The line for one finding, without a line break.
#[must_use]
pub fn line(found: &Diagnostic) -> String {
    let location = &found.primary.location;
    let (line, column) = location.file.line_column(location.span.start);
    let path = visible(location.file.path().as_str());
    format!("{path}:{line}:{column}: {}[{}]: {}", found.severity, found.rule.name, visible(&found.message))
}
