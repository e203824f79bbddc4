//! The servers of a plugin, with each value read into its parts: text, folders, variables, options.

use crate::generate::manifest::{bundled_path, runs_specs};
use crate::spec::PluginSource;
use crate::spec::compiled::SPECS_FILE;
use crate::spec::plugin::{McpServer, PluginSpec, Variable};
use crate::spec::section::Launch;
use crate::syntax::{Entry, Node, json};

/// A server as the specs have it.
pub(super) struct Server {
    /// Its name.
    pub(super) name: String,
    /// How it is started or reached.
    pub(super) start: Start,
    /// `env`, with its values in parts.
    pub(super) env: Vec<(String, Value)>,
    /// The variables that it reads, as documented.
    pub(super) variables: Vec<Variable>,
    /// The folder that it is started in.
    pub(super) cwd: Option<Value>,
}

/// How a server is started or reached.
pub(super) enum Start {
    /// An npm package with its exact version, as `NAME@VERSION`.
    Package { package: String, args: Vec<Value> },
    /// A program inside the plugin, by its path.
    Bundled { path: String, args: Vec<Value> },
    /// A command.
    Program { command: Value, args: Vec<Value> },
    /// A URL; `sse` says that it speaks the older transport.
    Remote { url: Value, headers: Vec<(String, Value)>, sse: bool },
}

/// A value in parts.
pub(super) type Value = Vec<Part>;

/// A part of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Text as it is.
    Text(String),
    /// The plugin's folder.
    Root,
    /// The plugin's folder for data.
    Data,
    /// An environment variable, and what stands in for it.
    Variable(String, Value),
    /// A stored option.
    Option(String),
    /// Something that only Claude Code replaces.
    Other(String),
}

/// The servers of a plugin: those of `mcp`, of the manifest, and of a `.mcp.json` that is copied.
pub(super) fn servers(source: &PluginSource, launch: Launch) -> Vec<Server> {
    let spec = &source.plugin.spec;
    let mut servers: Vec<Server> =
        spec.mcp.0.iter().map(|(name, server)| of_spec(&name.value, server, spec, launch)).collect();
    let mut of_node = |root: &Node| {
        for entry in root.entries().iter().filter(|entry| entry.value.is_mapping()) {
            let server = McpServer {
                package: None,
                version: None,
                binary: None,
                environment: Vec::new(),
                login: None,
                registry: None,
                fields: entry.value.entries().to_vec(),
            };
            servers.push(of_spec(&entry.key, &server, spec, launch));
        }
    };
    let in_file = |path: &str| {
        let path = path.trim_start_matches("./");
        let file = source.files.iter().find(|file| file.target == path)?;
        json::parse(std::str::from_utf8(&file.bytes).ok()?).root
    };
    let mut files = vec![".mcp.json"];
    match spec.field("mcpServers") {
        Some(node) if node.is_mapping() => of_node(node),
        Some(node) => files.extend(node.as_str().into_iter().chain(node.items().iter().filter_map(Node::as_str))),
        None => {}
    }
    for root in files.into_iter().filter_map(in_file) {
        of_node(root.get("mcpServers").unwrap_or(&root));
    }
    servers
}

fn of_spec(name: &str, server: &McpServer, plugin: &PluginSpec, launch: Launch) -> Server {
    let field = |key: &str| server.fields.iter().find(|entry| entry.key == key).map(|entry| &entry.value);
    let text = |key: &str| field(key).and_then(Node::scalar_text).map(value);
    let named = |key: &str| -> Vec<(String, Value)> {
        let entries = field(key).map(Node::entries).unwrap_or_default();
        entries
            .iter()
            .map(|entry: &Entry| (entry.key.clone(), value(entry.value.scalar_text().unwrap_or_default())))
            .collect()
    };
    let start = match (&server.package, &server.version) {
        (Some(package), Some(version)) => match (launch, bundled_path(server)) {
            (Launch::Bundled, Some(path)) if plugin.own_server().is_some_and(|(own, _)| own == name) => {
                Start::Bundled { path, args: specs_file(server) }
            }
            _ => {
                let package = format!("{}@{}", package.value, version.value);
                Start::Package { package, args: specs_file(server) }
            }
        },
        _ => match (text("url"), text("command")) {
            (Some(url), None) => Start::Remote {
                url,
                headers: named("headers"),
                sse: field("type").and_then(Node::as_str) == Some("sse"),
            },
            (_, command) => Start::Program {
                command: command.unwrap_or_default(),
                args: field("args")
                    .map(Node::items)
                    .unwrap_or_default()
                    .iter()
                    .map(|item| value(item.scalar_text().unwrap_or_default()))
                    .collect(),
            },
        },
    };
    Server { name: name.to_owned(), start, env: named("env"), variables: server.environment.clone(), cwd: text("cwd") }
}

/// What the program gets that runs the plugin's own specs.
fn specs_file(server: &McpServer) -> Vec<Value> {
    let path = || vec![Part::Root, Part::Text(format!("/{SPECS_FILE}"))];
    runs_specs(server).then(path).into_iter().collect()
}

/// The parts of a text in which Claude Code replaces `${…}`.
pub(super) fn value(text: &str) -> Value {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let Some(length) = closing(&rest[start + 2..]) else { break };
        if start > 0 {
            parts.push(Part::Text(rest[..start].to_owned()));
        }
        let inside = &rest[start + 2..start + 2 + length];
        let (name, fallback) = inside.split_once(":-").unwrap_or((inside, ""));
        parts.push(match (name, name.strip_prefix("user_config.")) {
            ("CLAUDE_PLUGIN_ROOT", _) => Part::Root,
            ("CLAUDE_PLUGIN_DATA", _) => Part::Data,
            (_, Some(key)) => Part::Option(key.to_owned()),
            (name, _) if name.starts_with("CLAUDE_") => Part::Other(name.to_owned()),
            _ => Part::Variable(name.to_owned(), value(fallback)),
        });
        rest = &rest[start + 3 + length..];
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    parts
}

