//! Folders that hold a plugin or a marketplace for another host than Claude Code, found by their manifests.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use super::document::Document;
use super::tree::{FileKind, FileTree, resolve};
use super::{MANIFEST, MARKETPLACE};
use crate::syntax::Node;

/// A host, or a format that several hosts read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Host {
    /// Claude Code, which reads `.claude-plugin/plugin.json`.
    Claude,
    /// OpenAI Codex, which reads `.codex-plugin/plugin.json`.
    Codex,
    /// Hosts that read `plugin.json` with the `$schema` of Agent Plugins.
    AgentPlugins,
    /// Gemini CLI, which reads `gemini-extension.json`.
    Gemini,
    /// Claude Desktop, which reads `manifest.json` with `manifest_version` and `server`.
    Mcpb,
    /// Cursor, which reads `.cursor-plugin/plugin.json`.
    Cursor,
}

impl Host {
    /// Its name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Claude => "Claude Code",
            Self::Codex => "Codex",
            Self::AgentPlugins => "Agent Plugins",
            Self::Gemini => "Gemini CLI",
            Self::Mcpb => "Claude Desktop",
            Self::Cursor => "Cursor",
        }
    }

    /// Its name in the configuration, and as a target of `build`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Claude => "claude",
            Self::Codex => "codex",
            Self::AgentPlugins => "agent-plugins",
            Self::Gemini => "gemini",
            Self::Mcpb => "mcpb",
            Self::Cursor => "cursor",
        }
    }

    /// Its manifest, below the plugin.
    #[must_use]
    pub fn manifest(self) -> &'static str {
        match self {
            Self::Claude => MANIFEST,
            Self::Codex => ".codex-plugin/plugin.json",
            Self::AgentPlugins => "plugin.json",
            Self::Gemini => "gemini-extension.json",
            Self::Mcpb => "manifest.json",
            Self::Cursor => ".cursor-plugin/plugin.json",
        }
    }
}

/// Every host but Claude Code.
const OTHERS: &[Host] = &[Host::Codex, Host::AgentPlugins, Host::Gemini, Host::Mcpb, Host::Cursor];

/// Marketplaces of other hosts. GitHub Copilot reads those of Agent Plugins.
const MARKETPLACES: &[(Host, &str)] = &[
    (Host::Codex, ".agents/plugins/marketplace.json"),
    (Host::AgentPlugins, ".plugin/marketplace.json"),
    (Host::AgentPlugins, ".github/plugin/marketplace.json"),
    (Host::Cursor, ".cursor-plugin/marketplace.json"),
];

/// A folder with the manifest of another host, or of several.
#[derive(Debug)]
pub struct HostTree<'t> {
    /// The tree that contains it.
    pub tree: &'t FileTree,
    /// Its folder in the tree.
    pub root: Utf8PathBuf,
    /// The plugin's manifests.
    pub manifests: Vec<(Host, Document)>,
    /// The marketplace's manifests.
    pub marketplaces: Vec<(Host, Document)>,
    /// Manifests that are symbolic links, or lie in a folder that is one, with the link's target.
    pub links: Vec<(Utf8PathBuf, String)>,
}

impl<'t> HostTree<'t> {
    /// The folder, when it holds a manifest of another host.
    #[must_use]
    pub fn load(tree: &'t FileTree, root: &Utf8Path) -> Option<Self> {
        let (manifests, marketplaces) = (Vec::new(), Vec::new());
        let mut found = Self { tree, root: root.to_owned(), manifests, marketplaces, links: Vec::new() };
        for host in OTHERS {
            if let Some(document) =
                found.unlinked(host.manifest()).filter(|document| found.is_manifest(*host, document))
            {
                found.manifests.push((*host, document));
            }
        }
        for (host, path) in MARKETPLACES {
            if let Some(document) = found.unlinked(path) {
                found.marketplaces.push((*host, document));
            }
        }
        let is_plugin = !found.manifests.is_empty() || found.tree.exists(&root.join(".claude-plugin"));
        let paths = OTHERS.iter().map(|host| host.manifest()).chain(MARKETPLACES.iter().map(|(_, path)| *path));
        for path in paths.filter(|path| is_plugin || *path != Host::AgentPlugins.manifest()) {
            found.link(path);
        }
        if found.manifests.is_empty() && found.marketplaces.is_empty() && found.links.is_empty() {
            return None;
        }
        found.link(MANIFEST);
        found.link(MARKETPLACE);
        Some(found)
    }

    /// Remembers a manifest that is a link. One for Claude Desktop has too common a name.
    fn link(&mut self, path: &str) {
        if path == Host::Mcpb.manifest() {
            return;
        }
        for path in folder(path).into_iter().chain([path]) {
            let path = self.root.join(path);
            if let Some(FileKind::Link(target)) = self.tree.kind(&path) {
                if !self.links.iter().any(|(known, _)| *known == path) {
                    self.links.push((path, target));
                }
                return;
            }
        }
    }

    /// The same folder with only the manifests of some hosts; `None` if there are none.
    #[must_use]
    pub fn only(mut self, keep: impl Fn(Host) -> bool) -> Option<Self> {
        self.manifests.retain(|(host, _)| keep(*host));
        self.marketplaces.retain(|(host, _)| keep(*host));
        let hosts = [Host::Claude].iter().chain(OTHERS).map(|host| (*host, host.manifest()));
        let kept: Vec<_> = hosts.chain(MARKETPLACES.iter().copied()).filter(|(host, _)| keep(*host)).collect();
        let root = self.root.clone();
        self.links.retain(|(path, _)| kept.iter().any(|(_, manifest)| root.join(manifest).starts_with(path)));
        (!(self.manifests.is_empty() && self.marketplaces.is_empty() && self.links.is_empty())).then_some(self)
    }

