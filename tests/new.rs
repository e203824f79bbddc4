//! The output of `new` builds without findings in every combination, and the real Claude Code CLI accepts it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const PARTS: [&str; 7] = ["skill", "command", "agent", "hook", "mcp-http", "mcp-npx", "server"];

fn plugin_gen(folder: &Path, arguments: &[&str]) -> (i32, String) {
    printed(Command::new(env!("CARGO_BIN_EXE_plugin-gen")).args(arguments).current_dir(folder).output().unwrap())
}

fn printed(output: Output) -> (i32, String) {
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap(), text)
}

/// The output of the real client; `None`, with a message, if it is not available.
fn validate(dist: &Path) -> Option<(i32, String)> {
    let Some(program) = std::env::var_os("CLAUDE_CLI") else {
        assert!(
            std::env::var_os("JUDGES").is_none(),
            "CLAUDE_CLI is not set, and JUDGES makes the real client mandatory"
        );
        return None;
    };
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(program)
        .args(["plugin", "validate", "--strict", dist.to_str().unwrap()])
        .env("HOME", home.path())
        .env("CLAUDE_CONFIG_DIR", home.path().join(".claude"))
        .env("DISABLE_AUTOUPDATER", "1")
        .env("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1")
        .output()
        .unwrap();
    Some(printed(output))
}

#[test]
fn every_combination_builds_without_a_finding() {
    let mut judged = 0;
    for choice in 0..1_usize << PARTS.len() {
        let parts: Vec<&str> =
            PARTS.iter().enumerate().filter(|(at, _)| choice >> at & 1 == 1).map(|(_, part)| *part).collect();
        let folder = tempfile::tempdir().unwrap();
        let with = parts.join(",");
        let mut arguments = vec!["new", "plugin", "my-plugin"];
        if !parts.is_empty() {
            arguments.extend(["--with", &with]);
        }
        let (code, printed) = plugin_gen(folder.path(), &arguments);
        assert_eq!(code, 0, "{with}: {printed}");
        let (code, printed) = plugin_gen(folder.path(), &["build"]);
        assert!(code == 0 && printed.lines().count() == 1, "{with}: {printed}");
        let (code, printed) = plugin_gen(folder.path(), &["check", "dist", "--fail-on", "note"]);
        assert_eq!(code, 0, "{with}: {printed}");
        // Each part alone and all together: the judge takes 0.2 seconds per plugin.
        if parts.len() <= 1 || parts.len() == PARTS.len() {
            let dist = folder.path().join("dist");
            for target in [dist.clone(), dist.join("my-plugin")] {
                let Some((code, printed)) = validate(&target) else { continue };
                assert_eq!(code, 0, "{with}: {printed}");
                judged += 1;
            }
        }
    }
    if judged == 0 {
        eprintln!(
            "SKIPPED: the Claude Code CLI did not judge what `new` writes; set CLAUDE_CLI to its path (see .ci/run)"
        );
    }
}

#[test]
fn components_are_added_to_the_plugin_and_nothing_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| plugin_gen(folder.path(), arguments);
    let (code, printed) = run(&["new", "skill", "more"]);
    assert!(code == 2 && printed.contains("`plugin-gen new plugin NAME` writes one"), "{printed}");
    assert_eq!(run(&["new", "plugin", "my-plugin", "--with", "server"]).0, 0);
    for (kind, name) in [
        ("skill", "more"),
        ("command", "more-work"),
        ("command", "less-work"),
        ("agent", "more-eyes"),
        ("agent", "less-eyes"),
        ("tool", "more_items"),
    ] {
        let (code, printed) = run(&["new", kind, name]);
        assert!(code == 0 && printed.contains("\nnext: ") && printed.contains("\nthen: plugin-gen build"), "{printed}");
        let (code, printed) = run(&["new", kind, name]);
        assert!(code == 2 && printed.contains("already exists"), "{printed}");
    }
    let (code, printed) = run(&["build"]);
    assert!(code == 0 && printed.lines().count() == 1, "{printed}");
    let spec = folder.path().join("spec/my-plugin/skills/more.yaml");
    let text = fs::read_to_string(&spec).unwrap();
    let schema = text.lines().next().unwrap().strip_prefix("# yaml-language-server: $schema=").unwrap();
    let schema = fs::read_to_string(spec.parent().unwrap().join(schema)).unwrap();
    assert!(schema.contains("spec of a skill, command or agent"), "{schema}");
    assert_eq!(run(&["new", "plugin", "second"]).0, 0);
    let (code, printed) = run(&["new", "skill", "other"]);
    assert!(code == 2 && printed.contains("my-plugin, second"), "{printed}");
    assert_eq!(run(&["new", "skill", "other", "--plugin", "second"]).0, 0);
    assert_eq!(run(&["build"]).0, 0);
    let (code, printed) = run(&["new", "plugin", "Not A Name"]);
    assert!(code == 2 && printed.contains("not a valid name"), "{printed}");
}

