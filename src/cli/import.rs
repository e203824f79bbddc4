//! `plugin-gen import`: converts a plugin or marketplace to specs.

use std::io::Write;

use anyhow::bail;
use camino::{Utf8Path, Utf8PathBuf};

use super::args::{BuildArguments, ImportArguments};
use super::build::{errors_now, refuse};
use super::{Answer, Clean, structure};
use crate::generate::write::{Wanted, write_new};
use crate::import::{Imported, import};
use crate::report::visible;

/// The baseline file of the findings before the import, and the configuration that names it.
const BASELINE: &str = "plugin-gen-baseline.json";

pub(crate) fn run(arguments: &ImportArguments) -> Answer {
    let spec = &arguments.spec;
    if arguments.structure && arguments.path.is_file() {
        return structure::one(&arguments.path);
    }
    if !arguments.path.is_dir() {
        bail!("no folder {}; expected a plugin or marketplace", arguments.path);
    }
    let mut imported = import(&arguments.path)?;
    if !imported.left_out.is_empty() {
        let mut stderr = anstream::stderr().lock();
        for left in &imported.left_out {
            writeln!(stderr, "specs cannot express {} ({})", visible(&left.path), left.why)?;
        }
        if !arguments.allow_left_out {
            bail!("nothing was written; pass --allow-left-out to import the rest");
        }
    }
    let structured = if arguments.structure { Some(structure::all(&mut imported)?) } else { None };
    let own = [Utf8Path::new(BASELINE), Utf8Path::new(crate::config::FILE_NAME)];
    let mut targets = imported.files.keys().map(Utf8PathBuf::as_path).chain(own).map(|path| spec.join(path));
    if let Some(first) = targets.find(|path| std::fs::symlink_metadata(path).is_ok()) {
        bail!("{first} already exists, and import never overwrites a file; choose another folder with --spec");
    }
    for (path, file) in &imported.files {
        write_new(&spec.join(path), &Wanted { bytes: file.bytes.clone(), executable: file.executable })?;
    }
    let Some(known) = errors(spec)? else { return Ok(Clean::No) };
    summary(&imported, arguments, known, structured)
}

/// Records the plugins' existing errors, so that only new ones stop a build. Returns their number, or `None` if the
/// specs cannot be built, which is reported.
fn errors(spec: &Utf8Path) -> anyhow::Result<Option<usize>> {
    let out = tempfile::tempdir()?;
    let Some(out) = Utf8Path::from_path(out.path()) else { bail!("the folder for temporary files is not UTF-8") };
    let build = BuildArguments { spec: spec.to_owned(), out: Some(out.to_owned()), ..BuildArguments::default() };
    let baseline = match errors_now(&build)? {
        Ok(baseline) => baseline,
        Err(problems) => {
            refuse(problems)?;
            return Ok(None);
        }
    };
    let Some(baseline) = baseline else { return Ok(Some(0)) };
    let count = baseline.len();
    let configuration = format!("baseline: {BASELINE}\n").into_bytes();
    write_new(&spec.join(BASELINE), &Wanted { bytes: baseline.text()?.into_bytes(), executable: false })?;
    write_new(&spec.join(crate::config::FILE_NAME), &Wanted { bytes: configuration, executable: false })?;
    Ok(Some(count))
}

fn summary(
    imported: &Imported,
    arguments: &ImportArguments,
    known: usize,
    structured: Option<(usize, usize)>,
) -> Answer {
    let mut out = anstream::stdout().lock();
    let spec = &arguments.spec;
    let plugins = imported.plugins.len();
    let word = if plugins == 1 { "plugin" } else { "plugins" };
    writeln!(out, "imported {plugins} {word} to {spec}: {} files", imported.files.len())?;
    if let Some((converted, seen)) = structured {
        let rest = if converted < seen { "; converting the others would change their text" } else { "" };
        writeln!(out, "{converted} of {seen} components are structured{rest}")?;
    }
    if !imported.empty.is_empty() {
        let folders: Vec<String> = imported.empty.iter().map(|folder| visible(folder.as_str()).to_string()).collect();
        writeln!(out, "skipped empty folders: {}", folders.join(", "))?;
    }
    if known > 0 {
        let errors = if known == 1 { "error is" } else { "errors are" };
        writeln!(out, "{known} existing {errors} recorded in {}; a build fails only on new ones", spec.join(BASELINE))?;
    }
    let option = if spec == "spec" { String::new() } else { format!(" --spec {spec}") };
    writeln!(out, "next: plugin-gen build{option}")?;
    Ok(Clean::Yes)
}
