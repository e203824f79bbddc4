//! `plugin-gen import`: converts a plugin or marketplace to specs.

use std::io::Write;

use anyhow::bail;
use camino::{Utf8Path, Utf8PathBuf};

use super::args::{BuildArguments, ImportArguments};
use super::build::{errors_now, report_problems};
use super::{Answer, Clean, structure};
use crate::diag::{Diagnostic, plural};
use crate::generate::write::{Wanted, refuse_links, remove_file, write_new};
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
    refuse_links(spec, imported.files.keys())?;
    for (path, file) in &imported.files {
        write_new(&spec.join(path), &Wanted { bytes: file.bytes.clone(), executable: file.executable })?;
    }
    match errors(spec) {
        Ok(Ok(known)) => summary(&imported, arguments, known, structured),
        // What cannot be built is taken back, so that the next try finds no specs.
        Ok(Err(problems)) => {
            remove(spec, &imported)?;
            report_problems(problems)
        }
        Err(error) => {
            remove(spec, &imported)?;
            Err(error)
        }
    }
}

fn remove(spec: &Utf8Path, imported: &Imported) -> anyhow::Result<()> {
    imported.files.keys().try_for_each(|path| remove_file(spec, &spec.join(path)))?;
    drop(std::fs::remove_dir(spec));
    Ok(())
}

/// Records the plugins' existing errors, so that only new ones stop a build. Returns their number, or the problems that
/// stop any build of the specs.
fn errors(spec: &Utf8Path) -> anyhow::Result<Result<usize, Vec<Diagnostic>>> {
    let out = tempfile::tempdir()?;
    let Some(out) = Utf8Path::from_path(out.path()) else { bail!("the folder for temporary files is not UTF-8") };
    let build = BuildArguments { spec: spec.to_owned(), out: Some(out.to_owned()), ..BuildArguments::default() };
    let baseline = match errors_now(&build)? {
        Ok(baseline) => baseline,
        Err(problems) => return Ok(Err(problems)),
    };
    let Some(baseline) = baseline else { return Ok(Ok(0)) };
    let count = baseline.len();
    let configuration = format!("baseline: {BASELINE}\n").into_bytes();
    write_new(&spec.join(BASELINE), &Wanted { bytes: baseline.text()?.into_bytes(), executable: false })?;
    write_new(&spec.join(crate::config::FILE_NAME), &Wanted { bytes: configuration, executable: false })?;
    Ok(Ok(count))
}

fn summary(
    imported: &Imported,
    arguments: &ImportArguments,
    known: usize,
    structured: Option<(usize, usize)>,
) -> Answer {
    let mut out = anstream::stdout().lock();
    let spec = &arguments.spec;
    let (plugins, files) = (plural(imported.plugins.len(), "plugin"), plural(imported.files.len(), "file"));
    writeln!(out, "imported {plugins} to {spec}: {files}")?;
    if let Some((converted, seen)) = structured {
        let rest = if converted < seen { "; converting the others would change their text" } else { "" };
        writeln!(out, "{converted} of {seen} components are structured{rest}")?;
    }
    for (what, paths) in [
        ("skipped empty folders", &imported.empty),
        ("skipped files of Git", &imported.git),
        ("only the run bit is kept of the permissions of", &imported.guarded),
    ] {
        if !paths.is_empty() {
            let paths: Vec<String> = paths.iter().map(|path| visible(path.as_str()).to_string()).collect();
            writeln!(out, "{what}: {}", paths.join(", "))?;
        }
    }
    if known > 0 {
        let errors = if known == 1 { "error is" } else { "errors are" };
        writeln!(out, "{known} existing {errors} recorded in {}; a build fails only on new ones", spec.join(BASELINE))?;
    }
    let option = if spec == "spec" { String::new() } else { format!(" --spec {spec}") };
    writeln!(out, "next: plugin-gen build{option}")?;
    Ok(Clean::Yes)
}
