//! `check --since`: plugins whose shipped content differs from a revision although their version does not.

use std::collections::BTreeSet;

use anyhow::Context;
use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;
use serde_json::Value;

use super::content;
use crate::diag::Diagnostic;
use crate::git::Repository;
use crate::plugin::{FileTree, Listing, MANIFEST, MARKETPLACE, Marketplace, Plugin, discover};
use crate::rules::versions::{LOWERED_VERSION, REUSED_VERSION, UNBUMPED_VERSION};
use crate::rules::{Options, Rule};
use crate::source::Location;

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
    let found = discover(tree);
    let marketplaces: Vec<Marketplace<'_>> =
        found.marketplaces.iter().filter_map(|root| Marketplace::load(tree, root)).collect();
    let listed = marketplaces.iter().flat_map(|marketplace| marketplace.entries()).filter_map(|entry| entry.folder);
    let folders: BTreeSet<Utf8PathBuf> = found.plugins.iter().cloned().chain(listed).collect();
    let mut diagnostics = Vec::new();
    for folder in &folders {
        let listings: Vec<Listing<'_>> =
            marketplaces.iter().flat_map(|marketplace| marketplace.listings(folder)).collect();
        let plugin = Plugin::load(tree, folder);
        let nested = folders.iter().filter(|other| *other != folder && other.starts_with(folder));
        let history = History {
            repository: &repository,
            inside: &inside,
            folder: inside.join(folder),
            nested: nested.map(|other| inside.join(other)).collect(),
            options,
        };
        history.judge(&plugin, &listings, &base, reference, &mut diagnostics)?;
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
        let name = plugin.name();
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
            let changed = self.changed(base)?;
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
        let json = |path: &Utf8Path| {
            let bytes = self.repository.show(commit, path)?;
            let text = String::from_utf8(bytes).ok()?;
            serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')).ok()
        };
        let version = |value: &Value| Some(value.get("version")?.as_str()?.to_owned());
        if let Some(found) = json(&self.folder.join(MANIFEST)).as_ref().and_then(version) {
            return Some(found);
        }
        let marketplace = self.folder.ancestors().find_map(|folder| json(&folder.join(MARKETPLACE)))?;
        let entries = marketplace.get("plugins")?.as_array()?;
        entries.iter().find(|entry| entry.get("name").and_then(Value::as_str) == Some(name)).and_then(version)
    }

    /// The shipped files that differ between a commit and the working tree by more than white space and comments.
    fn changed(&self, commit: &str) -> anyhow::Result<Vec<Utf8PathBuf>> {
        let settings = &self.options.settings;
        let mut changed = self.repository.changed(commit, &self.folder)?;
        changed.retain(|path| {
            let shipped = path.starts_with(&self.folder) && !self.nested.iter().any(|other| path.starts_with(other));
            let in_settings = path.strip_prefix(self.inside).map(|path| self.options.prefix.join(path));
            let below = path.strip_prefix(&self.folder).unwrap_or(path);
            let ignored = in_settings.is_ok_and(|path| settings.unshipped.matches(&path))
                || (settings.unshipped.is_empty() && is_development_file(below));
            shipped && !ignored && self.says_something_else(commit, path)
        });
        Ok(changed)
    }

    fn says_something_else(&self, commit: &str, path: &Utf8Path) -> bool {
        let before = self.repository.show(commit, path);
        let after = std::fs::read(self.repository.top.join(path)).ok();
        match (before, after) {
            (Some(before), Some(after)) if self.options.settings.count_white_space => before != after,
            (Some(before), Some(after)) => !content::same(path, &before, &after),
            (before, after) => before != after,
        }
    }

    /// The last commit up to `base` that had this version with different content, and the files that differ.
    fn earlier_use(&self, base: &str, name: &str, version: &str) -> anyhow::Result<Option<(String, Vec<Utf8PathBuf>)>> {
        let mut end = base.to_owned();
        for commit in self.repository.history(base, &self.folder.join(MANIFEST))? {
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
        let names = changed.iter().take(NAMED).map(|path| path.strip_prefix(&self.folder).unwrap_or(path));
        let mut shown = names.map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ");
        if changed.len() > NAMED {
            shown.push_str(&format!(" and {} more", changed.len() - NAMED));
        }
        shown
    }
}

/// Files that do not matter to a plugin's users, unless the configuration lists others.
fn is_development_file(path: &Utf8Path) -> bool {
    let folder = path.components().next().map(|part| part.as_str().to_owned()).unwrap_or_default();
    let name = path.file_name().unwrap_or_default();
    [".github", ".gitlab", ".vscode", ".idea", "test", "tests"].contains(&folder.as_str())
        || name.starts_with(".git")
        || [".editorconfig", ".DS_Store", "CHANGELOG.md", "plugin-gen.yaml", "plugin-gen-baseline.json"].contains(&name)
}

fn finding(rule: &'static Rule, place: &Location, message: String) -> Diagnostic {
    Diagnostic::new(rule.meta, place.clone(), message)
}
