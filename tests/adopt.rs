//! Adoption in other repositories, with the real programs: pre-commit from PyPI on a Git repository with a bad and a
//! good commit, and the steps of the action.
//!
//! Needs Python with pip. Without it, the tests print that they were skipped, unless `CI` or `JUDGES` makes them
//! mandatory.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

mod common;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use common::{MANIFEST, Run, Workspace, finish};
use plugin_gen::syntax::{Node, yaml};

const PRE_COMMIT: &str = "pre-commit==4.7.0";
/// An example that the profile `msp` rejects, and one that it accepts.
const BAD: &str = "---\nname: a title\ndescription: d\narguments: []\n---\n\nx\n";
const GOOD: &str = "---\nname: a title\ndescription: d\narguments: []\n---\n\n## Prerequisites\na\n## Steps\na\n## Parameters\na\n## Examples\na\n## Output\na\n## Error Handling\na\n";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn mandatory() -> bool {
    std::env::var_os("CI").is_some() || std::env::var_os("JUDGES").is_some()
}

/// Prints that something was skipped, bypassing the test runner's capture.
fn skipped(what: &str) {
    assert!(!mandatory(), "{what}, and CI or JUDGES makes it mandatory");
    let _ = writeln!(std::io::stderr(), "SKIPPED: {what}");
}

/// The programs of a Python environment below `target/`, created on first use.
fn python() -> Option<&'static Path> {
    static TOOLS: OnceLock<Option<PathBuf>> = OnceLock::new();
    TOOLS
        .get_or_init(|| {
            let folder = root().join("target/python-tools");
            let programs = folder.join("bin");
            let mut make = Command::new("python3");
            make.args(["-m", "venv"]).arg(&folder);
            let mut install = Command::new(programs.join("python"));
            install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", PRE_COMMIT]);
            let made = programs.join("python").exists() || make.status().is_ok_and(|status| status.success());
            let ready = made && install.status().is_ok_and(|status| status.success());
            ready.then_some(programs)
        })
        .as_deref()
}

