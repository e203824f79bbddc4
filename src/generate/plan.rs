//! Specs to the whole tree in memory. Pure: it reads nothing and the same specs give the same bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8PathBuf;

use super::bundle::Bundle;
use super::files::{Files, Planned};
use super::manifest::{bundled_path, mcp_json, plugin_json, runs_specs};
use super::page;
use super::rendering::{Page, Rendering};
use super::targets::{self, LeftOut};
use super::templates::Templates;
use super::{component, json};
use crate::diag::Diagnostic;
use crate::hosts::claude;
use crate::openapi::Description;
use crate::plugin::MANIFEST;
use crate::source::Location;
use crate::spec::compiled::{SPECS_FILE, Specs};
use crate::spec::project::Form;
use crate::spec::{INVALID_SPEC, PluginSource};

/// Choices of one run.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct PlanOptions {
    /// The folder, below the marketplace's root, that plugins go to.
    pub below: Utf8PathBuf,
    /// The server's programs to put into the plugin, in place of starting it through `npx`.
    pub bundle: Option<Bundle>,
}

/// The files of one plugin, by path below the marketplace's root, and the spec each was made from.
#[derive(Debug, Default)]
pub struct Plan {
    /// Name of the plugin.
    pub plugin: String,
    /// Its folder below the marketplace's root.
    pub folder: Utf8PathBuf,
    /// Each file.
    pub files: BTreeMap<Utf8PathBuf, Planned>,
    /// The platforms of the programs inside it; empty when it starts its server through `npx`.
    pub bundled: Vec<String>,
    /// What the trees for other hosts do not have.
    pub left_out: Vec<LeftOut>,
}

/// Renders every file of a plugin. `marketplace` is the name of the marketplace that lists it.
///
/// # Errors
/// Everything that a spec names and nobody defines, and every template that cannot be rendered.
pub fn plan(
    source: &PluginSource,
    marketplace: &str,
    api: Option<&Description>,
    templates: &Templates,
    options: &PlanOptions,
) -> Result<Plan, Vec<Diagnostic>> {
    let spec = &source.plugin.spec;
    let paths = source.components.iter().map(|component| {
        ((component.kind, component.name.clone()), Utf8PathBuf::from(component.kind.path(&component.name)))
    });
    let mut rendering = Rendering {
        source,
        marketplace,
        api,
        templates,
        bundle: options.bundle.as_ref(),
        wording: &claude::WORDING,
        paths: paths.collect(),
        problems: Vec::new(),
    };
    let mut files = Files { folder: options.below.join(source.path()), ..Files::default() };
    let own = &source.plugin.file;
    if spec.has_manifest {
        files.put(MANIFEST, json::file(&plugin_json(spec)), own);
    }
    if let Some(servers) = mcp_json(spec, rendering.launch()) {
        files.put(".mcp.json", json::file(&servers), own);
    }
    if let (Some(server), true) = (&source.server, spec.own_server().is_some_and(|(_, server)| runs_specs(server))) {
        let specs = Specs::of(server, api.map(|api| api.file().text()));
        files.put(SPECS_FILE, specs.to_file(), &server.server.file);
    }
    if let Some(bundle) = &options.bundle {
        match spec.own_server().and_then(|(_, server)| bundled_path(server)) {
            Some(path) => {
                for (path, bytes) in bundle.files(&path) {
                    files.add(&path, Planned { bytes, executable: true, made_from: Arc::clone(own), is_copy: false });
                }
            }
            None => rendering.problems.push(
                Diagnostic::new(
                    &INVALID_SPEC,
                    Location::start_of(own),
                    "no MCP server of this plugin comes from a package",
                )
                .help("`--bundle` replaces the package of a server; name it with `package` and `version`"),
            ),
        }
    }
    for component in &source.components {
        let path = component.kind.path(&component.name);
        match &component.form {
            Form::AsItIs(copy) => files.copy(copy),
            Form::Structured(spec) => {
                if let Some(text) = component::render(&mut rendering, (component.kind, &component.name), spec) {
                    files.put(&path, text, &spec.file);
                }
                for reference in &spec.spec.references {
                    let page = Page {
                        file: &spec.file,
                        own: Some((component.kind, &component.name)),
                        spec: None,
                        is_reference: true,
                    };
                    if let Some(text) = page::render(&mut rendering, &page, &reference.page) {
                        files.put(&reference.path(&component.name), text, &spec.file);
                    }
                }
            }
            Form::Template(file) => {
                if let Some(text) = page::expand(&mut rendering, file, Some((component.kind, &component.name))) {
                    files.put(&path, text, file);
                }
            }
        }
    }
    match &source.readme {
        Some(Form::Structured(readme)) => {
            let page = Page { file: &readme.file, own: None, spec: None, is_reference: false };
            if let Some(text) = page::render(&mut rendering, &page, &readme.spec.page) {
                files.put("README.md", text, &readme.file);
            }
        }
        Some(Form::Template(file)) => {
            if let Some(text) = page::expand(&mut rendering, file, None) {
                files.put("README.md", text, file);
            }
        }
        _ => {}
    }
    source.files.iter().for_each(|copy| files.copy(copy));
    let left_out = targets::add(&mut rendering, &mut files, &options.below);
    let mut problems = rendering.problems;
    problems.append(&mut files.problems);
    match problems.is_empty() {
        true => Ok(Plan {
            plugin: spec.name.value.clone(),
            folder: files.folder,
            files: files.planned,
            bundled: options.bundle.as_ref().map(Bundle::names).unwrap_or_default(),
            left_out,
        }),
        false => Err(problems),
    }
}
