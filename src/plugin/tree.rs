//! The file tree to check: read from disk, or built in memory by `build` before anything is written.
//!
//! Paths are relative to the root and use `/`. Rules read this tree and never the disk, so that `build` checks exactly
//! what it is going to write. Links are recorded and never followed.

mod follow;
mod walk;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read as _};
use std::ops::Bound;
use std::sync::OnceLock;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

/// The kind of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileKind {
    /// A file.
    File {
        /// Size in bytes.
        size: u64,
        /// Whether any execute permission is set.
        executable: bool,
    },
    /// A folder.
    Directory,
    /// A symbolic link, with its target as written.
    Link(String),
}

/// The files below one root.
#[derive(Debug, Default)]
pub struct FileTree {
    root: Utf8PathBuf,
    name: OnceLock<String>,
    /// By path as text, because comparing components is much slower.
    entries: BTreeMap<String, FileKind>,
    memory: Option<BTreeMap<Utf8PathBuf, Vec<u8>>>,
    /// Contents that replace those on disk: an editor's buffer, or fixes that are not written yet.
    overlay: BTreeMap<String, Vec<u8>>,
    /// Files that are treated as absent, although they are on disk.
    removed: BTreeSet<Utf8PathBuf>,
    /// What could not be read, and why.
    pub unreadable: Vec<String>,
}

impl FileTree {
    /// Walks the folder `root`. Skips `.git` and what `.gitignore` excludes; includes other hidden files.
    #[must_use]
    pub fn from_disk(root: &Utf8Path) -> Self {
        Self::walk(root, true)
    }

    /// The folder `root` without walking it; every query reads the disk.
    #[must_use]
    pub fn unwalked(root: &Utf8Path) -> Self {
        Self { root: root.to_owned(), ..Self::default() }
    }

    /// Adds a file that the walk skipped because an ignore file excludes it.
    pub fn add(&mut self, path: &Utf8Path) {
        if let Some(kind) = self.kind(path) {
            self.entries.insert(path.to_string(), kind);
        }
    }

    /// Replaces the content of the file at `path`, whatever is on disk.
    pub fn overlay(&mut self, path: &Utf8Path, bytes: Vec<u8>) {
        let executable = matches!(self.kind(path), Some(FileKind::File { executable: true, .. }));
        self.entries.insert(path.to_string(), FileKind::File { size: bytes.len() as u64, executable });
        for folder in path.ancestors().skip(1) {
            self.entries.entry(folder.to_string()).or_insert(FileKind::Directory);
        }
        self.overlay.insert(path.to_string(), bytes);
    }

    /// Sets whether the file at `path` is executable, whatever it is on disk.
    pub fn set_executable(&mut self, path: &Utf8Path, runs: bool) {
        if let Some(FileKind::File { executable, .. }) = self.entries.get_mut(path.as_str()) {
            *executable = runs;
        }
    }

    /// Treats the file at `path` as absent, whatever is on disk, and also the folders that this leaves empty.
    pub fn remove(&mut self, path: &Utf8Path) {
        for path in path.ancestors().take_while(|path| !path.as_str().is_empty()) {
            if self.is_directory(path) && !self.list(path).is_empty() {
                break;
            }
            self.entries.remove(path.as_str());
            self.removed.insert(path.to_owned());
        }
    }

    /// Keeps only the paths for which `keep` returns true.
    pub fn retain(&mut self, keep: impl Fn(&Utf8Path) -> bool) {
        self.entries.retain(|path, _| path.is_empty() || keep(Utf8Path::new(path)));
    }

    /// A tree in memory.
    #[must_use]
    pub fn from_memory(files: BTreeMap<Utf8PathBuf, Vec<u8>>) -> Self {
        let mut entries = BTreeMap::new();
        entries.insert(String::new(), FileKind::Directory);
        for (path, bytes) in &files {
            for folder in path.ancestors().skip(1) {
                entries.entry(folder.to_string()).or_insert(FileKind::Directory);
            }
            let executable = bytes.starts_with(b"\x7fELF") || bytes.starts_with(b"#!");
            entries.insert(path.to_string(), FileKind::File { size: bytes.len() as u64, executable });
        }
        Self { root: Utf8PathBuf::new(), entries, memory: Some(files), ..Self::default() }
    }

    /// Adds empty folders and links, with their targets as written, to a tree in memory.
    #[must_use]
    pub fn with(mut self, folders: &[Utf8PathBuf], links: &BTreeMap<Utf8PathBuf, String>) -> Self {
        for (path, kind) in folders
            .iter()
            .map(|path| (path, FileKind::Directory))
            .chain(links.iter().map(|(path, target)| (path, FileKind::Link(target.clone()))))
        {
            for folder in path.ancestors().skip(1) {
                self.entries.entry(folder.to_string()).or_insert(FileKind::Directory);
            }
            self.entries.insert(path.to_string(), kind);
        }
        self
    }

