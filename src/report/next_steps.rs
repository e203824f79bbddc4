//! Suggestions after a long list of findings.

use std::io::{self, Write};

use super::statistics;
use crate::diag::Applicability;
use crate::rules::check::Outcome;

/// With fewer findings, the list itself is clear enough.
const LEAST: usize = 10;

/// Writes up to three lines: what can be fixed, the most frequent rule, and where it is explained.
///
/// # Errors
/// If `out` cannot be written.
pub(super) fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let found = &outcome.diagnostics;
    if found.len() < LEAST {
        return Ok(());
    }
    let fixes = found.iter().filter_map(|found| found.fix.as_ref());
    let safe = fixes.filter(|fix| fix.applicability == Applicability::Safe).count();
    if safe > 0 {
        writeln!(out, "  fix {safe} of them:  plugin-gen check --fix   (`--diff` shows the changes first)")?;
    }
    if let Some((rule, count)) = statistics(found).first() {
        let (name, all) = (rule.name, found.len());
        writeln!(out, "  see {count} of {all}:  plugin-gen check --rule {name}   (the most frequent rule)")?;
        writeln!(out, "  learn why:  plugin-gen explain {name}")?;
    }
    Ok(())
}
