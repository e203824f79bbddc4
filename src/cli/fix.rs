//! `check --fix` and `check --diff`: applies fixes to the files, or prints them as a diff.

use std::io::Write;

use anyhow::bail;
use similar::TextDiff;

use super::args::CheckArguments;
use crate::diag::{Applicability, plural};
use crate::fix::fix_tree;
use crate::generate::write::write_file;
use crate::plugin::FileTree;
use crate::rules::check::Outcome;

/// The least applicability of fixes to apply; `None` without `--fix` or `--diff`.
///
/// # Errors
/// If `--unsafe-fixes` is given without `--fix` or `--diff`.
pub(super) fn least(arguments: &CheckArguments) -> anyhow::Result<Option<Applicability>> {
    match (arguments.fix || arguments.diff, arguments.unsafe_fixes) {
        (true, true) => Ok(Some(Applicability::Unsafe)),
        (true, false) => Ok(Some(Applicability::Safe)),
        (false, false) => Ok(None),
        (false, true) => bail!("--unsafe-fixes requires --fix or --diff"),
    }
}

/// Fixes a tree: writes the files, or appends to `difference`. Returns the remaining findings.
///
/// # Errors
/// If a file cannot be written, or changed after it was read.
pub(super) fn fix(
    tree: &mut FileTree,
    least: Applicability,
    arguments: &CheckArguments,
    check: impl Fn(&FileTree) -> Outcome,
    difference: &mut String,
) -> anyhow::Result<Outcome> {
    let fixed = fix_tree(tree, least, check);
    let count = fixed.files.len();
    for (path, changed) in &fixed.files {
        let shown = tree.display_path(path);
        if arguments.diff {
            let (before, after) = (format!("a/{shown}"), format!("b/{shown}"));
            let diff = TextDiff::from_lines(&changed.before, &changed.after);
            difference.push_str(&diff.unified_diff().header(&before, &after).to_string());
            continue;
        }
        if fs_err::read(&shown)? != changed.before.as_bytes() {
            bail!("{shown} changed while it was being checked; it was not fixed");
        }
        write_file(&shown, changed.after.as_bytes())?;
    }
    if count > 0 && !arguments.diff {
        writeln!(anstream::stderr(), "fixed {} in {}", plural(fixed.applied, "finding"), plural(count, "file"))?;
    }
    Ok(fixed.outcome)
}