    /// The folder that paths are relative to; empty for a tree in memory.
    #[must_use]
    pub fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// The name of the root folder, also when the root was given as `.`; empty for a tree in memory.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name
            .get_or_init(|| self.real_root().as_deref().and_then(Utf8Path::file_name).unwrap_or_default().to_owned())
    }

    /// Whether the root is in a Git checkout, which keeps the run bits of files; false for a tree in memory.
    #[must_use]
    pub fn in_checkout(&self) -> bool {
        self.real_root().is_some_and(|root| root.ancestors().any(|folder| folder.join(".git").exists()))
    }

    /// The root without links and `..`; `None` for a tree in memory.
    fn real_root(&self) -> Option<Utf8PathBuf> {
        let written = if self.root.as_str().is_empty() { Utf8Path::new(".") } else { &self.root };
        if self.memory.is_some() { None } else { written.canonicalize_utf8().ok() }
    }

    /// The kind of `path`, even if `.gitignore` excludes it from the walk.
    #[must_use]
    pub fn kind(&self, path: &Utf8Path) -> Option<FileKind> {
        if let Some(kind) = self.entry(path) {
            return Some(kind.clone());
        }
        if self.memory.is_some() {
            let target = self.real_path(path.parent()?)?.join(path.file_name()?);
            return self.entry(&target).cloned();
        }
        if self.removed.contains(path) {
            return None;
        }
        let metadata = std::fs::symlink_metadata(self.root.join(path)).ok()?;
        if metadata.is_symlink() {
            return Some(FileKind::Link(std::fs::read_link(self.root.join(path)).ok()?.to_string_lossy().into_owned()));
        }
        kind_of(&metadata)
    }

    /// Whether `path` exists.
    #[must_use]
    pub fn exists(&self, path: &Utf8Path) -> bool {
        self.kind(path).is_some()
    }

    /// Whether `path` is a folder.
    #[must_use]
    pub fn is_directory(&self, path: &Utf8Path) -> bool {
        self.kind(path) == Some(FileKind::Directory)
    }

    /// Whether `path` is a file.
    #[must_use]
    pub fn is_file(&self, path: &Utf8Path) -> bool {
        matches!(self.kind(path), Some(FileKind::File { .. }))
    }

    /// What the walk found at `path`, after normalizing the path.
    fn entry(&self, path: &Utf8Path) -> Option<&FileKind> {
        self.entries.get(normalised(path).as_ref())
    }

    /// Everything below a folder, sorted, without the folder itself.
    pub fn below<'t>(&'t self, folder: &Utf8Path) -> impl Iterator<Item = (&'t Utf8Path, &'t FileKind)> + use<'t> {
        let start = if folder.as_str().is_empty() { String::new() } else { format!("{folder}/") };
        self.entries
            .range::<str, _>((Bound::Included(start.as_str()), Bound::Unbounded))
            .skip_while(|(path, _)| path.is_empty())
            .take_while(move |(path, _)| path.starts_with(&start))
            .map(|(path, kind)| (Utf8Path::new(path), kind))
    }

    /// The direct children of a folder.
    pub fn children<'t>(&'t self, folder: &Utf8Path) -> impl Iterator<Item = (&'t Utf8Path, &'t FileKind)> + use<'t> {
        let length = if folder.as_str().is_empty() { 0 } else { folder.as_str().len() + 1 };
        self.below(folder).filter(move |(path, _)| !path.as_str()[length..].contains('/'))
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// When the file does not exist or cannot be read.
    pub fn read(&self, path: &Utf8Path) -> io::Result<Vec<u8>> {
        if let Some(bytes) = self.overlay.get(normalised(path).as_ref()) {
            return Ok(bytes.clone());
        }
        match &self.memory {
            Some(files) => files.get(path).cloned().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound)),
            None => self.read_disk(path),
        }
    }

    /// The bytes of a file on disk. If it still has the size that the walk saw, a single call reads it.
    fn read_disk(&self, path: &Utf8Path) -> io::Result<Vec<u8>> {
        let path_on_disk = self.root.join(path);
        let Some(FileKind::File { size, .. }) = self.entry(path) else { return std::fs::read(path_on_disk) };
        let size = *size as usize;
        let mut bytes = vec![0; size + 1];
        let mut file = File::open(path_on_disk)?;
        let read = file.read(&mut bytes)?;
        bytes.truncate(read);
        if read != size {
            file.read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    }

    /// The path that reports show: prefixed with the root, unless that is the current folder.
    #[must_use]
    pub fn display_path(&self, path: &Utf8Path) -> Utf8PathBuf {
        match self.root.as_str() {
            "." if path.as_str().is_empty() => Utf8PathBuf::from("."),
            "" | "." => path.to_owned(),
            _ if path.as_str().is_empty() => self.root.clone(),
            _ => self.root.join(path),
        }
    }

    /// The path in the tree for a path that reports show; the inverse of [`FileTree::display_path`].
    #[must_use]
    pub fn relative<'p>(&self, shown: &'p Utf8Path) -> &'p Utf8Path {
        match self.root.as_str() {
            "." if shown == "." => Utf8Path::new(""),
            "" | "." => shown,
            _ => shown.strip_prefix(&self.root).unwrap_or(shown),
        }
    }
}

