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
    /// The folder of each entry; see [`MarketplaceEntry::folder`].
    folders: Vec<Option<Utf8PathBuf>>,
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
        let mut marketplace = Self { tree, root: root.to_owned(), document, folders: Vec::new() };
        marketplace.folders = marketplace.nodes().iter().map(|entry| marketplace.folder(entry)).collect();
        Some(marketplace)
    }

    /// The entries in order; empty if the manifest could not be parsed.
    #[must_use]
    pub fn entries(&self) -> Vec<MarketplaceEntry<'_>> {
        let entries = self.nodes().iter().zip(&self.folders).enumerate();
        entries.map(|(index, (node, folder))| MarketplaceEntry { index, node, folder: folder.clone() }).collect()
    }

    fn nodes(&self) -> &[Node] {
        self.document.root().and_then(|root| root.get("plugins")).map(Node::items).unwrap_or_default()
    }

    /// The entries whose source is `folder`.
    pub fn listings<'m>(&'m self, folder: &'m Utf8Path) -> impl Iterator<Item = Listing<'m>> {
        // Compares text, because comparing components is much slower.
        let is_here = move |of_entry: &Option<Utf8PathBuf>| {
            of_entry.as_ref().is_some_and(|of_entry| of_entry.as_str() == folder.as_str())
        };
        let entries = self.nodes().iter().zip(&self.folders).filter(move |(_, of_entry)| is_here(of_entry));
        entries.map(|(entry, _)| Listing { document: &self.document, entry })
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
