//! Collects findings about a target, each with its file and the CLI's key path.

use super::findings::{
    INVALID_VALUE, MISSING_FIELD, PATH_NOT_RELATIVE, UNKNOWN_FIELD, UNSUPPORTED_KEY, WRONG_FILE_TYPE, WRONG_TYPE,
};
use super::fixes;
use std::sync::Arc;

use super::schema::{Fault, Issue, words};
use crate::diag::{Diagnostic, RuleMeta, nearest};
use crate::source::{Location, SourceFile, Span};

/// Collects findings about one file.
pub(super) struct Report<'f> {
    /// The file.
    pub(super) file: Arc<SourceFile>,
    /// The prefix of every key path.
    pub(super) prefix: String,
    found: &'f mut Vec<Diagnostic>,
}

impl<'f> Report<'f> {
    /// Creates a report about `file` that adds to `found`.
    pub(super) fn new(file: &Arc<SourceFile>, found: &'f mut Vec<Diagnostic>) -> Self {
        Self { file: Arc::clone(file), prefix: String::new(), found }
    }

    /// Creates a finding at a key.
    pub(super) fn at(
        &self,
        rule: &'static RuleMeta,
        path: impl AsRef<str>,
        span: Span,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(rule, Location::new(&self.file, span), message).at_key(shown(&self.prefix, path.as_ref()))
    }

    /// Adds a finding.
    pub(super) fn push(&mut self, found: Diagnostic) {
        self.found.push(found);
    }

    /// Adds a finding that has only a message.
    pub(super) fn add(
        &mut self,
        rule: &'static RuleMeta,
        path: impl AsRef<str>,
        span: Span,
        message: impl Into<String>,
    ) {
        let found = self.at(rule, path, span, message);
        self.push(found);
    }

    /// Adds a shape's issues with a value. True if there are none.
    pub(super) fn issues(&mut self, issues: Vec<Issue>) -> bool {
        let fine = issues.is_empty();
        for issue in issues {
            self.issue(issue);
        }
        fine
    }

    fn issue(&mut self, issue: Issue) {
        let key = if issue.path.is_empty() { "root" } else { issue.path.as_str() };
        let written: String = self.file.slice(issue.span).chars().take(60).collect();
        let (rule, message) = match &issue.fault {
            Fault::Type(expected) => (&WRONG_TYPE, format!("wrong type for `{key}`: expected {expected}")),
            Fault::Missing(expected) => (&MISSING_FIELD, format!("missing key `{key}`: expected {expected}")),
            Fault::Value(expected) => (&INVALID_VALUE, format!("invalid value for `{key}`: expected {expected}")),
            Fault::NotRelative => (&PATH_NOT_RELATIVE, format!("{written} does not start with `./`")),
            Fault::Extension(extension) => (&WRONG_FILE_TYPE, format!("{written} does not end in `{extension}`")),
            Fault::Keys(keys) => (&UNSUPPORTED_KEY, format!("unknown key `{}` in `{key}`", keys.join("`, `"))),
        };
        let span = issue.inside.as_ref().map_or(issue.span, |(span, _)| *span);
        let label = issue.inside.as_ref().map_or_else(String::new, |(_, words)| words.clone());
        let found = self.at(rule, key, span, message).label(label);
        let found = match &issue.fault {
            Fault::NotRelative => fixes::relative_path(found, key, self.file.slice(issue.span), issue.span),
            Fault::Type(_) if issue.inside.as_ref().is_some_and(|(_, label)| *label == words(&Fault::NotRelative)) => {
                fixes::relative_path(found, key, self.file.slice(span), span)
            }
            Fault::Type(_) => fixes::person(found, key, self.file.slice(issue.span), issue.span),
            _ => found,
        };
        self.push(found);
    }
}

/// Reports a key that Claude Code ignores, and suggests the most similar known one.
pub(super) fn unknown_key<'k>(
    path: &str,
    key: &str,
    span: Span,
    known: impl IntoIterator<Item = &'k str>,
    report: &mut Report<'_>,
) {
    let found = report.at(&UNKNOWN_FIELD, path, span, format!("unknown field `{key}`"));
    report.push(found.label("Claude Code ignores it").did_you_mean(nearest(key, known)));
}

/// A key path as the CLI shows it: without invisible characters or surrounding spaces.
fn shown(prefix: &str, path: &str) -> String {
    let path: String = path.chars().filter(|character| !super::names::is_hidden(*character)).collect();
    format!("{prefix}{}", path.trim())
}

/// Joins the issues with a value into one phrase, for findings that report several.
pub(super) fn phrase(issues: &[Issue]) -> String {
    let phrases: Vec<String> = issues
        .iter()
        .map(|issue| {
            if issue.path.is_empty() {
                words(&issue.fault)
            } else {
                format!("`{}`: {}", issue.path, words(&issue.fault))
            }
        })
        .collect();
    phrases.join("; ")
}
