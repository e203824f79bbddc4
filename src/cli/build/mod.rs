//! `plugin-gen build`: specs, tree in memory, check, disk.

mod output;
mod place;
mod prepared;

use std::io::Write;

use anyhow::bail;
use camino::Utf8Path;

use self::output::{finish, show};
use self::place::{DEFAULT_OUT, Place};
use self::prepared::Prepared;
use super::args::BuildArguments;
use super::{Answer, Clean, readme};
use crate::baseline::Baseline;
use crate::diag::{Diagnostic, Severity};
use crate::generate::write::{Changes, lock, write_file};
use crate::spec::load;
use crate::spec::load::spec_folders;

pub(super) use self::output::report_problems;
pub(super) use self::prepared::read_api;

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
        return report_problems(problems);
    }
    let mut answer = Clean::Yes;
    for (part, prepared, changes, found, _lock) in ready {
        show(&prepared, found)?;
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
