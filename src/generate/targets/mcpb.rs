//! MCPB bundles for Claude Desktop, and the server's entry in the registry of MCP servers: the server alone.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::servers::{Needed, Part, Server, Start, servers, with_args, write};
use super::{Tree, manifest_field};
use crate::generate::bundle::Platform;
use crate::generate::files::Planned;
use crate::generate::json;
use crate::hosts::mcpb::{MANIFEST, MANIFEST_VERSION, MAX_REGISTRY_DESCRIPTION, REGISTRY, REGISTRY_SCHEMA, ROOT};
use crate::spec::component::ComponentKind;
use crate::spec::plugin::McpServer;

/// Starts the package through npm, for a bundle without the program.
const STARTER: &str = "server/start.js";

/// Adds the bundle, one for each platform whose program is there, and the entry.
pub(super) fn add(tree: &mut Tree<'_, '_, '_>) {
    let source = tree.source();
    tree.leave_out_parts(&[
        ComponentKind::Skill,
        ComponentKind::Command,
        ComponentKind::Agent,
        ComponentKind::OutputStyle,
    ]);
    let all = servers(source, tree.rendering.launch());
    let Some((name, own)) = source.plugin.spec.own_server().filter(|(_, server)| server.package.is_some()) else {
        tree.leave_out("servers", all.len());
        return;
    };
    tree.leave_out("servers", all.len() - 1);
    let Some(server) = all.iter().find(|server| server.name == name) else { return };
    let needed = server.needed(&source.plugin.spec);
    let programs: Vec<(Option<&Platform>, Vec<u8>)> = tree
        .rendering
        .bundle
        .map(|bundle| bundle.programs().map(|(platform, bytes)| (platform, bytes.to_vec())).collect())
        .unwrap_or_default();
    if programs.is_empty() {
        bundle(tree, server, own, &needed, None);
    }
    for (platform, bytes) in programs {
        let folder = platform.map_or_else(|| tree.files.folder.clone(), |one| tree.files.folder.join(one.name));
        let outer = std::mem::replace(&mut tree.files.folder, folder);
        bundle(tree, server, own, &needed, Some((platform, bytes)));
        tree.files.folder = outer;
    }
    match &own.registry {
        Some(registry) => {
            let entry = registry_entry(tree, registry, own, &needed);
            tree.files.put(REGISTRY, json::file(&entry), &source.plugin.file);
        }
        None => tree.leave_out("registry entries", 1),
    }
}

