//! A marketplace: its manifest, and the folders of the plugins that it lists.

use camino::{Utf8Path, Utf8PathBuf};

use super::document::Document;
use super::tree::{FileTree, resolve};
use super::{Listing, MARKETPLACE};
use crate::syntax::Node;

/// A marketplace folder.
#[derive(Debug)]
pub struct Marketplace<'t> {
    /// The tree that contains it.
    pub tree: &'t FileTree,
    /// Its folder in the tree; local sources are relative to it.
    pub root: Utf8PathBuf,
    /// `.claude-plugin/marketplace.json`
    pub document: Document,
}

/// One entry of `plugins`.
#[derive(Debug, Clone)]
pub struct MarketplaceEntry<'m> {
    /// Its index in the list.
    pub index: usize,
    /// The entry itself.
    pub node: &'m Node,
    /// The plugin's folder in the tree, if the source is a path inside the marketplace.
    pub folder: Option<Utf8PathBuf>,
}

impl MarketplaceEntry<'_> {
    /// The entry's name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.node.get("name")?.as_str()
    }
}

impl<'t> Marketplace<'t> {
    /// Reads the manifest below `root`; `None` if there is none.
    #[must_use]
    pub fn load(tree: &'t FileTree, root: &Utf8Path) -> Option<Self> {
        let path = root.join(MARKETPLACE);
        let kind = tree.kind(&path)?;
        let document = Document::load(tree, root, &path, &kind)?;
        Some(Self { tree, root: root.to_owned(), document })
    }

    /// The entries in order; empty if the manifest could not be parsed.
    #[must_use]
    pub fn entries(&self) -> Vec<MarketplaceEntry<'_>> {
        let plugins = self.document.root().and_then(|root| root.get("plugins")).map(Node::items).unwrap_or_default();
        plugins
            .iter()
            .enumerate()
            .map(|(index, node)| MarketplaceEntry { index, node, folder: self.folder(node) })
            .collect()
    }

    /// The entries whose source is `folder`.
    pub fn listings<'m>(&'m self, folder: &Utf8Path) -> impl Iterator<Item = Listing<'m>> {
        let entries = self.entries().into_iter().filter(move |entry| entry.folder.as_deref() == Some(folder));
        entries.map(|entry| Listing { document: &self.document, entry: entry.node })
    }

    fn folder(&self, entry: &Node) -> Option<Utf8PathBuf> {
        let source = entry.get("source")?.as_str()?;
        let plugin_root =
            self.document.root().and_then(|root| root.at(&["metadata", "pluginRoot"])).and_then(Node::as_str);
        let base = match plugin_root {
            Some(folder) if !source.starts_with('.') => resolve(&self.root, folder)?,
            _ => self.root.clone(),
        };
        resolve(&base, source).filter(|folder| folder.starts_with(&self.root))
    }
}
