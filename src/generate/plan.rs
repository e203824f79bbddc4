//! Specs to the whole tree in memory. Pure: it reads nothing and the same specs give the same bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8PathBuf;

use super::manifest::{Launch, bundled_path, mcp_json, plugin_json};
use super::page::{self, Page};
use super::request::Endpoint;
use super::templates::Templates;
use super::{component, json};
use crate::diag::{Diagnostic, nearest};
use crate::openapi::Description;
use crate::plugin::MANIFEST;
use crate::source::{Location, SourceFile};
use crate::spec::component::ComponentKind;
use crate::spec::fields::Spanned;
use crate::spec::plugin::MarketplaceSpec;
use crate::spec::tool::ToolSpec;
use crate::spec::{INVALID_SPEC, PluginSource};

/// Choices of one run.
#[derive(Debug, Clone, Default)]
pub struct PlanOptions {
    /// The folder, below the marketplace's root, that plugins go to.
    pub below: Utf8PathBuf,
    /// The bytes of a server to put into the plugin, in place of starting it through `npx`.
    pub bundle: Option<Vec<u8>>,
}

/// The files of one plugin, by path below the marketplace's root, and the spec each was made from.
#[derive(Debug, Default)]
pub struct Plan {
    /// Name of the plugin.
    pub plugin: String,
    /// Its folder below the marketplace's root.
    pub folder: Utf8PathBuf,
    /// The bytes of each file.
    pub files: BTreeMap<Utf8PathBuf, Vec<u8>>,
    /// Which spec a file was made from.
    pub made_from: BTreeMap<Utf8PathBuf, Arc<SourceFile>>,
}

/// A plugin's specs on their way to text.
pub(super) struct Rendering<'p> {
    pub(super) source: &'p PluginSource,
    pub(super) marketplace: &'p MarketplaceSpec,
    pub(super) api: &'p Description,
    pub(super) templates: &'p Templates,
    pub(super) problems: Vec<Diagnostic>,
}

/// Renders every file of a plugin.
///
/// # Errors
/// Everything that a spec names and nobody defines, and every template that cannot be rendered.
pub fn plan(
    source: &PluginSource,
    marketplace: &MarketplaceSpec,
    api: &Description,
    templates: &Templates,
    options: &PlanOptions,
) -> Result<Plan, Vec<Diagnostic>> {
    let spec = &source.plugin.spec;
    let mut rendering = Rendering { source, marketplace, api, templates, problems: Vec::new() };
    let mut plan =
        Plan { plugin: spec.name.value.clone(), folder: options.below.join(&spec.path.value), ..Plan::default() };
    let own = &source.plugin.file;
    let launch = if options.bundle.is_some() { Launch::Bundled } else { Launch::Npx };
    plan.put(MANIFEST, json::file(&plugin_json(spec)), own);
    plan.put(".mcp.json", json::file(&mcp_json(&spec.mcp, launch)), own);
    if let Some(binary) = &options.bundle {
        plan.put(&bundled_path(&spec.mcp), binary.clone(), own);
    }
    for (kind, components) in [(ComponentKind::Skill, &source.skills), (ComponentKind::Command, &source.commands)] {
        for one in components {
            if let Some(text) = component::render(&mut rendering, kind, one) {
                plan.put(&kind.path(&one.spec.name.value), text, &one.file);
            }
        }
    }
    if let Some(readme) = &source.readme {
        let page = Page { file: &readme.file, component: None };
        if let Some(text) = page::render(&mut rendering, &page, &readme.spec.page) {
            plan.put("README.md", text, &readme.file);
        }
    }
    if rendering.problems.is_empty() { Ok(plan) } else { Err(rendering.problems) }
}

impl Plan {
    fn put(&mut self, path: &str, bytes: impl Into<Vec<u8>>, made_from: &Arc<SourceFile>) {
        let path = self.folder.join(path);
        self.files.insert(path.clone(), bytes.into());
        self.made_from.insert(path, Arc::clone(made_from));
    }
}

impl<'p> Rendering<'p> {
    /// The tool of this name; loading the specs has proven that it exists.
    pub(super) fn tool(&self, name: &str) -> Option<&'p ToolSpec> {
        self.source.tools().iter().map(|tool| &tool.spec).find(|tool| tool.name.value == name)
    }

    /// Renders a template; a failure becomes a finding.
    pub(super) fn template(
        &mut self,
        name: &str,
        values: impl serde::Serialize,
        spec: &Arc<SourceFile>,
    ) -> Option<String> {
        match self.templates.render(name, values, spec) {
            Ok(text) => Some(text),
            Err(found) => {
                self.problems.push(*found);
                None
            }
        }
    }

    /// The operation `GET /Tickets`, or a finding.
    pub(super) fn endpoint(&mut self, file: &Arc<SourceFile>, name: &Spanned<String>) -> Option<Endpoint> {
        let (method, path) = name.value.split_once(' ').unwrap_or((&name.value, ""));
        let found = self.api.operation(method, path).and_then(|operation| Endpoint::of(&operation));
        if found.is_none() {
            let known: Vec<String> = self.api.operations().map(|operation| operation.name()).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.unknown(file, name, "the API description has no operation", &known);
        }
        found
    }

    /// Says that a spec names something that nobody defines.
    pub(super) fn unknown(&mut self, file: &Arc<SourceFile>, name: &Spanned<String>, what: &str, known: &[&str]) {
        let message = format!("{what} `{}`", name.value);
        let found = Diagnostic::new(&INVALID_SPEC, Location::new(file, name.span), message);
        let file = self.api.file().path();
        self.problems.push(found.did_you_mean(nearest(&name.value, known.iter().copied())).help(format!("see {file}")));
    }
}
