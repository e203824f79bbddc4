//! `plugin-gen build`: renders the specs into a tree in memory, checks it, and writes it.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};

use super::args::BuildArguments;
use super::{Answer, Clean, view, write_diff};
use crate::diag::{Diagnostic, Profile, Severity};
use crate::generate::marketplace::{self, MarketplaceFile};
use crate::generate::templates::Templates;
use crate::generate::write::{Changes, compare};
use crate::generate::{Plan, PlanOptions, plan};
use crate::openapi::Description;
use crate::plugin::{FileTree, MARKETPLACE};
use crate::report::{self, Format};
use crate::rules::api::{Descriptions, check_tools};
use crate::rules::check::{Options, Outcome, check};
use crate::source::{Location, SourceFile};
use crate::spec::{INVALID_SPEC, PluginSource, Project, load};

pub(crate) fn run(arguments: &BuildArguments) -> Answer {
    let project = match load(&arguments.spec, arguments.plugin.as_deref())? {
        Ok(project) => project,
        Err(problems) => return refuse(problems),
    };
    let templates = match Templates::load(&arguments.templates)? {
        Ok(templates) => templates,
        Err(problems) => return refuse(problems),
    };
    let place = Place::of(arguments)?;
    let (plans, descriptions) = match plan_all(&project, &templates, &place, arguments)? {
        Ok(plans) => plans,
        Err(problems) => return refuse(problems),
    };
    let manifest = place.edited_manifest(&project, &plans, arguments)?;
    let mut found = check_tools_before_writing(&project, &descriptions);
    found.extend(check_before_writing(&plans, descriptions, place.is_elsewhere, &manifest));
    if found.iter().any(|found| found.severity >= Severity::Warning) {
        return refuse(found);
    }
    let whole = arguments.plugin.is_none() && !place.is_elsewhere;
    let edited = BTreeMap::from([(MARKETPLACE.into(), manifest.into_bytes())]);
    let changes = compare(&place.root, &plans, edited, whole)?;
    finish(&changes, &project, arguments)
}

/// Where the tree is written, and which marketplace lists it.
struct Place {
    /// The root of the marketplace.
    root: Utf8PathBuf,
    /// The folder of the plugins, relative to the root.
    below: Utf8PathBuf,
    /// Whether `--marketplace` names an existing marketplace.
    is_elsewhere: bool,
}

impl Place {
    fn of(arguments: &BuildArguments) -> anyhow::Result<Self> {
        let Some(file) = &arguments.marketplace else {
            let root = arguments.out.clone().unwrap_or_else(|| "dist".into());
            return Ok(Self { root, below: Utf8PathBuf::new(), is_elsewhere: false });
        };
        if !file.ends_with(MARKETPLACE) {
            bail!("{file}: expected a file that ends in `{MARKETPLACE}`, which is where Claude Code looks for it");
        }
        let root = file.ancestors().nth(2).unwrap_or(Utf8Path::new("")).to_owned();
        let below = match &arguments.out {
            Some(out) => marketplace::relative(&root, out)?,
            None => Utf8PathBuf::new(),
        };
        Ok(Self { root, below, is_elsewhere: true })
    }

    /// The marketplace's manifest with the plugins listed.
    fn edited_manifest(&self, project: &Project, plans: &[Plan], arguments: &BuildArguments) -> anyhow::Result<String> {
        let path = self.root.join(MARKETPLACE);
        let spec = &project.marketplace.spec;
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !self.is_elsewhere => {
                marketplace::new_file(spec)
            }
            Err(error) => return Err(error).with_context(|| format!("cannot read {path}")),
        };
        let file = MarketplaceFile::open(&text).with_context(|| format!("cannot edit {path}"))?;
        if !self.is_elsewhere {
            file.set_own_fields(spec);
            let before = compare(&self.root, plans, BTreeMap::new(), arguments.plugin.is_none())?;
            before.dropped_plugins().for_each(|name| file.remove(name));
        }
        for (plugin, plan) in project.plugins.iter().zip(plans) {
            let entry = marketplace::entry(&plugin.plugin.spec, &plan.folder);
            file.put(&entry).with_context(|| format!("cannot edit {path}"))?;
        }
        Ok(file.text())
    }
}

/// The rendered plugins, and the descriptions to check their API claims against.
type Planned = (Vec<Plan>, Descriptions);

