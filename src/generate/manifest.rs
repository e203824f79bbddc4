//! `plugin.json` and `.mcp.json` from the plugin's spec: by serializer, never by template.

use serde_json::{Map, Value, json};

use crate::spec::plugin::{McpSpec, Person, PluginSpec};

/// The plugin's manifest. Paths start with `./` and the author is an object, as Claude Code 2.1.330 demands; what it does
/// not know goes into `metadata`, the field made for it.
#[must_use]
pub fn plugin_json(plugin: &PluginSpec) -> Value {
    let mut manifest = Map::new();
    let mut set = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            manifest.insert(key.to_owned(), value);
        }
    };
    set("name", Some(json!(plugin.name.value)));
    set("displayName", Some(json!(plugin.display_name)));
    set("version", Some(json!(plugin.version.value)));
    set("description", Some(json!(plugin.description)));
    set("author", Some(person(&plugin.author)));
    set("homepage", plugin.homepage.as_ref().map(|page| json!(page)));
    set("repository", plugin.repository.as_ref().map(|page| json!(page)));
    set("license", Some(json!(plugin.license)));
    set("keywords", (!plugin.keywords.is_empty()).then(|| json!(plugin.keywords)));
    set("metadata", plugin.metadata.as_ref().map(crate::syntax::Node::to_json));
    set("skills", Some(plugin.skills.iter().map(|name| json!(format!("./skills/{}", name.value))).collect()));
    set("commands", Some(plugin.commands.iter().map(|name| json!(format!("./commands/{}.md", name.value))).collect()));
    set("userConfig", user_config(&plugin.mcp));
    Value::Object(manifest)
}

/// A person as manifests write one.
#[must_use]
pub fn person(person: &Person) -> Value {
    let mut fields = Map::new();
    fields.insert("name".to_owned(), json!(person.name));
    for (key, value) in [("email", &person.email), ("url", &person.url)] {
        if let Some(value) = value {
            fields.insert(key.to_owned(), json!(value));
        }
    }
    Value::Object(fields)
}

/// The stored options. None is `required`: Claude Code leaves a server out silently when a required option has no value,
/// even where an environment variable stands in for it.
fn user_config(mcp: &McpSpec) -> Option<Value> {
    let options: Map<String, Value> = mcp
        .environment
        .iter()
        .filter_map(|variable| variable.option.as_ref())
        .map(|option| {
            let mut fields = json!({ "type": "string", "title": option.title, "description": option.description });
            if option.sensitive {
                fields["sensitive"] = json!(true);
            }
            (option.key.value.clone(), fields)
        })
        .collect();
    (!options.is_empty()).then_some(Value::Object(options))
}

/// How the plugin starts its server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Launch {
    /// `npx` with the exact version, away from the project's own `node_modules` and `.npmrc`.
    Npx,
    /// A program inside the plugin.
    Bundled,
}

/// The server's file. Each variable comes from the environment first and from the stored option otherwise; without
/// either, the server gets an empty text and not the literal `${NAME}`.
#[must_use]
pub fn mcp_json(mcp: &McpSpec, launch: Launch) -> Value {
    let (command, arguments) = match launch {
        Launch::Npx => {
            let package = format!("{}@{}", mcp.package, mcp.version.value);
            (
                "npx".to_owned(),
                vec!["--prefix".to_owned(), "${CLAUDE_PLUGIN_DATA}".to_owned(), "-y".to_owned(), package],
            )
        }
        Launch::Bundled => (format!("${{CLAUDE_PLUGIN_ROOT}}/{}", bundled_path(mcp)), Vec::new()),
    };
    let environment: Map<String, Value> = mcp
        .environment
        .iter()
        .filter(|variable| variable.is_passed())
        .map(|variable| {
            let name = &variable.name.value;
            let fallback = variable.option.as_ref().map(|option| format!("${{user_config.{}}}", option.key.value));
            (name.clone(), json!(format!("${{{name}:-{}}}", fallback.unwrap_or_default())))
        })
        .collect();
    let mut server = Map::new();
    server.insert("command".to_owned(), json!(command));
    if !arguments.is_empty() {
        server.insert("args".to_owned(), json!(arguments));
    }
    server.insert("env".to_owned(), Value::Object(environment));
    json!({ "mcpServers": { mcp.server.as_str(): server } })
}

/// Where a bundled server lies below the plugin.
#[must_use]
pub fn bundled_path(mcp: &McpSpec) -> String {
    format!("bin/{}", mcp.binary)
}
