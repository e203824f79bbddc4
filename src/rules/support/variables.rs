//! `${...}` references in text, as Claude Code expands them.
//!
//! Source: Claude Code expands `${NAME}` and `${NAME:-default}`. The default ends at the first `}`.

use super::declared_parts::declared_parts;
use crate::plugin::{Document, DocumentKind, Plugin};
use crate::source::Span;
use crate::syntax::{Entry, Node};

/// One `${...}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reference<'t> {
    /// The part before `:-`.
    pub name: &'t str,
    /// The part after `:-`.
    pub default: Option<&'t str>,
    /// The bytes from `$` to the closing brace.
    pub span: Span,
}

/// All references in a text that starts at byte `start` of its file, including those inside a default.
#[must_use]
pub(crate) fn references(text: &str, start: usize) -> Vec<Reference<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find("${").map(|at| at + from) {
        let inside = open + 2;
        from = inside;
        let Some(length) = text[inside..].find('}') else { break };
        let body = &text[inside..inside + length];
        let (name, default) = match body.split_once(":-") {
            Some((name, default)) => (name, Some(default)),
            None => (body, None),
        };
        found.push(Reference { name, default, span: Span::new(start + open, start + inside + length + 1) });
    }
    found
}

/// Whether Claude Code or every login session always sets this variable.
#[must_use]
pub(crate) fn is_always_set(name: &str) -> bool {
    name.starts_with("CLAUDE_")
        || matches!(
            name,
            "HOME" | "PATH" | "USER" | "USERNAME" | "PWD" | "SHELL" | "TMPDIR" | "USERPROFILE" | "APPDATA"
        )
}

/// A server that the plugin declares, with the file that declares it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Server<'p> {
    /// The name and the definition.
    pub entry: &'p Entry,
    /// Where it is declared.
    pub document: &'p Document,
}

impl<'p> Server<'p> {
    /// Every string in which Claude Code expands variables: `command`, `args`, `env`, `url`, `headers`.
    #[must_use]
    pub(crate) fn expanded(&self) -> Vec<&'p Node> {
        let mut nodes = Vec::new();
        for key in ["command", "args", "env", "url", "headers"] {
            if let Some(node) = self.entry.value.get(key) {
                nodes.extend(std::iter::once(node).filter(|node| node.as_str().is_some()));
                nodes.extend(node.items().iter().filter(|node| node.as_str().is_some()));
                nodes.extend(node.entries().iter().map(|entry| &entry.value).filter(|node| node.as_str().is_some()));
            }
        }
        nodes
    }
}

/// The MCP servers of a plugin: from `.mcp.json`, from the manifest, and from the files that the manifest names.
#[must_use]
pub(crate) fn servers<'p>(plugin: &'p Plugin<'_>) -> Vec<Server<'p>> {
    let mut found = Vec::new();
    for (document, root) in declared_parts(plugin, "mcpServers", DocumentKind::Mcp) {
        let is_file = document.kind != DocumentKind::Manifest;
        push_servers(&mut found, document, root.get("mcpServers").filter(|_| is_file).unwrap_or(root));
    }
    found
}

fn push_servers<'p>(found: &mut Vec<Server<'p>>, document: &'p Document, map: &'p Node) {
    let entries = map.entries().iter().filter(|entry| entry.value.is_mapping());
    found.extend(entries.map(|entry| Server { entry, document }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_with_and_without_default_and_nested() {
        let found = references("x${A}y${B:-z}${C:-${user_config.c}}", 10);
        let names: Vec<_> = found.iter().map(|reference| (reference.name, reference.default.is_some())).collect();
        assert_eq!(names, [("A", false), ("B", true), ("C", true), ("user_config.c", false)]);
        assert_eq!(found[0].span, Span::new(11, 15));
        assert!(references("${never", 0).is_empty());
    }
}
