//! `plugin-gen check --shallow`: treats each path as a target of `claude plugin validate`, even a file that does not exist.

use camino::{Utf8Path, Utf8PathBuf};

use super::target::{absolute, from_here};
use crate::diag::Profile;
use crate::plugin::FileTree;
use crate::rules::check::{Options, Outcome, check_shallow};

/// What the CLI reports for one path. A path that does not exist is a finding, as in the CLI.
pub(crate) fn run(path: &Utf8Path) -> anyhow::Result<Outcome> {
    let whole = absolute(path)?;
    let name = whole.file_name().unwrap_or_default();
    let is_folder = std::fs::symlink_metadata(&whole).is_ok_and(|metadata| metadata.is_dir());
    let up = match (is_folder, whole.parent().and_then(Utf8Path::file_name)) {
        (true, _) => 0,
        (false, Some(".claude-plugin")) => 2,
        (false, _) => 1,
    };
    let root = whole.ancestors().nth(up).unwrap_or(&whole);
    let target = whole.strip_prefix(root).unwrap_or(&whole);
    let shown: Utf8PathBuf = match (up, path.is_absolute()) {
        (0, _) => path.to_owned(),
        (_, true) => root.to_owned(),
        (_, false) => from_here(root)?,
    };
    let options = Options { profile: Profile::Claude, ..Options::default() };
    Ok(check_shallow(&FileTree::unwalked(&shown), target, name, &options))
}
