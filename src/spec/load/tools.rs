//! The tools that a plugin's pages may name: those of its specs, and those of recorded `tools/list` responses.

use std::sync::Arc;

use camino::Utf8Path;

use super::loader::Loader;
use crate::diag::{Diagnostic, nearest};
use crate::source::{Location, SourceFile};
use crate::spec::INVALID_SPEC;
use crate::spec::plugin::PluginSpec;
use crate::spec::project::{ServerSource, Source, Tool};
use crate::spec::tool::ToolSpec;
use crate::syntax::{Node, json};

impl Loader {
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
                let help = "add server.yaml next to tools/, which defines how the tools reach the API; for a server that someone else wrote, record its tools/list response as tools/SERVER.json".to_owned();
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
            let help = "expected `{\"tools\": […]}`, or the whole response with `result`";
            self.report(file, root.span, "expected a tools/list response, found no list `tools`", help);
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
}