    /// A file at a path below the folder, unless it is a link.
    fn unlinked(&self, path: &str) -> Option<Document> {
        let path = self.root.join(path);
        self.tree.is_file(&path).then(|| self.document(&path))?
    }

    /// A file of the folder, by its path in the tree.
    #[must_use]
    pub fn document(&self, path: &Utf8Path) -> Option<Document> {
        Document::load(self.tree, &self.root, path, &self.tree.kind(path)?)
    }

    /// The file that a manifest names, relative to the plugin.
    #[must_use]
    pub fn named(&self, path: &str) -> Option<Document> {
        self.document(&self.resolve(path)?)
    }

    /// The path in the tree of what a manifest names; `None` if it leaves the plugin.
    #[must_use]
    pub fn resolve(&self, path: &str) -> Option<Utf8PathBuf> {
        resolve(&self.root, path).filter(|path| path.starts_with(&self.root))
    }

    /// The manifest for a host.
    #[must_use]
    pub fn manifest(&self, host: Host) -> Option<&Document> {
        self.manifests.iter().find(|(known, _)| *known == host).map(|(_, document)| document)
    }

    /// The names in its manifests.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let names = self.manifests.iter().filter_map(|(_, document)| document.root()?.get("name")?.as_str());
        names.collect()
    }

    /// Whether Claude Code reads the folder as a plugin too.
    #[must_use]
    pub fn is_of_claude(&self) -> bool {
        self.tree.exists(&self.root.join(MANIFEST))
    }

    /// The files below a folder of the plugin whose path ends in `end`.
    pub fn files<'a>(&'a self, folder: &str, end: &'a str) -> impl Iterator<Item = Document> + use<'a, 't> {
        let below = self.tree.below(&self.root.join(folder));
        below.filter(move |(path, _)| path.as_str().ends_with(end)).filter_map(|(path, _)| self.document(path))
    }

    /// The folders from which Codex reads skills, relative to the plugin: what its manifest lists instead of `skills`.
    #[must_use]
    pub fn codex_skills(&self) -> Vec<String> {
        let Some(manifest) = self.manifest(Host::Codex) else { return Vec::new() };
        let Some(listed) = manifest.root().and_then(|root| root.get("skills")) else {
            return vec!["skills".to_owned()];
        };
        let texts = listed.items().iter().chain([listed]).filter_map(Node::as_str);
        texts.map(|text| text.trim_start_matches("./").trim_end_matches('/').to_owned()).collect()
    }

    /// The file and the servers that Codex starts: those of its manifest, or else those of `.mcp.json`. The name of each
    /// server is a key of the mapping.
    #[must_use]
    pub fn codex_servers(&self) -> Option<Document> {
        let manifest = self.manifest(Host::Codex)?;
        match manifest.root()?.get("mcpServers") {
            Some(path) => self.named(path.as_str()?),
            None => self.named(".mcp.json"),
        }
    }

    /// Whether a file of a common name is this host's manifest.
    fn is_manifest(&self, host: Host, document: &Document) -> bool {
        let starts = |document: &Document, key: &str, start: &str| {
            let value = document.root().and_then(|root| root.get(key)?.scalar_text());
            value.is_some_and(|value| value.starts_with(start))
        };
        match host {
            Host::Claude | Host::Codex | Host::Gemini | Host::Cursor => true,
            Host::AgentPlugins => match document.root() {
                Some(_) => {
                    let servers = || self.unlinked("mcp.json");
                    starts(document, "$schema", AGENT_PLUGINS)
                        || servers().is_some_and(|servers| starts(&servers, "$schema", AGENT_PLUGINS))
                }
                None => document.file.text().contains(AGENT_PLUGINS),
            },
            // A browser's extension has `manifest_version` too.
            Host::Mcpb if document.root().is_none() => {
                ["manifest_version", "mcp_config"].iter().all(|key| document.file.text().contains(key))
            }
            Host::Mcpb => {
                let has_server = document.root().is_some_and(|root| root.get("server").is_some());
                starts(document, "manifest_version", "") && has_server
            }
        }
    }
}

/// The folder that exists for a manifest alone.
fn folder(manifest: &str) -> Option<&str> {
    manifest.split_once('/').map(|(folder, _)| folder).filter(|folder| folder.ends_with("plugin"))
}

/// The start of every `$schema` of Agent Plugins.
const AGENT_PLUGINS: &str = "https://agent-plugins.org/";

/// Every folder in the tree that holds a manifest of another host.
#[must_use]
pub(crate) fn host_trees(tree: &FileTree) -> Vec<HostTree<'_>> {
    let manifests = || OTHERS.iter().map(|host| host.manifest()).chain(MARKETPLACES.iter().map(|(_, path)| *path));
    let mut roots = BTreeSet::new();
    for (path, kind) in tree.below(Utf8Path::new("")) {
        for manifest in manifests() {
            let is_link = |name| path.file_name() == Some(name) && matches!(kind, FileKind::Link(_));
            let root = if path.as_str().ends_with(manifest) && path.ends_with(manifest) {
                path.ancestors().nth(Utf8Path::new(manifest).components().count())
            } else if folder(manifest).is_some_and(is_link) {
                path.parent()
            } else {
                None
            };
            roots.extend(root.map(Utf8Path::to_owned));
        }
    }
    roots.iter().filter_map(|root| HostTree::load(tree, root)).collect()
}
