//! `build --bundle`: programs inside the plugin, and the launcher that picks one. The programs are stand-ins that print
//! which one was started; `uname` is one of ours.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const PLATFORMS: [&str; 5] = ["linux-x64", "linux-arm64", "darwin-arm64", "darwin-x64", "win32-x64"];

fn program(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// A spec folder with one plugin whose server comes from a package, and a stand-in for each platform.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let plugin = folder.path().join("spec/desk");
    fs::create_dir_all(&plugin).unwrap();
    let market = "name: tools\nowner: {name: Somebody}\nplugins: [desk]\n";
    fs::write(folder.path().join("spec/marketplace.yaml"), market).unwrap();
    let spec = "name: desk\nversion: 1.0.0\ndescription: A desk.\nauthor: {name: Somebody}\nmcp:\n  desk: {package: desk-mcp, version: 1.2.0}\n";
    fs::write(plugin.join("plugin.yaml"), spec).unwrap();
    let readme = "title: Desk\nsections:\n  - heading: Server\n    server: true\n  - {heading: With npm, launch: npx, body: Needs Node.js.}\n  - {heading: Without npm, launch: bundled, body: Needs nothing.}\n";
    fs::write(plugin.join("README.yaml"), readme).unwrap();
    for platform in PLATFORMS {
        program(&folder.path().join(platform), &format!("#!/bin/sh\necho {platform} \"$@\"\n"));
    }
    folder
}

fn build(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let command = env!("CARGO_BIN_EXE_plugin-gen");
    let templates = format!("{ROOT}/templates");
    let output = Command::new(command)
        .arg("build")
        .args(["--templates", &templates])
        .args(arguments)
        .current_dir(folder)
        .output();
    let Output { status, stdout, stderr } = output.unwrap();
    (status.code().unwrap(), String::from_utf8([stdout, stderr].concat()).unwrap())
}

fn bundle_of(platforms: &[&str]) -> Vec<String> {
    platforms.iter().flat_map(|platform| ["--bundle".to_owned(), format!("{platform}={platform}")]).collect()
}