/// Renders every plugin. On failure, returns the problems of all of them.
fn plan_all(
    project: &Project,
    templates: &Templates,
    place: &Place,
    arguments: &BuildArguments,
) -> anyhow::Result<Result<Planned, Vec<Diagnostic>>> {
    let bundle = match &arguments.bundle {
        Some(path) => Some(fs_err::read(path)?),
        None => None,
    };
    if bundle.is_some() && project.plugins.len() > 1 {
        bail!("--bundle applies to a single plugin; select it with --plugin");
    }
    let options = PlanOptions { below: place.below.clone(), bundle };
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
        match plan(source, &project.marketplace.spec, &api, templates, &options) {
            Ok(plan) => plans.push(plan),
            Err(found) => problems.extend(found),
        }
        descriptions.by_plugin.insert(source.plugin.spec.name.value.clone(), Arc::new(api));
    }
    Ok(if problems.is_empty() { Ok((plans, descriptions)) } else { Err(problems) })
}

pub(super) fn read_api(source: &PluginSource) -> Result<Description, Box<Diagnostic>> {
    let named = &source.plugin.spec.api;
    let path = source.folder.join(&named.value);
    let text = std::fs::read_to_string(&path).map_err(|error| {
        let place = Location::new(&source.plugin.file, named.span);
        Box::new(Diagnostic::new(&INVALID_SPEC, place, format!("cannot read {path}")).label(error.to_string()))
    })?;
    let file = SourceFile::new(path, text);
    Description::load(&file).map_err(|problem| {
        Box::new(Diagnostic::new(&INVALID_SPEC, Location::new(&file, problem.span), problem.message))
    })
}

/// Checks the requests of the tools against the API descriptions.
fn check_tools_before_writing(project: &Project, descriptions: &Descriptions) -> Vec<Diagnostic> {
    let of_plugin = |plugin: &PluginSource| {
        let description = descriptions.of(&plugin.plugin.spec.name.value)?;
        Some(check_tools(plugin.server.as_ref()?, description))
    };
    project.plugins.iter().filter_map(of_plugin).flatten().collect()
}

/// Runs every rule on the tree that would be written. Each finding names the spec that the file is generated from.
fn check_before_writing(
    plans: &[Plan],
    descriptions: Descriptions,
    is_elsewhere: bool,
    manifest: &str,
) -> Vec<Diagnostic> {
    let mut files: BTreeMap<Utf8PathBuf, Vec<u8>> = plans.iter().flat_map(|plan| plan.files.clone()).collect();
    if !is_elsewhere {
        files.insert(MARKETPLACE.into(), manifest.as_bytes().to_vec());
    }
    let options = Options { profile: Profile::Msp, descriptions, ..Options::default() };
    let found = check(&FileTree::from_memory(files), &options).diagnostics;
    let made_from = |path: &Utf8Path| plans.iter().find_map(|plan| plan.made_from.get(path));
    found
        .into_iter()
        .map(|found| match made_from(found.primary.location.file.path()) {
            Some(spec) => {
                let help = format!("generated from {}; edit that file instead", spec.path());
                found.help(help)
            }
            None => found,
        })
        .collect()
}

/// Reports the problems; nothing is written.
pub(super) fn refuse(problems: Vec<Diagnostic>) -> Answer {
    let outcome = Outcome { diagnostics: problems, ..Outcome::default() };
    let mut stdout = anstream::stdout().lock();
    report::write(&outcome, Format::Human, view(), &mut stdout)?;
    writeln!(stdout, "nothing was written")?;
    Ok(Clean::No)
}

/// Writes the changes, or prints them.
fn finish(changes: &Changes, project: &Project, arguments: &BuildArguments) -> Answer {
    let mut stdout = anstream::stdout().lock();
    if arguments.check || arguments.diff {
        write_diff(&changes.diff())?;
    }
    if arguments.check {
        if changes.is_empty() {
            return Ok(Clean::Yes);
        }
        let files = changes.changes.len();
        writeln!(
            stdout,
            "\n{files} generated file{} out of date: run `plugin-gen build`",
            if files == 1 { " is" } else { "s are" }
        )?;
        return Ok(Clean::No);
    }
    if arguments.diff {
        return Ok(Clean::Yes);
    }
    changes.apply()?;
    let names: Vec<String> = project
        .plugins
        .iter()
        .map(|plugin| format!("{} {}", plugin.plugin.spec.name.value, plugin.plugin.spec.version.value))
        .collect();
    writeln!(stdout, "built {}: {} written, {} unchanged", names.join(", "), changes.changes.len(), changes.unchanged)?;
    Ok(Clean::Yes)
}
