//! `check --since`: plugins whose shipped content differs from a revision although their version does not.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;
use serde_json::Value;

use super::content;
use crate::diag::Diagnostic;
use crate::git::Repository;
use crate::plugin::{FileTree, Listing, MANIFEST, MARKETPLACE, Marketplace, Plugin, discover, resolve};
use crate::rules::versions::{LOWERED_VERSION, REUSED_VERSION, UNBUMPED_VERSION};
use crate::rules::{Options, Rule};
use crate::source::Location;
use crate::syntax::Node;

/// The fields of an entry that declare components.
const COMPONENTS: &[&str] =
    &["commands", "agents", "skills", "hooks", "mcpServers", "lspServers", "outputStyles", "strict"];
/// The number of changed files that a finding names. The rest are counted.
const NAMED: usize = 5;

/// Compares every plugin of the tree with its state at `reference`.
///
/// # Errors
/// If Git or the history up to the reference is missing.
pub fn check(tree: &FileTree, reference: &str, options: &Options) -> anyhow::Result<Vec<Diagnostic>> {
    let repository = Repository::around(tree.root())?;
    let root = if tree.root().as_str().is_empty() { Utf8Path::new(".") } else { tree.root() };
    let root = root.canonicalize_utf8().with_context(|| format!("cannot find {root}"))?;
    let inside = root.strip_prefix(&repository.top).map(Utf8Path::to_owned).unwrap_or_default();
    let base = repository.base(reference)?;
    let files = repository.files(&base)?;
    let found = discover(tree);
    let marketplaces: Vec<Marketplace<'_>> =
        found.marketplaces.iter().filter_map(|root| Marketplace::load(tree, root)).collect();
    let listed = marketplaces.iter().flat_map(|marketplace| marketplace.entries()).filter_map(|entry| entry.folder);
    let folders: BTreeSet<Utf8PathBuf> = found.plugins.iter().cloned().chain(listed).collect();
    let plugins: Vec<(Plugin<'_>, Vec<Listing<'_>>)> = folders
        .iter()
        .map(|folder| {
            let listings = marketplaces.iter().flat_map(|marketplace| marketplace.listings(folder)).collect();
            (Plugin::load(tree, folder), listings)
        })
        .collect();
    let places: Vec<(Utf8PathBuf, Utf8PathBuf)> = plugins
        .iter()
        .map(|(plugin, listings)| {
            let now = inside.join(&plugin.root);
            let before = folder_before(&repository, &base, &files, &now, name(plugin, listings));
            (now, before)
        })
        .collect();
    // The folders of all plugins, also of those that are gone.
    let gone = files.iter().filter(|path| path.ends_with(MANIFEST)).filter_map(|path| path.ancestors().nth(2));
    let all: BTreeSet<&Utf8Path> =
        places.iter().flat_map(|(now, before)| [now.as_path(), before.as_path()]).chain(gone).collect();
    let mut diagnostics = Vec::new();
    for ((plugin, listings), (folder, before)) in plugins.iter().zip(&places) {
        let nested = all.iter().filter(|other| {
            let is_own = **other == folder || **other == before;
            !is_own && (other.starts_with(folder) || other.starts_with(before))
        });
        let history = History {
            repository: &repository,
            inside: &inside,
            folder: folder.clone(),
            before: before.clone(),
            nested: nested.map(|other| (*other).to_owned()).collect(),
            options,
        };
        history.judge(plugin, listings, &base, reference, &mut diagnostics)?;
    }
    diagnostics.retain_mut(|found| {
        let path = tree.relative(found.primary.location.file.path()).to_owned();
        options.keeps(found, &path)
    });
    Ok(diagnostics)
}

/// The history of one plugin's folder.
struct History<'h> {
    repository: &'h Repository,
    /// The tree's root, relative to the repository.
    inside: &'h Utf8Path,
    /// The plugin's folder, relative to the repository.
    folder: Utf8PathBuf,
    /// The folder that it had at the revision.
    before: Utf8PathBuf,
    /// Folders of other plugins inside it.
    nested: Vec<Utf8PathBuf>,
    options: &'h Options,
}

