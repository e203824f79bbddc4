//! What a build prints and writes.

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::bail;

use super::prepared::Prepared;
use crate::cli::args::BuildArguments;
use crate::cli::{Answer, Clean, view, write_diff};
use crate::diag::{Diagnostic, Severity, plural};
use crate::generate::targets::LeftOut;
use crate::generate::write::Changes;
use crate::report::{self, Format};
use crate::rules::check::Outcome;
use crate::spec::PluginSource;

/// Shows findings that do not stop the run. Findings in copied files would hide the others, so they are only
/// counted.
pub(super) fn show(prepared: &Prepared, found: Vec<Diagnostic>) -> anyhow::Result<()> {
    let root = &prepared.place.root;
    let is_copy = |found: &Diagnostic| {
        let path = found.primary.location.file.path();
        let below = path.strip_prefix(root).unwrap_or(path);
        prepared.files.values().find_map(|files| files.get(below)).is_some_and(|planned| planned.is_copy)
    };
    let (copied, own): (Vec<Diagnostic>, Vec<Diagnostic>) = found.into_iter().partition(is_copy);
    let mut stdout = anstream::stdout().lock();
    if !own.is_empty() {
        let outcome = Outcome { diagnostics: own, ..Outcome::default() };
        report::write(&outcome, Format::Human, view(), &mut stdout)?;
    }
    if !copied.is_empty() {
        let findings = plural(copied.len(), "finding");
        writeln!(stdout, "{findings} in copied files: `plugin-gen check {root}` shows them")?;
    }
    Ok(())
}

/// Reports the problems, and that nothing was written.
pub(in crate::cli) fn report_problems(problems: Vec<Diagnostic>) -> Answer {
    let only_warnings = problems.iter().all(|found| found.severity < Severity::Error);
    let outcome = Outcome { diagnostics: problems, ..Outcome::default() };
    let mut stdout = anstream::stdout().lock();
    report::write(&outcome, Format::Human, view(), &mut stdout)?;
    let reason = if only_warnings { "; these warnings stop a build" } else { "" };
    writeln!(stdout, "nothing was written{reason}")?;
    Ok(Clean::No)
}

/// Writes, or shows what would be written.
pub(super) fn finish(changes: &Changes, prepared: &Prepared, arguments: &BuildArguments) -> Answer {
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
