//! Every file below a folder, ignore files or not, and what specs cannot hold.

use std::collections::BTreeMap;

use anyhow::Context;
use camino::{Utf8Path, Utf8PathBuf};

use super::SpecFile;

/// Something that has no place in specs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LeftOut {
    /// Its path below the root, as far as it can be shown.
    pub path: String,
    /// Why it has no place.
    pub why: &'static str,
}

/// What lies below a folder.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Every file, by path.
    pub files: BTreeMap<Utf8PathBuf, SpecFile>,
    /// What is not a file that specs can hold.
    pub left_out: Vec<LeftOut>,
    /// Folders without an entry.
    pub empty: Vec<Utf8PathBuf>,
    /// Files whose read and write permissions differ from those of most files.
    pub guarded: Vec<Utf8PathBuf>,
    /// Git's own files and folders, but for the one of the root itself.
    pub git: Vec<Utf8PathBuf>,
}

/// Reads every file below `root`, but for git's own folder.
///
/// # Errors
/// When a folder or file cannot be read.
pub(crate) fn walk(root: &Utf8Path) -> anyhow::Result<Found> {
    let mut found = Found::default();
    let mut modes: BTreeMap<u32, Vec<Utf8PathBuf>> = BTreeMap::new();
    let mut folders = vec![Utf8PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let whole = root.join(&folder);
        let mut is_empty = true;
        for entry in std::fs::read_dir(&whole).with_context(|| format!("cannot read {whole}"))? {
            is_empty = false;
            let entry = entry.with_context(|| format!("cannot read {whole}"))?;
            let kind = entry.file_type().with_context(|| format!("cannot read {whole}"))?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                let path = folder.join(name.to_string_lossy().as_ref()).into_string();
                found.left_out.push(LeftOut { path, why: "a name that is not UTF-8" });
                continue;
            };
            let path = folder.join(name);
            // A folder in a repository, a file in a worktree or submodule.
            if name == ".git" && !kind.is_symlink() {
                if !folder.as_str().is_empty() {
                    found.git.push(path);
                }
            } else if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() {
                let bytes = fs_err::read(root.join(&path))?;
                let mode = mode(&entry.metadata()?);
                modes.entry(mode & 0o666).or_default().push(path.clone());
                found.files.insert(path, SpecFile { bytes, executable: mode & 0o111 != 0 });
            } else {
                let why = if kind.is_symlink() { "a symbolic link" } else { "not a regular file" };
                found.left_out.push(LeftOut { path: path.into_string(), why });
            }
        }
        if is_empty && !folder.as_str().is_empty() {
            found.empty.push(folder);
        }
    }
    found.left_out.sort_by(|one, other| one.path.cmp(&other.path));
    found.empty.sort();
    found.git.sort();
    let usual = modes.iter().max_by_key(|(_, paths)| paths.len()).map(|(mode, _)| *mode);
    found.guarded = modes.into_iter().filter(|(mode, _)| Some(*mode) != usual).flat_map(|(_, paths)| paths).collect();
    found.guarded.sort();
    Ok(found)
}

#[cfg(unix)]
fn mode(metadata: &std::fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode()
}

#[cfg(not(unix))]
fn mode(_: &std::fs::Metadata) -> u32 {
    0
}
