//! Everything that a build would write, in memory, and its own check.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};

use super::place::Place;
use crate::baseline::Baseline;
use crate::catalog::{START, refreshed, table};
use crate::cli::args::BuildArguments;
use crate::cli::configuration::Configuration;
use crate::cli::generated::Specs;
use crate::cli::target::{Target, absolute};
use crate::diag::{Diagnostic, Profile};
use crate::generate::bundle::Bundle;
use crate::generate::files::{Planned, copied, overlaps};
use crate::generate::marketplace;
use crate::generate::targets::{LeftOut, catalogs};
use crate::generate::templates::Templates;
use crate::generate::write::{Changes, Tree, Wanted, compare};
use crate::generate::{Plan, PlanOptions, plan};
use crate::openapi::Description;
use crate::plugin::{FileTree, MARKETPLACE};
use crate::rules::api::{Descriptions, check_tools};
use crate::rules::check::{Options, check};
use crate::rules::tools::{ToolCatalog, check_descriptions};
use crate::source::{Location, SourceFile};
use crate::spec::project::Market;
use crate::spec::{INVALID_SPEC, PluginSource, Project, load};

/// Everything that a run would write, in memory.
pub(super) struct Prepared {
    pub(super) place: Place,
    pub(super) project: Project,
    /// The files of each plugin, and of the marketplace under the empty name.
    pub(super) files: BTreeMap<String, BTreeMap<Utf8PathBuf, Planned>>,
    /// The marketplace's manifest.
    manifest: Option<Wanted>,
    descriptions: Descriptions,
    /// The platforms of the bundled programs, by plugin.
    bundled: BTreeMap<String, Vec<String>>,
    /// What the trees for other hosts lack.
    pub(super) left_out: Vec<LeftOut>,
}

impl Prepared {
    pub(super) fn of(arguments: &BuildArguments, place: Place) -> anyhow::Result<Result<Self, Vec<Diagnostic>>> {
        let project = match load(&arguments.spec, arguments.plugin.as_deref())? {
            Ok(project) => project,
            Err(problems) => return Ok(Err(problems)),
        };
        let templates = match Templates::load(&arguments.templates)? {
            Ok(templates) => templates,
            Err(problems) => return Ok(Err(problems)),
        };
        let base = place.base(&project)?;
        let (plans, descriptions) = match plan_all(&project, &templates, base.as_deref(), &place, arguments)? {
            Ok(plans) => plans,
            Err(problems) => return Ok(Err(problems)),
        };
        let manifest = match &base {
            Some(text) => Some(Wanted {
                bytes: place.edited_manifest(text, &project, &plans, arguments)?.into_bytes(),
                executable: place.runs_manifest(&project),
            }),
            None => None,
        };
        let bundled = plans.iter().filter(|plan| !plan.bundled.is_empty());
        let bundled = bundled.map(|plan| (plan.plugin.clone(), plan.bundled.clone())).collect();
        let left_out = plans.iter().flat_map(|plan| plan.left_out.clone()).collect();
        let mut trees: Vec<_> = plans.into_iter().map(|plan| (plan.plugin, plan.files)).collect();
        if arguments.plugin.is_none() && !place.is_elsewhere {
            let copies = project.files.iter().map(|copy| (copy.target.clone(), copied(copy)));
            trees.push((String::new(), catalogs(&project).into_iter().chain(copies).collect()));
        }
        let problems = overlaps(trees.iter().map(|(_, files)| files));
        if !problems.is_empty() {
            return Ok(Err(problems));
        }
        // Plugins with the same name, which only an imported marketplace can have, share a key.
        let mut files: BTreeMap<String, BTreeMap<Utf8PathBuf, Planned>> = BTreeMap::new();
        for (plugin, tree) in trees {
            files.entry(plugin).or_default().extend(tree);
        }
        let mut prepared = Self { place, project, files, manifest, descriptions, bundled, left_out };
        prepared.fill_tables();
        Ok(Ok(prepared))
    }

