//! `plugin-gen bump`: a plugin's version, wherever it is written.

use std::io::Write;

use anyhow::{Context, bail};
use semver::Version;
use similar::TextDiff;

use super::args::BumpArguments;
use super::{Answer, Clean, write_diff};
use crate::diag::plural;
use crate::generate::write::write_file;
use crate::plugin::FileTree;
use crate::versions::bump::{Step, bump, today};

pub(crate) fn run(arguments: &BumpArguments) -> Answer {
    let step = match arguments.to.as_str() {
        "major" => Step::Major,
        "minor" => Step::Minor,
        "patch" => Step::Patch,
        version => {
            let expected = || format!("expected major, minor, patch or a version such as 1.2.3, found `{version}`");
            Step::To(Version::parse(version).with_context(expected)?)
        }
    };
    if !arguments.path.is_dir() {
        bail!("{} is not a folder", arguments.path);
    }
    let tree = FileTree::from_disk(&arguments.path);
    let raised = bump(&tree, &arguments.plugin, &step, &today())?;
    for change in &raised.changes {
        let path = tree.display_path(&change.path);
        if arguments.dry_run {
            let names = (format!("a/{path}"), format!("b/{path}"));
            let diff = TextDiff::from_lines(&change.before, &change.after);
            write_diff(&diff.unified_diff().header(&names.0, &names.1).to_string())?;
        } else {
            write_file(&path, change.after.as_bytes())?;
        }
    }
    let mut stderr = anstream::stderr().lock();
    if !arguments.dry_run {
        let files = plural(raised.changes.len(), "file");
        writeln!(stderr, "{}: {} -> {} in {files}", arguments.plugin, raised.old, raised.new)?;
    }
    if raised.from_spec {
        writeln!(stderr, "the version comes from a spec: run `plugin-gen build`")?;
    }
    Ok(Clean::Yes)
}
