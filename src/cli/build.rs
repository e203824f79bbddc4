//! `plugin-gen build`: specs, tree in memory, check, disk.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};

use super::args::BuildArguments;
use super::configuration::Configuration;
use super::generated::Specs;
use super::target::{Target, absolute};
use super::{Answer, Clean, readme, view, write_diff};
use crate::baseline::Baseline;
use crate::catalog::{START, refreshed, table};
use crate::diag::{Diagnostic, Profile, Severity};
use crate::generate::bundle::Bundle;
use crate::generate::files::{Planned, copied, overlaps};
use crate::generate::manifest::bundled_path;
use crate::generate::marketplace::{self, MarketplaceFile};
use crate::generate::targets::{LeftOut, catalogs};
use crate::generate::templates::Templates;
use crate::generate::write::{
    Changes, RECORD, Tree, Wanted, compare, lock, read_record, refuse_links, runs, write_file,
};
use crate::generate::{Plan, PlanOptions, plan};
use crate::openapi::Description;
use crate::plugin::{FileTree, MARKETPLACE};
use crate::report::{self, Format};
use crate::rules::api::{Descriptions, check_tools};
use crate::rules::check::{Options, Outcome, check};
use crate::rules::tools::ToolCatalog;
use crate::rules::tools::check_descriptions;
use crate::source::{Location, SourceFile};
use crate::spec::load::spec_folders;
use crate::spec::plugin::Listed;
use crate::spec::project::Market;
use crate::spec::{INVALID_SPEC, PluginSource, Project, load, targets};

/// The output folder when none is named.
const DEFAULT_OUT: &str = "dist";

pub(crate) fn run(arguments: &BuildArguments) -> Answer {
    let parts = parts(arguments)?;
    let (mut ready, mut problems) = (Vec::new(), Vec::new());
    for part in &parts {
        let place = Place::of(part)?;
        let lock = lock(&place.root)?;
        match checked(part, place)? {
            Ok((prepared, changes, found)) => ready.push((part, prepared, changes, found, lock)),
            Err(found) => problems.extend(found),
        }
    }
    if !problems.is_empty() {
        return refuse(problems);
    }
    let mut answer = Clean::Yes;
    for (part, prepared, changes, found, _lock) in ready {
        prepared.show(found)?;
        let finished = finish(&changes, &prepared, part)?;
        let finished = refresh_tables(&prepared.place.root, part, finished)?;
        answer = if answer == Clean::Yes { finished } else { answer };
    }
    Ok(answer)
}

/// What is built, what changes, and the findings that do not stop the build; else those that do.
type Checked = Result<(Prepared, Changes, Vec<Diagnostic>), Vec<Diagnostic>>;

fn checked(arguments: &BuildArguments, place: Place) -> anyhow::Result<Checked> {
    let prepared = match Prepared::of(arguments, place)? {
        Ok(prepared) => prepared,
        Err(problems) => return Ok(Err(problems)),
    };
    let changes = prepared.compare(arguments)?;
    if changes.is_empty() && !arguments.check {
        return Ok(Ok((prepared, changes, Vec::new())));
    }
    let tools = prepared.tool_findings();
    if tools.iter().any(|found| found.severity >= Severity::Warning) {
        return Ok(Err(tools));
    }
    let found = prepared.check(&changes, arguments)?;
    Ok(if found.iter().any(stops) { Err(found) } else { Ok((prepared, changes, found)) })
}

/// One run for each marketplace in the spec folder: that of a folder `NAME` goes to `OUT/NAME`.
fn parts(arguments: &BuildArguments) -> anyhow::Result<Vec<BuildArguments>> {
    let folders = spec_folders(&arguments.spec);
    if folders == [arguments.spec.as_path()] {
        return Ok(vec![arguments.clone()]);
    }
    if arguments.marketplace.is_some() {
        bail!(
            "--marketplace applies to a single spec folder, and {} holds several marketplaces; select one with --spec",
            arguments.spec
        );
    }
    let out = arguments.out.clone().unwrap_or_else(|| DEFAULT_OUT.into());
    let (mut parts, mut known) = (Vec::new(), Vec::new());
    for spec in folders {
        if let (Some(only), Ok(project)) = (&arguments.plugin, load(&spec, None)?) {
            let names: Vec<&String> = project.plugins.iter().map(|source| &source.plugin.spec.name.value).collect();
            known.extend(names.iter().map(|name| (*name).clone()));
            if !names.contains(&only) {
                continue;
            }
        }
        let below = spec.strip_prefix(&arguments.spec).unwrap_or(&spec);
        let out = if below.as_str().is_empty() { out.clone() } else { out.join(below) };
        parts.push(BuildArguments { spec, out: Some(out), ..arguments.clone() });
    }
    if let (Some(only), true) = (&arguments.plugin, parts.is_empty()) {
        bail!("{} has no plugin `{only}`; it has {}", arguments.spec, known.join(", "));
    }
    Ok(parts)
}

