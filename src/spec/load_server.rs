//! Reads the MCP server of one plugin's spec folder: `server.yaml` and `tools/*.yaml`.

use std::sync::Arc;

use camino::Utf8Path;

use super::INVALID_SPEC;
use super::fields::{Map, Spanned};
use super::load::{Loader, Source, Tool, yaml_files};
use super::plugin::PluginSpec;
use super::server::ServerSpec;
use super::tool::{Field, ToolSpec};
use crate::diag::{Diagnostic, nearest};
use crate::source::{Location, SourceFile};
use crate::syntax::{Node, json};

/// The MCP server of a plugin: the vendor's conventions and the tools.
#[derive(Debug)]
pub struct ServerSource {
    /// `server.yaml`.
    pub server: Source<ServerSpec>,
    /// `tools/*.yaml`, sorted by name.
    pub tools: Vec<Source<ToolSpec>>,
}

/// Reads `server.yaml` and `tools/*.yaml` of one plugin's folder.
///
/// # Errors
/// Everything that is wrong with them, at once.
pub fn load_server(folder: &Utf8Path) -> Result<ServerSource, Vec<Diagnostic>> {
    let mut loader = Loader::default();
    match loader.server(folder) {
        Some(source) if loader.problems.is_empty() => Ok(source),
        _ => Err(loader.problems),
    }
}

impl Loader {
    /// Both kinds of files; `None` when `server.yaml` cannot be read.
    pub(super) fn server(&mut self, folder: &Utf8Path) -> Option<ServerSource> {
        let path = folder.join("server.yaml");
        let server: Source<ServerSpec> = self.read(&path, Location::start_of(&SourceFile::new(&path, "")))?;
        for name in &server.spec.default_toolsets {
            self.toolset(&server.file, Some(name), &server.spec);
        }
        let mut tools = Vec::new();
        for path in yaml_files(&folder.join("tools")) {
            let Some(tool) = self.read::<ToolSpec>(&path, Location::start_of(&server.file)) else { continue };
            let stem = path.file_stem().unwrap_or_default();
            self.same_name(&tool.file, &tool.spec.name, stem, "the file");
            self.links(&tool.file, &tool.spec.output.fields, &server.spec);
            self.toolset(&tool.file, tool.spec.toolset.as_ref(), &server.spec);
            tools.push(tool);
        }
        Some(ServerSource { server, tools })
    }

    /// The tools that pages may name: those of the specs, and those of recorded `tools/list` responses.
    pub(super) fn tools_of(
        &mut self,
        folder: &Utf8Path,
        plugin: &Source<PluginSpec>,
        server: Option<&ServerSource>,
    ) -> Vec<Tool> {
        let own = plugin.spec.own_server().map_or("", |(name, _)| name);
        let of_spec = |tool: &Source<ToolSpec>| Tool {
            name: tool.spec.name.value.clone(),
            description: tool.spec.description.value.clone(),
            writes: !tool.spec.hints.read_only.value,
            toolset: tool.spec.toolset.as_ref().map(|toolset| toolset.value.clone()),
            tells_configuration: tool.spec.tells_configuration,
            server: own.to_owned(),
        };
        let mut tools: Vec<Tool> = server.iter().flat_map(|server| &server.tools).map(of_spec).collect();
        for item in self.items(&folder.join("tools")) {
            if let Some(name) = item.name.strip_suffix(".json").filter(|_| !item.is_folder) {
                let Some(text) = self.text(&item.path) else { continue };
                tools.extend(self.recorded(plugin, name, &SourceFile::new(&item.path, text)));
            } else if !item.name.ends_with(".yaml") || item.is_folder {
                let help = "expected NAME.yaml, or SERVER.json with a recorded tools/list response".to_owned();
                self.problem_at(&item.path, format!("not a tool: `{}`", item.name), Some(help));
            } else if server.is_none() {
                let help = "write server.yaml beside tools/, which says how the tools reach the API; or record the tools/list response of a server that somebody else wrote as tools/SERVER.json".to_owned();
                self.problem_at(&item.path, "a tool without a `server.yaml`".to_owned(), Some(help));
            }
        }
        tools
    }

    /// The tools of a recorded `tools/list` response, whole or only its result.
    fn recorded(&mut self, plugin: &Source<PluginSpec>, server: &str, file: &Arc<SourceFile>) -> Vec<Tool> {
        let servers: Vec<&str> = plugin.spec.mcp.0.iter().map(|(name, _)| name.value.as_str()).collect();
        if !servers.contains(&server) {
            let found =
                Diagnostic::new(&INVALID_SPEC, Location::start_of(file), format!("`mcp` has no server `{server}`"));
            let found = found.did_you_mean(nearest(server, servers.iter().copied()));
            self.problems.push(found.help("a recorded tools/list response is named after its server in plugin.yaml"));
        }
        let parsed = json::parse_file(file);
        for problem in &parsed.problems {
            let found = Diagnostic::new(&INVALID_SPEC, Location::new(file, problem.span), problem.message.clone());
            self.problems.push(found);
        }
        let Some(root) = parsed.root else { return Vec::new() };
        let listed = root.get("tools").or_else(|| root.at(&["result", "tools"]));
        let Some(listed) = listed.filter(|node| node.is_sequence()) else {
            let found = Diagnostic::new(
                &INVALID_SPEC,
                Location::new(file, root.span),
                "expected a tools/list response, found no list `tools`",
            );
            self.problems.push(found);
            return Vec::new();
        };
        let text = |node: &Node, key: &str| node.get(key).and_then(Node::as_str).unwrap_or_default().to_owned();
        let reads = |node: &Node| node.at(&["annotations", "readOnlyHint"]).and_then(Node::as_bool) == Some(true);
        let tools = listed.items().iter().map(|node| Tool {
            name: text(node, "name"),
            description: text(node, "description"),
            writes: !reads(node),
            toolset: None,
            tells_configuration: false,
            server: server.to_owned(),
        });
        tools.collect()
    }

    /// A toolset that is named must be one of the server's.
    fn toolset(&mut self, file: &Arc<SourceFile>, name: Option<&Spanned<String>>, server: &ServerSpec) {
        let Some(name) = name.filter(|name| server.toolsets.get(&name.value).is_none()) else { return };
        let names: Vec<&str> = server.toolsets.iter().map(|(name, _)| name.value.as_str()).collect();
        let message = format!("server.yaml has no toolset `{}`", name.value);
        let found = Diagnostic::new(&INVALID_SPEC, Location::new(file, name.span), message);
        self.problems.push(found.help(format!("its toolsets are {}", names.join(", "))));
    }

    /// Links that a tool's answer names must be the server's.
    fn links(&mut self, file: &Arc<SourceFile>, fields: &Map<Field>, server: &ServerSpec) {
        for (_, field) in &fields.0 {
            if let Some(link) = field.link.as_ref().filter(|link| server.links.get(&link.value).is_none()) {
                let names: Vec<&str> = server.links.0.iter().map(|(name, _)| name.value.as_str()).collect();
                let message = format!("server.yaml has no link `{}`", link.value);
                let found = Diagnostic::new(&INVALID_SPEC, Location::new(file, link.span), message);
                self.problems.push(found.help(format!("its links are {}", names.join(", "))));
            }
            self.links(file, &field.fields, server);
        }
    }
}
