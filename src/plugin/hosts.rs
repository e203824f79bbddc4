//! Folders that hold a plugin for another host than Claude Code, found by its manifest.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use super::document::Document;
use super::tree::{FileKind, FileTree};

/// A host, by the manifest that it reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Host {
    /// `.codex-plugin/plugin.json`
    Codex,
    /// `plugin.json` with the `$schema` of Agent Plugins
    AgentPlugins,
    /// `gemini-extension.json`
    Gemini,
    /// `manifest.json` with `manifest_version` and `server`
    Mcpb,
}

/// Where each host's manifest lies below the plugin.
pub const HOST_MANIFESTS: &[(Host, &str)] = &[
    (Host::Codex, ".codex-plugin/plugin.json"),
    (Host::AgentPlugins, "plugin.json"),
    (Host::Gemini, "gemini-extension.json"),
    (Host::Mcpb, "manifest.json"),
];

/// A folder with the manifest of another host, or of several.
#[derive(Debug)]
pub struct HostTree<'t> {
    /// The tree that contains it.
    pub tree: &'t FileTree,
    /// Its folder in the tree.
    pub root: Utf8PathBuf,
    /// The manifests.
    pub manifests: Vec<(Host, Document)>,
    /// Manifests that are symbolic links, with their targets.
    pub links: Vec<(Utf8PathBuf, String)>,
}

impl<'t> HostTree<'t> {
    /// The folder, when it holds a manifest of another host.
    #[must_use]
    pub fn load(tree: &'t FileTree, root: &Utf8Path) -> Option<Self> {
        let mut found = Self { tree, root: root.to_owned(), manifests: Vec::new(), links: Vec::new() };
        for (host, path) in HOST_MANIFESTS {
            let path = root.join(path);
            match tree.kind(&path) {
                Some(FileKind::Link(target)) if *host != Host::Mcpb => found.links.push((path, target)),
                Some(_) => {
                    let document = found.document(&path).filter(|document| is_manifest(*host, document));
                    found.manifests.extend(document.map(|document| (*host, document)));
                }
                None => {}
            }
        }
        (!found.manifests.is_empty() || !found.links.is_empty()).then_some(found)
    }

    /// A file of the folder, by its path in the tree.
    #[must_use]
    pub fn document(&self, path: &Utf8Path) -> Option<Document> {
        Document::load(self.tree, &self.root, path, &self.tree.kind(path)?)
    }

    /// The manifest for a host.
    #[must_use]
    pub fn manifest(&self, host: Host) -> Option<&Document> {
        self.manifests.iter().find(|(known, _)| *known == host).map(|(_, document)| document)
    }

    /// The files below a folder of the plugin whose path ends in `end`.
    pub fn files<'a>(&'a self, folder: &str, end: &'a str) -> impl Iterator<Item = Document> + use<'a, 't> {
        let below = self.tree.below(&self.root.join(folder));
        below.filter(move |(path, _)| path.as_str().ends_with(end)).filter_map(|(path, _)| self.document(path))
    }
}

/// Whether a file of a common name is this host's manifest.
fn is_manifest(host: Host, document: &Document) -> bool {
    let has = |key: &str, start: &str| {
        let value = document.root().and_then(|root| root.get(key)?.scalar_text());
        value.is_some_and(|value| value.starts_with(start))
    };
    match host {
        Host::Codex | Host::Gemini => true,
        Host::AgentPlugins => has("$schema", "https://agent-plugins.org/"),
        // A browser's extension has `manifest_version` too.
        Host::Mcpb => {
            let has_server = document.root().is_some_and(|root| root.get("server").is_some());
            has("manifest_version", "") && has_server
        }
    }
}

/// Every folder in the tree that holds a manifest of another host.
#[must_use]
pub fn host_trees(tree: &FileTree) -> Vec<HostTree<'_>> {
    let mut roots = BTreeSet::new();
    for (path, _) in tree.below(Utf8Path::new("")) {
        for (_, manifest) in HOST_MANIFESTS {
            if path.ends_with(manifest)
                && let Some(root) = path.ancestors().nth(Utf8Path::new(manifest).components().count())
            {
                roots.insert(root.to_owned());
            }
        }
    }
    roots.iter().filter_map(|root| HostTree::load(tree, root)).collect()
}
