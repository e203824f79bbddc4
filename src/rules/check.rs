//! Runs the rules over what a tree holds. The only place that knows in which order and in how many threads.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::{Check, Context, RULES, Rule, Sink};
use crate::diag::{Diagnostic, Profile, Severity};
use crate::plugin::{FileTree, Marketplace, Plugin, discover};

/// Which rules run, and how loud.
#[derive(Debug, Clone)]
pub struct Options {
    /// The set of rules.
    pub profile: Profile,
    /// Other levels than the rules' own; `None` switches a rule off, a level switches it on.
    pub levels: BTreeMap<String, Option<Severity>>,
    /// Runs these rules only, whatever the profile; all when empty.
    pub only: BTreeSet<String>,
    /// Reports findings in these files and below these folders only, whatever else is read to judge them; all when empty.
    pub limit: Vec<Utf8PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self { profile: Profile::Recommended, levels: BTreeMap::new(), only: BTreeSet::new(), limit: Vec::new() }
    }
}

impl Options {
    /// The level at which a rule runs; `None` when it does not.
    #[must_use]
    pub fn level(&self, rule: &Rule) -> Option<Severity> {
        if !self.only.is_empty() {
            return self.only.contains(rule.meta.name).then_some(rule.meta.severity);
        }
        match self.levels.get(rule.meta.name) {
            Some(level) => *level,
            None => (rule.meta.profile <= self.profile).then_some(rule.meta.severity),
        }
    }

    /// Whether a folder holds, or lies in, what the run is limited to.
    fn concerns(&self, folder: &Utf8Path) -> bool {
        self.limit.is_empty() || self.limit.iter().any(|path| path.starts_with(folder) || folder.starts_with(path))
    }
}

/// What a run looked at and found.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Findings in the order of path and position.
    pub diagnostics: Vec<Diagnostic>,
    /// How many plugins were opened.
    pub plugins: usize,
    /// How many marketplaces were opened.
    pub marketplaces: usize,
    /// How many text files were read.
    pub files: usize,
}

/// Checks every plugin and marketplace in the tree.
#[must_use]
pub fn check(tree: &FileTree, options: &Options) -> Outcome {
    let found = discover(tree);
    let context = Context::default();
    let rules: Vec<&Rule> = RULES.iter().filter(|rule| options.level(rule).is_some()).copied().collect();
    let mut plugins: Vec<Utf8PathBuf> = found.plugins;
    plugins.retain(|folder| options.concerns(folder));
    plugins.sort();
    let per_plugin: Vec<(usize, Vec<Diagnostic>)> = plugins
        .par_iter()
        .map(|root| {
            let plugin = Plugin::load(tree, root);
            (plugin.documents.len(), check_plugin(&plugin, &rules, &context))
        })
        .collect();
    let mut outcome = Outcome {
        plugins: plugins.len(),
        marketplaces: found.marketplaces.len(),
        files: per_plugin.iter().map(|(files, _)| files).sum(),
        diagnostics: per_plugin.into_iter().flat_map(|(_, found)| found).collect(),
    };
    for marketplace in found.marketplaces.iter().filter_map(|root| Marketplace::load(tree, root)) {
        outcome.files += 1;
        let mut sink = Sink::default();
        for rule in &rules {
            match rule.check {
                Check::Marketplace(check) => check(&marketplace, &context, &mut sink),
                Check::Document(check) => check(&marketplace.document, &context, &mut sink),
                Check::Plugin(_) | Check::Elsewhere => {}
            }
        }
        outcome.diagnostics.extend(sink.found);
    }
    finish(&mut outcome.diagnostics, tree, options);
    outcome
}

fn check_plugin(plugin: &Plugin<'_>, rules: &[&Rule], context: &Context) -> Vec<Diagnostic> {
    let mut sink = Sink::default();
    for rule in rules {
        match rule.check {
            Check::Plugin(check) => check(plugin, context, &mut sink),
            Check::Document(check) => plugin.documents.iter().for_each(|document| check(document, context, &mut sink)),
            Check::Marketplace(_) | Check::Elsewhere => {}
        }
    }
    sink.found
}

/// Applies the configured levels and puts findings in order; what two scopes found twice is kept once.
fn finish(diagnostics: &mut Vec<Diagnostic>, tree: &FileTree, options: &Options) {
    let limit: Vec<_> = options.limit.iter().map(|path| tree.display_path(path)).collect();
    if !limit.is_empty() {
        diagnostics.retain(|found| limit.iter().any(|path| found.primary.location.file.path().starts_with(path)));
    }
    for diagnostic in diagnostics.iter_mut() {
        if let Some(Some(level)) = options.levels.get(diagnostic.rule.name) {
            diagnostic.severity = *level;
        }
    }
    diagnostics.sort_by(Diagnostic::order);
    diagnostics.dedup_by(|later, first| later.order(first).is_eq());
}

impl Outcome {
    /// Adds what another run found.
    pub fn merge(&mut self, other: Self) {
        self.plugins += other.plugins;
        self.marketplaces += other.marketplaces;
        self.files += other.files;
        self.diagnostics.extend(other.diagnostics);
        self.diagnostics.sort_by(Diagnostic::order);
        self.diagnostics.dedup_by(|later, first| later.order(first).is_eq());
    }
}
