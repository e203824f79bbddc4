//! The real Claude Code CLI judges the output of `build`: it validates it, adds the marketplace, installs and lists.
//!
//! `CLAUDE_CLI` names the program; `.ci/run` installs it and sets `JUDGES`, which makes it mandatory. Without both, the
//! test prints that it was skipped. The program runs offline, without a login, in a scratch home.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, clippy::print_stderr)]

use std::path::Path;
use std::process::Command;

/// What the judge printed, when it ended with code 0.
fn claude(home: &Path, arguments: &[&str]) -> String {
    let program = std::env::var_os("CLAUDE_CLI").unwrap();
    let output = Command::new(program)
        .args(arguments)
        .env("HOME", home)
        .env("CLAUDE_CONFIG_DIR", home.join(".claude"))
        .env("DISABLE_AUTOUPDATER", "1")
        .env("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1")
        .current_dir(home)
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "claude {arguments:?}\n{printed}");
    printed
}

#[test]
fn the_real_client_takes_the_plugin_as_it_is() {
    if std::env::var_os("CLAUDE_CLI").is_none() {
        assert!(
            std::env::var_os("JUDGES").is_none(),
            "CLAUDE_CLI is not set, and JUDGES makes the real client mandatory"
        );
        eprintln!("SKIPPED: the Claude Code CLI did not judge dist/; set CLAUDE_CLI to its path (see .ci/run)");
        return;
    }
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("dist");
    let plugin = dist.join("halopsa/halopsa");
    let home = tempfile::tempdir().unwrap();
    let (dist, plugin) = (dist.to_str().unwrap(), plugin.to_str().unwrap());

    claude(home.path(), &["plugin", "validate", "--strict", plugin]);
    claude(home.path(), &["plugin", "validate", "--strict", dist]);

    claude(home.path(), &["plugin", "marketplace", "add", dist]);
    claude(home.path(), &["plugin", "install", "halopsa@msp-plugins"]);
    let listed: serde_json::Value = serde_json::from_str(&claude(home.path(), &["plugin", "list", "--json"])).unwrap();
    let rows = listed.as_array().unwrap();
    let row = rows.iter().find(|row| row["id"] == "halopsa@msp-plugins").unwrap_or_else(|| panic!("{listed:#}"));
    assert_eq!(row["enabled"], true, "{row:#}");
    for key in ["errors", "notes"] {
        assert!(row[key].as_array().is_none_or(Vec::is_empty), "{key}: {row:#}");
    }

    let details = claude(home.path(), &["plugin", "details", "halopsa@msp-plugins"]);
    for name in ["tickets", "clients", "sites", "assets", "contracts", "api-patterns", "halopsa"] {
        assert!(details.contains(name), "{name} is missing:\n{details}");
    }
}
