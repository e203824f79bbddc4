//! The cost of a whole marketplace in specs: `cargo bench --bench specs`.
//!
//! Runs the program on the 53 plugins of a real marketplace, when they are there, and measures the CPU time of its processes:
//! an import with the first build, and a build with nothing to do.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod support;

use std::path::Path;
use std::process::{Command, Stdio};

use support::cpu_of_children;

/// The number of runs of each task.
const RUNS: u32 = 10;

fn main() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/msp");
    if !source.exists() {
        println!("SKIPPED: {} is not there", source.display());
        return;
    }
    let run = |folder: &Path, arguments: &[&str]| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_plugin-gen"));
        assert!(program.args(arguments).current_dir(folder).stdout(Stdio::null()).status().unwrap().success());
    };
    let first = cpu_of_children(RUNS, || {
        let folder = tempfile::tempdir().unwrap();
        run(folder.path(), &["import", source.to_str().unwrap()]);
        run(folder.path(), &["build"]);
    });
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["import", source.to_str().unwrap()]);
    run(folder.path(), &["build"]);
    let again = cpu_of_children(RUNS, || run(folder.path(), &["build"]));
    println!("{RUNS} runs each: CPU time of a run\n");
    for (what, time, target) in [("import and build", first, "500 ms"), ("build with nothing to do", again, "250 ms")] {
        println!("{what:<30} {:>7.0} ms   target {target}", time.as_secs_f64() * 1e3);
    }
}
