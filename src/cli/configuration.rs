//! Finds and reads the configuration of a target.

use std::sync::Arc;

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};

use super::args::{BuildArguments, CheckArguments};
use super::target::{Target, absolute, from_here, here};
use crate::config::{FILE_NAME, Paths, Settings};
use crate::diag::Diagnostic;
use crate::rules::invalid_config;
use crate::source::SourceFile;

/// The configuration of one target.
#[derive(Debug, Default)]
pub(crate) struct Configuration {
    /// The settings.
    pub(crate) settings: Arc<Settings>,
    /// The path from the configuration's folder to the target's root.
    pub(crate) prefix: Utf8PathBuf,
    /// Problems in the file.
    pub(crate) problems: Vec<Diagnostic>,
}

impl Configuration {
    /// Reads the file given by `--config`, or else the nearest one in the target's root or above it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn of(target: &Target, arguments: &CheckArguments) -> anyhow::Result<Self> {
        match &arguments.config {
            _ if arguments.no_config => Ok(Self::default()),
            Some(path) => Self::read(target, &absolute(path)?),
            None => Self::nearest(target),
        }
    }

    /// Reads the nearest configuration in the target's root or above it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn nearest(target: &Target) -> anyhow::Result<Self> {
        let root = absolute(target.tree.root())?;
        match root.ancestors().map(|folder| folder.join(FILE_NAME)).find(|path| path.is_file()) {
            Some(path) => Self::read(target, &path),
            None => Ok(Self::default()),
        }
    }

    /// The configuration of a build: the nearest one at or above the specs. One in the output may be generated.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn for_build(target: &Target, arguments: &BuildArguments) -> anyhow::Result<Self> {
        let specs = absolute(&arguments.spec)?;
        match specs.ancestors().map(|folder| folder.join(FILE_NAME)).find(|path| path.is_file()) {
            Some(path) => Self::read(target, &path),
            None => Ok(Self::default()),
        }
    }

    fn read(target: &Target, path: &Utf8Path) -> anyhow::Result<Self> {
        let root = absolute(target.tree.root())?;
        let shown = from_here(path)?;
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read the configuration {shown}"))?;
        let folder = path.parent().unwrap_or(Utf8Path::new("/"));
        let (settings, problems) = invalid_config::read(folder, &SourceFile::new(shown, text));
        let prefix = root.strip_prefix(folder).map(Utf8Path::to_owned).unwrap_or_default();
        Ok(Self { settings: Arc::new(settings), prefix, problems })
    }

    /// Removes what the configuration or `--exclude` excludes; named paths only when `forced`. Returns the number of
    /// those.
    ///
    /// # Errors
    /// When a pattern of `--exclude` is not valid.
    pub(crate) fn exclude(&self, target: &mut Target, arguments: &CheckArguments) -> anyhow::Result<usize> {
        let (patterns, wrong) = Paths::new(arguments.exclude.iter().map(String::as_str));
        if let Some((index, error)) = wrong.first() {
            bail!(
                "--exclude {:?} is not a valid pattern in the syntax of .gitignore: {error}",
                arguments.exclude[*index]
            );
        }
        let forced = arguments.force_exclude;
        let root = absolute(target.tree.root())?;
        let here = here()?;
        let from_here = |path: &Utf8Path| root.join(path).strip_prefix(&here).map(Utf8Path::to_owned);
        let excluded = |path: &Utf8Path| {
            self.settings.exclude.matches(&self.prefix.join(path))
                || from_here(path).is_ok_and(|path| patterns.matches(&path))
        };
        let named = target.limit.len();
        if forced {
            target.limit.retain(|path| !excluded(path));
        }
        let limit = &target.limit;
        target.tree.retain(|path| !excluded(path) || limit.iter().any(|named| path.starts_with(named)));
        Ok(named - limit.len())
    }
}
