//! Checks files that the loader reads but the CLI never validates, against the shapes that the CLI requires of the same
//! fields in a manifest.

use super::fields::{LSP_SERVER_MAP, MONITOR_LIST};
use super::schema::{self, words};
use crate::source::Span;
use crate::syntax::Node;

/// The faults in the language servers of a `.lsp.json`: spans and messages.
pub(crate) fn language_servers(node: &Node) -> Vec<(Span, String)> {
    said(schema::check(&LSP_SERVER_MAP, node, ""))
}

/// The faults in the monitors of a file.
pub(crate) fn monitors(node: &Node) -> Vec<(Span, String)> {
    said(schema::check(&MONITOR_LIST, node, ""))
}

fn said(issues: Vec<schema::Issue>) -> Vec<(Span, String)> {
    issues
        .into_iter()
        .map(|issue| {
            let key = if issue.path.is_empty() { "the file".to_owned() } else { format!("`{}`", issue.path) };
            (issue.span, format!("{key}: {}", words(&issue.fault)))
        })
        .collect()
}
