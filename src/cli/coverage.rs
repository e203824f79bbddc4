//! `plugin-gen api coverage`: the operations, parameters and fields of an API that a plugin shows, and the claims that
//! are not tied to the description.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use anyhow::bail;
use camino::Utf8Path;
use serde::Serialize;

use super::args::{CoverageArguments, CoverageFormat};
use super::configuration::Configuration;
use super::target::Target;
use super::{Answer, Clean, descriptions};
use crate::openapi::{Description, Operation, Place};
use crate::plugin::{FileTree, Plugin, discover};
use crate::report::visible;
use crate::rules::api::usage::{Fact, Owner, Use, uses};
use crate::rules::api::{ApiClaims, Checked, Descriptions};
use crate::source::Location;

/// The maximum number of places to print for one fact.
const MAX_PLACES: usize = 3;
/// The version of the JSON format.
const VERSION: u32 = 1;

/// The coverage of one plugin.
#[derive(Serialize)]
struct Coverage {
    plugin: String,
    description: String,
    operations: Share,
    parameters: Share,
    fields: Share,
    requests: usize,
    requests_not_in_description: usize,
    names_in_tables: usize,
    types_compared: usize,
    names_in_text: usize,
    denials: usize,
    operations_shown: Vec<OperationShown>,
    operations_not_shown: Vec<String>,
    schemas_shown: BTreeMap<String, Share>,
    facts: Vec<FactShown>,
    not_tied: Vec<NotTied>,
}

/// A number out of a total.
#[derive(Serialize, Clone, Copy, Default)]
struct Share {
    shown: usize,
    all: usize,
}

#[derive(Serialize)]
struct OperationShown {
    name: String,
    times: usize,
    parameters: Share,
}

#[derive(Serialize)]
struct FactShown {
    fact: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<String>,
    places: Vec<PlaceShown>,
}