fn built(platforms: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let folder = project();
    let arguments = bundle_of(platforms);
    let (code, printed) = build(folder.path(), &arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(code, 0, "{printed}");
    let plugin = folder.path().join("dist/desk");
    (folder, plugin)
}

/// Runs the launcher in `shell` on a machine where `uname` prints these.
fn launch(shell: &str, launcher: &Path, system: &str, machine: &str) -> (i32, String) {
    let fake = tempfile::tempdir().unwrap();
    let uname = format!("#!/bin/sh\ncase $1 in -s) echo '{system}' ;; -m) echo '{machine}' ;; esac\n");
    program(&fake.path().join("uname"), &uname);
    let path = format!("{}:{}", fake.path().display(), std::env::var("PATH").unwrap());
    let output = Command::new(shell).arg(launcher).args(["--check", "two words"]).env("PATH", path).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

#[test]
fn the_launcher_picks_the_program_of_the_system_and_the_processor() {
    let (_folder, plugin) = built(&PLATFORMS);
    let launcher = plugin.join("bin/desk-mcp");
    for shell in ["sh", "dash", "bash"] {
        for (system, machine, expected) in [
            ("Linux", "x86_64", "linux-x64"),
            ("Linux", "aarch64", "linux-arm64"),
            ("Darwin", "arm64", "darwin-arm64"),
            ("Darwin", "x86_64", "darwin-x64"),
            ("MINGW64_NT-10.0-22631", "x86_64", "win32-x64"),
            ("MSYS_NT-10.0-26100-ARM64", "aarch64", "win32-x64"),
        ] {
            let (code, printed) = launch(shell, &launcher, system, machine);
            assert_eq!((code, printed.trim_end()), (0, format!("{expected} --check two words").as_str()), "{shell}");
        }
        let (code, printed) = launch(shell, &launcher, "FreeBSD", "amd64");
        let expected = "desk-mcp: this plugin has no program for FreeBSD on amd64; it has linux-x64, linux-arm64, darwin-arm64, darwin-x64, win32-x64\n";
        assert_eq!((code, printed.as_str()), (1, expected), "{shell}");
    }
    let modes = ["bin/desk-mcp", "bin/linux-x64/desk-mcp", "bin/desk-mcp.exe"];
    for path in modes {
        assert_eq!(fs::metadata(plugin.join(path)).unwrap().permissions().mode() & 0o111, 0o111, "{path}");
    }
}

#[test]
fn the_launcher_starts_from_any_folder_and_through_links() {
    let (folder, plugin) = built(&["linux-x64"]);
    let elsewhere = folder.path().join("a folder");
    fs::create_dir(&elsewhere).unwrap();
    let link = elsewhere.join("desk-mcp");
    symlink("../dist/desk/bin/desk-mcp", &link).unwrap();
    symlink("desk-mcp", elsewhere.join("second")).unwrap();
    for launcher in [link, elsewhere.join("second")] {
        assert_eq!(launch("sh", &launcher, "Linux", "x86_64"), (0, "linux-x64 --check two words\n".to_owned()));
    }
    let here = Command::new("sh").arg("desk-mcp").current_dir(plugin.join("bin")).output().unwrap();
    let machine = std::env::consts::ARCH;
    let printed = String::from_utf8([here.stdout, here.stderr].concat()).unwrap();
    let expected = if (std::env::consts::OS, machine) == ("linux", "x86_64") { "linux-x64" } else { "no program" };
    assert!(printed.contains(expected), "{printed}");
}

#[test]
fn what_was_built_is_described_and_remembered() {
    let (folder, plugin) = built(&["win32-x64", "linux-x64"]);
    let read = |path: &str| fs::read_to_string(plugin.join(path)).unwrap();
    assert!(read(".mcp.json").contains("\"command\": \"${CLAUDE_PLUGIN_ROOT}/bin/desk-mcp\""), "{}", read(".mcp.json"));
    let readme = read("README.md");
    assert!(readme.contains("for Linux on x86-64, Windows.") && readme.contains("## Without npm"), "{readme}");
    assert!(!readme.contains("With npm"), "{readme}");
    let record = fs::read_to_string(folder.path().join("dist/.plugin-gen.json")).unwrap();
    let record: serde_json::Value = serde_json::from_str(&record).unwrap();
    assert_eq!(record["bundled"], serde_json::json!({ "desk": ["linux-x64", "win32-x64"] }));

    // Both later runs know of the bundle, and a changed spec is still noticed.
    assert_eq!(build(folder.path(), &["--check"]).0, 0);
    assert_eq!(build(folder.path(), &[]).0, 0);
    assert!(plugin.join("bin/linux-x64/desk-mcp").exists() && read("README.md") == readme);
    let spec = folder.path().join("spec/desk/plugin.yaml");
    fs::write(&spec, fs::read_to_string(&spec).unwrap().replace("A desk.", "A table.")).unwrap();
    let (code, printed) = build(folder.path(), &["--check"]);
    assert!(code == 1 && printed.contains("plugin.json") && !printed.contains("npx"), "{printed}");

    let (code, printed) = build(folder.path(), &["--no-bundle"]);
    assert_eq!(code, 0, "{printed}");
    assert!(!plugin.join("bin").exists() && read(".mcp.json").contains("npx"));
    assert!(read("README.md").contains("npm package `desk-mcp` 1.2.0") && read("README.md").contains("## With npm"));
    assert!(!fs::read_to_string(folder.path().join("dist/.plugin-gen.json")).unwrap().contains("bundled"));
}

#[test]
fn a_bundled_program_that_was_changed_or_lost_is_an_error() {
    let (folder, plugin) = built(&["linux-x64"]);
    let path = plugin.join("bin/linux-x64/desk-mcp");
    fs::write(&path, "#!/bin/sh\necho other\n").unwrap();
    let (code, printed) = build(folder.path(), &["--check"]);
    assert!(code == 2 && printed.contains("was edited since it was bundled"), "{code} {printed}");
    fs::remove_file(&path).unwrap();
    let (code, printed) = build(folder.path(), &[]);
    assert!(code == 2 && printed.contains("is missing") && printed.contains("--bundle"), "{code} {printed}");
    assert_eq!(build(folder.path(), &["--bundle", "linux-x64=linux-x64"]).0, 0);
}

#[test]
fn a_bundle_that_cannot_be_is_a_message() {
    let folder = project();
    for (arguments, expected) in [
        (&["--bundle", "linux-x46=linux-x64"][..], "unknown platform `linux-x46`; the platforms are linux-x64,"),
        (&["--bundle", "linux-x64=a", "--bundle", "linux-x64=b"], "a"),
        (&["--bundle", "linux-x64=linux-x64", "--bundle", "linux-x64=linux-x64"], "given twice"),
        (&["--bundle", "linux-x64", "--bundle", "win32-x64=win32-x64"], "name the platform of each program"),
        (&["--bundle", "linux-x64=nowhere"], "nowhere"),
        (&["--bundle", "linux-x64", "--no-bundle"], "cannot be used with"),
    ] {
        let (code, printed) = build(folder.path(), arguments);
        assert!(code == 2 && printed.contains(expected), "{arguments:?}: {code} {printed}");
        assert!(!folder.path().join("dist").exists());
    }
}

/// One program and no platform: the program itself is what the plugin starts.
#[test]
fn a_single_program_needs_no_launcher() {
    let folder = project();
    let (code, printed) = build(folder.path(), &["--bundle", "linux-arm64"]);
    assert_eq!(code, 0, "{printed}");
    let started = fs::read(folder.path().join("dist/desk/bin/desk-mcp")).unwrap();
    assert_eq!(started, fs::read(folder.path().join("linux-arm64")).unwrap());
    assert_eq!(build(folder.path(), &["--check"]).0, 0);
}

#[test]
fn another_hosts_readme_names_the_program_that_is_there() {
    let folder = project();
    let change = |path: &str, from: &str, to: &str| {
        let path = folder.path().join("spec").join(path);
        fs::write(&path, fs::read_to_string(&path).unwrap().replace(from, to)).unwrap();
    };
    change("marketplace.yaml", "plugins:", "targets: [agent-plugins]\nplugins:");
    change(
        "desk/plugin.yaml",
        "version: 1.2.0}",
        "version: 1.2.0, login: npx -y desk-mcp@1.2.0 login, environment: [{name: DESK_KEY, required: true, meaning: A key.}]}",
    );
    let tree = folder.path().join("dist/agent-plugins/desk");
    let login = || {
        let readme = fs::read_to_string(tree.join("README.md")).unwrap();
        let line = readme.lines().find(|line| line.ends_with(" login")).map(str::to_owned);
        line.unwrap_or(readme)
    };
    assert_eq!(build(folder.path(), &[]).0, 0);
    assert_eq!(login(), "npx -y desk-mcp@1.2.0 login");
    assert_eq!(build(folder.path(), &["--bundle", "linux-x64=linux-x64"]).0, 0);
    assert_eq!(login(), "FOLDER/desk/bin/desk-mcp login");
    assert!(tree.join("bin/desk-mcp").exists());
    change("desk/plugin.yaml", "npx -y desk-mcp@1.2.0 login", "desk login");
    assert_eq!(build(folder.path(), &[]).0, 0);
    assert_eq!(login(), "desk login", "a command of the user's own");
}
