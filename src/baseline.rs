//! The baseline: a file of known findings, which do not fail a run. New findings do.
//!
//! It contains fingerprints by path and rule without line numbers, so that it stays valid when lines move. The command
//! line reads and writes the file.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, bail};
use camino::Utf8Path;
use serde::{Deserialize, Serialize};

use crate::diag::Diagnostic;
use crate::report::{fingerprints_at, mask, visible};

/// The version of the format.
const VERSION: u32 = 2;

/// Known findings: fingerprints by path, then by rule.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Baseline {
    version: u32,
    findings: BTreeMap<String, BTreeMap<String, Known>>,
}

/// The headlines of findings by fingerprint. Programs compare the fingerprint, people read the headline.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(from = "Written")]
struct Known(BTreeMap<String, String>);

/// The content of a file. Version 1 contains only the fingerprints.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Fingerprints(BTreeSet<String>),
    Headlines(BTreeMap<String, String>),
}

impl From<Written> for Known {
    fn from(written: Written) -> Self {
        match written {
            Written::Fingerprints(prints) => Self(prints.into_iter().map(|print| (print, String::new())).collect()),
            Written::Headlines(headlines) => Self(headlines),
        }
    }
}

impl Baseline {
    /// Parses the text of a baseline file.
    ///
    /// # Errors
    /// If the text is not a baseline, or has a later version.
    pub(crate) fn parse(text: &str) -> anyhow::Result<Self> {
        let baseline: Self = serde_json::from_str(text).context("expected a file written by --write-baseline")?;
        if !(1..=VERSION).contains(&baseline.version) {
            bail!("expected version {VERSION} of the format or an earlier one, found {}", baseline.version);
        }
        Ok(Self { version: VERSION, ..baseline })
    }

    /// The baseline of these findings, with paths that `path_of` returns.
    #[must_use]
    pub(crate) fn of(diagnostics: &[Diagnostic], path_of: impl Fn(&Utf8Path) -> String) -> Self {
        Self::of_those(diagnostics, path_of, |_| true)
    }

    /// The baseline of the findings to keep. `diagnostics` must be all findings of a run, because fingerprints count
    /// equal lines.
    #[must_use]
    pub(crate) fn of_those(
        diagnostics: &[Diagnostic],
        path_of: impl Fn(&Utf8Path) -> String,
        keep: impl Fn(&Diagnostic) -> bool,
    ) -> Self {
        let mut baseline = Self { version: VERSION, ..Self::default() };
        let prints = fingerprints_at(diagnostics, &path_of);
        for (found, fingerprint) in diagnostics.iter().zip(prints).filter(|(found, _)| keep(found)) {
            let rules = baseline.findings.entry(path_of(found.primary.location.file.path())).or_default();
            rules
                .entry(found.rule.name.to_owned())
                .or_default()
                .0
                .insert(fingerprint, mask(&visible(&found.message)).into_owned());
        }
        baseline
    }

    /// Keeps the entries of `old` for files that were not checked.
    pub(crate) fn keep(&mut self, old: Self, looked_at: impl Fn(&str) -> bool) {
        for (path, rules) in old.findings {
            if !looked_at(&path) {
                self.findings.entry(path).or_insert(rules);
            }
        }
    }

    /// Removes the known findings. Returns their number, and the number of entries that matched nothing.
    pub(crate) fn apply(
        &self,
        diagnostics: &mut Vec<Diagnostic>,
        path_of: impl Fn(&Utf8Path) -> String,
    ) -> (usize, usize) {
        let mut prints = fingerprints_at(diagnostics, &path_of).into_iter();
        let before = diagnostics.len();
        diagnostics.retain(|found| {
            let path = path_of(found.primary.location.file.path());
            let known = self.findings.get(&path).and_then(|rules| rules.get(found.rule.name));
            let print = prints.next().unwrap_or_default();
            !known.is_some_and(|known| known.0.contains_key(&print))
        });
        let known = before - diagnostics.len();
        (known, self.len().saturating_sub(known))
    }

    /// The number of findings in it.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.findings.values().flat_map(BTreeMap::values).map(|known| known.0.len()).sum()
    }

    /// Whether it is empty.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// The text of the file.
    ///
    /// # Errors
    /// Never for a baseline; the JSON serializer's signature requires it.
    pub(crate) fn text(&self) -> anyhow::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}
