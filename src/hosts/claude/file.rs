//! Opens files as the CLI does: a few through links and at any size, most only if they are regular files of at most
//! 1 MiB. Bytes that are not UTF-8 are replaced without a report.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::findings::INVALID_JSON;
use super::report::Report;
use crate::diag::Diagnostic;
use crate::plugin::document::MAX_SIZE;
use crate::plugin::{Content, Document, FileKind, FileTree, Plugin};
use crate::source::{SourceFile, Span};
use crate::syntax::{Frontmatter, Node, json};

/// The names and kinds of a folder's entries, in order.
type Listing = Rc<[(String, FileKind)]>;

/// A file tree, and those of its files that have been read.
pub(super) struct FileReader<'a> {
    tree: &'a FileTree,
    documents: &'a [Document],
    root: &'a Utf8Path,
    /// The folders that have been listed. Several checks look at each.
    listed: RefCell<HashMap<Utf8PathBuf, Listing>>,
}

impl<'a> FileReader<'a> {
    /// Creates a reader of a tree of which nothing has been read yet.
    pub(super) fn new(tree: &'a FileTree) -> Self {
        Self { tree, documents: &[], root: Utf8Path::new(""), listed: RefCell::default() }
    }

    /// Creates a reader that already has the files of a loaded plugin.
    pub(super) fn with(plugin: &'a Plugin<'a>) -> Self {
        Self { tree: plugin.tree, documents: &plugin.documents, root: &plugin.root, listed: RefCell::default() }
    }

    /// The direct entries of a folder, as [`FileTree::list`] returns them.
    pub(super) fn list(&self, folder: &Utf8Path) -> Listing {
        if let Some(listed) = self.listed.borrow().get(folder) {
            return Rc::clone(listed);
        }
        let list: Listing = self.tree.list(folder).into();
        self.listed.borrow_mut().insert(folder.to_owned(), Rc::clone(&list));
        list
    }

    /// A file that has already been read as text.
    fn loaded(&self, path: &Utf8Path) -> Option<&'a Document> {
        let below = path.strip_prefix(self.root).ok()?;
        let index = self.documents.binary_search_by(|document| document.path.as_str().cmp(below.as_str())).ok()?;
        self.documents.get(index).filter(|document| !matches!(document.content, Content::Unread(_)))
    }

    /// The frontmatter of the Markdown file `file`, parsed on first use.
    pub(super) fn frontmatter(&self, path: &Utf8Path, file: &SourceFile) -> Option<Cow<'a, Frontmatter>> {
        match self.loaded(path).map(|document| &document.content) {
            Some(Content::Markdown(frontmatter, _)) => frontmatter.as_ref().map(Cow::Borrowed),
            _ => Frontmatter::find(file.text()).map(Cow::Owned),
        }
    }
}

impl Deref for FileReader<'_> {
    type Target = FileTree;

    fn deref(&self) -> &FileTree {
        self.tree
    }
}

/// The result of opening a file without following links.
pub(super) enum Opened {
    /// No such file.
    Missing,
    /// A link, a folder, or something else that is not a regular file.
    NotRegular,
    /// Larger than the CLI reads.
    TooLarge,
    /// The file's text.
    Text(Arc<SourceFile>),
}

/// Opens a regular file that is not too large.
pub(super) fn open(tree: &FileReader<'_>, path: &Utf8Path) -> Opened {
    match tree.kind(path) {
        None => Opened::Missing,
        Some(FileKind::File { size, .. }) if size > MAX_SIZE => Opened::TooLarge,
        Some(FileKind::File { .. }) => read(tree, path).map_or(Opened::NotRegular, Opened::Text),
        Some(_) => Opened::NotRegular,
    }
}

/// The text of a file of any size, with links followed.
pub(super) fn read(tree: &FileReader<'_>, path: &Utf8Path) -> Option<Arc<SourceFile>> {
    if let Some(document) = tree.loaded(path) {
        return Some(Arc::clone(&document.file));
    }
    let bytes = tree.read_followed(path).ok()?;
    let text = String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    Some(SourceFile::new(tree.display_path(path), text))
}

/// A file that a finding names without reading it.
pub(super) fn unread(tree: &FileReader<'_>, path: &Utf8Path) -> Arc<SourceFile> {
    SourceFile::new(tree.display_path(path), "")
}

/// Parses a JSON file and reports what is not JSON. A byte-order mark is an error where the CLI treats it as one.
pub(super) fn parse(file: &Arc<SourceFile>, byte_order_mark: bool, found: &mut Vec<Diagnostic>) -> Option<Node> {
    parse_as(&mut Report::new(file, found), byte_order_mark)
}

/// Parses a JSON file and reports into an existing report.
pub(super) fn parse_as(report: &mut Report<'_>, byte_order_mark: bool) -> Option<Node> {
    let file = Arc::clone(&report.file);
    let marks = file.text().len() - file.text().trim_start_matches('\u{feff}').len();
    let allowed = if byte_order_mark { '\u{feff}'.len_utf8() } else { 0 };
    if marks > allowed {
        let span = Span::new(0, marks);
        report.add(&INVALID_JSON, "json", span, "invalid JSON: expected a value, found a byte-order mark");
        return None;
    }
    let mut parsed = json::parse(&without_lone_surrogates(file.text()));
    if let Some(problem) = parsed.problems.drain(..).next().filter(|_| parsed.root.is_none()) {
        report.add(&INVALID_JSON, "json", problem.span, problem.message);
    }
    parsed.root
}

/// The text with a replacement character for each lone half of a surrogate pair, which the CLI's parser accepts.
fn without_lone_surrogates(text: &str) -> Cow<'_, str> {
    if !text.contains("\\ud") && !text.contains("\\uD") {
        return Cow::Borrowed(text);
    }
    let mut changed = text.to_owned();
    let half = |text: &str, at: usize| {
        text.get(at..at + 6)
            .filter(|unit| unit.starts_with("\\u"))
            .and_then(|unit| u16::from_str_radix(&unit[2..], 16).ok())
    };
    let mut at = 0;
    while let Some(found) = text[at..].find("\\u").map(|found| at + found) {
        let escaped = text[..found].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
        at = found + 2;
        match half(text, found).filter(|_| !escaped) {
            Some(0xd800..=0xdbff) if half(text, found + 6).is_some_and(|next| (0xdc00..=0xdfff).contains(&next)) => {
                at = found + 12
            }
            Some(0xd800..=0xdfff) => changed.replace_range(found..found + 6, "\\ufffd"),
            _ => {}
        }
    }
    Cow::Owned(changed)
}