/// A path as text, without `.` and doubled or final slashes.
fn normalised(path: &Utf8Path) -> Cow<'_, str> {
    let text = path.as_str();
    let odd = text.ends_with('/') || text.contains("./") || text.contains("//") || text.ends_with("/.");
    if odd { path.components().collect::<Utf8PathBuf>().into_string().into() } else { text.into() }
}

/// A folder or a regular file. Pipes, sockets and devices are neither, because reading one could block forever.
fn kind_of(metadata: &std::fs::Metadata) -> Option<FileKind> {
    match (metadata.is_dir(), metadata.is_file()) {
        (true, _) => Some(FileKind::Directory),
        (_, true) => Some(FileKind::File { size: metadata.len(), executable: is_executable(metadata) }),
        _ => None,
    }
}

#[cfg(unix)]
fn is_executable(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &std::fs::Metadata) -> bool {
    true
}

/// Joins a folder and a relative path as written in a file, and resolves `.` and `..`. `None` if the path is absolute
/// or leaves the tree.
#[must_use]
pub fn resolve(folder: &Utf8Path, written: &str) -> Option<Utf8PathBuf> {
    let mut resolved = String::with_capacity(folder.as_str().len() + 1 + written.len());
    let push = |resolved: &mut String, name: &str| {
        if !resolved.is_empty() {
            resolved.push('/');
        }
        resolved.push_str(name);
    };
    folder.components().for_each(|component| push(&mut resolved, component.as_str()));
    for component in Utf8Path::new(written).components() {
        match component {
            Utf8Component::Normal(name) => push(&mut resolved, name),
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir if resolved.is_empty() => return None,
            Utf8Component::ParentDir => resolved.truncate(resolved.rfind('/').unwrap_or(0)),
            Utf8Component::RootDir | Utf8Component::Prefix(_) => return None,
        }
    }
    Some(resolved.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> FileTree {
        let files = ["a/x.md", "a/b/y.md", "ab.md"];
        FileTree::from_memory(files.iter().map(|path| (Utf8PathBuf::from(path), Vec::new())).collect())
    }

    #[test]
    fn a_folder_holds_what_is_below_it_and_not_what_begins_alike() {
        let tree = tree();
        let below: Vec<_> = tree.below(Utf8Path::new("a")).map(|(path, _)| path.as_str()).collect();
        assert_eq!(below, ["a/b", "a/b/y.md", "a/x.md"]);
        let children: Vec<_> = tree.children(Utf8Path::new("")).map(|(path, _)| path.as_str()).collect();
        assert_eq!(children, ["a", "ab.md"]);
        assert!(tree.is_directory(Utf8Path::new("a/b")) && !tree.exists(Utf8Path::new("a/z")));
    }

    #[test]
    fn an_overlay_hides_what_is_below_it() {
        let mut tree = tree();
        tree.overlay(Utf8Path::new("new/z.md"), b"text".to_vec());
        assert_eq!(tree.read(Utf8Path::new("new/z.md")).unwrap(), b"text");
        assert!(tree.is_directory(Utf8Path::new("new")));
        assert_eq!(tree.kind(Utf8Path::new("new/z.md")), Some(FileKind::File { size: 4, executable: false }));
    }

    #[test]
    fn relative_paths_resolve_inside_the_tree_only() {
        let resolved = |written| resolve(Utf8Path::new("a/b"), written).map(Utf8PathBuf::into_string);
        assert_eq!(resolved("./c.md").as_deref(), Some("a/b/c.md"));
        assert_eq!(resolved("../x.md").as_deref(), Some("a/x.md"));
        assert_eq!(resolved("../../../x.md"), None);
        assert_eq!(resolved("/etc/passwd"), None);
    }
}
