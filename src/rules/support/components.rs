//! The components of a plugin and all their names.

use std::collections::BTreeSet;

use camino::Utf8Path;

use crate::plugin::{Document, DocumentKind, FileTree, Plugin};
use crate::source::Span;
use crate::syntax::Node;

/// The kinds of component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ComponentKind {
    /// A folder with `SKILL.md`.
    Skill,
    /// A Markdown file that is a slash command.
    Command,
    /// A Markdown file that is a subagent.
    Agent,
}

impl ComponentKind {
    /// The word in messages.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Skill => "skill",
            Self::Command => "command",
            Self::Agent => "agent",
        }
    }

    /// The kind of component that a document is; `None` for other files.
    #[must_use]
    pub(crate) fn of(document: &Document) -> Option<Self> {
        match document.kind {
            DocumentKind::Skill => Some(Self::Skill),
            DocumentKind::Command => Some(Self::Command),
            DocumentKind::Agent => Some(Self::Agent),
            _ => None,
        }
    }
}

/// Whether a document is a skill, command or agent.
#[must_use]
pub(crate) fn is_component(document: &Document) -> bool {
    ComponentKind::of(document).is_some()
}

/// The documents that Claude or a user reads as written: components and the README.
#[must_use]
pub(crate) fn is_read(document: &Document) -> bool {
    is_component(document) || document.kind == DocumentKind::Readme
}

/// The text of a frontmatter field.
#[must_use]
pub(crate) fn field<'d>(document: &'d Document, key: &str) -> Option<&'d str> {
    document.frontmatter()?.get(key)?.as_str()
}

/// The name in lowercase with `-` between words, so that `Create Ticket` and `create-ticket` are equal.
#[must_use]
pub(crate) fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for character in name.trim().chars() {
        match character {
            ' ' | '_' | '-' | '/' => slug.push('-'),
            _ => slug.extend(character.to_lowercase()),
        }
    }
    slug
}

/// All names, as slugs, of this plugin's skills, commands and agents.
#[must_use]
pub(crate) fn known_names(plugin: &Plugin<'_>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for document in &plugin.documents {
        let is_skill = document.path.file_name().is_some_and(|name| name.eq_ignore_ascii_case("SKILL.md"));
        if !is_skill && !is_component(document) {
            continue;
        }
        let folder = document.path.parent().and_then(Utf8Path::file_name);
        let by_path = if is_skill { folder } else { document.path.file_stem() };
        names.extend(by_path.map(slug));
        names.insert(slug(&document.component_name()));
        let by_frontmatter = document.frontmatter().and_then(|frontmatter| frontmatter.get("name")?.scalar_text());
        if let Some(name) = by_frontmatter {
            names.insert(slug(name));
            names.extend(name.rsplit(':').next().map(slug));
        }
    }
    for key in ["commands", "skills", "agents"] {
        for (path, _) in listed_paths(plugin, key) {
            names.extend(Utf8Path::new(path).file_stem().map(slug));
        }
        let map = plugin.manifest().and_then(|manifest| manifest.root()?.get(key));
        names.extend(map.map(Node::entries).unwrap_or_default().iter().map(|entry| slug(&entry.key)));
    }
    names
}

/// The paths in a manifest field, a string or a list of strings, with their spans.
#[must_use]
pub(crate) fn listed_paths<'p>(plugin: &'p Plugin<'_>, field: &str) -> Vec<(&'p str, Span)> {
    let Some(node) = plugin.manifest().and_then(|manifest| manifest.root()?.get(field)) else { return Vec::new() };
    let single = std::slice::from_ref(node);
    let items = if node.is_sequence() { node.items() } else { single };
    items.iter().filter_map(|item| Some((item.as_str()?, item.span))).collect()
}

/// The names of all skills and commands in a tree, from their paths: what a mention can mean besides the plugin's own.
#[must_use]
pub(crate) fn names_in_tree(tree: &FileTree) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (path, _) in tree.below(Utf8Path::new("")) {
        let Some((parent, name)) = path.as_str().rsplit_once('/') else { continue };
        if name == "SKILL.md" {
            names.insert(slug(parent.rsplit('/').next().unwrap_or(parent)));
        } else if let Some(stem) = name.strip_suffix(".md").filter(|stem| !stem.is_empty())
            && parent.split('/').any(|part| matches!(part, "commands" | "agents"))
        {
            names.insert(slug(stem));
        }
    }
    names
}