    /// Updates the plugin tables of generated README files.
    fn fill_tables(&mut self) {
        let with_table = |path: &Utf8Path, planned: &Planned| {
            let text = std::str::from_utf8(&planned.bytes).ok()?;
            (path.file_name() == Some("README.md") && text.contains(START)).then(|| text.to_owned())
        };
        let files = || self.files.values().flatten();
        if !files().any(|(path, planned)| with_table(path, planned).is_some()) {
            return;
        }
        let mut tree = FileTree::from_disk(&self.place.root);
        files().for_each(|(path, planned)| tree.overlay(path, planned.bytes.clone()));
        if let Some(manifest) = &self.manifest {
            tree.overlay(Utf8Path::new(MARKETPLACE), manifest.bytes.clone());
        }
        let table = table(&tree);
        for (path, planned) in self.files.values_mut().flatten() {
            if let Some(text) = with_table(path, planned).and_then(|text| refreshed(&text, &table)) {
                planned.bytes = text.into_bytes();
            }
        }
    }

    /// The changes that the run would make on disk.
    pub(super) fn compare(&self, arguments: &BuildArguments) -> anyhow::Result<Changes> {
        let wanted = |planned: &Planned| Wanted { bytes: planned.bytes.clone(), executable: planned.executable };
        let of_plugin = |files: &BTreeMap<Utf8PathBuf, Planned>| {
            files.iter().map(|(path, file)| (path.clone(), wanted(file))).collect::<BTreeMap<_, _>>()
        };
        let planned = Tree {
            files: self.files.iter().map(|(plugin, files)| (plugin.clone(), of_plugin(files))).collect(),
            specs: self.spec_folders()?,
            bundled: self.bundled.clone(),
        };
        let manifest = self.manifest.iter().map(|manifest| (MARKETPLACE.into(), manifest.clone()));
        let whole = arguments.plugin.is_none() && !self.place.is_elsewhere;
        compare(&self.place.root, &planned, manifest.collect(), whole)
    }

    /// The folder of each plugin's specs, relative to the marketplace's root, for specs beside or inside it.
    fn spec_folders(&self) -> anyhow::Result<BTreeMap<String, Utf8PathBuf>> {
        let root = absolute(&self.place.root)?;
        let from_root = |folder: &Utf8Path| -> anyhow::Result<Option<Utf8PathBuf>> {
            let folder = absolute(folder)?;
            let inside = folder.strip_prefix(&root).map(ToOwned::to_owned).ok();
            let beside = || Some(Utf8Path::new("..").join(folder.strip_prefix(root.parent()?).ok()?));
            Ok(inside.or_else(beside))
        };
        let mut folders = BTreeMap::new();
        for plugin in &self.project.plugins {
            let name = plugin.plugin.spec.name.value.clone();
            folders.extend(from_root(&plugin.folder)?.map(|folder| (name, folder)));
        }
        folders.extend(from_root(&self.project.folder)?.map(|folder| (String::new(), folder)));
        Ok(folders)
    }

    /// Checks the disk's content with the planned files applied. A finding in a generated file names its spec.
    pub(super) fn check(&self, changes: &Changes, arguments: &BuildArguments) -> anyhow::Result<Vec<Diagnostic>> {
        let mut tree = FileTree::from_disk(&self.place.root);
        changes.removed().for_each(|path| tree.remove(path));
        for (path, wanted) in changes.wanted() {
            tree.overlay(path, wanted.bytes.clone());
            tree.set_executable(path, wanted.executable);
        }
        let is_ours = |path: &Utf8Path| !(self.place.is_elsewhere && path == MARKETPLACE);
        let limit = changes.wanted().map(|(path, _)| path.clone()).filter(|path| is_ours(path)).collect();
        let mut target = Target { tree, limit: Vec::new() };
        let configuration = Configuration::for_build(&target, arguments)?;
        target.tree.retain(|path| !configuration.settings.exclude.matches(&configuration.prefix.join(path)));
        let Configuration { settings, prefix, problems } = configuration;
        let profile = settings.profile.unwrap_or(Profile::Recommended);
        let baseline = settings.baseline.as_ref().map(|path| settings.folder.join(path)).filter(|path| path.exists());
        let descriptions = self.descriptions.clone();
        let options = Options { profile, settings, prefix, limit, descriptions, ..Options::default() };
        let mut found = check(&target.tree, &options).diagnostics;
        found.extend(problems);
        if let Some(path) = baseline {
            let shown = |path: &Utf8Path| options.prefix.join(target.tree.relative(path)).into_string();
            let text = fs_err::read_to_string(&path)?;
            Baseline::parse(&text).with_context(|| format!("cannot use {path}"))?.apply(&mut found, shown);
        }
        // By path as text, because comparing components is much slower.
        let planned: BTreeMap<&str, (&String, &Planned)> = self
            .files
            .iter()
            .flat_map(|(plugin, files)| files.iter().map(move |(path, planned)| (path.as_str(), (plugin, planned))))
            .collect();
        let mut specs = Specs::default();
        let pointed = |found: Diagnostic| {
            let path = target.tree.relative(found.primary.location.file.path());
            let Some((plugin, planned)) = planned.get(path.as_str()) else { return found };
            let source = self.project.plugins.iter().find(|source| source.plugin.spec.name.value == **plugin);
            let folder = source.map_or(&self.project.folder, |source| &source.folder);
            let place = specs.place(&found, planned.made_from.path(), folder);
            found.help(format!("generated from {place}; edit that file instead"))
        };
        Ok(found.into_iter().map(pointed).collect())
    }