fn git(folder: &Path, arguments: &[&str]) -> Run {
    let mut git = Command::new("git");
    git.current_dir(folder).args(["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]);
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    finish(git.args(arguments), "")
}

fn done(run: &Run) {
    assert_eq!(run.code, 0, "{run:?}");
}

/// The folder of the program under test, first in PATH.
fn path_with_program(more: &Path) -> std::ffi::OsString {
    let program = Path::new(env!("CARGO_BIN_EXE_plugin-gen")).parent().unwrap();
    let rest = std::env::var_os("PATH").unwrap();
    let folders = [program.to_owned(), more.to_owned()].into_iter().chain(std::env::split_paths(&rest));
    std::env::join_paths(folders).unwrap()
}

/// A repository whose pre-commit hook is `hook` of the repository at `source`; a bad commit is refused, a good one goes
/// in.
fn try_hook(programs: &Path, source: &Path, hook: &str) {
    let workspace = Workspace::new();
    done(&git(workspace.root(), &["init", "--quiet"]));
    let revision = git(source, &["rev-parse", "HEAD"]).stdout;
    workspace.write(
        ".pre-commit-config.yaml",
        format!("repos:\n- repo: {}\n  rev: {revision}  hooks:\n  - id: {hook}\n", source.display()),
    );
    workspace.write("plugin-gen.yaml", "profile: msp\n");
    workspace.write("plugins/one/.claude-plugin/plugin.json", MANIFEST);
    workspace.write("notes.md", "a file of no plugin\n");
    let home = workspace.path("../").canonicalize().unwrap().join(format!("{hook}-home-{}", std::process::id()));
    let pre_commit = |arguments: &[&str]| {
        // Run with the interpreter, because the script beside it stops working if the folder moves.
        let mut command = Command::new(programs.join("python"));
        command.args(["-m", "pre_commit"]);
        command.current_dir(workspace.root()).args(arguments).env("PRE_COMMIT_HOME", &home);
        command.env("PATH", path_with_program(programs)).env("GIT_CONFIG_GLOBAL", "/dev/null").env_remove("CI");
        if let Some(wheels) = wheels() {
            command.env("PIP_FIND_LINKS", wheels);
        }
        // A source build in a test need not be optimized, and may reuse earlier builds.
        command.env("CARGO_TARGET_DIR", root().join("target/pre-commit-source"));
        for (name, value) in [("LTO", "off"), ("OPT_LEVEL", "0"), ("CODEGEN_UNITS", "64")] {
            command.env(format!("CARGO_PROFILE_RELEASE_{name}"), value);
        }
        finish(&mut command, "")
    };
    workspace.write("plugins/one/commands/lookup.md", BAD);
    done(&git(workspace.root(), &["add", "--all"]));
    let refused = pre_commit(&["run"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.stdout.contains("error[missing-section]: missing required section `Output`"), "{}", refused.stdout);
    assert!(refused.stdout.contains("plugins/one/commands/lookup.md:1:1"), "{}", refused.stdout);

    workspace.write("plugins/one/commands/lookup.md", GOOD);
    done(&git(workspace.root(), &["add", "--all"]));
    let taken = pre_commit(&["run"]);
    assert_eq!(taken.code, 0, "{taken:?}");
    std::fs::remove_dir_all(home).unwrap();
}

/// A git repository with these files of the project.
fn repository(files: &[&str]) -> Workspace {
    let workspace = Workspace::new();
    for file in files {
        let path = root().join(file);
        if path.is_file() {
            workspace.write(file, std::fs::read(path).unwrap());
        }
    }
    done(&git(workspace.root(), &["init", "--quiet"]));
    done(&git(workspace.root(), &["add", "--all", "--force"]));
    done(&git(workspace.root(), &["commit", "--quiet", "--message", "the hooks"]));
    workspace
}

/// The folder of the wheel that `packaging/wheel` built.
fn wheels() -> Option<PathBuf> {
    std::env::var_os("PACKAGES").map(|folder| PathBuf::from(folder).join("wheels"))
}

#[test]
fn the_default_hook_installs_the_wheel_and_refuses_a_bad_commit() {
    let Some(programs) = python() else { return skipped("pre-commit was not tried: pip cannot install it") };
    if wheels().is_none() {
        return skipped("the hook with the wheel was not tried: PACKAGES is not set");
    }
    try_hook(programs, repository(&[".pre-commit-hooks.yaml", "pyproject.toml"]).root(), "plugin-gen");
}

#[test]
fn the_system_hook_refuses_a_bad_commit_and_takes_a_good_one() {
    let Some(programs) = python() else { return skipped("pre-commit was not tried: pip cannot install it") };
    try_hook(programs, repository(&[".pre-commit-hooks.yaml"]).root(), "plugin-gen-system");
}

#[test]
fn the_source_hook_builds_the_program_and_refuses_a_bad_commit() {
    if !mandatory() {
        return skipped("the hook that builds from source was not tried: it takes minutes; set JUDGES=1");
    }
    let Some(programs) = python() else { return skipped("pre-commit was not tried: pip cannot install it") };
    let files = git(root(), &["ls-files"]).stdout;
    let files: Vec<&str> = files.lines().collect();
    try_hook(programs, repository(&files).root(), "plugin-gen-source");
}

/// Runs a step of the action as the runner does, with these variables in place of its expressions.
fn action_step(workspace: &Workspace, name: &str, values: &[(&str, &str)]) -> Run {
    let action = yaml::parse(&std::fs::read_to_string(root().join("action.yml")).unwrap()).root.unwrap();
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::as_str).unwrap().to_owned();
    let steps = action.at(&["runs", "steps"]).unwrap().items();
    let step = steps.iter().find(|step| text(step, "name") == name).unwrap();
    let mut bash = Command::new("bash");
    bash.current_dir(workspace.root()).args(["-eo", "pipefail", "-c", &text(step, "run")]);
    bash.env("PATH", path_with_program(root())).env("GITHUB_WORKSPACE", workspace.root());
    for file in ["GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"] {
        bash.env(file, workspace.path(&file.to_lowercase()));
    }
    bash.env("RUNNER_TEMP", workspace.path("temp")).env("RUNNER_OS", "Linux").env("RUNNER_ARCH", "X64");
    let names: Vec<String> = step.get("env").unwrap().entries().iter().map(|entry| entry.key.clone()).collect();
    for name in &names {
        let given = values.iter().find(|(key, _)| key == name).map(|(_, value)| (*value).to_owned());
        let input = action.at(&["inputs", &name.to_lowercase()]);
        bash.env(name, given.or(input.map(|input| text(input, "default"))).unwrap_or_default());
    }
    finish(&mut bash, "")
}

#[test]
fn the_action_finds_the_program_and_checks_with_it() {
    let workspace = Workspace::plugin(&[("commands/a b.md", BAD)]);
    done(&action_step(&workspace, "Find a released binary", &[("ACTION_PATH", root().to_str().unwrap())]));
    assert!(workspace.read("github_output").contains("found=true"), "the program in PATH has the action's version");
    let arguments = ("ARGUMENTS", "--profile=msp\n");
    let checked = action_step(&workspace, "Check", &[arguments, ("SARIF", "out.sarif"), ("REPORT", "out.html")]);
    assert_eq!(checked.code, 1, "{checked:?}");
    assert!(checked.stdout.starts_with("::error file=commands/a b.md,line=1,"), "{checked:?}");
    let sarif: serde_json::Value = serde_json::from_str(&workspace.read("out.sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 6);
    assert!(workspace.read("out.html").contains("missing required section"));
    let summary = workspace.read("github_step_summary");
    for wanted in ["6 errors", "missing-section", "commands/a b.md:1:1: error", "`plugin-gen explain RULE`"] {
        assert!(summary.contains(wanted), "{wanted}: {summary}");
    }
    workspace.write("commands/a b.md", GOOD);
    done(&action_step(&workspace, "Check", &[arguments]));
}

#[test]
fn the_action_leaves_out_its_own_checkout_and_takes_paths_with_spaces() {
    let workspace = Workspace::plugin(&[("commands/good.md", GOOD)]);
    workspace.write(".plugin-gen/tests/broken/.claude-plugin/plugin.json", "{");
    let own = workspace.path(".plugin-gen");
    let checked = action_step(&workspace, "Check", &[("ACTION_PATH", own.to_str().unwrap())]);
    assert_eq!(checked.code, 0, "{checked:?}");
    let unaware = action_step(&workspace, "Check", &[]);
    assert_eq!(unaware.code, 1, "the test's own checkout has a finding: {unaware:?}");
    workspace.write("my plugins/two/.claude-plugin/plugin.json", MANIFEST);
    let paths = ("PATHS", "my plugins/two\n\n");
    done(&action_step(&workspace, "Check", &[paths]));
}

#[test]
fn the_actions_sarif_is_there_when_the_check_cannot_run() {
    let workspace = Workspace::plugin(&[]);
    let failed = action_step(&workspace, "Check", &[("PATHS", "nowhere"), ("SARIF", "out.sarif")]);
    assert_eq!(failed.code, 2, "{failed:?}");
    let sarif: serde_json::Value = serde_json::from_str(&workspace.read("out.sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["invocations"][0]["executionSuccessful"], false);
}
