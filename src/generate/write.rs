//! A planned tree to the disk: only what changed, only what is ours, never half a file.
//!
//! What was generated is recorded in `.plugin-gen.json` at the marketplace's root, with a digest of each file: an edit by
//! hand is noticed before it is overwritten. The record is widened before the first file is written and narrowed after the
//! last one is pruned, so that an interrupted run leaves no file that nobody remembers.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use similar::TextDiff;

/// Where the record lies, below the marketplace's root.
pub const RECORD: &str = ".plugin-gen.json";

/// Which files were generated, by plugin, each with the digest of its content.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Says what this file is to a person who finds it.
    #[serde(default = "about")]
    about: String,
    /// Paths below the marketplace's root and SHA-256 of the bytes written, by plugin. The marketplace's own files are
    /// under the empty name.
    pub plugins: BTreeMap<String, BTreeMap<Utf8PathBuf, String>>,
    /// The folder of each plugin's specs, counted from the marketplace's root, where both are close together.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub specs: BTreeMap<String, Utf8PathBuf>,
    /// The platforms of the programs inside a plugin, by plugin.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub bundled: BTreeMap<String, Vec<String>>,
}

fn about() -> String {
    "Files that plugin-gen build wrote and may replace or remove, with their SHA-256. Edit the specs, not these files."
        .to_owned()
}

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its content.
    pub bytes: Vec<u8>,
    /// Whether it may be run.
    pub executable: bool,
}

/// What a run would do to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It does not exist yet.
    Create,
    /// It has other bytes, or another run bit.
    Replace(Vec<u8>),
    /// It was generated before and is not any more.
    Remove(Vec<u8>),
}

/// What a run would do, by path below the root.
#[derive(Debug, Default)]
pub struct Changes {
    root: Utf8PathBuf,
    record: Record,
    narrowed: Record,
    wanted: BTreeMap<Utf8PathBuf, Wanted>,
    /// The files that would change.
    pub changes: BTreeMap<Utf8PathBuf, Change>,
    /// How many files stay as they are.
    pub unchanged: usize,
    /// Files that somebody edited since they were generated.
    pub edited: Vec<Utf8PathBuf>,
}

/// What is planned: by plugin, and for the marketplace under the empty name.
#[derive(Debug, Default)]
pub struct Tree {
    /// The files of each.
    pub files: BTreeMap<String, BTreeMap<Utf8PathBuf, Wanted>>,
    /// The folder of each one's specs, as [`Record::specs`] has it.
    pub specs: BTreeMap<String, Utf8PathBuf>,
    /// The platforms of each one's bundle.
    pub bundled: BTreeMap<String, Vec<String>>,
}

impl Record {
    /// The bytes of a generated file as they were written.
    ///
    /// # Errors
    /// When the file is not in the record, cannot be read, or was edited.
    pub fn read(&self, root: &Utf8Path, path: &Utf8Path) -> anyhow::Result<Vec<u8>> {
        let known = self.plugins.values().find_map(|files| files.get(path));
        let bytes = read_if_there(&root.join(path))?;
        match (known, bytes) {
            (Some(known), Some(bytes)) if *known == digest(&bytes) => Ok(bytes),
            (_, None) => bail!("{} is missing", root.join(path)),
            _ => bail!("{} was edited since it was bundled", root.join(path)),
        }
    }
}

