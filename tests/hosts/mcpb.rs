//! The bundle for Claude Desktop is valid, complete and starts; the registry's entry has the registry's shape.

use std::process::Stdio;

use serde_json::Value;

use crate::judge::{Judge, read_json, repository};

fn manifest() -> Value {
    read_json(&repository().join("dist/mcpb/halopsa/manifest.json"))
}

#[test]
fn the_entry_has_the_registrys_shape_and_the_packages_name() {
    let schema = read_json(&repository().join("tests/data/host-schemas/mcp-registry-2025-12-11-server.schema.json"));
    let entry = read_json(&repository().join("dist/mcpb/halopsa/server.json"));
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&entry).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let package = read_json(&repository().join("npm/halopsa-mcp/package.json"));
    assert_eq!((&entry["name"], &entry["version"]), (&package["mcpName"], &package["version"]));
    let variables = entry["packages"][0]["environmentVariables"].as_array().unwrap();
    let secret = variables.iter().find(|one| one["name"] == "HALOPSA_CLIENT_SECRET").unwrap();
    assert_eq!((&secret["isSecret"], &secret["isRequired"]), (&Value::Bool(true), &Value::Bool(true)));
}

#[test]
fn mcpb_accepts_the_bundle_and_the_manifest_starts_the_server() {
    let Some(judge) = Judge::new("mcpb did not judge dist/mcpb/") else { return };
    let bundle = judge.copy(&repository().join("dist/mcpb/halopsa"), "bundle");
    assert_eq!(judge.ok("mcpb", &["--version"]).trim(), plugin_gen::hosts::mcpb::VERSION);
    judge.ok("mcpb", &["validate", bundle.join("manifest.json").to_str().unwrap()]);

    let manifest = manifest();
    assert!(bundle.join(manifest["server"]["entry_point"].as_str().unwrap()).is_file(), "{manifest:#}");
    let config = &manifest["server"]["mcp_config"];
    let filled = |text: &str| {
        let mut text = text.replace("${__dirname}", bundle.to_str().unwrap());
        for key in manifest["user_config"].as_object().unwrap().keys() {
            text = text.replace(&format!("${{user_config.{key}}}"), &format!("value of {key}"));
        }
        assert!(!text.contains("${"), "{text}");
        text
    };
    let mut command = judge.program(config["command"].as_str().unwrap());
    command.args(config["args"].as_array().unwrap().iter().map(|arg| filled(arg.as_str().unwrap())));
    let environment = config["env"].as_object().unwrap();
    command.envs(environment.iter().map(|(name, value)| (name, filled(value.as_str().unwrap()))));
    let status = command.stdin(Stdio::null()).status().unwrap();
    assert!(status.success(), "{status}");
    let probed = judge.probed();
    let probe = probed.first().expect("the bundle did not start the package");
    assert_eq!(probe.arguments(), ["--prefix", bundle.to_str().unwrap(), "-y", "halopsa-mcp@0.1.0"]);
    assert_eq!(probe.variable("HALOPSA_CLIENT_SECRET"), Some("value of client_secret"));
}