impl History<'_> {
    fn judge(
        &self,
        plugin: &Plugin<'_>,
        listings: &[Listing<'_>],
        base: &str,
        reference: &str,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> anyhow::Result<()> {
        let name = name(plugin, listings);
        let own = plugin.manifest().and_then(|manifest| {
            let node = manifest.root()?.get("version")?;
            Some((node.as_str()?.to_owned(), manifest.at(node.span)))
        });
        let entries = listings.iter().filter_map(|listing| {
            let node = listing.entry.get("version")?;
            Some((node.as_str()?.to_owned(), listing.document.at(node.span)))
        });
        let entries: Vec<(String, Location)> = entries.collect();
        let Some((version, place)) = own.as_ref().or(entries.first()) else { return Ok(()) };
        let before = self.version_at(base, name);
        if before.as_ref() == Some(version) {
            let mut changed = self.changed(base)?;
            changed.extend(self.changed_in_entry(base, name, listings));
            if !changed.is_empty() {
                let message = format!("`{name}` changed since `{reference}` but is still version `{version}`");
                let found = finding(&UNBUMPED_VERSION, place, message)
                    .label("Claude Code updates installed copies only if this changes")
                    .help(format!("changed: {}", self.listed(&changed)))
                    .help(format!("increase the version: `plugin-gen bump {name}`"));
                diagnostics.push(found);
            }
            return Ok(());
        }
        let parsed = |version: &str| Version::parse(version).ok();
        if let Some(before) = &before {
            if parsed(version).zip(parsed(before)).is_some_and(|(now, then)| now < then) {
                let message = format!("`{name}` is version `{version}` but was `{before}` at `{reference}`");
                diagnostics.push(finding(&LOWERED_VERSION, place, message).label("lower than before"));
                return Ok(());
            }
            if own.is_some() {
                for (listed, place) in &entries {
                    if parsed(listed).zip(parsed(version)).is_some_and(|(listed, own)| listed < own) {
                        let message = format!("the entry of `{name}` is still version `{listed}`");
                        let found = finding(&UNBUMPED_VERSION, place, message)
                            .label(format!("the plugin is version `{version}`"))
                            .help(format!("increase both: `plugin-gen bump {name}`"));
                        diagnostics.push(found);
                    }
                }
            }
        }
        if let Some((commit, changed)) = self.earlier_use(base, name, version)? {
            let short = commit.get(..12).unwrap_or(&commit);
            let message = format!("version `{version}` of `{name}` was used before, with different content");
            let found = finding(&REUSED_VERSION, place, message)
                .label(format!("also the version in commit {short}"))
                .help(format!("changed since then: {}", self.listed(&changed)))
                .help("choose a version that was never published");
            diagnostics.push(found);
        }
        Ok(())
    }

    /// The version that Claude Code saw in a commit: from the manifest, or else from the entry.
    fn version_at(&self, commit: &str, name: &str) -> Option<String> {
        let version = |value: &Value| Some(value.get("version")?.as_str()?.to_owned());
        let own = [&self.folder, &self.before]
            .into_iter()
            .find_map(|folder| version(&json_at(self.repository, commit, &folder.join(MANIFEST))?));
        own.or_else(|| version(&entry_at(self.repository, commit, &self.folder, name)?.1))
    }

    /// The shipped files, relative to the plugin, that differ between a commit and the working tree by more than white
    /// space and comments.
    fn changed(&self, commit: &str) -> anyhow::Result<Vec<Utf8PathBuf>> {
        let settings = &self.options.settings;
        let mut changed: BTreeMap<Utf8PathBuf, bool> = BTreeMap::new();
        for folder in BTreeSet::from([&self.folder, &self.before]) {
            for (path, mode) in self.repository.changed(commit, folder)? {
                if self.nested.iter().any(|other| path.starts_with(other)) {
                    continue;
                }
                let Ok(below) = path.strip_prefix(folder) else { continue };
                // In a new place, every file is gone in one folder and added in the other.
                *changed.entry(below.to_owned()).or_default() |= mode && self.before == self.folder;
            }
        }
        changed.retain(|below, mode| {
            let path = self.folder.join(below);
            let in_settings = path.strip_prefix(self.inside).map(|path| self.options.prefix.join(path));
            let ignored = in_settings.is_ok_and(|path| settings.unshipped.matches(&path))
                || (settings.unshipped.is_empty() && is_development_file(below));
            !ignored && (*mode || self.says_something_else(commit, below))
        });
        Ok(changed.into_keys().collect())
    }

    /// The components that the entry declares in another way than in a commit.
    fn changed_in_entry(&self, commit: &str, name: &str, listings: &[Listing<'_>]) -> Option<Utf8PathBuf> {
        let now = listings.iter().find(|listing| listing.entry.get("name").and_then(Node::as_str) == Some(name))?;
        let (_, before) = entry_at(self.repository, commit, &self.folder, name)?;
        let differs = |key: &&&str| now.entry.get(key).map(Node::to_json) != before.get(**key).cloned();
        let keys: Vec<&str> = COMPONENTS.iter().filter(differs).copied().collect();
        (!keys.is_empty()).then(|| format!("{MARKETPLACE}: {}", keys.join(", ")).into())
    }

    fn says_something_else(&self, commit: &str, below: &Utf8Path) -> bool {
        let path = self.folder.join(below);
        let before = self.repository.show(commit, &self.before.join(below));
        let before = before.or_else(|| self.repository.show(commit, &path));
        let after = std::fs::read(self.repository.top.join(&path)).ok();
        match (before, after) {
            (Some(before), Some(after)) if self.options.settings.count_white_space => before != after,
            (Some(before), Some(after)) => !content::same(&path, &before, &after),
            (before, after) => before != after,
        }
    }

    /// The last commit up to `base` that had this version with different content, and the files that differ.
    fn earlier_use(&self, base: &str, name: &str, version: &str) -> anyhow::Result<Option<(String, Vec<Utf8PathBuf>)>> {
        let manifests = [&self.folder, &self.before].map(|folder| folder.join(MANIFEST));
        let marketplaces = self.folder.ancestors().map(|folder| folder.join(MARKETPLACE));
        let paths: Vec<Utf8PathBuf> = manifests.into_iter().chain(marketplaces).collect();
        let mut end = base.to_owned();
        for commit in self.repository.history(base, &paths)? {
            if self.version_at(&commit, name).as_deref() == Some(version) {
                // The last content that was published under this version, not the first.
                let changed = self.changed(&end)?;
                return Ok((!changed.is_empty()).then_some((end, changed)));
            }
            end = format!("{commit}^");
        }
        Ok(None)
    }

    fn listed(&self, changed: &[Utf8PathBuf]) -> String {
        let names = changed.iter().take(NAMED);
        let mut shown = names.map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ");
        if changed.len() > NAMED {
            shown.push_str(&format!(" and {} more", changed.len() - NAMED));
        }
        shown
    }
}

/// The name in the manifest, or else in the entry.
fn name<'n>(plugin: &'n Plugin<'_>, listings: &'n [Listing<'_>]) -> &'n str {
    let listed = || listings.iter().find_map(|listing| listing.entry.get("name")?.as_str());
    listed().filter(|_| plugin.manifest().is_none()).unwrap_or_else(|| plugin.name())
}

/// A JSON file of a commit.
fn json_at(repository: &Repository, commit: &str, path: &Utf8Path) -> Option<Value> {
    let text = String::from_utf8(repository.show(commit, path)?).ok()?;
    serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()
}

/// What the nearest marketplace around a folder said of a plugin in a commit, and the marketplace's root.
fn entry_at(repository: &Repository, commit: &str, folder: &Utf8Path, name: &str) -> Option<(Utf8PathBuf, Value)> {
    let marketplace = |root: &Utf8Path| Some((root.to_owned(), json_at(repository, commit, &root.join(MARKETPLACE))?));
    let (root, marketplace) = folder.ancestors().find_map(marketplace)?;
    let entries = marketplace.get("plugins")?.as_array()?;
    let entry = entries.iter().find(|entry| entry.get("name").and_then(Value::as_str) == Some(name))?;
    Some((root, entry.clone()))
}

/// The folder that a plugin had in a commit: the same one, or else the one that its manifest or its entry was in, if the
/// plugin is not there any more.
fn folder_before(
    repository: &Repository,
    commit: &str,
    files: &[Utf8PathBuf],
    folder: &Utf8Path,
    name: &str,
) -> Utf8PathBuf {
    if files.iter().any(|path| path.starts_with(folder)) {
        return folder.to_owned();
    }
    let manifests = files.iter().filter(|path| path.ends_with(MANIFEST) && !repository.top.join(path).exists());
    let moved = manifests.filter_map(|path| Some((path.ancestors().nth(2)?, json_at(repository, commit, path)?)));
    let by_manifest = moved
        .filter(|(_, manifest)| manifest.get("name").and_then(Value::as_str) == Some(name))
        .map(|(folder, _)| folder.to_owned())
        .next();
    let by_entry = || {
        let (root, entry) = entry_at(repository, commit, folder, name)?;
        let before = resolve(&root, entry.get("source")?.as_str()?)?;
        (!repository.top.join(&before).exists()).then_some(before)
    };
    by_manifest.or_else(by_entry).unwrap_or_else(|| folder.to_owned())
}

/// Files that do not matter to a plugin's users, unless the configuration lists others.
fn is_development_file(path: &Utf8Path) -> bool {
    let folder = path.components().next().map(|part| part.as_str().to_owned()).unwrap_or_default();
    let name = path.file_name().unwrap_or_default();
    [".github", ".gitlab", ".vscode", ".idea", "test", "tests"].contains(&folder.as_str())
        || name.starts_with(".git")
        || path == MARKETPLACE
        || [".editorconfig", ".DS_Store", "CHANGELOG.md", "plugin-gen.yaml", "plugin-gen-baseline.json"].contains(&name)
}

fn finding(rule: &'static Rule, place: &Location, message: String) -> Diagnostic {
    Diagnostic::new(rule.meta, place.clone(), message)
}
