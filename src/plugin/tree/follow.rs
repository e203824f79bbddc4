//! Resolves links and lists folders as they are on disk, for rules that see a path as a program that opens it does.
//! Nothing here walks the tree.

use std::collections::BTreeSet;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use super::{FileKind, FileTree, kind_of, resolve};

/// The maximum number of links to follow for one path, as on Linux.
const MAX_LINKS: usize = 40;

impl FileTree {
    /// The kind of `path` after following all links, as a program that opens it sees it. This only tells whether the
    /// target exists and what it is; the content behind links is not checked. Paths outside the tree are looked up on
    /// disk.
    #[must_use]
    pub fn follow(&self, path: &Utf8Path) -> Option<FileKind> {
        let real = self.real_path(path)?;
        match self.kind(&real)? {
            FileKind::Link(_) => self.outside(&self.root.join(real)),
            kind => Some(kind),
        }
    }

    /// The path with every link replaced by its target, except links that leave the tree. `None` if the links form a
    /// cycle.
    pub(super) fn real_path(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        let mut rest: Vec<String> = path.components().rev().map(|part| part.as_str().to_owned()).collect();
        let mut real = Utf8PathBuf::new();
        let mut links = 0;
        while let Some(part) = rest.pop() {
            let next = resolve(&real, &part)?;
            match self.kind_here(&next) {
                Some(FileKind::Link(target)) if !target.starts_with('/') => {
                    links += 1;
                    if links > MAX_LINKS {
                        return None;
                    }
                    let Some(_) = resolve(&real, &target) else { return Some(next) };
                    rest.extend(Utf8Path::new(&target).components().rev().map(|part| part.as_str().to_owned()));
                }
                Some(FileKind::Link(_)) if rest.is_empty() => return Some(next),
                _ => real = next,
            }
        }
        Some(real)
    }

    /// The kind of a path whose folder contains no more links.
    fn kind_here(&self, path: &Utf8Path) -> Option<FileKind> {
        if self.memory.is_some() { self.entry(path).cloned() } else { self.kind(path) }
    }

    /// The kind of a path on disk, following links.
    fn outside(&self, path: &Utf8Path) -> Option<FileKind> {
        let metadata = match (self.memory.is_some(), self.kind(path)) {
            (true, Some(FileKind::Link(target))) if target.starts_with('/') => std::fs::metadata(target),
            _ => std::fs::metadata(path),
        }
        .ok()?;
        kind_of(&metadata)
    }

    /// Whether an absolute path on disk, or a path below the tree's root, exists.
    #[must_use]
    pub fn reachable(&self, folder: &Utf8Path, written: &str) -> bool {
        if written.starts_with('/') {
            return Utf8Path::new(written).exists();
        }
        resolve(folder, written).is_some_and(|path| self.follow(&path).is_some())
    }

    /// The bytes of a file, following links.
    ///
    /// # Errors
    /// When the file does not exist or cannot be read.
    pub fn read_followed(&self, path: &Utf8Path) -> io::Result<Vec<u8>> {
        match &self.memory {
            Some(_) => self.read(&self.real_path(path).unwrap_or_else(|| path.to_owned())),
            None => self.read(path),
        }
    }

    /// The first component of `path` below `folder` that is a link, including the last one.
    #[must_use]
    pub fn first_link(&self, folder: &Utf8Path, path: &Utf8Path) -> Option<Utf8PathBuf> {
        let below = path.strip_prefix(folder).ok()?;
        let mut current = folder.to_owned();
        for part in below.components() {
            current.push(part.as_str());
            if matches!(self.kind(&current), Some(FileKind::Link(_))) {
                return Some(current);
            }
        }
        None
    }

    /// The names and kinds of the direct children of a folder, sorted, including what `.gitignore` excludes.
    #[must_use]
    pub fn list(&self, folder: &Utf8Path) -> Vec<(String, FileKind)> {
        if self.memory.is_some() {
            let folder = self.real_path(folder).unwrap_or_else(|| folder.to_owned());
            return self
                .children(&folder)
                .filter_map(|(path, kind)| Some((path.file_name()?.to_owned(), kind.clone())))
                .collect();
        }
        let on_disk = std::fs::read_dir(self.root.join(folder)).into_iter().flatten().flatten();
        let mut names: BTreeSet<String> = on_disk.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        // What replaces the content on disk may add files and folders.
        names.extend(self.children(folder).filter_map(|(path, _)| Some(path.file_name()?.to_owned())));
        names.into_iter().filter_map(|name| Some((name.clone(), self.kind(&folder.join(name))?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn tree() -> FileTree {
        let files: BTreeMap<_, _> = [("a/x.md".into(), Vec::new()), ("a/b/y.md".into(), Vec::new())].into();
        FileTree::from_memory(files)
    }

    #[test]
    fn links_are_followed_for_existence_and_never_in_circles() {
        let links = [("l", "a"), ("m.md", "l/b/y.md"), ("c", "d"), ("d", "c"), ("dead", "nowhere"), ("out", "../../x")];
        let links = links.iter().map(|(path, target)| (Utf8PathBuf::from(path), (*target).to_owned())).collect();
        let tree = tree().with(&[Utf8PathBuf::from("e/f")], &links);
        let follow = |path| tree.follow(Utf8Path::new(path));
        assert_eq!(follow("l"), Some(FileKind::Directory));
        assert!(matches!(follow("l/b/y.md"), Some(FileKind::File { .. })));
        assert!(matches!(follow("m.md"), Some(FileKind::File { .. })));
        assert_eq!((follow("c"), follow("dead")), (None, None));
        assert!(tree.is_directory(Utf8Path::new("e")));
        assert_eq!(tree.first_link(Utf8Path::new(""), Utf8Path::new("l/b")), Some("l".into()));
        assert_eq!(tree.first_link(Utf8Path::new(""), Utf8Path::new("a/b")), None);
    }
}
