//! Names that a plugin gives itself, which are not claims about an API: its tools, arguments, options and components.

use std::collections::HashSet;

use crate::plugin::{DocumentKind, Plugin};
use crate::rules::support::{self, arguments, components, variables};
use crate::rules::tools::ToolCatalog;
use crate::syntax::Node;

/// First words of the names of tools: `list_devices` is more likely a tool than a field.
const VERBS: &[&str] = &[
    "get", "list", "create", "update", "delete", "search", "find", "add", "set", "run", "send", "fetch", "lookup",
    "remove", "upload", "download", "query", "read", "write", "execute", "mcp",
];

/// The names of one plugin.
#[derive(Debug, Default)]
pub(super) struct OwnWords<'t> {
    names: HashSet<String>,
    /// Beginnings of the names of the plugin's tools: its name, and the first word of it.
    prefixes: Vec<String>,
    /// The tools, when they are known.
    catalog: Option<&'t ToolCatalog>,
}

impl<'t> OwnWords<'t> {
    pub(super) fn of(plugin: &Plugin<'_>, tools: Option<&'t ToolCatalog>) -> Self {
        let mut names: HashSet<String> = components::known_names(plugin).into_iter().collect();
        for document in &plugin.documents {
            names.extend(arguments::declared(document).into_iter().map(|argument| argument.name.to_owned()));
            names.extend(arguments::hint(document).map(|(_, names)| names).unwrap_or_default());
            for tool in support::tools::tools(document) {
                names.insert(tool.name.rsplit("__").next().unwrap_or(tool.name).to_owned());
            }
            if let Some(frontmatter) = document.frontmatter() {
                names.extend(frontmatter.yaml.root.iter().flat_map(Node::entries).map(|entry| entry.key.clone()));
            }
            if document.kind == DocumentKind::Manifest {
                let options = document.root().and_then(|root| root.get("userConfig"));
                names.extend(options.map(Node::entries).unwrap_or_default().iter().map(|entry| entry.key.clone()));
            }
        }
        names.extend(variables::servers(plugin).iter().map(|server| server.entry.key.clone()));
        let name = plugin.name().to_lowercase().replace('-', "_");
        let first = name.split('_').next().unwrap_or_default();
        let prefixes = [&name, first].into_iter().filter(|word| word.len() > 2).map(|word| format!("{word}_"));
        Self { names, prefixes: prefixes.collect(), catalog: tools }
    }

    /// Whether a name is one of the plugin's own.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.catalog.is_some_and(|catalog| catalog.has(name))
            || self.names.contains(name)
            || self.names.contains(&name.replace('_', "-"))
    }

    /// Whether a name is written as the names of tools are and is not one of the known tools: a name beside it may be one of
    /// its inputs.
    pub(super) fn is_unlisted_tool(&self, name: &str) -> bool {
        self.is_tool(name) && self.catalog.is_none_or(|catalog| catalog.get(name).is_none())
    }

    /// Whether a name is a value of an input of a tool.
    pub(super) fn is_value(&self, name: &str) -> bool {
        self.catalog.is_some_and(|catalog| catalog.is_value(name))
    }

    /// Whether a name is written as the names of tools are.
    pub(super) fn is_tool(&self, name: &str) -> bool {
        let verb = name.split('_').next().unwrap_or_default();
        self.catalog.is_some_and(|catalog| catalog.lacks(name))
            || name.contains('_')
                && (VERBS.contains(&verb) || self.prefixes.iter().any(|prefix| name.to_lowercase().starts_with(prefix)))
    }
}