#[test]
fn a_folder_without_specs_points_to_new_and_import() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let (code, printed) = plugin_gen(folder.path(), &["build"]);
        assert!(
            code == 2 && printed.contains("plugin-gen new plugin") && printed.contains("plugin-gen import"),
            "{printed}"
        );
        fs::create_dir_all(folder.path().join("spec")).unwrap();
    }
}

const DESCRIPTION: &str = r##"{
  "openapi": "3.0.1", "info": {"title": "Desk", "version": "7.2", "description": "Long."},
  "servers": [{"url": "https://api.desk.example"}], "security": [{"key": ["read"]}],
  "paths": {
    "/v2/devices": {"get": {"summary": "List devices", "tags": ["x"], "parameters": [
        {"name": "df", "in": "query", "description": "Device `df_filter`", "schema": {"type": "string"}},
        {"name": "state", "in": "query", "schema": {"type": "string", "enum": ["on", "off"]}},
        {"name": "pageSize", "in": "query", "schema": {"type": "integer"}},
        {"name": "after", "in": "query", "schema": {"type": "integer"}}],
      "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Device"}}}}}}}},
    "/v2/device/{deviceId}": {"patch": {"summary": "Change a device", "parameters": [
        {"name": "deviceId", "in": "path", "required": true, "schema": {"type": "integer"}}],
      "requestBody": {"content": {"application/json": {"schema": {"type": "object", "required": ["displayName"], "properties": {
        "displayName": {"type": "string", "maxLength": 40}, "owner": {"type": "object", "properties": {"uid": {"type": "string", "format": "uuid"}}}, "tags": {"type": "array", "items": {"type": "string"}}}}}}},
      "responses": {"204": {"description": "ok"}}}, "delete": {"parameters": [
        {"name": "deviceId", "in": "path", "required": true, "schema": {"type": "integer"}}], "responses": {"204": {"description": "ok"}}}},
    "/v2/unused": {"get": {"responses": {"200": {"description": "ok"}}}}
  },
  "components": {"schemas": {
    "Device": {"type": "object", "properties": {"created": {"type": "number"}, "id": {"type": "integer"}, "name": {"type": "string"}, "offline": {"type": "boolean"}, "site": {"$ref": "#/components/schemas/Site"}}},
    "Site": {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}},
    "Unused": {"type": "object"}},
    "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}}
}"##;

/// A plugin with a server, and the description that its tools are made from.
fn desk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("vendor.json"), DESCRIPTION).unwrap();
    assert_eq!(plugin_gen(folder.path(), &["new", "plugin", "desk", "--with", "server"]).0, 0);
    let mut arguments = vec!["new", "api", "--openapi", "vendor.json"];
    for operation in ["GET /v2/devices", "PATCH /v2/device/{deviceId}", "DELETE /v2/device/{deviceId}"] {
        arguments.extend(["--operation", operation]);
    }
    let (code, printed) = plugin_gen(folder.path(), &arguments);
    assert!(code == 0 && printed.contains("removed the example spec/desk/api.yaml"), "{printed}");
    folder
}