/// Updates the plugin tables of README files in the marketplace. With `--check`, reports those that are out of date.
fn refresh_tables(root: &Utf8Path, arguments: &BuildArguments, answer: Clean) -> Answer {
    if arguments.diff || answer == Clean::No {
        return Ok(answer);
    }
    let stale = readme::stale(root)?.unwrap_or_default();
    for (path, _, after) in &stale {
        if arguments.check {
            writeln!(anstream::stderr(), "{path}: the plugin table is out of date; `plugin-gen readme` updates it")?;
        } else {
            write_file(path, after.as_bytes())?;
        }
    }
    Ok(if arguments.check && !stale.is_empty() { Clean::No } else { answer })
}

/// Everything that a run would write, in memory.
pub(super) struct Prepared {
    place: Place,
    project: Project,
    /// The files of each plugin, and of the marketplace under the empty name.
    files: BTreeMap<String, BTreeMap<Utf8PathBuf, Planned>>,
    /// The marketplace's manifest.
    manifest: Option<Wanted>,
    descriptions: Descriptions,
    /// The platforms of the bundled programs, by plugin.
    bundled: BTreeMap<String, Vec<String>>,
    /// What the trees for other hosts lack.
    left_out: Vec<LeftOut>,
}

impl Prepared {
    fn of(arguments: &BuildArguments, place: Place) -> anyhow::Result<Result<Self, Vec<Diagnostic>>> {
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
    fn compare(&self, arguments: &BuildArguments) -> anyhow::Result<Changes> {
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
    fn check(&self, changes: &Changes, arguments: &BuildArguments) -> anyhow::Result<Vec<Diagnostic>> {
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
        let mut specs = Specs::default();
        let pointed = |found: Diagnostic| {
            let path = target.tree.relative(found.primary.location.file.path());
            let Some((plugin, planned)) =
                self.files.iter().find_map(|(plugin, files)| Some((plugin, files.get(path)?)))
            else {
                return found;
            };
            let source = self.project.plugins.iter().find(|source| source.plugin.spec.name.value == *plugin);
            let folder = source.map_or(&self.project.folder, |source| &source.folder);
            let place = specs.place(&found, planned.made_from.path(), folder);
            found.help(format!("generated from {place}; edit that file instead"))
        };
        Ok(found.into_iter().map(pointed).collect())
    }

    /// Shows findings that do not stop the run. Findings in copied files would hide the others, so they are only
    /// counted.
    fn show(&self, found: Vec<Diagnostic>) -> anyhow::Result<()> {
        let root = &self.place.root;
        let is_copy = |found: &Diagnostic| {
            let path = found.primary.location.file.path();
            let below = path.strip_prefix(root).unwrap_or(path);
            self.files.values().find_map(|files| files.get(below)).is_some_and(|planned| planned.is_copy)
        };
        let (copied, own): (Vec<Diagnostic>, Vec<Diagnostic>) = found.into_iter().partition(is_copy);
        let mut stdout = anstream::stdout().lock();
        if !own.is_empty() {
            let outcome = Outcome { diagnostics: own, ..Outcome::default() };
            report::write(&outcome, Format::Human, view(), &mut stdout)?;
        }
        if !copied.is_empty() {
            let findings = if copied.len() == 1 { "finding" } else { "findings" };
            writeln!(stdout, "{} {findings} in copied files: `plugin-gen check {root}` shows them", copied.len())?;
        }
        Ok(())
    }

    /// Compares the plugins' tools with the API descriptions, and the tools' own descriptions with the tools.
    fn tool_findings(&self) -> Vec<Diagnostic> {
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

/// The output folder, and the marketplace that lists the plugins.
struct Place {
    /// The marketplace's root.
    root: Utf8PathBuf,
    /// The folder below it for plugins.
    below: Utf8PathBuf,
    /// Whether the marketplace file belongs to someone else.
    is_elsewhere: bool,
}

impl Place {
    fn of(arguments: &BuildArguments) -> anyhow::Result<Self> {
        let Some(file) = &arguments.marketplace else {
            let root = arguments.out.clone().unwrap_or_else(|| DEFAULT_OUT.into());
            return Ok(Self { root, below: Utf8PathBuf::new(), is_elsewhere: false });
        };
        if !file.ends_with(MARKETPLACE) {
            bail!("{file}: expected a path that ends in `{MARKETPLACE}`, where Claude Code looks for it");
        }
        let root = file.ancestors().nth(2).unwrap_or(Utf8Path::new("")).to_owned();
        let below = match &arguments.out {
            Some(out) => marketplace::relative(&root, out)?,
            None => Utf8PathBuf::new(),
        };
        Ok(Self { root, below, is_elsewhere: true })
    }

    /// The text of the marketplace's manifest before this run; `None` if no marketplace is written.
    fn base(&self, project: &Project) -> anyhow::Result<Option<String>> {
        let path = self.root.join(MARKETPLACE);
        refuse_links(&self.root, [MARKETPLACE.into(), RECORD.into()].iter())?;
        if self.is_elsewhere {
            return Ok(Some(std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?));
        }
        let spec = match &project.marketplace {
            None => return Ok(None),
            Some(Market::AsItIs(copy)) => {
                let text = String::from_utf8(copy.bytes.clone());
                return Ok(Some(text.with_context(|| format!("{} is not UTF-8", copy.source))?));
            }
            Some(Market::Structured(source)) => &source.spec,
        };
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Some(marketplace::new_file(spec))),
            Err(error) => Err(error).with_context(|| format!("cannot read {path}")),
        }
    }

    /// The programs that an earlier run bundled with this plugin.
    fn bundled_before(&self, source: &PluginSource) -> anyhow::Result<Option<Bundle>> {
        let record = read_record(&self.root)?;
        let spec = &source.plugin.spec;
        let server = spec.own_server().and_then(|(_, server)| bundled_path(server));
        let (Some(names), Some(server)) = (record.bundled.get(&spec.name.value), server) else { return Ok(None) };
        let folder = self.below.join(source.path());
        Bundle::restore(names, &server, |path| record.read(&self.root, &folder.join(path)))
    }

    /// Whether the marketplace's manifest keeps its execute permission.
    fn runs_manifest(&self, project: &Project) -> bool {
        match &project.marketplace {
            Some(Market::AsItIs(copy)) if !self.is_elsewhere => copy.executable,
            _ => runs(&self.root.join(MARKETPLACE)).unwrap_or_default(),
        }
    }

    /// The marketplace's manifest with the plugins listed.
    fn edited_manifest(
        &self,
        text: &str,
        project: &Project,
        plans: &[Plan],
        arguments: &BuildArguments,
    ) -> anyhow::Result<String> {
        let path = self.root.join(MARKETPLACE);
        let file = MarketplaceFile::open(text).with_context(|| format!("cannot edit {path}"))?;
        let record = read_record(&self.root)?;
        let mut entries: Vec<_> = project
            .plugins
            .iter()
            .zip(plans)
            .map(|(plugin, plan)| (marketplace::entry(&plugin.plugin.spec, &plan.folder), Some(plan)))
            .collect();
        if let (false, Some(Market::Structured(source))) = (self.is_elsewhere, &project.marketplace) {
            file.set_own_fields(&source.spec);
            if arguments.plugin.is_none() {
                let built: Vec<&str> = plans.iter().map(|plan| plan.plugin.as_str()).collect();
                record.plugins.keys().filter(|name| !built.contains(&name.as_str())).for_each(|name| file.remove(name));
            }
            entries.extend(source.spec.plugins.iter().filter_map(|listed| match listed {
                Listed::Foreign(node) => Some((crate::generate::manifest::fields(node.entries()), None)),
                Listed::Built(_) => None,
            }));
        }
        if self.is_elsewhere {
            let names = file.names();
            for plan in plans.iter().filter(|plan| names.contains(&plan.plugin)) {
                if !record.plugins.contains_key(&plan.plugin) {
                    bail!(
                        "{path} already has an entry `{}` that plugin-gen did not write; remove it, or give the plugin another name; nothing was written",
                        plan.plugin
                    );
                }
            }
        }
        if !self.is_elsewhere {
            file.remove_field(targets::KEY);
        }
        for (entry, _) in entries {
            file.put(&entry).with_context(|| format!("cannot edit {path}"))?;
        }
        Ok(file.text())
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
pub(super) fn read_api(source: &PluginSource) -> Result<Option<Description>, Box<Diagnostic>> {
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

/// Whether a finding stops a build: an error, or a field that Claude Code does not recognize. The configuration can
/// lower the level of both.
fn stops(found: &Diagnostic) -> bool {
    let is_unknown = found.rule.name == "unknown-field";
    found.severity == Severity::Error || is_unknown && found.severity == Severity::Warning
}

/// The baseline of the current errors of a build of these specs; `None` if there are none.
///
/// # Errors
/// If the specs cannot be read or rendered.
pub(super) fn errors_now(arguments: &BuildArguments) -> anyhow::Result<Result<Option<Baseline>, Vec<Diagnostic>>> {
    let prepared = match Prepared::of(arguments, Place::of(arguments)?)? {
        Ok(prepared) => prepared,
        Err(problems) => return Ok(Err(problems)),
    };
    let found = prepared.check(&prepared.compare(arguments)?, arguments)?;
    let root = prepared.place.root;
    let below = |path: &Utf8Path| path.strip_prefix(&root).unwrap_or(path).to_string();
    let baseline = Baseline::of_those(&found, below, stops);
    Ok(Ok(if baseline.is_empty() { None } else { Some(baseline) }))
}

/// Reports the problems, and that nothing was written.
pub(super) fn refuse(problems: Vec<Diagnostic>) -> Answer {
    let outcome = Outcome { diagnostics: problems, ..Outcome::default() };
    let mut stdout = anstream::stdout().lock();
    report::write(&outcome, Format::Human, view(), &mut stdout)?;
    writeln!(stdout, "nothing was written")?;
    Ok(Clean::No)
}

/// Writes, or shows what would be written.
fn finish(changes: &Changes, prepared: &Prepared, arguments: &BuildArguments) -> Answer {
    let project = &prepared.project;
    let mut stdout = anstream::stdout().lock();
    if arguments.check || arguments.diff {
        write_diff(&changes.diff())?;
    }
    if arguments.check {
        if changes.is_empty() {
            return Ok(Clean::Yes);
        }
        let (written, removed) = changes.counts();
        let files = written + removed;
        let are = if files == 1 { "file is" } else { "files are" };
        writeln!(stdout, "\n{files} generated {are} out of date: run `plugin-gen build`")?;
        return Ok(Clean::No);
    }
    if arguments.diff {
        return Ok(Clean::Yes);
    }
    if !changes.edited.is_empty() && !arguments.force {
        write_diff(&changes.diff_of_edited())?;
        let files: Vec<&str> = changes.edited.iter().map(|path| path.as_str()).collect();
        bail!(
            "edited since they were generated: {}; move the edit into the specs, or pass --force to overwrite it; nothing was written",
            files.join(", ")
        );
    }
    changes.apply()?;
    let name = |plugin: &PluginSource| {
        let spec = &plugin.plugin.spec;
        format!("{} {}", spec.name.value, spec.text("version")).trim_end().to_owned()
    };
    let names: Vec<String> = project.plugins.iter().map(name).collect();
    let (written, removed) = changes.counts();
    let names = if names.len() > 5 { format!("{} plugins", names.len()) } else { names.join(", ") };
    write!(stdout, "built {names}: {written} written, ")?;
    if removed > 0 {
        write!(stdout, "{removed} removed, ")?;
    }
    writeln!(stdout, "{} unchanged", changes.unchanged)?;
    for line in left_out(&prepared.left_out) {
        writeln!(stdout, "{line}")?;
    }
    Ok(Clean::Yes)
}

/// One line per host, with what its trees lack.
fn left_out(all: &[LeftOut]) -> Vec<String> {
    let mut by_target: Vec<(&str, BTreeMap<&str, usize>)> = Vec::new();
    for one in all {
        let word = one.target.word();
        let at = by_target.iter().position(|(target, _)| *target == word).unwrap_or_else(|| {
            by_target.push((word, BTreeMap::new()));
            by_target.len() - 1
        });
        *by_target[at].1.entry(one.what).or_default() += one.count;
    }
    let line = |(target, counts): &(&str, BTreeMap<&str, usize>)| {
        let counts: Vec<String> = counts.iter().map(|(what, count)| format!("{what} ({count})")).collect();
        format!("{target}: without {}", counts.join(", "))
    };
    by_target.iter().map(line).collect()
}
