//! `plugin-gen api`: how much of an API a plugin covers, and what a new description would break.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use anyhow::bail;
use camino::{Utf8Path, Utf8PathBuf};

use super::args::{ApiArguments, ApiVerb, CoverageArguments, DiffArguments};
use super::configuration::Configuration;
use super::target::Target;
use super::{Answer, Clean, descriptions};
use crate::openapi::{Description, Place};
use crate::plugin::{FileTree, Plugin, discover};
use crate::report::visible;
use crate::rules::api::changes::{Change, changes};
use crate::rules::api::model::UntiedKind;
use crate::rules::api::usage::{Fact, Owner, Use, uses};
use crate::rules::api::{ApiClaims, Descriptions};
use crate::source::Location;

/// The maximum number of places to print for one fact.
const MAX_PLACES: usize = 3;

pub(crate) fn run(arguments: &ApiArguments) -> Answer {
    match &arguments.verb {
        ApiVerb::Coverage(arguments) => coverage(arguments),
        ApiVerb::Diff(arguments) => diff(arguments),
    }
}

fn coverage(arguments: &CoverageArguments) -> Answer {
    let (tree, descriptions) = open(&arguments.path, arguments.openapi.as_deref())?;
    let mut out = anstream::stdout().lock();
    let mut shown = 0;
    for root in &discover(&tree).plugins {
        let plugin = Plugin::load(&tree, root);
        let Some(description) = descriptions.of(plugin.name()) else { continue };
        let claims = ApiClaims::of_plugin(&plugin, description);
        if shown > 0 {
            writeln!(out)?;
        }
        shown += 1;
        write_coverage(&mut out, plugin.name(), description, &claims, arguments.all)?;
    }
    if shown == 0 {
        bail!(
            "{}: no plugin has an API description; pass one with --openapi, or add it to plugin-gen.yaml under `openapi`",
            arguments.path
        );
    }
    Ok(Clean::Yes)
}

fn open(path: &Utf8Path, openapi: Option<&Utf8Path>) -> anyhow::Result<(FileTree, Descriptions)> {
    if !path.is_dir() {
        bail!("{path}: expected a folder that contains a plugin or marketplace");
    }
    let target = Target { tree: FileTree::from_disk(path), limit: Vec::new() };
    let configuration = Configuration::nearest(&target)?;
    let (descriptions, unusable) = descriptions::of(openapi, None, &configuration.settings)?;
    if let Some(first) = unusable.first() {
        bail!("{}: {}", first.message, first.primary.text);
    }
    Ok((target.tree, descriptions))
}

fn write_coverage(
    out: &mut dyn Write,
    plugin: &str,
    description: &Description,
    claims: &ApiClaims<'_>,
    all: bool,
) -> anyhow::Result<()> {
    let used = uses(claims);
    let names: BTreeSet<String> = used.iter().map(|one| one.fact.name()).collect();
    let operations: Vec<_> = description.operations().collect();
    let is_shown = |name: &str| names.contains(name);
    let shown = operations.iter().filter(|operation| is_shown(&operation.name())).count();
    writeln!(out, "{} against {}", visible(plugin), description.file().path())?;
    writeln!(out, "  operations  {shown} of {} shown", operations.len())?;
    let (mut parameters, mut parameters_shown) = (0, 0);
    let mut lines = Vec::new();
    for operation in operations.iter().filter(|operation| is_shown(&operation.name())) {
        let mut known = operation.parameters();
        known.retain(|parameter| parameter.place == Place::Query);
        known.extend(operation.form().unwrap_or_default());
        let here = known.iter().filter(|one| is_shown(&Fact::Parameter(*operation, **one).name())).count();
        parameters += known.len();
        parameters_shown += here;
        let times = used.iter().find(|one| one.fact.name() == operation.name()).map_or(0, |one| one.places.len());
        let of = if known.is_empty() { String::new() } else { format!("parameters {here} of {}", known.len()) };
        lines.push(format!("  {:<34} {times:>3}x  {of}", visible(&operation.name())).trim_end().to_owned());
    }
    writeln!(out, "  parameters  {parameters_shown} of {parameters} of these operations")?;
    let schemas = fields_by_schema(&used, description);
    let fields: usize = schemas.values().map(|(shown, _)| shown.len()).sum();
    let of: usize = schemas.values().map(|(_, all)| all).sum();
    writeln!(out, "  fields      {fields} of {of} of {} schemas shown", schemas.len())?;
    let unknown = claims.requests.iter().filter(|claim| claim.operation.is_none()).count();
    writeln!(out, "  claims      {} requests, {} names in tables", claims.requests.len(), claims.names.len())?;
    let types = claims.names.iter().filter(|claim| claim.type_checked).count();
    let in_text: usize = claims.tied.values().sum();
    writeln!(out, "  types       {types} compared")?;
    writeln!(out, "  text        {in_text} names found in the description, {} denials", claims.denials.len())?;
    writeln!(out, "  not tied    {}", claims.untied.len())?;
    if unknown > 0 {
        writeln!(out, "  not in the description: {unknown} requests; `plugin-gen check` names them")?;
    }
    writeln!(out, "\nOperations shown")?;
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    writeln!(out, "\nSchemas shown")?;
    for (name, (shown, all)) in &schemas {
        writeln!(out, "  {:<34} {} of {all} fields", visible(name), shown.len())?;
    }
    write_confidence(out, &used)?;
    write_untied(out, claims)?;
    let rest: Vec<String> =
        operations.iter().map(|operation| operation.name()).filter(|name| !is_shown(name)).collect();
    if all {
        writeln!(out, "\nOperations not shown")?;
        rest.iter().try_for_each(|name| writeln!(out, "  {}", visible(name)))?;
    } else if !rest.is_empty() {
        writeln!(out, "\n{} operations are not shown; --all lists them", rest.len())?;
    }
    Ok(())
}

