//! The hooks of a plugin, from `hooks/hooks.json` and the manifest.

use super::declared_parts::declared_parts;
pub(crate) use crate::claims::command_words as shell_words;
use crate::plugin::{Document, DocumentKind, Plugin};
use crate::syntax::Node;

/// One hook: a mapping with `type`, `command` or `url`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hook<'p> {
    /// The file it is declared in.
    pub document: &'p Document,
    /// The mapping.
    pub node: &'p Node,
}

impl<'p> Hook<'p> {
    /// The command line with its node; `None` for hooks of other types.
    #[must_use]
    pub(crate) fn command(&self) -> Option<(&'p Node, &'p str)> {
        let node = self.node.get("command")?;
        Some((node, node.as_str()?))
    }

    /// Whether a shell runs the command: without a list `args`, which makes it a direct program call.
    #[must_use]
    pub(crate) fn is_shell(&self) -> bool {
        self.node.get("args").is_none()
    }
}

/// A matcher group: a mapping with `matcher` and `hooks` under an event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Group<'p> {
    /// The file it is declared in.
    pub document: &'p Document,
    /// The event.
    pub event: &'p str,
    /// The mapping.
    pub node: &'p Node,
}

impl<'p> Group<'p> {
    /// The hooks in it.
    pub(crate) fn hooks(&self) -> impl Iterator<Item = Hook<'p>> {
        let document = self.document;
        let nodes = self.node.get("hooks").map(Node::items).unwrap_or_default();
        nodes.iter().map(move |node| Hook { document, node })
    }
}

/// Every matcher group of a plugin. Events are under `hooks`, or are the mapping itself if it is inline in the
/// manifest.
#[must_use]
pub(crate) fn groups<'p>(plugin: &'p Plugin<'_>) -> Vec<Group<'p>> {
    let mut found = Vec::new();
    for (document, root) in declared_parts(plugin, "hooks", DocumentKind::Hooks) {
        for event in root.get("hooks").unwrap_or(root).entries() {
            let groups = event.value.items().iter().filter(|node| node.is_mapping());
            found.extend(groups.map(|node| Group { document, event: event.key.as_str(), node }));
        }
    }
    found
}

/// Every hook of a plugin.
#[must_use]
pub(crate) fn hooks<'p>(plugin: &'p Plugin<'_>) -> Vec<Hook<'p>> {
    groups(plugin).iter().flat_map(Group::hooks).collect()
}
