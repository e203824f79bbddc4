//! Reads the API descriptions and the tool lists of a run, from the command line or from the configuration.

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
use crate::rules::tools::ToolCatalog;
use crate::source::{Location, SourceFile};
use crate::spec::load_server;

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

/// Reads the tools of a server: a recorded answer to `tools/list`, or the folder of tool specs beside `server.yaml`.
///
/// # Errors
/// If the file cannot be read or does not contain a list of tools.
pub(crate) fn read_tools(path: &Utf8Path) -> anyhow::Result<ToolCatalog> {
    if path.is_dir() {
        let folder = if path.file_name() == Some("tools") { path.parent().unwrap_or(path) } else { path };
        return load_server(folder).map(|server| ToolCatalog::of_specs(&server)).map_err(|problems| {
            let first = problems.first().map(|found| found.message.clone()).unwrap_or_default();
            anyhow::anyhow!("{path}: {}", visible(&first))
        });
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read the list of tools {path}"))?;
    let file = SourceFile::new(path, text);
    ToolCatalog::of_list(&file).map_err(|problem| {
        let (line, column) = file.line_column(problem.span.start);
        anyhow::anyhow!("{path}:{line}:{column}: {}", visible(&problem.message))
    })
}

/// The API descriptions and tool lists for a run. A problem with one that the configuration names is a finding there.
///
/// # Errors
/// If one on the command line cannot be used.
pub(crate) fn of(
    openapi: Option<&Utf8Path>,
    tools: Option<&Utf8Path>,
    settings: &Settings,
) -> anyhow::Result<(Descriptions, Vec<Diagnostic>)> {
    let mut descriptions = Descriptions::default();
    let mut problems = Vec::new();
    if let Some(path) = openapi {
        descriptions.all = Some(Arc::new(read(path)?));
        descriptions.all_tools = tools_beside(path);
    }
    for (plugin, api, named) in &settings.openapi {
        let shown = from_here(&settings.folder.join(&api.file.value))?;
        // The plugin's own tools stay what they are when another description replaces the configured one.
        descriptions.tools_by_plugin.extend(tools_beside(&shown).map(|tools| (plugin.clone(), tools)));
        if openapi.is_some() {
            continue;
        }
        match read(&shown) {
            Ok(mut description) => {
                if api.base.is_some() || !api.hosts.is_empty() {
                    description.add_servers(api.base.as_deref(), &api.hosts);
                }
                descriptions.by_plugin.insert(plugin.clone(), Arc::new(description));
            }
            Err(error) => problems.push(unusable(named, "API description", &format!("{error:#}"))),
        }
    }
    if let Some(path) = tools {
        descriptions.all_tools = Some(Arc::new(read_tools(path)?));
        descriptions.tools_by_plugin.clear();
        return Ok((descriptions, problems));
    }
    for (plugin, path, named) in &settings.tools {
        match read_tools(&from_here(&settings.folder.join(path))?) {
            Ok(tools) => drop(descriptions.tools_by_plugin.insert(plugin.clone(), Arc::new(tools))),
            Err(error) => problems.push(unusable(named, "list of tools", &format!("{error:#}"))),
        }
    }
    Ok((descriptions, problems))
}

/// The tools of the server whose specs are beside an API description. `build` reports problems with the specs.
fn tools_beside(openapi: &Utf8Path) -> Option<Arc<ToolCatalog>> {
    let folder = openapi.parent()?;
    let server = folder.join("server.yaml").is_file().then(|| load_server(folder).ok())??;
    Some(Arc::new(ToolCatalog::of_specs(&server)))
}

fn unusable(named: &Location, what: &str, reason: &str) -> Diagnostic {
    Diagnostic::new(invalid_config::RULE.meta, named.clone(), format!("this {what} cannot be used")).label(reason)
}
