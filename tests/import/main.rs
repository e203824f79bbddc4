//! `import` followed by `build` reproduces the same files: always on small trees, and on the real marketplace if it
//! exists.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod json;
mod left_out;
mod marketplace;
mod plugin;
mod structure;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every file below a folder: its bytes, and whether it is executable.
fn files(root: &Path) -> BTreeMap<PathBuf, (Vec<u8>, bool)> {
    fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<PathBuf, (Vec<u8>, bool)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let metadata = fs::symlink_metadata(&path).unwrap();
            let relative = path.strip_prefix(root).unwrap().to_owned();
            if metadata.is_dir() {
                collect(root, &path, found);
            } else if metadata.is_file() && relative != Path::new(".plugin-gen.json") {
                found.insert(relative, (fs::read(&path).unwrap(), runs(&metadata)));
            }
        }
    }
    let mut found = BTreeMap::new();
    collect(root, root, &mut found);
    found
}

#[cfg(unix)]
fn runs(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn runs(_: &fs::Metadata) -> bool {
    false
}

fn run(arguments: &[&str], folder: &Path) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_plugin-gen")).args(arguments).current_dir(folder).output().unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap(), text)
}

/// Imports `source`, builds it and compares, both with the components as they are and with structure. Generated JSON is
/// compared as a value, including the order of keys.
fn round_trip(source: &Path) {
    round_trip_with(source, &[]);
    round_trip_with(source, &["--structure"]);
}

/// Returns the output of `import`.
fn round_trip_with(source: &Path, flags: &[&str]) -> String {
    let work = tempfile::tempdir().unwrap();
    let arguments = [&["import", source.to_str().unwrap(), "--spec", "spec"], flags].concat();
    let (code, imported) = run(&arguments, work.path());
    assert_eq!(code, 0, "{imported}");
    let (code, printed) = run(&["build", "--spec", "spec", "--out", "out"], work.path());
    assert_eq!(code, 0, "{printed}");
    let (before, after) = (files(source), files(&work.path().join("out")));
    let paths = |files: &BTreeMap<PathBuf, (Vec<u8>, bool)>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&before), paths(&after));
    for (path, (bytes, executable)) in &before {
        let (built, built_executable) = &after[path];
        assert_eq!(executable, built_executable, "execute permission of {}", path.display());
        let is_generated = path.ends_with(".claude-plugin/plugin.json") || path.ends_with(".mcp.json");
        if bytes != built {
            assert!(is_generated, "{} differs", path.display());
            let value = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).unwrap().to_string();
            assert_eq!(value(bytes), value(built), "{}", path.display());
        }
    }
    let (code, printed) = run(&["build", "--spec", "spec", "--out", "out", "--check"], work.path());
    assert_eq!(code, 0, "{printed}");
    imported
}

fn write(root: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

const SKILL: &str = "---\nname: s\ndescription: Does something useful when it is asked to.\n---\n\n# S\n\nText.\n";

const MANIFEST: &str = ".claude-plugin/plugin.json";

const MARKETPLACE: &str = ".claude-plugin/marketplace.json";

const COMMAND: &str = "---\ndescription: C\n---\nDo it.\n";

/// A tree of files that are all text, imported and built again.
fn comes_back(files: &[(&str, &str)]) {
    let tree = tempfile::tempdir().unwrap();
    files.iter().for_each(|(path, text)| write(tree.path(), path, text));
    round_trip(tree.path());
}
