//! Reads, applies and writes the baseline file of a run.

use std::io::Write;

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};

use super::target::{here, normalised};
use super::{Answer, Clean};
use crate::baseline::Baseline;
use crate::diag::plural;
use crate::report::count;
use crate::rules::check::Outcome;

/// Maps paths to the form in the baseline: relative to its folder, so that the current folder does not matter.
fn path_of(baseline: &Utf8Path) -> anyhow::Result<impl Fn(&Utf8Path) -> String> {
    let folder = baseline.parent().unwrap_or(baseline).to_owned();
    let here = here()?;
    Ok(move |path: &Utf8Path| {
        let whole = normalised(&here.join(path));
        whole.strip_prefix(&folder).unwrap_or(&whole).to_string()
    })
}

fn read(path: &Utf8Path) -> anyhow::Result<Baseline> {
    let text = fs_err::read_to_string(path).context("cannot read the baseline; create one with --write-baseline")?;
    Baseline::parse(&text).with_context(|| format!("cannot use the baseline {path}"))
}

pub(super) fn apply(all: &mut Outcome, path: &Utf8Path, looked_at: &[Utf8PathBuf]) -> anyhow::Result<()> {
    let baseline = read(path)?;
    let (known, stale) = baseline.apply(&mut all.diagnostics, path_of(path)?);
    all.baselined = known;
    let folder = path.parent().unwrap_or(path);
    if looked_at.iter().any(|root| folder.starts_with(root)) {
        all.stale = stale;
    }
    Ok(())
}

pub(super) fn write(all: &Outcome, path: Option<Utf8PathBuf>, looked_at: &[Utf8PathBuf]) -> Answer {
    let Some(path) = path else {
        bail!("--write-baseline requires a file: pass --baseline FILE, or set `baseline` in the configuration");
    };
    let mut baseline = Baseline::of(&all.diagnostics, path_of(&path)?);
    let folder = path.parent().unwrap_or(&path);
    if path.exists() {
        let seen = |file: &str| looked_at.iter().any(|root| folder.join(file).starts_with(root));
        baseline.keep(read(&path)?, seen);
    }
    fs_err::write(&path, baseline.text()?)?;
    let [errors, warnings, notes] = count(&all.diagnostics);
    let [errors, warnings, notes] = [plural(errors, "error"), plural(warnings, "warning"), plural(notes, "note")];
    let written = plural(baseline.len(), "finding");
    writeln!(anstream::stderr(), "wrote {written} to {path}; it accepts {errors}, {warnings} and {notes}")?;
    Ok(Clean::Yes)
}
