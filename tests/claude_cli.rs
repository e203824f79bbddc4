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

/// Whether these variables are set. If not, prints a message, or fails if `JUDGES` makes the test mandatory.
fn has(variables: &[&str]) -> bool {
    let Some(missing) = variables.iter().find(|name| std::env::var_os(name).is_none()) else { return true };
    assert!(std::env::var_os("JUDGES").is_none(), "{missing} is not set, and JUDGES makes the real client mandatory");
    eprintln!("SKIPPED: the Claude Code CLI did not run: {missing} is not set (see .ci/run)");
    false
}

#[test]
fn the_real_client_takes_the_plugin_as_it_is() {
    if !has(&["CLAUDE_CLI"]) {
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

/// `BUNDLED` is the marketplace that the README's command builds: the plugin with the server inside.
#[test]
fn the_bundled_plugin_installs_and_connects_from_a_clean_home() {
    if !has(&["CLAUDE_CLI", "BUNDLED"]) {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let marketplace = std::env::var("BUNDLED").unwrap();
    claude(home.path(), &["plugin", "validate", "--strict", &marketplace]);
    claude(home.path(), &["plugin", "marketplace", "add", &marketplace]);
    claude(home.path(), &["plugin", "install", "halopsa@msp-plugins"]);
    // The client ends with code 0 even if a server cannot start, so the test checks its output.
    let servers = claude(home.path(), &["mcp", "list"]);
    let line =
        servers.lines().find(|line| line.starts_with("plugin:halopsa:halopsa:")).unwrap_or_else(|| panic!("{servers}"));
    assert!(line.contains("/bin/halopsa-mcp") && line.ends_with("Connected"), "{servers}");
    assert!(!line.contains("npx") && !line.contains("Failed"), "{servers}");
}
