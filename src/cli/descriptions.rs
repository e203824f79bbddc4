//! Reads the API descriptions of a run, from the command line or from the configuration.

use std::sync::Arc;

use anyhow::{Context, bail};
use camino::Utf8Path;

use super::target::from_here;
use crate::config::Settings;
use crate::diag::Diagnostic;
use crate::openapi::Description;
use crate::report::visible;
use crate::rules::api::Descriptions;
use crate::rules::invalid_config;
use crate::source::{Location, SourceFile};

/// Larger files are rejected.
const MAX_SIZE: u64 = 64 * 1024 * 1024;

/// Reads one description.
///
/// # Errors
/// When the file cannot be read or is not an API description; the message includes the position.
pub(crate) fn read(path: &Utf8Path) -> anyhow::Result<Description> {
    let size = std::fs::metadata(path).with_context(|| format!("cannot read the API description {path}"))?.len();
    if size > MAX_SIZE {
        bail!("{path}: API descriptions are limited to {MAX_SIZE} bytes; this file has {size}");
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read the API description {path}"))?;
    let file = SourceFile::new(path, text);
    Description::load(&file).map_err(|problem| {
        let (line, column) = file.line_column(problem.span.start);
        anyhow::anyhow!("{path}:{line}:{column}: {}", visible(&problem.message))
    })
}

/// The descriptions for a run; what is wrong with one that the configuration names is a finding there.
///
/// # Errors
/// When the one on the command line cannot be used.
pub(crate) fn of(given: Option<&Utf8Path>, settings: &Settings) -> anyhow::Result<(Descriptions, Vec<Diagnostic>)> {
    if let Some(path) = given {
        return Ok((Descriptions::for_all(Arc::new(read(path)?)), Vec::new()));
    }
    let mut descriptions = Descriptions::default();
    let mut problems = Vec::new();
    for (plugin, path, named) in &settings.openapi {
        let shown = from_here(&settings.folder.join(path))?;
        match read(&shown) {
            Ok(description) => {
                descriptions.by_plugin.insert(plugin.clone(), Arc::new(description));
            }
            Err(error) => problems.push(unusable(named, &format!("{error:#}"))),
        }
    }
    Ok((descriptions, problems))
}

fn unusable(named: &Location, reason: &str) -> Diagnostic {
    Diagnostic::new(invalid_config::RULE.meta, named.clone(), "this API description cannot be used").label(reason)
}
