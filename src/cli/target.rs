//! Turns the paths on the command line into trees to check: whole folders, or files inside a plugin.
//!
//! Paths on the command line are checked even if an ignore file excludes them, unless `--force-exclude` is given. That
//! option is for tools such as pre-commit, which pass every changed file.

use std::io::{IsTerminal, Read};

use anyhow::{Context, bail};
use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use ignore::WalkBuilder;

use super::args::CheckArguments;
use crate::hosts::claude::has_components;
use crate::plugin::hosts::{HostTree, host_trees};
use crate::plugin::{FileTree, MANIFEST, MARKETPLACE, discover};

/// One tree to check.
#[derive(Debug)]
pub(crate) struct Target {
    /// The tree of a plugin, marketplace or repository.
    pub(crate) tree: FileTree,
    /// The paths to report findings for; empty for the whole tree.
    pub(crate) limit: Vec<Utf8PathBuf>,
}

/// Everything to check.
#[derive(Debug, Default)]
pub(crate) struct Targets {
    /// The trees, in the order of the arguments.
    pub(crate) found: Vec<Target>,
    /// The number of paths that `--force-exclude` skipped.
    pub(crate) skipped: usize,
    /// Why other paths cannot be checked.
    pub(crate) problems: Vec<anyhow::Error>,
}

impl Targets {
    /// Reads the trees of all paths; files of the same plugin share one tree.
    ///
    /// A path that does not exist, or is not part of a plugin or marketplace, is among the problems.
    ///
    /// # Errors
    /// When standard input cannot be read as the file that `--stdin` names.
    pub(crate) fn collect(arguments: &CheckArguments) -> anyhow::Result<Self> {
        let mut targets = Self::default();
        if let Some(path) = &arguments.path {
            let mut text = Vec::new();
            let mut stdin = std::io::stdin().lock();
            if stdin.is_terminal() {
                bail!("--stdin expects the content of {path} on standard input");
            }
            stdin.read_to_end(&mut text).context("cannot read standard input")?;
            if targets.add_part(path)?.is_none() {
                bail!("{}", belongs_nowhere(path));
            }
            if let Some(Target { tree, limit }) = targets.found.first_mut()
                && let Some(path) = limit.first()
            {
                tree.overlay(path, text);
            }
            return Ok(targets);
        }
        for path in &arguments.paths {
            if let Err(problem) = targets.add(path, arguments.force_exclude) {
                targets.problems.push(problem);
            }
        }
        Ok(targets)
    }

    fn add(&mut self, path: &Utf8Path, force_exclude: bool) -> anyhow::Result<()> {
        let metadata = std::fs::metadata(path).with_context(|| format!("cannot open {path}"))?;
        let ignored = is_ignored(path, metadata.is_dir())?;
        if ignored && force_exclude {
            self.skipped += 1;
            return Ok(());
        }
        if metadata.is_dir() {
            let tree = FileTree::walk(path, !ignored);
            let found = discover(&tree);
            if !(found.plugins.is_empty() && found.marketplaces.is_empty() && host_trees(&tree).is_empty()) {
                self.found.push(Target { tree, limit: Vec::new() });
                return Ok(());
            }
        }
        match self.add_part(path)? {
            Some(()) => Ok(()),
            None if force_exclude => {
                self.skipped += 1;
                Ok(())
            }
            None if metadata.is_dir() && holds_components(path)? => {
                self.found.push(Target { tree: FileTree::walk(path, !ignored), limit: Vec::new() });
                Ok(())
            }
            None if metadata.is_dir() => bail!(
                "{path}: expected a plugin or marketplace, found no `{MANIFEST}` or `{MARKETPLACE}` in it or above it, nor the manifest of another host"
            ),
            None => bail!("{}", belongs_nowhere(path)),
        }
    }

    /// Adds a path inside a plugin or marketplace; `None` if no folder above it is one.
    fn add_part(&mut self, path: &Utf8Path) -> anyhow::Result<Option<()>> {
        let whole = absolute(path)?;
        let Some(root) = whole.ancestors().skip(1).find(|folder| holds_something(folder)) else { return Ok(None) };
        let relative = whole.strip_prefix(root).unwrap_or(&whole).to_owned();
        let shown = if path.is_absolute() { root.to_owned() } else { from_here(root)? };
        let same = |target: &&mut Target| target.tree.root() == shown && !target.limit.is_empty();
        if let Some(target) = self.found.iter_mut().find(same) {
            target.tree.add(&relative);
            target.limit.push(relative);
            return Ok(Some(()));
        }
        let mut tree = FileTree::walk(&shown, !is_ignored(&shown, true)?);
        tree.add(&relative);
        self.found.push(Target { tree, limit: vec![relative] });
        Ok(Some(()))
    }
}

