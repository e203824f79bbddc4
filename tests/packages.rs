//! Each package is installed from its file in a clean home folder and used for a first check, as a new user would.
//!
//! `PACKAGES` names a folder with `wheels/` and `npm/`, which `packaging/wheel` and `npm/pack.sh` write. Without it,
//! the
//! tests print that they were skipped; `JUDGES` makes them mandatory.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, clippy::print_stdout)]

mod common;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use common::{Run, Workspace, finish};

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of built packages; `None`, with a message, if nothing was built.
fn packages(kind: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("PACKAGES").map(|folder| PathBuf::from(folder).join(kind));
    if folder.is_none() {
        assert!(std::env::var_os("JUDGES").is_none(), "PACKAGES is not set, and JUDGES makes the packages mandatory");
        let _ = writeln!(std::io::stderr(), "SKIPPED: no package of `{kind}` was installed: PACKAGES is not set");
    }
    folder
}

/// The matching file in a folder. Prints its size.
fn package(folder: &Path, fits: impl Fn(&str) -> bool) -> PathBuf {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found: Vec<PathBuf> = files.filter(|path| fits(path.file_name().unwrap().to_str().unwrap())).collect();
    let [path] = found.as_slice() else { panic!("expected one package in {}: {found:?}", folder.display()) };
    let size = fs::metadata(path).unwrap().len();
    println!("{}: {size} bytes", path.display());
    assert!(size < 5_000_000, "{}: {size} bytes", path.display());
    path.clone()
}

/// An empty home folder, and a plugin with one finding in `plugin/`.
fn clean_home() -> Workspace {
    let workspace = Workspace::new();
    workspace.write("plugin/.claude-plugin/plugin.json", common::MANIFEST);
    workspace.write("plugin/README.md", "# Example\n\n[Gone](gone.md)\n");
    workspace
}

/// A command that has only this home folder and the system's programs, and nothing else from the caller.
fn in_home(workspace: &Workspace, program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> Run {
    let mut command = Command::new(program);
    let path = std::env::var_os("PATH").unwrap();
    command.current_dir(workspace.path("plugin")).env_clear().env("HOME", workspace.root()).env("PATH", path);
    finish(command.args(arguments), "")
}

fn used_for_a_first_check(workspace: &Workspace, program: &Path) {
    let version = in_home(workspace, program, &["--version"]);
    assert!(version.stdout.starts_with(&format!("plugin-gen {VERSION} ")), "{version:?}");
    let started = Instant::now();
    let check = in_home(workspace, program, &["check"]);
    println!("first check with {}: {:?}", program.display(), started.elapsed());
    assert_eq!(check.code, 1, "{check:?}");
    assert!(check.stdout.contains("warning[broken-link]"), "{check:?}");
}

#[test]
fn the_wheel_installs_in_a_clean_home() {
    let Some(folder) = packages("wheels") else { return };
    let wheel = package(&folder, |name| name.ends_with(".whl"));
    let name = wheel.file_name().unwrap().to_str().unwrap();
    assert!(name.starts_with(&format!("plugin_gen-{VERSION}-py3-none-")) && name.contains("manylinux_2_17"), "{name}");
    let workspace = clean_home();
    let home = workspace.path("venv");
    let made = in_home(&workspace, "python3", &["-m", "venv", home.to_str().unwrap()]);
    assert_eq!(made.code, 0, "{made:?}");
    let pip = ["-m", "pip", "install", "--quiet", "--no-index", "--disable-pip-version-check", wheel.to_str().unwrap()];
    let installed = in_home(&workspace, home.join("bin/python"), &pip);
    assert_eq!(installed.code, 0, "{installed:?}");
    used_for_a_first_check(&workspace, &home.join("bin/plugin-gen"));
    let files = "import importlib.metadata as m; print([str(f) for f in m.files('plugin-gen')])";
    let files = in_home(&workspace, home.join("bin/python"), &["-c", files]);
    for wanted in ["sboms/plugin-gen.cyclonedx.json", "LICENSE"] {
        assert!(files.stdout.contains(wanted), "the wheel has no {wanted}: {files:?}");
    }
}

#[test]
fn the_npm_packages_install_in_a_clean_home() {
    let Some(folder) = packages("npm") else { return };
    let launcher = package(&folder, |name| name == format!("plugin-gen-{VERSION}.tgz"));
    let binary = package(&folder, |name| name == format!("plugin-gen-linux-x64-{VERSION}.tgz"));
    let workspace = clean_home();
    let prefix = workspace.path("installed");
    // Offline, both from files: the launcher's optional dependencies are not in a registry before a release.
    let install = |packages: &[&Path]| {
        let mut arguments = vec![
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--offline",
            "--prefix",
            prefix.to_str().unwrap(),
        ];
        arguments.extend(packages.iter().map(|path| path.to_str().unwrap()));
        in_home(&workspace, "npm", &arguments)
    };
    let program = prefix.join("node_modules/.bin/plugin-gen");
    let alone = install(&[&launcher]);
    assert_eq!(alone.code, 0, "{alone:?}");
    let missing = in_home(&workspace, &program, &["--version"]);
    assert!(missing.code == 1 && missing.stderr.contains("plugin-gen-linux-x64 is not installed"), "{missing:?}");
    let both = install(&[&launcher, &binary]);
    assert_eq!(both.code, 0, "{both:?}");
    used_for_a_first_check(&workspace, &program);
    used_for_a_first_check(&workspace, &prefix.join("node_modules/plugin-gen-linux-x64/plugin-gen"));
}

#[test]
fn one_version_everywhere() {
    let npm: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(root().join("npm/plugin-gen/package.json")).unwrap()).unwrap();
    assert_eq!(npm["version"], VERSION);
    assert!(npm.get("scripts").is_none(), "no install scripts");
    for (name, wanted) in npm["optionalDependencies"].as_object().unwrap() {
        assert_eq!(wanted, VERSION, "{name}");
    }
    let hook = fs::read_to_string(root().join("pyproject.toml")).unwrap();
    assert!(hook.contains(&format!("version = \"{VERSION}\"")), "{hook}");
    assert!(hook.contains(&format!("dependencies = [\"plugin-gen=={VERSION}\"]")), "{hook}");
    // The release builds every package that the launcher can request.
    let release = fs::read_to_string(root().join(".github/workflows/release.yml")).unwrap();
    for name in npm["optionalDependencies"].as_object().unwrap().keys() {
        let platform = name.strip_prefix("plugin-gen-").unwrap();
        assert!(release.contains(&format!("npm: {platform} }}")), "release.yml builds no {platform}");
    }
}