/// The covered fields and the number of all fields, by schema name.
fn fields_by_schema(used: &[Use<'_>], description: &Description) -> BTreeMap<String, (BTreeSet<String>, usize)> {
    let mut schemas: BTreeMap<String, (BTreeSet<String>, usize)> = BTreeMap::new();
    for one in used {
        let Fact::Field(owner, path, field) = &one.fact else { continue };
        let (parent, name) = path.rsplit_once('.').map_or((None, path.as_str()), |(parent, name)| (Some(parent), name));
        let top = match owner {
            Owner::Schema(name, _) => description.schema(name),
            Owner::Body(operation) => operation.body().and_then(|body| body.schema),
            Owner::Answer(operation) => operation.response(),
        };
        let holder = match parent {
            None => top.map(|schema| schema.element()),
            Some(parent) => top.and_then(|schema| schema.element().field(parent)).map(|field| field.schema.element()),
        };
        if let Some((schema, of)) = holder.and_then(|schema| Some((schema, schema.name()?))) {
            debug_assert_eq!(name, field.name);
            let entry = schemas.entry(of.to_owned()).or_insert_with(|| (BTreeSet::new(), schema.fields().len()));
            entry.0.insert(name.to_owned());
        }
    }
    schemas
}

fn write_confidence(out: &mut dyn Write, used: &[Use<'_>]) -> anyhow::Result<()> {
    for level in ["low", "medium"] {
        let unsure: Vec<&Use<'_>> = used.iter().filter(|one| one.fact.confidence() == Some(level)).collect();
        if unsure.is_empty() {
            continue;
        }
        writeln!(out, "\nClaims on facts of {level} confidence")?;
        for one in unsure {
            writeln!(out, "  {}", visible(&one.fact.name()))?;
            write_places(out, &one.places)?;
        }
    }
    Ok(())
}

/// What could not be tied to the description, by reason and file.
fn write_untied(out: &mut dyn Write, claims: &ApiClaims<'_>) -> anyhow::Result<()> {
    let mut by_reason: BTreeMap<(UntiedKind, &Utf8Path), Vec<(usize, &str)>> = BTreeMap::new();
    for untied in &claims.untied {
        let (line, _) = untied.document.file.line_column(untied.name.span.start);
        let names = by_reason.entry((untied.kind, untied.document.path.as_path())).or_default();
        names.push((line, untied.name.text.as_str()));
    }
    let mut reason = None;
    for ((kind, path), names) in &by_reason {
        if reason.replace(*kind) != Some(*kind) {
            writeln!(out, "\nNot tied: {}", kind.reason())?;
        }
        let shown: Vec<String> = names.iter().map(|(line, name)| format!("{}:{line}", visible(name))).collect();
        writeln!(out, "  {}: {}", visible(path.as_str()), shown.join(", "))?;
    }
    Ok(())
}

fn write_places(out: &mut dyn Write, places: &[Location]) -> anyhow::Result<()> {
    for place in places.iter().take(MAX_PLACES) {
        let (line, column) = place.file.line_column(place.span.start);
        writeln!(out, "    {}:{line}:{column}", visible(place.file.path().as_str()))?;
    }
    if let Some(more) = places.len().checked_sub(MAX_PLACES).filter(|more| *more > 0) {
        writeln!(out, "    and {more} more")?;
    }
    Ok(())
}

fn diff(arguments: &DiffArguments) -> Answer {
    let (old, new) = (descriptions::read(&arguments.old)?, descriptions::read(&arguments.new)?);
    let tree = FileTree::from_disk(&arguments.plugin);
    let roots: Vec<Utf8PathBuf> = discover(&tree).plugins;
    if roots.is_empty() {
        bail!("{}: expected a plugin, found no `.claude-plugin/plugin.json`", arguments.plugin);
    }
    let mut out = anstream::stdout().lock();
    let mut broken = 0;
    for root in &roots {
        let plugin = Plugin::load(&tree, root);
        let claims = ApiClaims::of_plugin(&plugin, &old);
        let used = uses(&claims);
        let found = changes(&used, &new);
        let (breaking, other): (Vec<&Change>, Vec<&Change>) = found.iter().partition(|change| change.breaking);
        writeln!(
            out,
            "{}: {} facts shown, {} broken, {} changed",
            visible(plugin.name()),
            used.len(),
            breaking.len(),
            other.len()
        )?;
        for (title, list) in [("Broken", &breaking), ("Changed", &other)] {
            if list.is_empty() {
                continue;
            }
            writeln!(out, "\n{title}")?;
            for change in list {
                writeln!(out, "  {}: {}", visible(&change.subject), visible(&change.what))?;
                write_places(&mut out, &change.places)?;
            }
        }
        broken += breaking.len();
    }
    Ok(if broken == 0 { Clean::Yes } else { Clean::No })
}
