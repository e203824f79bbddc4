//! A plugin or marketplace on disk to specs: the mirror of `generate`.
//!
//! Components become Markdown specs as they are, plugin.json and .mcp.json become plugin.yaml where that gives the same
//! JSON back, and everything else is copied below `files/`. What has no place is listed, never dropped.

mod plugin;
mod requests;
mod structure;
mod walk;
pub(crate) mod yaml;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Map, Value};

use crate::plugin::{LOADED, MANIFEST, MARKETPLACE};
use crate::spec::targets;

pub(crate) use structure::{as_body, structure};
pub(crate) use walk::{Found, LeftOut, walk};

/// The folder for files that are copied.
const FILES: &str = "files";
/// The marketplace's manifest among the specs.
const MARKET: &str = "marketplace.json";

/// A file of the specs.
#[derive(Debug, Clone)]
pub(crate) struct SpecFile {
    /// Its content.
    pub bytes: Vec<u8>,
    /// Whether it may be run.
    pub executable: bool,
}

/// The specs of a plugin or marketplace.
#[derive(Debug, Default)]
pub(crate) struct Imported {
    /// The files of the specs, by path below the spec folder.
    pub files: BTreeMap<Utf8PathBuf, SpecFile>,
    /// The names of the plugins' spec folders.
    pub plugins: Vec<String>,
    /// What has no place in specs.
    pub left_out: Vec<LeftOut>,
    /// Folders without a file. Specs do not hold them, and neither does Git.
    pub empty: Vec<Utf8PathBuf>,
    /// Files whose read and write permissions are not those of most files. Specs keep the run bit only, as Git does.
    pub guarded: Vec<Utf8PathBuf>,
    /// Git's own files and folders in submodules and the like.
    pub git: Vec<Utf8PathBuf>,
}

/// A plugin folder, and what a marketplace says of it.
struct Local {
    folder: Utf8PathBuf,
    entry: Option<Map<String, Value>>,
}

/// Makes specs of the plugin or marketplace in `root`.
///
/// # Errors
/// When the folder holds neither, or its marketplace file cannot be read as JSON.
pub(crate) fn import(root: &Utf8Path) -> anyhow::Result<Imported> {
    let Found { files, left_out, empty, guarded, git } = walk(root)?;
    if let Some(manifest) = left_out.iter().find(|left| left.path == MARKETPLACE) {
        bail!("cannot import {}: it is {}; replace it with a file", root.join(MARKETPLACE), manifest.why);
    }
    let mut imported = Imported { left_out, empty, guarded, git, ..Imported::default() };
    let is_file = |path: &str| files.contains_key(Utf8Path::new(path));
    let locals = if is_file(MARKETPLACE) {
        let file = &files[Utf8Path::new(MARKETPLACE)];
        imported.files.insert(MARKET.into(), file.clone());
        locals(&file.bytes, &files).with_context(|| format!("cannot import {}", root.join(MARKETPLACE)))?
    } else if is_file(MANIFEST) || files.keys().any(|path| is_loaded(path)) {
        vec![Local { folder: Utf8PathBuf::new(), entry: None }]
    } else {
        bail!("{root}: expected a plugin or marketplace, found no `{MANIFEST}`, no `{MARKETPLACE}` and no component");
    };
    let is_marketplace = is_file(MARKETPLACE);
    let mut of_plugin: Vec<BTreeMap<Utf8PathBuf, SpecFile>> = locals.iter().map(|_| BTreeMap::new()).collect();
    for (path, file) in files {
        if is_marketplace && path == MARKETPLACE || path == crate::generate::write::RECORD {
            continue;
        }
        let owners = locals.iter().enumerate().filter(|(_, local)| path.starts_with(&local.folder));
        match owners.max_by_key(|(_, local)| local.folder.as_str().len()) {
            Some((owner, local)) => {
                let below = path.strip_prefix(&local.folder).unwrap_or(&path).to_owned();
                of_plugin[owner].insert(below, file);
            }
            None => drop(imported.files.insert(Utf8Path::new(FILES).join(path), file)),
        }
    }
    let mut taken: BTreeSet<String> = [FILES, MARKET, "marketplace.yaml", "plugin-gen.yaml"].map(str::to_owned).into();
    for (local, files) in locals.iter().zip(of_plugin) {
        let name = plugin::name(root, local, &files);
        let folder = free(&plugin::slug(&name), &mut taken);
        for (path, file) in plugin::specs(&name, &folder, local, files) {
            imported.files.insert(Utf8Path::new(&folder).join(path), file);
        }
        imported.plugins.push(folder);
    }
    Ok(imported)
}

/// Whether Claude Code loads a file from a plugin without a manifest.
fn is_loaded(path: &Utf8Path) -> bool {
    path == "SKILL.md" || LOADED.iter().any(|loaded| path.starts_with(loaded))
}

/// The plugins of a marketplace whose folders are here; the first of two entries for one folder counts.
fn locals(bytes: &[u8], files: &BTreeMap<Utf8PathBuf, SpecFile>) -> anyhow::Result<Vec<Local>> {
    let text = std::str::from_utf8(bytes).context("expected UTF-8")?;
    let manifest: Map<String, Value> =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).context("expected a JSON object")?;
    if manifest.contains_key(targets::KEY) {
        bail!("`build` would read its key `{}` as the hosts to build for; rename or remove the key", targets::KEY);
    }
    let root = manifest.get("metadata").and_then(|metadata| metadata.get("pluginRoot")?.as_str()).unwrap_or_default();
    let mut locals: Vec<Local> = Vec::new();
    for entry in manifest.get("plugins").and_then(Value::as_array).into_iter().flatten() {
        let text = |key: &str| entry.get(key).and_then(Value::as_str);
        let (Some(fields), Some(_), Some(source)) = (entry.as_object(), text("name"), text("source")) else {
            continue;
        };
        let folder = match source.starts_with('.') {
            true => clean(Utf8Path::new(source)),
            false => clean(&Utf8Path::new(root).join(source)),
        };
        let Some(folder) = folder else { continue };
        let is_here = files.keys().any(|path| path.starts_with(&folder) && *path != folder);
        if is_here && !locals.iter().any(|local| local.folder == folder) {
            locals.push(Local { folder, entry: Some(fields.clone()) });
        }
    }
    Ok(locals)
}

/// A relative path without `.`; `None` when it leaves the root.
fn clean(path: &Utf8Path) -> Option<Utf8PathBuf> {
    let parts: Vec<&str> = path.components().map(|part| part.as_str()).filter(|part| *part != ".").collect();
    let leaves = path.is_absolute() || parts.contains(&"..");
    (!leaves).then(|| parts.iter().collect())
}

/// The name, with a number when it is taken.
fn free(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut candidate = name.to_owned();
    let mut number = 2;
    while !taken.insert(candidate.to_lowercase()) {
        candidate = format!("{name}-{number}");
        number += 1;
    }
    candidate
}