/// Compares what is planned with the disk. `edited` are files that are edited rather than generated, such as the
/// marketplace's manifest. With `whole`, plugins of the record that are not planned any more are pruned too.
///
/// # Errors
/// When a file cannot be read, when a planned path leads through a symbolic link, and when a file that was not generated
/// stands where one would be written.
pub fn compare(
    root: &Utf8Path,
    planned: &Tree,
    edited: BTreeMap<Utf8PathBuf, Wanted>,
    whole: bool,
) -> anyhow::Result<Changes> {
    let record = read_record(root)?;
    let mut narrowed = if whole { Record::default() } else { record.clone() };
    narrowed.about = about();
    let mut wanted = edited;
    for (plugin, files) in &planned.files {
        let digests = files.iter().map(|(path, file)| (path.clone(), digest(&file.bytes))).collect();
        narrowed.plugins.insert(plugin.clone(), digests);
        narrowed.bundled.remove(plugin);
        narrowed.specs.remove(plugin);
        wanted.extend(files.iter().map(|(path, file)| (path.clone(), file.clone())));
    }
    narrowed.bundled.extend(planned.bundled.clone());
    narrowed.specs.extend(planned.specs.clone());
    narrowed.plugins.retain(|_, files| !files.is_empty());
    narrowed.specs.retain(|plugin, _| narrowed.plugins.contains_key(plugin));
    refuse_links(root, wanted.keys())?;
    let ours: BTreeMap<&Utf8PathBuf, &String> = record.plugins.values().flatten().collect();
    let mut changes = Changes { root: root.to_owned(), ..Changes::default() };
    let mut foreign = Vec::new();
    let is_edited = |path: &Utf8PathBuf, old: &[u8]| ours.get(path).is_some_and(|known| **known != digest(old));
    for (path, file) in &wanted {
        match read_if_there(&root.join(path))? {
            Some(old) if old == file.bytes && runs(&root.join(path)).is_none_or(|runs| runs == file.executable) => {
                changes.unchanged += 1;
            }
            Some(old) => {
                let generated = planned.files.values().any(|files| files.contains_key(path));
                if generated && !ours.contains_key(path) && !means_the_same(path, &old, &file.bytes) {
                    foreign.push(root.join(path));
                }
                if is_edited(path, &old) && old != file.bytes {
                    changes.edited.push(path.clone());
                }
                changes.changes.insert(path.clone(), Change::Replace(old));
            }
            None => {
                changes.changes.insert(path.clone(), Change::Create);
            }
        }
    }
    if !foreign.is_empty() {
        let list: Vec<&str> = foreign.iter().map(|path| path.as_str()).collect();
        bail!(
            "these files were not generated by plugin-gen, and a generated file would replace them:\n  {}\nmove them, or give the plugin another `path`; nothing was written",
            list.join("\n  ")
        );
    }
    let kept: BTreeSet<&Utf8PathBuf> = narrowed.plugins.values().flat_map(BTreeMap::keys).collect();
    for path in ours.keys().filter(|path| !kept.contains(**path) && !wanted.contains_key(**path)) {
        if let Some(old) = read_if_there(&root.join(path))? {
            if is_edited(path, &old) {
                changes.edited.push((*path).clone());
            }
            changes.changes.insert((*path).clone(), Change::Remove(old));
        }
    }
    let bytes = record_bytes(&narrowed)?;
    match read_if_there(&root.join(RECORD))? {
        Some(old) if old == bytes => {}
        Some(old) => drop(changes.changes.insert(RECORD.into(), Change::Replace(old))),
        None => drop(changes.changes.insert(RECORD.into(), Change::Create)),
    }
    changes.wanted = wanted;
    changes.wanted.insert(RECORD.into(), Wanted { bytes, executable: false });
    changes.record = record;
    changes.narrowed = narrowed;
    Ok(changes)
}

impl Changes {
    /// Whether the disk already holds what was planned.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Every file as it is after the run, but for the record.
    pub fn wanted(&self) -> impl Iterator<Item = (&Utf8PathBuf, &Wanted)> {
        self.wanted.iter().filter(|(path, _)| *path != RECORD)
    }

    /// Whether the run removes this file.
    #[must_use]
    pub fn removes(&self, path: &Utf8Path) -> bool {
        matches!(self.changes.get(path), Some(Change::Remove(_)))
    }