#[test]
fn a_description_is_curated_and_never_overwritten() {
    let folder = desk();
    let path = folder.path().join("spec/desk/api.yaml");
    let text = fs::read_to_string(&path).unwrap();
    for kept in ["version: \"7.2\"", "/v2/devices:", "x-vendor-schema: Device", "x-vendor-schema: Site", "X-Key"] {
        assert!(text.contains(kept), "{kept}: {text}");
    }
    for left in ["/v2/unused", "Unused", "tags: [x]", "Long."] {
        assert!(!text.contains(left), "{left}: {text}");
    }
    let again = ["new", "api", "--openapi", "vendor.json", "--operation", "GET /v2/unused"];
    let (code, printed) = plugin_gen(folder.path(), &again);
    assert!(code == 2 && printed.contains("never overwrites"), "{printed}");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    let wrong =
        ["new", "api", "--openapi", "vendor.json", "--operation", "POST /v2/devices", "--operation", "GET /v2/device"];
    let (code, printed) = plugin_gen(folder.path(), &wrong);
    assert!(code == 2 && printed.contains("`POST /v2/devices`; it has GET /v2/devices"), "{printed}");
    assert!(printed.contains("`GET /v2/device`; did you mean `GET /v2/devices`?"), "{printed}");
}

#[test]
fn tools_come_from_operations_and_are_never_overwritten() {
    let folder = desk();
    for (operation, name) in [
        ("GET /v2/devices", "desk_list_devices"),
        ("PATCH /v2/device/{deviceId}", "desk_update_device"),
        ("DELETE /v2/device/{deviceId}", "desk_delete_device"),
    ] {
        let (code, printed) = plugin_gen(folder.path(), &["new", "tool", "--operation", operation]);
        assert!(code == 0 && printed.contains(&format!("wrote spec/desk/tools/{name}.yaml")), "{printed}");
    }
    let tool = |name: &str| fs::read_to_string(folder.path().join(format!("spec/desk/tools/{name}.yaml"))).unwrap();
    let list = tool("desk_list_devices");
    for part in [
        "scopes: [read]",
        "  df: {type: string, max_length: 200, description: Device df filter.",
        "enum: [\"on\", \"off\"]",
        "  cursor: {type: integer",
        "page: {after: $cursor, size: $page_size}",
        "paging: {after: after, size: pageSize, last: id}",
        "    id: {type: integer}\n    name: {type: string}\n    site: {type: string, from: [site.name]}\n    created: {type: date}\n",
    ] {
        assert!(list.contains(part), "{part}: {list}");
    }
    let update = tool("desk_update_device");
    for part in [
        "destructive: true, idempotent: true",
        "device_id: {type: integer, required: true, minimum: 1",
        "body: {displayName: $display_name, owner: {uid: $owner_uid}}",
        "# Not inputs, because no type of input can hold them: tags (list of string)",
        "no_content: true",
        "device_id: {type: integer, from: [$device_id]}",
    ] {
        assert!(update.contains(part), "{part}: {update}");
    }
    assert!(tool("desk_delete_device").contains("behind_switch: true"));
    let (code, printed) = plugin_gen(folder.path(), &["build"]);
    assert!(code == 0 && printed.lines().count() == 1, "{printed}");
    assert!(folder.path().join("dist/desk/server/specs.json").exists());

    // The vendor renames a parameter.
    let api = folder.path().join("spec/desk/api.yaml");
    let text = fs::read_to_string(&api).unwrap();
    fs::write(&api, text.replace("name: df", "name: deviceFilter")).unwrap();
    let (code, printed) = plugin_gen(folder.path(), &["new", "tool", "--operation", "GET /v2/devices"]);
    assert_eq!(code, 0, "{printed}");
    for part in [
        "calls GET /v2/devices already; nothing was written",
        "query parameter `df` is no longer in the description",
        "query parameter `deviceFilter` is in the description, and the tool does not use it",
    ] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
    assert_eq!(tool("desk_list_devices"), list, "nothing was overwritten");
    for (arguments, expected) in [
        (&["new", "tool"][..], "<NAME>"),
        (&["new", "tool", "--operation", "GET /v2/nothing"], "has no operation `GET /v2/nothing`"),
    ] {
        let (code, printed) = plugin_gen(folder.path(), arguments);
        assert!(code == 2 && printed.contains(expected), "{printed}");
    }
}
