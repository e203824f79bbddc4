//! Plugins in sample folders (`fixtures/`, `backups/`, `templates/`) that the repository's marketplace does not list.
//! Nobody installs them from there, so their findings are counted and do not fail the run.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use super::outcome::{Outcome, Unshipped};
use super::support::folders::is_sample;
use crate::diag::{Diagnostic, Severity};
use crate::plugin::{FileTree, Marketplace};

/// Removes the findings in such plugins from the diagnostics, and keeps a count for each folder.
pub(super) fn set_aside(
    outcome: &mut Outcome,
    tree: &FileTree,
    plugins: &[Utf8PathBuf],
    marketplaces: &[Marketplace<'_>],
) {
    let Some(market) = marketplaces.iter().find(|marketplace| marketplace.root.as_str().is_empty()) else { return };
    let listed: BTreeSet<Utf8PathBuf> = market.entries().into_iter().filter_map(|entry| entry.folder).collect();
    let roots = plugins.iter().map(|root| (root, 1)).chain(marketplaces.iter().map(|market| (&market.root, 0)));
    let mut folders: BTreeMap<Utf8PathBuf, Unshipped> = BTreeMap::new();
    let mut aside: BTreeMap<String, Utf8PathBuf> = BTreeMap::new();
    for (root, count) in roots {
        let is_listed = root.ancestors().any(|folder| !folder.as_str().is_empty() && listed.contains(folder));
        if root.as_str().is_empty() || is_listed || !is_sample(&root.join("x")) {
            continue;
        }
        let holds_listed = |folder: &Utf8Path| listed.iter().any(|inner| inner.starts_with(folder));
        let samples = root.ancestors().filter(|folder| !folder.as_str().is_empty() && is_sample(&folder.join("x")));
        let folder = samples.filter(|folder| !holds_listed(folder)).last().unwrap_or(root);
        let shown = tree.display_path(folder);
        let unshipped = Unshipped { folder: shown.clone(), plugins: 0, errors: 0, warnings: 0 };
        folders.entry(shown.clone()).or_insert(unshipped).plugins += count;
        aside.insert(tree.display_path(root).into_string(), shown);
    }
    if aside.is_empty() {
        return;
    }
    let folder_of = |diagnostic: &Diagnostic| {
        let path = diagnostic.primary.location.file.path();
        path.ancestors().find_map(|folder| aside.get(folder.as_str()))
    };
    outcome.diagnostics.retain(|diagnostic| {
        let Some(unshipped) = folder_of(diagnostic).and_then(|folder| folders.get_mut(folder)) else { return true };
        match diagnostic.severity {
            Severity::Error => unshipped.errors += 1,
            Severity::Warning => unshipped.warnings += 1,
            Severity::Note => {}
        }
        false
    });
    let plugins: usize = folders.values().map(|unshipped| unshipped.plugins).sum();
    outcome.plugins = outcome.plugins.saturating_sub(plugins);
    outcome.unshipped = folders.into_values().collect();
}