#[derive(Serialize)]
struct PlaceShown {
    path: String,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct NotTied {
    #[serde(flatten)]
    place: PlaceShown,
    name: String,
    kind: &'static str,
    reason: &'static str,
}

pub(super) fn run(arguments: &CoverageArguments) -> Answer {
    let (tree, descriptions) = open(&arguments.path, arguments.openapi.as_deref())?;
    let mut covered = Vec::new();
    for root in &discover(&tree).plugins {
        let plugin = Plugin::load(&tree, root);
        let Some(description) = descriptions.of(plugin.name()) else { continue };
        let claims = ApiClaims::with_tools(&plugin, description, descriptions.tools_of(plugin.name()));
        covered.push(coverage(plugin.name(), description, &claims));
    }
    if covered.is_empty() {
        bail!(
            "{}: no plugin has an API description; pass one with --openapi, or add it to plugin-gen.yaml under `openapi`",
            arguments.path
        );
    }
    let mut out = anstream::stdout().lock();
    if arguments.format == CoverageFormat::Json {
        serde_json::to_writer_pretty(&mut out, &serde_json::json!({ "version": VERSION, "plugins": covered }))?;
        writeln!(out)?;
        return Ok(Clean::Yes);
    }
    for (place, one) in covered.iter().enumerate() {
        if place > 0 {
            writeln!(out)?;
        }
        write(&mut out, one, arguments.all)?;
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

fn coverage(plugin: &str, description: &Description, claims: &ApiClaims<'_>) -> Coverage {
    let used = uses(claims);
    let checked = Checked::of(claims, &used);
    let names: BTreeSet<String> = used.iter().map(|one| one.fact.name()).collect();
    let is_shown = |name: &str| names.contains(name);
    let (shown, rest): (Vec<Operation<'_>>, Vec<Operation<'_>>) =
        description.operations().partition(|operation| is_shown(&operation.name()));
    let operations_shown: Vec<OperationShown> = shown
        .iter()
        .map(|operation| {
            let mut known = operation.parameters();
            known.retain(|parameter| parameter.place == Place::Query);
            known.extend(operation.form().unwrap_or_default());
            let here = known.iter().filter(|one| is_shown(&Fact::Parameter(*operation, **one).name())).count();
            let name = operation.name();
            let times = used.iter().find(|one| one.fact.name() == name).map_or(0, |one| one.places.len());
            OperationShown { name, times, parameters: Share { shown: here, all: known.len() } }
        })
        .collect();
    let schemas_shown = fields_by_schema(&used, description);
    let sum = |shares: &mut dyn Iterator<Item = Share>| {
        shares.fold(Share::default(), |sum, one| Share { shown: sum.shown + one.shown, all: sum.all + one.all })
    };
    let untied = claims.untied.iter().map(|untied| NotTied {
        place: place(&untied.document.at(untied.name.span)),
        name: untied.name.text.clone(),
        kind: untied.kind.name(),
        reason: untied.kind.reason(),
    });
    let mut not_tied: Vec<NotTied> = untied.collect();
    not_tied.sort_by(|left, right| {
        let key = |one: &NotTied| (one.kind, one.place.path.clone(), one.place.line, one.place.column);
        key(left).cmp(&key(right))
    });
    let facts = used.iter().map(|one| FactShown {
        fact: one.fact.name(),
        confidence: one.fact.confidence().map(str::to_owned),
        places: one.places.iter().map(place).collect(),
    });
    Coverage {
        plugin: plugin.to_owned(),
        description: description.file().path().to_string(),
        operations: Share { shown: checked.operations, all: shown.len() + rest.len() },
        parameters: sum(&mut operations_shown.iter().map(|one| one.parameters)),
        fields: sum(&mut schemas_shown.values().copied()),
        requests: claims.requests.len(),
        requests_not_in_description: claims.requests.iter().filter(|claim| claim.operation.is_none()).count(),
        names_in_tables: claims.names.len(),
        types_compared: checked.types,
        names_in_text: claims.tied.values().sum(),
        denials: claims.denials.len(),
        operations_shown,
        operations_not_shown: rest.iter().map(Operation::name).collect(),
        schemas_shown,
        facts: facts.collect(),
        not_tied,
    }
}

fn place(location: &Location) -> PlaceShown {
    let (line, column) = location.file.line_column(location.span.start);
    PlaceShown { path: location.file.path().to_string(), line, column }
}

/// The covered fields and the number of all fields, by schema name.
fn fields_by_schema(used: &[Use<'_>], description: &Description) -> BTreeMap<String, Share> {
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
    schemas.into_iter().map(|(name, (shown, all))| (name, Share { shown: shown.len(), all })).collect()
}

fn write(out: &mut dyn Write, coverage: &Coverage, all: bool) -> anyhow::Result<()> {
    let Coverage { operations, parameters, fields, schemas_shown, .. } = coverage;
    writeln!(out, "{} against {}", visible(&coverage.plugin), visible(&coverage.description))?;
    writeln!(out, "  operations  {} of {} shown", operations.shown, operations.all)?;
    writeln!(out, "  parameters  {} of {} of these operations", parameters.shown, parameters.all)?;
    writeln!(out, "  fields      {} of {} of {} schemas shown", fields.shown, fields.all, schemas_shown.len())?;
    writeln!(out, "  claims      {} requests, {} names in tables", coverage.requests, coverage.names_in_tables)?;
    writeln!(out, "  types       {} compared", coverage.types_compared)?;
    let (in_text, denials) = (coverage.names_in_text, coverage.denials);
    writeln!(out, "  text        {in_text} names found in the description, {denials} denials")?;
    writeln!(out, "  not tied    {}", coverage.not_tied.len())?;
    if coverage.requests_not_in_description > 0 {
        let count = coverage.requests_not_in_description;
        writeln!(out, "  not in the description: {count} requests; `plugin-gen check` names them")?;
    }
    writeln!(out, "\nOperations shown")?;
    for OperationShown { name, times, parameters } in &coverage.operations_shown {
        let of = match parameters.all {
            0 => String::new(),
            all => format!("parameters {} of {all}", parameters.shown),
        };
        writeln!(out, "{}", format!("  {:<34} {times:>3}x  {of}", visible(name)).trim_end())?;
    }
    writeln!(out, "\nSchemas shown")?;
    for (name, share) in schemas_shown {
        writeln!(out, "  {:<34} {} of {} fields", visible(name), share.shown, share.all)?;
    }
    write_confidence(out, &coverage.facts)?;
    write_not_tied(out, &coverage.not_tied)?;
    let rest = &coverage.operations_not_shown;
    if all {
        writeln!(out, "\nOperations not shown")?;
        rest.iter().try_for_each(|name| writeln!(out, "  {}", visible(name)))?;
    } else if !rest.is_empty() {
        writeln!(out, "\n{} operations are not shown; --all lists them", rest.len())?;
    }
    Ok(())
}

fn write_confidence(out: &mut dyn Write, facts: &[FactShown]) -> anyhow::Result<()> {
    for level in ["low", "medium"] {
        let unsure: Vec<&FactShown> = facts.iter().filter(|one| one.confidence.as_deref() == Some(level)).collect();
        if unsure.is_empty() {
            continue;
        }
        writeln!(out, "\nClaims on facts of {level} confidence")?;
        for one in unsure {
            writeln!(out, "  {}", visible(&one.fact))?;
            for PlaceShown { path, line, column } in one.places.iter().take(MAX_PLACES) {
                writeln!(out, "    {}:{line}:{column}", visible(path))?;
            }
            if let Some(more) = one.places.len().checked_sub(MAX_PLACES).filter(|more| *more > 0) {
                writeln!(out, "    and {more} more")?;
            }
        }
    }
    Ok(())
}

/// Writes the claims that could not be tied to the description, by reason and file.
fn write_not_tied(out: &mut dyn Write, not_tied: &[NotTied]) -> anyhow::Result<()> {
    for by_reason in not_tied.chunk_by(|left, right| left.kind == right.kind) {
        let Some(first) = by_reason.first() else { continue };
        writeln!(out, "\nNot tied: {}", first.reason)?;
        for in_file in by_reason.chunk_by(|left, right| left.place.path == right.place.path) {
            let shown: Vec<String> =
                in_file.iter().map(|one| format!("{}:{}", visible(&one.name), one.place.line)).collect();
            let path = in_file.first().map_or("", |one| &one.place.path);
            writeln!(out, "  {}: {}", visible(path), shown.join(", "))?;
        }
    }
    Ok(())
}
