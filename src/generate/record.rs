//! What earlier builds wrote: the files of each plugin with the digests of their contents.

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use crate::source::sha256;

/// Where the record lies, below the marketplace's root.
pub(crate) const RECORD: &str = ".plugin-gen.json";

/// Which files were generated, by plugin, each with the digest of its content.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Says what this file is to a person who finds it.
    #[serde(default = "about")]
    pub(super) about: String,
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

pub(super) fn about() -> String {
    "Files that plugin-gen build wrote and may replace or remove, with their SHA-256. Edit the specs, not these files."
        .to_owned()
}

impl Record {
    /// The bytes of a generated file as they were written.
    ///
    /// # Errors
    /// When the file is not in the record, cannot be read, or was edited.
    pub(crate) fn read(&self, root: &Utf8Path, path: &Utf8Path) -> anyhow::Result<Vec<u8>> {
        let known = self.plugins.values().find_map(|files| files.get(path));
        let bytes = read_if_there(&root.join(path))?;
        match (known, bytes) {
            (Some(known), Some(bytes)) if *known == sha256(&bytes) => Ok(bytes),
            (_, None) => bail!("{} is missing", root.join(path)),
            _ => bail!("{} was edited since it was bundled", root.join(path)),
        }
    }
}

/// The record of what was generated below `root`; empty when there is none.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn read_record(root: &Utf8Path) -> anyhow::Result<Record> {
    let path = root.join(RECORD);
    match read_if_there(&path)? {
        Some(bytes) => serde_json::from_slice(&bytes)
            .with_context(|| format!("{path} is damaged; restore it, or remove it together with the files it lists")),
        None => Ok(Record::default()),
    }
}

pub(super) fn record_bytes(record: &Record) -> anyhow::Result<Vec<u8>> {
    Ok(super::json::file(&serde_json::to_value(record)?).into_bytes())
}

pub(super) fn read_if_there(path: &Utf8Path) -> anyhow::Result<Option<Vec<u8>>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {path}")),
    }
}
