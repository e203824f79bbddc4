//! SARIF 2.1.0 for code scanning: rules with their pages, fingerprints that survive moved lines, and fixes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::diag::{Diagnostic, Fix, Label, RuleMeta, Severity};
use crate::rules::check::Outcome;
use crate::source::{SourceFile, Span};

/// Writes the log: one run, the rules that have findings, and the results.
///
/// # Errors
/// If `out` cannot be written.
pub(super) fn write(outcome: &Outcome, fingerprints: &[String], out: &mut dyn Write) -> io::Result<()> {
    let mut rules: BTreeMap<&str, (usize, &RuleMeta)> = BTreeMap::new();
    for found in &outcome.diagnostics {
        rules.entry(found.rule.name).or_insert((0, found.rule));
    }
    rules.values_mut().enumerate().for_each(|(index, rule)| rule.0 = index);
    let described: Vec<Value> = rules.values().map(|(_, rule)| rule_value(rule)).collect();
    let results: Vec<Value> = outcome
        .diagnostics
        .iter()
        .zip(fingerprints)
        .map(|(found, fingerprint)| result(found, rules.get(found.rule.name).map(|rule| rule.0), fingerprint))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "plugin-gen",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": described,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_writer(&mut *out, &log)?;
    writeln!(out)
}

fn rule_value(rule: &RuleMeta) -> Value {
    json!({
        "id": rule.name,
        "name": rule.name,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.summary },
        "help": { "text": rule.page, "markdown": rule.page },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": { "tags": [rule.profile.name()], "problem.severity": severity(rule.severity) },
    })
}

fn result(found: &Diagnostic, rule_index: Option<usize>, fingerprint: &str) -> Value {
    let mut text = found.message.clone();
    if !found.primary.text.is_empty() {
        text.push_str(&format!("\n{}", found.primary.text));
    }
    found.help.iter().for_each(|help| text.push_str(&format!("\nhelp: {help}")));
    let mut result = json!({
        "ruleId": found.rule.name,
        "ruleIndex": rule_index,
        "level": level(found.severity),
        "message": { "text": text },
        "locations": [location(&found.primary)],
        "partialFingerprints": { "pluginGenFinding/v1": fingerprint },
    });
    if !found.secondary.is_empty() {
        result["relatedLocations"] = found.secondary.iter().map(location).collect();
    }
    if let Some(fix) = &found.fix {
        result["fixes"] = json!([fix_value(fix, &found.primary.location.file)]);
    }
    if let Some(key) = &found.key_path {
        result["locations"][0]["logicalLocations"] = json!([{ "fullyQualifiedName": key, "kind": "member" }]);
    }
    result
}

fn location(label: &Label) -> Value {
    let file = &label.location.file;
    let mut value = json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(file.path().as_str()) },
        "region": region(file, label.location.span),
    }});
    if !label.text.is_empty() {
        value["message"] = json!({ "text": label.text });
    }
    value
}

fn region(file: &SourceFile, span: Span) -> Value {
    let (start_line, start_column) = file.line_column(span.start);
    let (end_line, end_column) = file.line_column(span.end);
    json!({
        "startLine": start_line, "startColumn": start_column, "endLine": end_line, "endColumn": end_column,
        "byteOffset": span.start, "byteLength": span.end - span.start,
    })
}

fn fix_value(fix: &Fix, file: &SourceFile) -> Value {
    let replacements: Vec<Value> = fix
        .edits
        .iter()
        .map(|edit| json!({ "deletedRegion": region(file, edit.span), "insertedContent": { "text": edit.text } }))
        .collect();
    json!({
        "description": { "text": fix.title },
        "artifactChanges": [{
            "artifactLocation": { "uri": uri(file.path().as_str()) },
            "replacements": replacements,
        }],
    })
}

/// The characters of a path that are not encoded: letters, digits and `-._~/`.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The path as a percent-encoded relative reference.
fn uri(path: &str) -> String {
    let uri = utf8_percent_encode(path.strip_prefix("./").unwrap_or(path), PATH);
    if path.starts_with('/') { format!("file://{uri}") } else { uri.to_string() }
}

fn level(severity: Severity) -> &'static str {
    severity.name()
}

/// The severity that code scanning sorts by; it does not have `note`.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "recommendation",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Applicability, Edit};
    use crate::rule_meta;
    use crate::source::Location;

    static META: RuleMeta = rule_meta!("unused-allow", Warning, Recommended, "");

    #[test]
    fn a_finding_keeps_everything_that_it_has_and_nothing_else() {
        let file = SourceFile::new("./a b.md", "ü\n[x](y)\n");
        let bare = Diagnostic::new(&META, Location::new(&file, Span::new(3, 6)), "a headline");
        let region = json!({
            "startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 4, "byteOffset": 3, "byteLength": 3,
        });
        let place = json!({ "artifactLocation": { "uri": "a%20b.md" }, "region": region });
        assert_eq!(
            result(&bare, Some(7), "f"),
            json!({
                "ruleId": "unused-allow", "ruleIndex": 7, "level": "warning", "message": { "text": "a headline" },
                "locations": [{ "physicalLocation": place }],
                "partialFingerprints": { "pluginGenFinding/v1": "f" },
            })
        );
        let edit = Edit { span: Span::new(3, 6), text: "z".to_owned() };
        let whole = bare
            .label("a label")
            .also(Location::new(&file, Span::new(3, 6)), "and here")
            .help("do it")
            .at_key("a.b")
            .with_fix(Fix::new("fix it", Applicability::Unsafe, vec![edit]));
        assert_eq!(
            result(&whole, None, "f"),
            json!({
                "ruleId": "unused-allow", "ruleIndex": null, "level": "warning",
                "message": { "text": "a headline\na label\nhelp: do it" },
                "locations": [{
                    "physicalLocation": place, "message": { "text": "a label" },
                    "logicalLocations": [{ "fullyQualifiedName": "a.b", "kind": "member" }],
                }],
                "partialFingerprints": { "pluginGenFinding/v1": "f" },
                "relatedLocations": [{ "physicalLocation": place, "message": { "text": "and here" } }],
                "fixes": [{
                    "description": { "text": "fix it" },
                    "artifactChanges": [{
                        "artifactLocation": { "uri": "a%20b.md" },
                        "replacements": [{ "deletedRegion": region, "insertedContent": { "text": "z" } }],
                    }],
                }],
            })
        );
    }

    #[test]
    fn code_scanning_gets_a_level_and_a_severity() {
        let described = |severity| {
            let value = rule_value(&RuleMeta { severity, ..META });
            (value["defaultConfiguration"]["level"].clone(), value["properties"]["problem.severity"].clone())
        };
        assert_eq!(described(Severity::Error), (json!("error"), json!("error")));
        assert_eq!(described(Severity::Warning), (json!("warning"), json!("warning")));
        assert_eq!(described(Severity::Note), (json!("note"), json!("recommendation")));
    }
}
