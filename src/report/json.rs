//! One JSON object with everything about each finding. `docs/output-formats.md` describes it. A change that is not
//! backward compatible increases `version`.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::json;

use super::{count, statistics_by_level};
use crate::diag::{Applicability, Diagnostic, Fix, Label};
use crate::rules::api::Checked;
use crate::rules::check::Outcome;
use crate::rules::outcome::Unshipped;
use crate::source::{SourceFile, Span};

/// The version of the format.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Finding<'d> {
    rule: &'static str,
    severity: &'static str,
    message: &'d str,
    path: &'d str,
    range: Range,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'d str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    help: &'d [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related<'d>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<FixShown<'d>>,
    fingerprint: &'d str,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
    offset: usize,
}

#[derive(Serialize)]
struct Related<'d> {
    message: &'d str,
    path: &'d str,
    range: Range,
}

#[derive(Serialize)]
struct FixShown<'d> {
    title: &'d str,
    applicability: &'static str,
    edits: Vec<EditShown<'d>>,
}

#[derive(Serialize)]
struct EditShown<'d> {
    range: Range,
    text: &'d str,
}

/// Writes the object, with each finding on its own line.
///
/// # Errors
/// If `out` cannot be written.
pub(super) fn write(
    outcome: &Outcome,
    fingerprints: &[String],
    with_statistics: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let [errors, warnings, notes] = count(&outcome.diagnostics);
    let Outcome { plugins, marketplaces, files, unread, baselined, .. } = outcome;
    let unshipped: Vec<_> = outcome.unshipped.iter().map(unlisted).collect();
    let api = outcome.api.map(|checked| {
        let Checked { operations, parameters, fields, types, not_tied } = checked;
        json!({ "operations": operations, "parameters": parameters, "fields": fields, "types": types, "not_tied": not_tied })
    });
    let mut summary = json!({
        "errors": errors, "warnings": warnings, "notes": notes, "baselined": baselined,
        "plugins": plugins, "marketplaces": marketplaces, "files": files, "unread": unread, "unlisted": unshipped,
    });
    if let (Some(api), Some(summary)) = (api, summary.as_object_mut()) {
        summary.insert("api_claims".to_owned(), api);
    }
    writeln!(out, "{{\"version\": {VERSION},")?;
    writeln!(out, "\"tool\": {},", json!({ "name": "plugin-gen", "version": env!("CARGO_PKG_VERSION") }))?;
    writeln!(out, "\"summary\": {summary},")?;
    if with_statistics {
        let rules = statistics_by_level(&outcome.diagnostics).into_iter();
        let rules: Vec<_> = rules
            .map(|(rule, level, count)| json!({ "rule": rule.name, "severity": level.name(), "count": count }))
            .collect();
        writeln!(out, "\"statistics\": {},", json!(rules))?;
    }
    write!(out, "\"findings\": [")?;
    for (index, (found, fingerprint)) in outcome.diagnostics.iter().zip(fingerprints).enumerate() {
        writeln!(out, "{}", if index > 0 { "," } else { "" })?;
        serde_json::to_writer(&mut *out, &finding(found, fingerprint))?;
    }
    writeln!(out, "\n]}}")
}

fn unlisted(unshipped: &Unshipped) -> serde_json::Value {
    let Unshipped { folder, plugins, errors, warnings } = unshipped;
    json!({ "path": folder, "plugins": plugins, "errors": errors, "warnings": warnings })
}

fn finding<'d>(found: &'d Diagnostic, fingerprint: &'d str) -> Finding<'d> {
    let Label { location, text } = &found.primary;
    let related = found.secondary.iter().map(|label| Related {
        message: &label.text,
        path: label.location.file.path().as_str(),
        range: range(&label.location.file, label.location.span),
    });
    Finding {
        rule: found.rule.name,
        severity: found.severity.name(),
        message: &found.message,
        path: location.file.path().as_str(),
        range: range(&location.file, location.span),
        label: text,
        key: found.key_path.as_deref(),
        help: &found.help,
        related: related.collect(),
        fix: found.fix.as_ref().map(|fix| fix_shown(fix, &location.file)),
        fingerprint,
    }
}

fn fix_shown<'d>(fix: &'d Fix, file: &SourceFile) -> FixShown<'d> {
    let applicability = match fix.applicability {
        Applicability::Safe => "safe",
        Applicability::Unsafe => "unsafe",
    };
    let edits = fix.edits.iter().map(|edit| EditShown { range: range(file, edit.span), text: &edit.text });
    FixShown { title: &fix.title, applicability, edits: edits.collect() }
}

fn range(file: &SourceFile, span: Span) -> Range {
    let position = |offset| {
        let (line, column) = file.line_column(offset);
        Position { line, column, offset }
    };
    Range { start: position(span.start), end: position(span.end) }
}
