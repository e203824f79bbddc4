//! Opening a file as the CLI opens it: some through links and at any size, most only when they are plain files of at most
//! one mebibyte; bytes that are no UTF-8 are replaced and not complained about.

use std::sync::Arc;

use camino::Utf8Path;

use super::report::Report;
use crate::diag::Diagnostic;
use crate::plugin::document::MAX_SIZE;
use crate::plugin::{FileKind, FileTree};
use crate::rules::manifest::invalid_json;
use crate::source::{SourceFile, Span};
use crate::syntax::{Node, json};

/// What came of opening a file without following links.
pub(super) enum Opened {
    /// There is none.
    Missing,
    /// A link, a folder, or something else that is no plain file.
    NotRegular,
    /// More than Claude Code's checker reads.
    TooLarge,
    /// Its text.
    Text(Arc<SourceFile>),
}

/// Opens a plain file of a readable size.
pub(super) fn open(tree: &FileTree, path: &Utf8Path) -> Opened {
    match tree.kind(path) {
        None => Opened::Missing,
        Some(FileKind::File { size, .. }) if size > MAX_SIZE => Opened::TooLarge,
        Some(FileKind::File { .. }) => read(tree, path).map_or(Opened::NotRegular, Opened::Text),
        Some(_) => Opened::NotRegular,
    }
}

/// The text of a file behind whatever links, at any size.
pub(super) fn read(tree: &FileTree, path: &Utf8Path) -> Option<Arc<SourceFile>> {
    let bytes = tree.read_followed(path).ok()?;
    let text = String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    Some(SourceFile::new(tree.display_path(path), text))
}

/// A file that is named in a finding without being read.
pub(super) fn unread(tree: &FileTree, path: &Utf8Path) -> Arc<SourceFile> {
    SourceFile::new(tree.display_path(path), "")
}

/// The tree of a JSON file; reports when it is none. A byte-order mark is an error where the CLI makes it one.
pub(super) fn parse(file: &Arc<SourceFile>, byte_order_mark: bool, found: &mut Vec<Diagnostic>) -> Option<Node> {
    parse_as(&mut Report::new(file, found), byte_order_mark)
}

/// The same into a report that exists.
pub(super) fn parse_as(report: &mut Report<'_>, byte_order_mark: bool) -> Option<Node> {
    let file = Arc::clone(&report.file);
    let marks = file.text().len() - file.text().trim_start_matches('\u{feff}').len();
    let allowed = if byte_order_mark { '\u{feff}'.len_utf8() } else { 0 };
    if marks > allowed {
        let span = Span::new(0, marks);
        report.add(&invalid_json::META, "json", span, "expected JSON, found a byte-order mark");
        return None;
    }
    let mut parsed = json::parse(file.text());
    if let Some(problem) = parsed.problems.drain(..).next().filter(|_| parsed.root.is_none()) {
        report.add(&invalid_json::META, "json", problem.span, problem.message);
    }
    parsed.root
}
