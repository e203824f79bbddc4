//! The cost of the main task: `cargo bench --bench plugin`.
//!
//! Measures the CPU time of planning and checking the whole halopsa plugin in this process, and the startup time of the
//! program as a process, each also as a ratio to a baseline measured in the same run.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod support;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::process::{Command, Stdio};
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use plugin_gen::diag::Profile;
use plugin_gen::generate::templates::Templates;
use plugin_gen::generate::{PlanOptions, plan};
use plugin_gen::openapi::Description;
use plugin_gen::plugin::FileTree;
use plugin_gen::rules::{Options, check};
use plugin_gen::source::SourceFile;
use plugin_gen::spec::load;
use plugin_gen::syntax::Markdown;
use support::{RUNS, cpu, median};

fn main() {
    let root = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
    let templates = || Templates::load(&root.join("templates")).unwrap().unwrap();
    let build = || {
        let project = load(&root.join("spec"), None).unwrap().unwrap();
        let source = &project.plugins[0];
        let path = source.folder.join(&source.plugin.spec.api.as_ref().unwrap().value);
        let api = Description::load(&SourceFile::new(&path, std::fs::read_to_string(&path).unwrap())).unwrap();
        plan(source, "msp-plugins", Some(&api), &templates(), &PlanOptions::default()).unwrap()
    };
    let files: BTreeMap<Utf8PathBuf, Vec<u8>> =
        build().files.into_iter().map(|(path, file)| (path, file.bytes)).collect();
    let markdown: Vec<String> = files
        .iter()
        .filter(|(path, _)| path.extension() == Some("md"))
        .map(|(_, bytes)| String::from_utf8(bytes.clone()).unwrap())
        .collect();
    let tree = FileTree::from_memory(files);
    let options = Options { profile: Profile::Msp, ..Options::default() };

    let baseline = cpu(|| markdown.iter().for_each(|text| drop(black_box(Markdown::parse(text, 0)))));
    let building = cpu(|| drop(black_box(build())));
    let checking = cpu(|| drop(black_box(check(&tree, &options))));
    let program = env!("CARGO_BIN_EXE_plugin-gen");
    let starting = median(|| {
        Command::new(program).arg("--version").stdout(Stdio::null()).status().unwrap();
    });
    let nothing = median(|| {
        Command::new("true").status().unwrap();
    });

    let row = |what: &str, time: Duration, target: &str, against: Duration| {
        let ratio = time.as_secs_f64() / against.as_secs_f64();
        println!("{what:<44} {:>9.3} ms   target {target:<8} {ratio:>7.1} x", time.as_secs_f64() * 1e3);
    };
    println!(
        "{RUNS} runs each: CPU time a run, for processes the median time; the ratio is to the baseline above it\n"
    );
    row("baseline: parse the plugin's Markdown once", baseline, "-", baseline);
    row("build: read specs, render the plugin", building, "10 ms", baseline);
    row("check: the rendered plugin, profile msp", checking, "10 ms", baseline);
    row("baseline: start a process that does nothing", nothing, "-", nothing);
    row("start: plugin-gen --version", starting, "5 ms", nothing);
}
