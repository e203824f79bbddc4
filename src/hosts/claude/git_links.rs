//! Paths and links into a repository's `.git` folder, whose files are in no commit.
//!
//! Source: `claude plugin validate`, tested with links from files and folders: intact, broken and chained.

use camino::{Utf8Path, Utf8PathBuf};

use super::Depth;
use super::file::FileReader;
use crate::plugin::{FileKind, resolve};

/// Whether one of the path's components is `.git`, ignoring case.
pub(super) fn leads_into_git(path: &Utf8Path) -> bool {
    path.components().any(|part| part.as_str().eq_ignore_ascii_case(".git"))
}

/// The links below `folder` that point into `.git`: the path of each relative to `folder`, and its target as written.
pub(super) fn links(tree: &FileReader<'_>, folder: &Utf8Path, depth: Depth) -> Vec<(Utf8PathBuf, String)> {
    let mut found = Vec::new();
    let mut keep = |path: &Utf8Path, kind: &FileKind| {
        if let FileKind::Link(target) = kind
            && let Ok(below) = path.strip_prefix(folder)
            && !is_skipped(below)
            && path.parent().and_then(|parent| resolve(parent, target)).is_some_and(|path| leads_into_git(&path))
        {
            found.push((below.to_owned(), target.clone()));
        }
    };
    match depth {
        // The tree has already been walked.
        Depth::Deep => tree.below(folder).for_each(|(path, kind)| keep(path, kind)),
        Depth::Shallow => {
            let mut folders = vec![folder.to_owned()];
            while let Some(folder) = folders.pop() {
                for (name, kind) in tree.list(&folder).iter() {
                    let path = folder.join(name);
                    keep(&path, kind);
                    if *kind == FileKind::Directory && !is_skipped(Utf8Path::new(name)) {
                        folders.push(path);
                    }
                }
            }
        }
    }
    found.sort();
    found
}

fn is_skipped(below: &Utf8Path) -> bool {
    leads_into_git(below) || below.components().any(|part| part.as_str() == "node_modules")
}

/// The message about a link.
pub(super) fn message(link: &Utf8Path, target: &str) -> String {
    format!("`{link}` points into the repository's `.git` folder: `{target}`")
}
