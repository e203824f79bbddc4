//! `plugin-gen readme`: the plugin table between two comments of a README.

use std::io::Write;

use anyhow::bail;
use camino::{Utf8Path, Utf8PathBuf};
use similar::TextDiff;

use super::args::ReadmeArguments;
use super::{Answer, Clean, write_diff};
use crate::catalog::{END, START, refreshed, table};
use crate::generate::write::write_file;
use crate::plugin::FileTree;

pub(crate) fn run(arguments: &ReadmeArguments) -> Answer {
    let stale = stale(&arguments.path)?;
    let Some(stale) = stale else {
        bail!(
            "no README below {} has the markers of the plugin table; add these two lines where the table belongs:\n{START}\n{END}",
            arguments.path
        );
    };
    for (path, before, after) in &stale {
        if arguments.check {
            let names = (format!("a/{path}"), format!("b/{path}"));
            let diff = TextDiff::from_lines(before, after);
            write_diff(&diff.unified_diff().header(&names.0, &names.1).to_string())?;
        } else {
            write_file(path, after.as_bytes())?;
            writeln!(anstream::stderr(), "updated {path}")?;
        }
    }
    Ok(if arguments.check && !stale.is_empty() { Clean::No } else { Clean::Yes })
}

/// README files at the root of a folder and beside its marketplaces whose table is out of date: path, text, new text.
/// `None` if no README has the markers of the table.
///
/// # Errors
/// If a README cannot be read.
pub(super) fn stale(folder: &Utf8Path) -> anyhow::Result<Option<Vec<(Utf8PathBuf, String, String)>>> {
    let tree = FileTree::from_disk(folder);
    let readmes = tree.below(Utf8Path::new("")).filter(|(path, _)| path.file_name() == Some("README.md"));
    let mut table_text = None;
    let mut stale = Vec::new();
    for (path, _) in readmes {
        let shown = folder.join(path);
        let Ok(before) = fs_err::read_to_string(&shown) else { continue };
        if !before.contains(START) {
            continue;
        }
        let table_text = table_text.get_or_insert_with(|| table(&tree));
        if let Some(after) = refreshed(&before, table_text).filter(|after| *after != before) {
            stale.push((shown, before, after));
        }
    }
    Ok(table_text.map(|_| stale))
}
