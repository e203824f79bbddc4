//! `check --fix` and `check --diff`: fixes to the disk, or to a difference.

use std::io::Write;

use anyhow::bail;
use similar::TextDiff;

use super::args::CheckArguments;
use crate::diag::Applicability;
use crate::fix;
use crate::generate::write::write_file;
use crate::plugin::FileTree;
use crate::rules::check::Outcome;

/// How sure a fix has to be; `None` when nothing is to be mended.
///
/// # Errors
/// When unsafe fixes are asked for and nobody says what to do with them.
pub(super) fn least(arguments: &CheckArguments) -> anyhow::Result<Option<Applicability>> {
    match (arguments.fix || arguments.diff, arguments.unsafe_fixes) {
        (true, true) => Ok(Some(Applicability::Unsafe)),
        (true, false) => Ok(Some(Applicability::Safe)),
        (false, false) => Ok(None),
        (false, true) => bail!("--unsafe-fixes goes with --fix or --diff"),
    }
}

/// Mends a tree: writes the files, or adds to `difference`. Returns what is found afterwards.
///
/// # Errors
/// When a file cannot be written, or has changed since it was read.
pub(super) fn mend(
    tree: &mut FileTree,
    least: Applicability,
    arguments: &CheckArguments,
    check: impl Fn(&FileTree) -> Outcome,
    difference: &mut String,
) -> anyhow::Result<Outcome> {
    let mended = fix::mend(tree, least, check);
    let count = mended.files.len();
    for (path, changed) in &mended.files {
        let shown = tree.display_path(path);
        if arguments.diff {
            let (before, after) = (format!("a/{shown}"), format!("b/{shown}"));
            let diff = TextDiff::from_lines(&changed.before, &changed.after);
            difference.push_str(&diff.unified_diff().header(&before, &after).to_string());
            continue;
        }
        if fs_err::read(&shown)? != changed.before.as_bytes() {
            bail!("{shown} has changed since it was read; it was left as it is");
        }
        write_file(&shown, changed.after.as_bytes())?;
    }
    if count > 0 && !arguments.diff {
        let findings = if mended.applied == 1 { "finding" } else { "findings" };
        let files = if count == 1 { "file" } else { "files" };
        writeln!(anstream::stderr(), "mended {} {findings} in {count} {files}", mended.applied)?;
    }
    Ok(mended.outcome)
}
