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

/// The platforms of `build --bundle`, with what `compatibility` and the program are called.
const PLATFORMS: &[(&str, &str, &str)] = &[
    ("linux-x64", "linux", "bin/desk-mcp"),
    ("linux-arm64", "linux", "bin/desk-mcp"),
    ("darwin-arm64", "darwin", "bin/desk-mcp"),
    ("darwin-x64", "darwin", "bin/desk-mcp"),
    ("win32-x64", "win32", "bin/desk-mcp.exe"),
];

#[test]
fn mcpb_packs_a_bundle_for_each_platform() {
    use std::os::unix::fs::PermissionsExt;
    let Some(judge) = Judge::new("mcpb did not judge the bundles for platforms") else { return };
    judge.write("spec/marketplace.yaml", "name: tools\nowner: {name: Desk}\ntargets: [mcpb]\nplugins: [desk]\n");
    judge.write(
        "spec/desk/plugin.yaml",
        "name: desk\nversion: 1.0.0\ndescription: A desk.\nauthor: {name: Desk}\n\
         userConfig:\n  token: {type: string, title: Token, description: Token of the API., sensitive: true}\n\
         mcp:\n  desk:\n    package: desk-mcp\n    version: 1.2.0\n    \
         env: {DESK_TOKEN: '${DESK_TOKEN:-${user_config.token}}'}\n",
    );
    let mut build = judge.program(env!("CARGO_BIN_EXE_plugin-gen"));
    build.arg("build");
    for (platform, _, _) in PLATFORMS {
        judge.write(platform, &format!("#!/bin/sh\necho {platform}\n"));
        build.args(["--bundle", &format!("{platform}={platform}")]);
    }
    let output = build.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    for (platform, system, program) in PLATFORMS {
        let bundle = judge.path(&format!("dist/mcpb/desk/{platform}"));
        let (path, archive) = (bundle.to_str().unwrap(), judge.path(&format!("{platform}.mcpb")));
        judge.ok("mcpb", &["validate", bundle.join("manifest.json").to_str().unwrap()]);
        judge.ok("mcpb", &["pack", path, archive.to_str().unwrap()]);
        let unpacked = judge.path(&format!("unpacked/{platform}"));
        judge.ok("mcpb", &["unpack", archive.to_str().unwrap(), unpacked.to_str().unwrap()]);

        let manifest = read_json(&unpacked.join("manifest.json"));
        let server = &manifest["server"];
        assert_eq!(
            (&server["type"], &server["entry_point"]),
            (&"binary".into(), &Value::from(*program)),
            "{manifest:#}"
        );
        assert_eq!(server["mcp_config"]["command"], format!("${{__dirname}}/{program}"), "{manifest:#}");
        assert_eq!(server["mcp_config"]["env"]["DESK_TOKEN"], "${user_config.token}", "{manifest:#}");
        assert_eq!(manifest["user_config"]["token"]["sensitive"], true, "{manifest:#}");
        assert_eq!(manifest["compatibility"]["platforms"], serde_json::json!([system]), "{manifest:#}");
        let text = std::fs::read_to_string(unpacked.join(program)).unwrap();
        assert_eq!(text, format!("#!/bin/sh\necho {platform}\n"), "the program of another platform");
        let mode = std::fs::metadata(unpacked.join(program)).unwrap().permissions().mode();
        assert!(mode & 0o111 != 0, "{platform}: {mode:o}");
        let files: usize =
            [&unpacked, &unpacked.join("bin")].map(|folder| std::fs::read_dir(folder).unwrap().count()).iter().sum();
        assert_eq!(files, 3, "{platform}: manifest.json, bin, and one program in it");
    }
}
