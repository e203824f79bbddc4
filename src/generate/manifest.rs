//! `plugin.json` and `.mcp.json` from the plugin's spec: by serializer, never by template.

use serde_json::{Map, Value, json};

use crate::spec::compiled::SPECS_FILE;
use crate::spec::component::ComponentKind;
use crate::spec::plugin::{McpServer, PluginSpec};
use crate::spec::section::Launch;
use crate::syntax::Node;

/// The plugin's manifest: the fields of plugin.yaml in their order, with names of components made paths, as Claude Code
/// requires. The options of environment variables are added to `userConfig`.
#[must_use]
pub(crate) fn plugin_json(plugin: &PluginSpec) -> Value {
    let mut manifest = Map::new();
    for entry in &plugin.manifest {
        let kind = ComponentKind::ALL.into_iter().find(|kind| kind.folder() == entry.key);
        let value = match (kind, plugin.names(&entry.key)) {
            (Some(kind), Some(names)) => names.iter().map(|name| json!(listed(kind, &name.value))).collect(),
            _ => entry.value.to_json(),
        };
        manifest.insert(entry.key.clone(), value);
    }
    let options = user_config(plugin);
    if !options.is_empty() {
        let config = manifest.entry("userConfig").or_insert_with(|| json!({}));
        if let Some(config) = config.as_object_mut() {
            config.extend(options);
        }
    }
    Value::Object(manifest)
}

/// A component as the manifest lists it: a skill by its folder, anything else by its file.
fn listed(kind: ComponentKind, name: &str) -> String {
    match kind {
        ComponentKind::Skill => format!("./skills/{name}"),
        _ => format!("./{}", kind.path(name)),
    }
}

/// The stored options. None is `required`: Claude Code leaves a server out silently when a required option has no value,
/// even where an environment variable stands in for it.
fn user_config(plugin: &PluginSpec) -> Map<String, Value> {
    plugin
        .variables()
        .filter_map(|variable| variable.option.as_ref())
        .map(|option| {
            let mut fields = json!({ "type": "string", "title": option.title, "description": option.description });
            if option.sensitive {
                fields["sensitive"] = json!(true);
            }
            (option.key.value.clone(), fields)
        })
        .collect()
}

/// The servers' file; `None` without servers.
#[must_use]
pub(crate) fn mcp_json(plugin: &PluginSpec, launch: Launch) -> Option<Value> {
    let servers: Map<String, Value> =
        plugin.mcp.0.iter().map(|(name, server)| (name.value.clone(), mcp_server(server, launch))).collect();
    (!servers.is_empty()).then(|| json!({ "mcpServers": servers }))
}

/// One server. Each variable comes from the environment first and from the stored option otherwise; without either, the
/// server gets an empty text and not the literal `${NAME}`.
fn mcp_server(server: &McpServer, launch: Launch) -> Value {
    let mut fields = Map::new();
    if let (Some(package), Some(version)) = (&server.package, &server.version) {
        match launch {
            Launch::Npx => {
                let package = format!("{}@{}", package.value, version.value);
                fields.insert("command".to_owned(), json!("npx"));
                fields.insert("args".to_owned(), json!(["--prefix", "${CLAUDE_PLUGIN_DATA}", "-y", package]));
            }
            Launch::Bundled => {
                let path = bundled_path(server).unwrap_or_default();
                fields.insert("command".to_owned(), json!(format!("${{CLAUDE_PLUGIN_ROOT}}/{path}")));
            }
        }
    }
    if runs_specs(server) {
        let args = fields.entry("args").or_insert_with(|| json!([]));
        if let Some(args) = args.as_array_mut() {
            args.push(json!(format!("${{CLAUDE_PLUGIN_ROOT}}/{SPECS_FILE}")));
        }
    }
    fields.extend(server.fields.iter().map(|entry| (entry.key.clone(), entry.value.to_json())));
    let environment: Map<String, Value> = server
        .environment
        .iter()
        .filter(|variable| variable.is_passed())
        .map(|variable| {
            let name = &variable.name.value;
            let fallback = variable.option.as_ref().map(|option| format!("${{user_config.{}}}", option.key.value));
            (name.clone(), json!(format!("${{{name}:-{}}}", fallback.unwrap_or_default())))
        })
        .collect();
    if !environment.is_empty()
        && let Some(env) = fields.entry("env").or_insert_with(|| json!({})).as_object_mut()
    {
        env.extend(environment);
    }
    Value::Object(fields)
}

/// The package whose program runs the tools of any plugin, from the specs that the plugin holds.
const ENGINE: &str = "plugin-mcp";

/// Whether the server is the program that runs the plugin's own specs.
#[must_use]
pub(crate) fn runs_specs(server: &McpServer) -> bool {
    server.package.as_ref().is_some_and(|package| package.value.rsplit('/').next() == Some(ENGINE))
}

/// Where the program of a bundled server lies below the plugin; `None` when the server is not from a package.
#[must_use]
pub(crate) fn bundled_path(server: &McpServer) -> Option<String> {
    let package = server.package.as_ref()?;
    let name = package.value.rsplit('/').next().unwrap_or_default();
    Some(format!("bin/{}", server.binary.as_deref().unwrap_or(name)))
}

/// A mapping's entries as JSON.
#[must_use]
pub(crate) fn fields(entries: &[crate::syntax::Entry]) -> Map<String, Value> {
    entries.iter().map(|entry| (entry.key.clone(), Node::to_json(&entry.value))).collect()
}
