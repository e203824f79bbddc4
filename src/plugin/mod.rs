//! What is on disk: file trees, and the plugins and marketplaces in them, parsed once.
//!
//! It knows where Claude Code looks for what; whether it is right is the business of the rules.

pub mod document;
pub mod frontmatter_fields;
pub mod marketplace;
pub mod tree;

use camino::{Utf8Path, Utf8PathBuf};

pub use document::{Content, Document, DocumentKind};
pub use marketplace::{Marketplace, MarketplaceEntry};
pub use tree::{FileKind, FileTree, resolve};

/// Where a plugin's manifest lives, below the plugin.
pub const MANIFEST: &str = ".claude-plugin/plugin.json";
/// Where a marketplace's manifest lives, below the marketplace.
pub const MARKETPLACE: &str = ".claude-plugin/marketplace.json";

/// One plugin folder with everything in it that is text.
#[derive(Debug)]
pub struct Plugin<'t> {
    /// The tree it lives in.
    pub tree: &'t FileTree,
    /// Its folder in the tree.
    pub root: Utf8PathBuf,
    /// Its text files in the order of their paths.
    pub documents: Vec<Document>,
}

impl<'t> Plugin<'t> {
    /// Reads every text file below `root`, folders of plugins inside it left out.
    #[must_use]
    pub fn load(tree: &'t FileTree, root: &Utf8Path) -> Self {
        let nested: Vec<&Utf8Path> = tree
            .below(root)
            .filter(|(path, _)| path.as_str().ends_with(MANIFEST) && path.ends_with(MANIFEST))
            .filter_map(|(path, _)| path.parent()?.parent())
            .filter(|inner| *inner != root)
            .collect();
        let documents = tree
            .below(root)
            .filter(|(path, kind)| {
                matches!(kind, FileKind::File { .. }) && !nested.iter().any(|inner| path.starts_with(inner))
            })
            .filter_map(|(path, kind)| Document::load(tree, root, path, kind))
            .collect();
        Self { tree, root: root.to_owned(), documents }
    }

    /// The document at a path below the plugin.
    #[must_use]
    pub fn document(&self, path: &str) -> Option<&Document> {
        let index = self.documents.binary_search_by(|document| document.path.as_str().cmp(path)).ok()?;
        self.documents.get(index)
    }

    /// The manifest, when there is one.
    #[must_use]
    pub fn manifest(&self) -> Option<&Document> {
        self.document(MANIFEST)
    }

    /// All documents of one kind.
    pub fn of_kind(&self, kind: DocumentKind) -> impl Iterator<Item = &Document> {
        self.documents.iter().filter(move |document| document.kind == kind)
    }

    /// The plugin's name: the manifest's, else the folder's.
    #[must_use]
    pub fn name(&self) -> &str {
        self.manifest()
            .and_then(|manifest| manifest.root()?.get("name")?.as_str())
            .or(self.root.file_name())
            .unwrap_or_default()
    }

    /// A path below the plugin as a path in the tree; `None` when it leaves the plugin.
    #[must_use]
    pub fn resolve(&self, written: &str) -> Option<Utf8PathBuf> {
        resolve(&self.root, written).filter(|path| path.starts_with(&self.root))
    }
}

/// The plugins and marketplaces found in a tree.
#[derive(Debug, Default)]
pub struct Found {
    /// Folders with a marketplace manifest.
    pub marketplaces: Vec<Utf8PathBuf>,
    /// Folders with a plugin manifest.
    pub plugins: Vec<Utf8PathBuf>,
}

/// Finds every plugin and marketplace in the tree.
#[must_use]
pub fn discover(tree: &FileTree) -> Found {
    let mut found = Found::default();
    for (path, _) in tree.below(Utf8Path::new("")) {
        let Some(folder) = path.parent().filter(|folder| folder.file_name() == Some(".claude-plugin")) else {
            continue;
        };
        let root = folder.parent().unwrap_or(Utf8Path::new("")).to_owned();
        match path.file_name() {
            Some("plugin.json") => found.plugins.push(root),
            Some("marketplace.json") => found.marketplaces.push(root),
            _ => {}
        }
    }
    found
}
