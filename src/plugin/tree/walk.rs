//! Walks a folder on disk and collects its files. Skips what ignore files exclude; reads no content.

use std::sync::{Mutex, PoisonError};

use camino::Utf8Path;
use ignore::{WalkBuilder, WalkState};

use super::{FileKind, FileTree, is_executable};

impl FileTree {
    /// Walks the folder `root`. With `parents`, ignore files above it apply too; pass false if they exclude the folder
    /// itself and the user named it.
    #[must_use]
    pub fn walk(root: &Utf8Path, parents: bool) -> Self {
        let tree = Mutex::new(Self { root: root.to_owned(), ..Self::default() });
        // The parallel walk finds ignore files in each folder's list of entries; the sequential one looks for each.
        let walk = WalkBuilder::new(root)
            .hidden(false)
            .require_git(false)
            .follow_links(false)
            .parents(parents)
            .filter_entry(|entry| entry.file_name() != ".git")
            .threads(1)
            .build_parallel();
        walk.run(|| {
            Box::new(|entry| {
                let mut tree = tree.lock().unwrap_or_else(PoisonError::into_inner);
                match entry {
                    Ok(entry) => tree.add_entry(&entry),
                    Err(error) => tree.unreadable.push(error.to_string()),
                }
                WalkState::Continue
            })
        });
        let mut tree = tree.into_inner().unwrap_or_else(PoisonError::into_inner);
        tree.unreadable.sort();
        tree
    }

    fn add_entry(&mut self, entry: &ignore::DirEntry) {
        let Some(path) = Utf8Path::from_path(entry.path()) else {
            self.unreadable.push(format!("{}: the name is not UTF-8", entry.path().display()));
            return;
        };
        let Some(relative) = path.as_str().strip_prefix(self.root.as_str()) else { return };
        let kind = match entry.file_type() {
            Some(kind) if kind.is_symlink() => {
                let target = std::fs::read_link(path).map(|target| target.to_string_lossy().into_owned());
                FileKind::Link(target.unwrap_or_default())
            }
            Some(kind) if kind.is_dir() => FileKind::Directory,
            Some(kind) if kind.is_file() => match entry.metadata() {
                Ok(metadata) => FileKind::File { size: metadata.len(), executable: is_executable(&metadata) },
                Err(error) => {
                    self.unreadable.push(format!("{path}: {error}"));
                    return;
                }
            },
            _ => return,
        };
        self.entries.insert(slashes(relative.trim_start_matches(std::path::is_separator)), kind);
    }
}

fn slashes(path: &str) -> String {
    if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_that_changed_since_the_walk_is_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        fs::create_dir(root.join("ignored")).unwrap();
        fs::write(root.join("ignored/b.md"), "").unwrap();
        fs::write(root.join(".gitignore"), "ignored/\n").unwrap();
        fs::write(root.join("a.md"), "text").unwrap();
        let tree = FileTree::from_disk(root);
        let paths: Vec<_> = tree.below(Utf8Path::new("")).map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, [".gitignore", "a.md"]);
        for content in ["text", "t", "", "text and more", "texts"] {
            fs::write(root.join("a.md"), content).unwrap();
            assert_eq!(tree.read(Utf8Path::new("a.md")).unwrap(), content.as_bytes());
        }
    }
}
