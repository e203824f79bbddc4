//! Where the readers of targets put what they find: each finding with the file and the CLI's own key path.

use super::findings::{
    INVALID_VALUE, MISSING_FIELD, PATH_NOT_RELATIVE, UNKNOWN_FIELD, UNSUPPORTED_KEY, WRONG_FILE_TYPE, WRONG_TYPE,
};
use super::fixes;
use std::sync::Arc;

use super::schema::{Fault, Issue, words};
use crate::diag::{Diagnostic, RuleMeta, nearest};
use crate::source::{Location, SourceFile, Span};

/// Findings about one file.
pub(super) struct Report<'f> {
    /// The file.
    pub(super) file: Arc<SourceFile>,
    /// Put in front of every key path.
    pub(super) prefix: String,
    found: &'f mut Vec<Diagnostic>,
}

impl<'f> Report<'f> {
    /// Findings about `file` go to `found`.
    pub(super) fn new(file: &Arc<SourceFile>, found: &'f mut Vec<Diagnostic>) -> Self {
        Self { file: Arc::clone(file), prefix: String::new(), found }
    }

    /// A finding at a key.
    pub(super) fn at(
        &self,
        rule: &'static RuleMeta,
        path: impl AsRef<str>,
        span: Span,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(rule, Location::new(&self.file, span), message).at_key(shown(&self.prefix, path.as_ref()))
    }

    /// Keeps a finding.
    pub(super) fn push(&mut self, found: Diagnostic) {
        self.found.push(found);
    }

    /// Keeps a finding that needs no more words.
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

    /// Keeps what a shape says of a value; true when it says nothing.
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
            Fault::Type(expected) => (&WRONG_TYPE, format!("`{key}` has the wrong type: expected {expected}")),
            Fault::Missing(expected) => (&MISSING_FIELD, format!("`{key}` is missing: expected {expected}")),
            Fault::Value(expected) => {
                (&INVALID_VALUE, format!("`{key}` has a value that is not accepted: expected {expected}"))
            }
            Fault::NotRelative => (&PATH_NOT_RELATIVE, format!("{written} does not start with `./`")),
            Fault::Extension(extension) => (&WRONG_FILE_TYPE, format!("{written} does not end in `{extension}`")),
            Fault::Keys(keys) => (&UNSUPPORTED_KEY, format!("`{}` is no key of `{key}`", keys.join("`, `"))),
        };
        let span = issue.inside.as_ref().map_or(issue.span, |(span, _)| *span);
        let label = issue.inside.as_ref().map_or_else(String::new, |(_, words)| words.clone());
        let found = self.at(rule, key, span, message).label(label);
        let found = match &issue.fault {
            Fault::NotRelative => fixes::relative_path(found, self.file.slice(issue.span), issue.span),
            Fault::Type(_) => fixes::person(found, key, self.file.slice(issue.span), issue.span),
            _ => found,
        };
        self.push(found);
    }
}

/// Reports a key that Claude Code ignores, with the known one that is near.
pub(super) fn unknown_key<'k>(
    path: &str,
    key: &str,
    span: Span,
    known: impl IntoIterator<Item = &'k str>,
    report: &mut Report<'_>,
) {
    let found = report.at(&UNKNOWN_FIELD, path, span, format!("`{key}` is no field that Claude Code knows"));
    report.push(found.label("Claude Code ignores it").did_you_mean(nearest(key, known)));
}

/// A key path as the CLI shows it: without characters that cannot be seen, and without spaces around it.
fn shown(prefix: &str, path: &str) -> String {
    let path: String = path.chars().filter(|character| !super::names::is_hidden(*character)).collect();
    format!("{prefix}{}", path.trim())
}

/// What is wrong with a value in one phrase, for findings that name several.
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