fn holds_something(folder: &Utf8Path) -> bool {
    let is_plugin = [MANIFEST, MARKETPLACE].iter().any(|name| folder.join(name).is_file());
    is_plugin || HostTree::load(&FileTree::unwalked(folder), Utf8Path::new("")).is_some()
}

/// Whether a folder outside any plugin contains components: a project's `.claude`, or standalone skills.
fn holds_components(folder: &Utf8Path) -> anyhow::Result<bool> {
    let name = absolute(folder)?;
    Ok(has_components(&FileTree::unwalked(folder), name.file_name().unwrap_or_default()))
}

fn belongs_nowhere(path: &Utf8Path) -> String {
    format!(
        "{path}: expected a file of a plugin or marketplace, found no `{MANIFEST}` or `{MARKETPLACE}` above it, nor the manifest of another host"
    )
}

/// The current folder.
pub(crate) fn here() -> anyhow::Result<Utf8PathBuf> {
    let here = std::env::current_dir().context("cannot determine the current folder")?;
    Utf8PathBuf::from_path_buf(here).map_err(|path| anyhow::anyhow!("{}: the path is not UTF-8", path.display()))
}

/// The absolute path without `.` and `..`; links are not resolved.
pub(crate) fn absolute(path: &Utf8Path) -> anyhow::Result<Utf8PathBuf> {
    Ok(normalised(&here()?.join(path)))
}

/// A path without `.` and `..`.
pub(crate) fn normalised(path: &Utf8Path) -> Utf8PathBuf {
    let mut whole = Utf8PathBuf::new();
    for component in path.components() {
        match component {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir => {
                whole.pop();
            }
            other => whole.push(other),
        }
    }
    whole
}

/// The path relative to the current folder, with `..` where needed.
pub(crate) fn from_here(whole: &Utf8Path) -> anyhow::Result<Utf8PathBuf> {
    let here = here()?;
    let shared = here.ancestors().find(|folder| whole.starts_with(folder)).unwrap_or(&here);
    let up = here.strip_prefix(shared).map_or(0, |rest| rest.components().count());
    let mut shown: Utf8PathBuf = std::iter::repeat_n("..", up).collect();
    shown.push(whole.strip_prefix(shared).unwrap_or(whole));
    Ok(if shown.as_str().is_empty() { ".".into() } else { shown })
}

/// A path relative to the Git repository around it, or to the current folder if there is none.
pub(crate) fn repository_path(path: &Utf8Path) -> String {
    let Ok(whole) = absolute(path) else { return path.to_string() };
    let top = whole.ancestors().find(|folder| folder.join(".git").exists()).map(Utf8Path::to_owned);
    let Some(top) = top.or_else(|| here().ok()) else { return whole.into_string() };
    match whole.strip_prefix(top) {
        Ok(inside) if inside.as_str().is_empty() => ".".to_owned(),
        inside => inside.unwrap_or(&whole).to_string(),
    }
}

/// Whether an ignore file in the repository excludes `path` or a folder above it.
fn is_ignored(path: &Utf8Path, is_folder: bool) -> anyhow::Result<bool> {
    let whole = absolute(path)?;
    let here = here()?;
    let top = whole.ancestors().skip(1).find(|folder| folder.join(".git").exists());
    let top = top.unwrap_or(if whole.starts_with(&here) { &here } else { whole.parent().unwrap_or(&whole) });
    let Ok(relative) = whole.strip_prefix(top) else { return Ok(false) };
    let mut matchers = WalkBuilder::new(top).hidden(false).require_git(false).build_matchers();
    Ok(matchers.iter_mut().any(|matcher| {
        relative
            .ancestors()
            .filter(|part| !part.as_str().is_empty())
            .any(|part| matcher.matched(part, is_folder || part != relative).is_ignore())
    }))
}
