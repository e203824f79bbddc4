//! The result of a run.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use crate::diag::Diagnostic;
use crate::rules::api::Checked;

/// The result of a run.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Outcome {
    /// Findings, sorted by path and position.
    pub diagnostics: Vec<Diagnostic>,
    /// Number of plugins.
    pub plugins: usize,
    /// Number of marketplaces.
    pub marketplaces: usize,
    /// Number of text files that were read.
    pub files: usize,
    /// Number of plugin files that were not read: binary files, and text that is too large or not UTF-8.
    pub unread: usize,
    /// Plugins that no marketplace lists, with what was found in them; not among `diagnostics`.
    pub unshipped: Vec<Unshipped>,
    /// How many findings the baseline hides.
    pub baselined: usize,
    /// Number of baseline entries that match nothing.
    pub stale: usize,
    /// What the API claims of the plugins with a description were compared with; absent without one.
    pub api: Option<Checked>,
    /// The folder of each plugin, as shown, and the plugin's name.
    pub plugin_folders: BTreeMap<Utf8PathBuf, String>,
}

/// What was found in a folder that no marketplace lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unshipped {
    /// The folder, as shown.
    pub folder: Utf8PathBuf,
    /// How many plugins it holds.
    pub plugins: usize,
    /// How many errors were found in them.
    pub errors: usize,
    /// How many warnings were found in them.
    pub warnings: usize,
}

impl Outcome {
    /// Adds what another run found.
    pub fn merge(&mut self, other: Self) {
        self.plugins += other.plugins;
        self.marketplaces += other.marketplaces;
        self.files += other.files;
        self.unread += other.unread;
        if let Some(checked) = other.api {
            self.api.get_or_insert_default().add(checked);
        }
        self.plugin_folders.extend(other.plugin_folders);
        self.unshipped.extend(other.unshipped);
        self.diagnostics.extend(other.diagnostics);
        self.diagnostics.sort_by(Diagnostic::order);
        self.diagnostics.dedup_by(|later, first| later.order(first).is_eq());
    }
}
