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
    /// Number of projects, which have components in `.claude`, and of folders of components.
    pub projects: usize,
    /// Number of text files that were read.
    pub files: usize,
    /// Number of plugin files that were skipped: binary files, and text that is too large or not UTF-8.
    pub unread: usize,
    /// Plugins that no marketplace lists, with the number of their findings, which are not in `diagnostics`.
    pub unshipped: Vec<Unshipped>,
    /// Number of findings that the baseline hides.
    pub baselined: usize,
    /// Number of baseline entries that match nothing.
    pub stale: usize,
    /// What the API claims of plugins with a description were compared with; `None` without one.
    pub api: Option<Checked>,
    /// The display path of each plugin's folder, and the plugin's name.
    pub plugin_folders: BTreeMap<Utf8PathBuf, String>,
}

/// The findings in a folder that no marketplace lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unshipped {
    /// The folder's display path.
    pub folder: Utf8PathBuf,
    /// Number of plugins in it.
    pub plugins: usize,
    /// Number of errors in these plugins.
    pub errors: usize,
    /// Number of warnings in these plugins.
    pub warnings: usize,
}

impl Outcome {
    /// Adds the outcome of another run.
    pub fn merge(&mut self, other: Self) {
        self.plugins += other.plugins;
        self.marketplaces += other.marketplaces;
        self.projects += other.projects;
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
