//! Runs the program as a user does: in a scratch folder, without environment variables of the caller that change
//! output.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::panic, clippy::expect_used)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A manifest without findings.
pub const MANIFEST: &str = r#"{
  "name": "example",
  "version": "1.0.0",
  "description": "An example",
  "author": { "name": "Example" }
}
"#;

/// Variables that change the output of the program, Git or Cargo.
const SCRUBBED: &[&str] = &[
    "CI",
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "TERM",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "COLUMNS",
    "GITHUB_ACTIONS",
    "RAYON_NUM_THREADS",
];

/// The result of a run.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// A folder that is removed when the test ends.
pub struct Workspace(TempDir);

impl Workspace {
    pub fn new() -> Self {
        Self(tempfile::Builder::new().prefix("plugin-gen-").tempdir().unwrap())
    }

    /// A plugin at the root, with these additional files.
    pub fn plugin(files: &[(&str, &str)]) -> Self {
        let workspace = Self::new();
        workspace.write(".claude-plugin/plugin.json", MANIFEST);
        for (path, text) in files {
            workspace.write(path, text);
        }
        workspace
    }

    pub fn root(&self) -> &Path {
        self.0.path()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap()
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plugin-gen"));
        command.current_dir(self.root());
        SCRUBBED.iter().for_each(|name| {
            command.env_remove(name);
        });
        command
    }

    /// Runs the program in the folder.
    pub fn run(&self, arguments: &[&str]) -> Run {
        finish(self.command().args(arguments), "")
    }

    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Run {
        finish(self.command().args(arguments), input)
    }
}

/// Runs a command to its end with `input` on standard input.
pub fn finish(command: &mut Command, input: &str) -> Run {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
