//! Files that the loader reads and the CLI checks nowhere, held against the shapes that the CLI has for the same things in
//! a manifest.

use super::fields::{LSP_SERVER_MAP, MONITOR_LIST};
use super::schema::{self, words};
use crate::source::Span;
use crate::syntax::Node;

/// What is wrong with the language servers of a `.lsp.json`: places and words.
pub(crate) fn language_servers(node: &Node) -> Vec<(Span, String)> {
    said(schema::check(&LSP_SERVER_MAP, node, ""))
}

/// What is wrong with the monitors of a file.
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