    /// How many files are written and how many are removed, without the record.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let files = || self.changes.iter().filter(|(path, _)| *path != RECORD);
        let removed = files().filter(|(_, change)| matches!(change, Change::Remove(_))).count();
        (files().count() - removed, removed)
    }

    /// A unified difference from the disk to the plan, file by file.
    #[must_use]
    pub fn diff(&self) -> String {
        self.changes.iter().map(|(path, change)| self.diff_of(path, change)).collect()
    }

    /// The difference that overwriting the edited files would make.
    #[must_use]
    pub fn diff_of_edited(&self) -> String {
        self.edited.iter().filter_map(|path| Some(self.diff_of(path, self.changes.get(path)?))).collect()
    }

    fn diff_of(&self, path: &Utf8Path, change: &Change) -> String {
        let none = Vec::new();
        let planned = self.wanted.get(path).map_or(&none, |wanted| &wanted.bytes);
        let (old, new) = match change {
            Change::Create => (&none, planned),
            Change::Replace(old) => (old, planned),
            Change::Remove(old) => (old, &none),
        };
        match (std::str::from_utf8(old), std::str::from_utf8(new)) {
            (Ok(old), Ok(new)) => {
                let before = if *change == Change::Create { "/dev/null".to_owned() } else { format!("a/{path}") };
                let after =
                    if matches!(change, Change::Remove(_)) { "/dev/null".to_owned() } else { format!("b/{path}") };
                TextDiff::from_lines(old, new).unified_diff().header(&before, &after).to_string()
            }
            _ => format!("Binary files a/{path} and b/{path} differ\n"),
        }
    }

    /// Brings the disk to the plan.
    ///
    /// # Errors
    /// When a file cannot be written or removed; every file is then either old or new, and all are still recorded.
    pub fn apply(&self) -> anyhow::Result<()> {
        if self.is_empty() {
            return Ok(());
        }
        let mut widened = self.record.clone();
        widened.about = about();
        for (plugin, paths) in &self.narrowed.plugins {
            let known = widened.plugins.entry(plugin.clone()).or_default();
            for (path, digest) in paths {
                known.entry(path.clone()).or_insert_with(|| digest.clone());
            }
        }
        write_file(&self.root.join(RECORD), &record_bytes(&widened)?)?;
        for (path, change) in self.changes.iter().filter(|(path, _)| *path != RECORD) {
            let target = self.root.join(path);
            match (change, self.wanted.get(path)) {
                (Change::Remove(_), _) => remove_file(&self.root, &target)?,
                (_, Some(wanted)) => write(&target, &wanted.bytes, Some(wanted.executable))?,
                (_, None) => {}
            }
        }
        write_file(&self.root.join(RECORD), &record_bytes(&self.narrowed)?)
    }
}

/// Waits until no other run writes below `root`, and keeps others out until the lock is dropped.
///
/// # Errors
/// When the lock cannot be taken.
pub fn lock(root: &Utf8Path) -> anyhow::Result<std::fs::File> {
    let mut name = Sha256::new();
    name.update(camino::absolute_utf8(root)?.as_str());
    let path = std::env::temp_dir().join(format!("plugin-gen-{}.lock", hexadecimal(&name.finalize()[..8])));
    let file = std::fs::OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let file = file.with_context(|| format!("cannot open the lock {}", path.display()))?;
    file.lock().with_context(|| format!("cannot lock {root} by {}", path.display()))?;
    Ok(file)
}

/// Whether two contents of a file say the same: equal bytes, or JSON that differs in its white space only.
fn means_the_same(path: &Utf8Path, old: &[u8], new: &[u8]) -> bool {
    let json = |bytes: &[u8]| Some(serde_json::from_slice::<serde_json::Value>(bytes).ok()?.to_string());
    old == new || path.extension() == Some("json") && json(old).is_some_and(|old| Some(old) == json(new))
}

/// The record of what was generated below `root`; empty when there is none.
///
/// # Errors
/// When it cannot be read.
pub fn read_record(root: &Utf8Path) -> anyhow::Result<Record> {
    let path = root.join(RECORD);
    match read_if_there(&path)? {
        Some(bytes) => serde_json::from_slice(&bytes)
            .with_context(|| format!("{path} is damaged; restore it, or remove it together with the files it lists")),
        None => Ok(Record::default()),
    }
}