    /// Compares the plugins' tools with the API descriptions, and the tools' own descriptions with the tools.
    pub(super) fn tool_findings(&self) -> Vec<Diagnostic> {
        let of_plugin = |plugin: &PluginSource| {
            let server = plugin.server.as_ref()?;
            let mut found = check_descriptions(server);
            if let Some(description) = self.descriptions.of(&plugin.plugin.spec.name.value) {
                found.extend(check_tools(server, description));
            }
            Some(found)
        };
        self.project.plugins.iter().filter_map(of_plugin).flatten().collect()
    }
}

/// The rendered plugins, and the API descriptions that their claims are checked against.
type PlannedAll = (Vec<Plan>, Descriptions);

/// Renders every plugin and collects all their problems. Also returns the API descriptions that they are built from.
fn plan_all(
    project: &Project,
    templates: &Templates,
    marketplace: Option<&str>,
    place: &Place,
    arguments: &BuildArguments,
) -> anyhow::Result<Result<PlannedAll, Vec<Diagnostic>>> {
    let given = Bundle::read(&arguments.bundle)?;
    if given.is_some() && project.plugins.len() > 1 {
        bail!("--bundle applies to a single plugin; select it with --plugin");
    }
    let name = match (&project.marketplace, place.is_elsewhere) {
        (Some(Market::Structured(source)), false) => source.spec.name.clone(),
        _ => marketplace.and_then(marketplace::name).unwrap_or_else(|| "MARKETPLACE".to_owned()),
    };
    let (mut plans, mut problems) = (Vec::new(), Vec::new());
    let mut descriptions = Descriptions::default();
    for source in &project.plugins {
        let api = match read_api(source) {
            Ok(api) => api,
            Err(found) => {
                problems.push(*found);
                continue;
            }
        };
        let bundle = match (&given, arguments.no_bundle) {
            (Some(given), _) => Some(given.clone()),
            (None, true) => None,
            (None, false) => place.bundled_before(source)?,
        };
        let options = PlanOptions { below: place.below.clone(), bundle };
        match plan(source, &name, api.as_ref(), templates, &options) {
            Ok(plan) => plans.push(plan),
            Err(found) => problems.extend(found),
        }
        let name = &source.plugin.spec.name.value;
        if let Some(api) = api {
            descriptions.by_plugin.insert(name.clone(), Arc::new(api));
        }
        let tools = source.server.as_ref().map(|server| (name.clone(), Arc::new(ToolCatalog::of_specs(server))));
        descriptions.tools_by_plugin.extend(tools);
    }
    Ok(if problems.is_empty() { Ok((plans, descriptions)) } else { Err(problems) })
}

/// The API description of a plugin; `None` if it has none.
pub(in crate::cli) fn read_api(source: &PluginSource) -> Result<Option<Description>, Box<Diagnostic>> {
    let Some(named) = &source.plugin.spec.api else { return Ok(None) };
    let path = source.folder.join(&named.value);
    let text = std::fs::read_to_string(&path).map_err(|error| {
        let place = Location::new(&source.plugin.file, named.span);
        Box::new(Diagnostic::new(&INVALID_SPEC, place, format!("cannot read {path}")).label(error.to_string()))
    })?;
    let file = SourceFile::new(path, text);
    let description = Description::load(&file).map_err(|problem| {
        Box::new(Diagnostic::new(&INVALID_SPEC, Location::new(&file, problem.span), problem.message))
    })?;
    Ok(Some(description))
}