/// Where the brace that is open before `text` closes.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The text of a value in which `write` gives the text of each part that is not text; `None` when the host has no way to
/// write one.
pub(super) fn write(value: &[Part], part: &dyn Fn(&Part) -> Option<String>) -> Option<String> {
    value
        .iter()
        .map(|one| match one {
            Part::Text(text) => Some(text.clone()),
            other => part(other),
        })
        .collect()
}

/// Arguments of a command, then those of the server; `None` when the host has no way to write one.
pub(super) fn with_args(
    first: &[&str],
    args: &[Value],
    written: &dyn Fn(&[Part]) -> Option<String>,
) -> Option<serde_json::Value> {
    let first = first.iter().map(|arg| Some((*arg).to_owned()));
    first.chain(args.iter().map(|arg| written(arg))).collect::<Option<Vec<String>>>().map(Into::into)
}

/// The one variable that a value is.
pub(super) fn sole_variable(value: &[Part]) -> Option<&str> {
    match value {
        [Part::Variable(name, _)] => Some(name),
        _ => None,
    }
}

impl Server {
    /// Every variable that the server needs from outside: documented ones first, then those that values name, and the
    /// option after each.
    pub(super) fn needed(&self, plugin: &PluginSpec) -> Vec<Needed> {
        let mut needed: Vec<Needed> = self.variables.iter().map(Needed::of).collect();
        let mut add = |key: Option<&str>, value: &[Part]| {
            for part in value {
                let (name, option) = match part {
                    Part::Variable(name, fallback) => (name.clone(), fallback.iter().find_map(option)),
                    Part::Option(option) => match key {
                        Some(key) => (key.to_owned(), Some(option.as_str())),
                        None => (option.to_uppercase(), Some(option.as_str())),
                    },
                    _ => continue,
                };
                if !needed.iter().any(|known| known.name == name) {
                    needed.push(Needed::of_manifest(name, option, plugin));
                }
            }
        };
        self.env.iter().for_each(|(key, value)| add(Some(key), value));
        match &self.start {
            Start::Remote { url, headers, .. } => {
                add(None, url);
                headers.iter().for_each(|(_, value)| add(None, value));
            }
            Start::Program { command, args } => std::iter::once(command).chain(args).for_each(|value| add(None, value)),
            Start::Package { .. } | Start::Bundled { .. } => {}
        }
        needed
    }
}

fn option(part: &Part) -> Option<&str> {
    match part {
        Part::Option(key) => Some(key),
        _ => None,
    }
}

/// A variable that a server needs from outside.
#[derive(Debug, Clone)]
pub(super) struct Needed {
    pub(super) name: String,
    /// Name for people.
    pub(super) title: String,
    /// What to enter, on one line.
    pub(super) description: String,
    pub(super) sensitive: bool,
    pub(super) required: bool,
    /// Key of the stored option.
    pub(super) option: Option<String>,
    /// Whether a host that stores values asks for it.
    pub(super) is_asked: bool,
}

impl Needed {
    fn of(variable: &Variable) -> Self {
        let option = variable.option.as_ref();
        Self {
            name: variable.name.value.clone(),
            title: option.map_or_else(|| variable.name.value.clone(), |option| option.title.clone()),
            description: option.map_or_else(|| variable.meaning.clone(), |option| option.description.clone()),
            sensitive: option.map_or_else(|| is_secret(&variable.name.value), |option| option.sensitive),
            required: variable.required,
            option: option.map(|option| option.key.value.clone()),
            is_asked: option.is_some(),
        }
    }

    /// A variable that a value names; the manifest's `userConfig` may describe the option after it.
    fn of_manifest(name: String, option: Option<&str>, plugin: &PluginSpec) -> Self {
        let declared = option.and_then(|key| plugin.field("userConfig")?.get(key));
        let text = |key: &str| declared.and_then(|node| node.get(key)?.scalar_text()).map(ToOwned::to_owned);
        let sensitive = declared.and_then(|node| node.get("sensitive")?.as_bool());
        Self {
            title: text("title").unwrap_or_else(|| name.clone()),
            description: text("description").unwrap_or_else(|| format!("Value of {name}")),
            sensitive: sensitive.unwrap_or_else(|| is_secret(&name)),
            required: false,
            option: option.map(ToOwned::to_owned),
            is_asked: true,
            name,
        }
    }
}

/// Whether a variable of this name holds a credential.
fn is_secret(name: &str) -> bool {
    let name = name.to_uppercase();
    ["SECRET", "TOKEN", "PASSWORD", "KEY"].iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_into_its_parts() {
        let text = |text: &str| Part::Text(text.to_owned());
        let fallback = vec![Part::Option("token".to_owned())];
        assert_eq!(
            value("a ${CLAUDE_PLUGIN_ROOT}/b ${X:-${user_config.token}}!"),
            [text("a "), Part::Root, text("/b "), Part::Variable("X".to_owned(), fallback), text("!")]
        );
        assert_eq!(value("${open"), [text("${open")]);
        assert_eq!(value("${CLAUDE_PROJECT_DIR}"), [Part::Other("CLAUDE_PROJECT_DIR".to_owned())]);
    }
}