fn record_bytes(record: &Record) -> anyhow::Result<Vec<u8>> {
    Ok(super::json::file(&serde_json::to_value(record)?).into_bytes())
}

fn digest(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A symbolic link on the way to a planned file leads the write somewhere else.
///
/// # Errors
/// When there is one.
pub fn refuse_links<'p>(root: &Utf8Path, paths: impl Iterator<Item = &'p Utf8PathBuf>) -> anyhow::Result<()> {
    let mut links = BTreeSet::new();
    let mut looked_at = BTreeSet::new();
    for path in paths {
        for part in path.ancestors().filter(|part| !part.as_str().is_empty()) {
            let whole = root.join(part);
            if looked_at.insert(whole.clone()) && std::fs::symlink_metadata(&whole).is_ok_and(|data| data.is_symlink())
            {
                links.insert(whole);
            }
        }
    }
    if let Some(first) = links.first() {
        bail!(
            "{first} is a symbolic link, and plugin-gen does not write through links; replace it with a file or folder of its own; nothing was written"
        );
    }
    Ok(())
}

fn read_if_there(path: &Utf8Path) -> anyhow::Result<Option<Vec<u8>>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {path}")),
    }
}

/// Writes beside the target, then renames: a reader sees the old bytes or the new ones. Permissions stay as they are.
///
/// # Errors
/// When the folder cannot be made or written to.
pub fn write_file(path: &Utf8Path, bytes: &[u8]) -> anyhow::Result<()> {
    write(path, bytes, None)
}

/// Writes a file that does not exist yet.
///
/// # Errors
/// When it exists, or its folder cannot be made or written to.
pub fn write_new(path: &Utf8Path, file: &Wanted) -> anyhow::Result<()> {
    if std::fs::symlink_metadata(path).is_ok() {
        bail!("{path} already exists; it is not overwritten");
    }
    write(path, &file.bytes, Some(file.executable))
}

fn write(path: &Utf8Path, bytes: &[u8], executable: Option<bool>) -> anyhow::Result<()> {
    let folder = path.parent().unwrap_or(Utf8Path::new("."));
    let folder = if folder.as_str().is_empty() { Utf8Path::new(".") } else { folder };
    fs_err::create_dir_all(folder)?;
    let mut beside = tempfile::Builder::new()
        .prefix(".plugin-gen-")
        .tempfile_in(folder)
        .with_context(|| format!("cannot write into {folder}"))?;
    beside.write_all(bytes).with_context(|| format!("cannot write beside {path}"))?;
    set_permissions(&beside, path, executable)?;
    beside.persist(path).with_context(|| format!("cannot replace {path}"))?;
    Ok(())
}

/// Whether a file may be run; `None` where that is not a property of files.
#[cfg(unix)]
#[must_use]
pub fn runs(path: &Utf8Path) -> Option<bool> {
    use std::os::unix::fs::PermissionsExt;
    Some(std::fs::metadata(path).ok()?.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
#[must_use]
pub fn runs(_: &Utf8Path) -> Option<bool> {
    None
}

/// The permissions of the file that is replaced, else those of a new file, with the run bit as asked.
#[cfg(unix)]
fn set_permissions(beside: &tempfile::NamedTempFile, path: &Utf8Path, executable: Option<bool>) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).map_or(0o644, |metadata| metadata.permissions().mode());
    let mode = match executable {
        Some(true) => mode | 0o111,
        Some(false) => mode & !0o111,
        None => mode,
    };
    beside.as_file().set_permissions(std::fs::Permissions::from_mode(mode))?;
    Ok(())
}

#[cfg(not(unix))]
fn set_permissions(_: &tempfile::NamedTempFile, _: &Utf8Path, _: Option<bool>) -> anyhow::Result<()> {
    Ok(())
}

/// Removes a file and the folders that it leaves empty, up to the root.
fn remove_file(root: &Utf8Path, path: &Utf8Path) -> anyhow::Result<()> {
    fs_err::remove_file(path)?;
    for folder in path.ancestors().skip(1).take_while(|folder| *folder != root && folder.starts_with(root)) {
        if std::fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(())
}