/// One bundle, with a program for one platform, for the platform that runs the build, or with none.
fn bundle(
    tree: &mut Tree<'_, '_, '_>,
    server: &Server,
    own: &McpServer,
    needed: &[Needed],
    program: Option<(Option<&Platform>, Vec<u8>)>,
) {
    let source = tree.source();
    let spec = &source.plugin.spec;
    let made_from = &source.plugin.file;
    let key = |one: &Needed| one.option.clone().unwrap_or_else(|| one.name.to_lowercase());
    let args = match &server.start {
        Start::Package { args, .. } | Start::Bundled { args, .. } => args.clone(),
        Start::Program { .. } | Start::Remote { .. } => Vec::new(),
    };
    let part = |part: &Part| match part {
        Part::Root => Some(ROOT.to_owned()),
        _ => None,
    };
    let (kind, entry, command, first, platforms) = match (program, &server.start) {
        (Some((platform, bytes)), Start::Bundled { path, .. }) => {
            let system = platform.and_then(|platform| platform.name.split('-').next());
            let path = if system == Some("win32") { format!("{path}.exe") } else { path.clone() };
            let program = Planned { bytes, executable: true, made_from: Arc::clone(made_from), is_copy: false };
            tree.files.add(&path, program);
            ("binary", path.clone(), format!("{ROOT}/{path}"), Vec::new(), system)
        }
        (_, Start::Package { package, .. }) => {
            tree.files.put(STARTER, starter(package), made_from);
            ("node", STARTER.to_owned(), "node".to_owned(), vec![format!("{ROOT}/{STARTER}")], None)
        }
        _ => return,
    };
    tree.put_specs();
    let first: Vec<&str> = first.iter().map(String::as_str).collect();
    let args = with_args(&first, &args, &|arg| write(arg, &part)).unwrap_or_default();
    let passed: Vec<&Needed> = needed.iter().filter(|one| one.is_asked).collect();
    let env: Map<String, Value> =
        passed.iter().map(|one| (one.name.clone(), json!(format!("${{user_config.{}}}", key(one))))).collect();
    let options: Map<String, Value> = passed.iter().map(|one| (key(one), option(one))).collect();
    let mut manifest = Map::new();
    manifest.insert("manifest_version".to_owned(), json!(MANIFEST_VERSION));
    manifest.insert("name".to_owned(), json!(own.package.as_ref().map_or(&spec.name.value, |package| &package.value)));
    if let Some(title) = spec.field("displayName") {
        manifest.insert("display_name".to_owned(), title.to_json());
    }
    for key in ["version", "description", "author", "license", "keywords", "homepage"] {
        if let Some(value) = manifest_field(source, key) {
            manifest.insert(key.to_owned(), value);
        }
    }
    manifest.entry("description").or_insert_with(|| json!(format!("MCP server of {}", spec.name.value)));
    manifest.entry("author").or_insert_with(|| json!({ "name": spec.name.value }));
    manifest.entry("version").or_insert_with(|| json!(own.version.as_ref().map(|version| &version.value)));
    let config = json!({ "command": command, "args": args, "env": env });
    manifest.insert("server".to_owned(), json!({ "type": kind, "entry_point": entry, "mcp_config": config }));
    let tools = source.tools.iter().map(|tool| json!({ "name": tool.name, "description": tool.description }));
    let tools: Vec<Value> = tools.collect();
    if !tools.is_empty() {
        manifest.insert("tools".to_owned(), json!(tools));
    }
    if !options.is_empty() {
        manifest.insert("user_config".to_owned(), Value::Object(options));
    }
    if let Some(system) = platforms {
        manifest.insert("compatibility".to_owned(), json!({ "platforms": [system] }));
    }
    tree.files.put(MANIFEST, json::file(&Value::Object(manifest)), made_from);
}

fn option(needed: &Needed) -> Value {
    json!({
        "type": "string",
        "title": needed.title,
        "description": needed.description,
        "required": needed.required,
        "sensitive": needed.sensitive,
    })
}

/// A script for the Node.js that comes with Claude Desktop.
fn starter(package: &str) -> String {
    format!(
        r#"// Starts the server from npm. Generated by plugin-gen build; `--bundle` puts the program itself here.
const {{ spawn }} = require("node:child_process");
const folder = require("node:path").dirname(__dirname);
const windows = process.platform === "win32";
const args = ["--prefix", folder, "-y", {}, ...process.argv.slice(2)];
const server = spawn(windows ? "npx.cmd" : "npx", args, {{ stdio: "inherit", shell: windows }});
server.on("error", (error) => {{
  console.error("cannot start npx, which comes with Node.js: " + error.message);
  process.exit(1);
}});
server.on("exit", (code) => process.exit(code ?? 1));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill(signal));
"#,
        json!(package)
    )
}

/// The registry's entry: the npm package, and what it reads from the environment.
fn registry_entry(tree: &Tree<'_, '_, '_>, registry: &str, server: &McpServer, needed: &[Needed]) -> Value {
    let source = tree.source();
    let version = server.version.as_ref().map(|version| version.value.clone()).unwrap_or_default();
    let description = manifest_field(source, "description");
    let description = description.as_ref().and_then(Value::as_str).unwrap_or(&source.plugin.spec.name.value);
    let variable = |one: &Needed| json!({ "name": one.name, "description": one.description, "isRequired": one.required, "isSecret": one.sensitive });
    let mut entry = json!({
        "$schema": REGISTRY_SCHEMA,
        "name": registry,
        "description": description.chars().take(MAX_REGISTRY_DESCRIPTION).collect::<String>(),
        "version": version,
        "packages": [{
            "registryType": "npm",
            "identifier": server.package.as_ref().map(|package| &package.value),
            "version": version,
            "transport": { "type": "stdio" },
            "environmentVariables": needed.iter().map(variable).collect::<Vec<_>>(),
        }],
    });
    if let Some(title) = source.plugin.spec.field("displayName") {
        entry["title"] = title.to_json();
    }
    entry
}
