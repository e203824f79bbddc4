//! The program and its file: what it runs, and what it refuses to run.

use std::process::{Command, Output};

use mcp_engine::spec::Specs;

fn beacon() -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/beacon");
    Specs::of(&plugin_gen::spec::load_server(folder.into()).unwrap(), None).to_file()
}

fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plugin-mcp"));
    let Output { status, stdout, stderr } = command.args(arguments).env_clear().output().unwrap();
    (status.code(), String::from_utf8([stdout, stderr].concat()).unwrap())
}

#[test]
fn it_runs_the_file_that_a_build_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("specs.json");
    // Git may change the line ends of a checked-out file.
    std::fs::write(&file, beacon().replace('\n', "\r\n")).unwrap();
    let (code, printed) = run(&[file.to_str().unwrap(), "--check"]);
    assert_eq!(code, Some(1), "{printed}");
    assert!(printed.starts_with("beacon-mcp 0.1.0\n") && printed.contains("BEACON_CLIENT_ID is not set"), "{printed}");
}

#[test]
fn it_refuses_any_other_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("specs.json");
    let good = beacon();
    for (text, expected) in [
        (good.replace("Finds orders.", "Finds all orders."), "was changed after `plugin-gen build`"),
        (good.replace("\"version\": 1", "\"version\": 2"), "version 2 of the format, but this program reads version 1"),
        (good.replace("\"version\": 1,", ""), "`plugin-gen build` did not write it"),
        (good.replace("\"sha256\"", "\"sha1\""), "was changed after"),
        ("name: beacon-mcp".to_owned(), "not a JSON object"),
        ("[]".to_owned(), "not a JSON object"),
        (String::new(), "not a JSON object"),
    ] {
        std::fs::write(&file, text).unwrap();
        for arguments in [vec![file.to_str().unwrap()], vec![file.to_str().unwrap(), "--check"]] {
            let (code, printed) = run(&arguments);
            assert!(code == Some(1) && printed.contains(expected), "{expected}: {code:?} {printed}");
            assert!(printed.contains(file.to_str().unwrap()) && printed.contains("plugin-gen"), "{printed}");
        }
    }
    let (code, printed) = run(&["missing.json"]);
    assert!(code == Some(1) && printed.contains("cannot read missing.json"), "{printed}");
    for arguments in [&[][..], &["--check"]] {
        let (code, printed) = run(arguments);
        assert!(code == Some(2) && printed.contains("missing the file with the specs"), "{printed}");
    }
    assert_eq!(run(&["--version"]), (Some(0), format!("plugin-mcp {}\n", env!("CARGO_PKG_VERSION"))));
    assert!(run(&["--help"]).1.starts_with("Usage: plugin-mcp SPECS.json"));
}

#[test]
fn the_file_fits_its_schema() {
    let validator = jsonschema::validator_for(&Specs::schema()).unwrap();
    let file: serde_json::Value = serde_json::from_str(&beacon()).unwrap();
    let errors: Vec<String> = validator.iter_errors(&file).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert!(!validator.is_valid(&serde_json::json!({"version": 1})));
}
