//! What is on disk: file trees, and the plugins and marketplaces in them, parsed once.
//!
//! It knows where Claude Code looks for each file; the rules check what the files contain.

mod declared;
pub(crate) mod document;
#[cfg(feature = "cli")]
pub(crate) mod frontmatter_fields;
pub(crate) mod hosts;
pub(crate) mod marketplace;
pub(crate) mod tree;

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

pub use document::{Content, Document, DocumentKind};
pub use marketplace::{Marketplace, MarketplaceEntry};
pub use tree::{FileKind, FileTree, resolve};

use crate::syntax::Node;

/// The path of a plugin's manifest inside the plugin.
pub const MANIFEST: &str = ".claude-plugin/plugin.json";
/// The path of a marketplace's manifest inside the marketplace.
pub const MARKETPLACE: &str = ".claude-plugin/marketplace.json";

/// An entry of a marketplace that names a plugin.
#[derive(Debug, Clone, Copy)]
pub struct Listing<'t> {
    /// The marketplace's manifest.
    pub document: &'t Document,
    /// The entry.
    pub entry: &'t Node,
}

/// Whether a path of the tree is inside a folder. Compares text, because comparing components is much slower.
fn is_inside(path: &Utf8Path, folder: &Utf8Path) -> bool {
    match folder.as_str() {
        "" => !path.as_str().is_empty(),
        folder => path.as_str().strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')),
    }
}

/// A plugin folder and its text files.
#[derive(Debug)]
pub struct Plugin<'t> {
    /// The tree that contains it.
    pub tree: &'t FileTree,
    /// Its folder in the tree.
    pub root: Utf8PathBuf,
    /// Its text files, sorted by path.
    pub documents: Vec<Document>,
    /// The marketplace entries that name it. They declare its components when it has no manifest.
    pub listings: Vec<Listing<'t>>,
    /// Number of its files that are not readable text.
    pub unread: usize,
}

impl<'t> Plugin<'t> {
    /// Reads every text file below `root`, except in plugins nested inside it.
    #[must_use]
    pub fn load(tree: &'t FileTree, root: &Utf8Path) -> Self {
        Self::load_listed(tree, root, &[], Vec::new())
    }

    /// The same for a plugin that marketplace entries name. `others` are the folders of further plugins; those inside
    /// this one are left out.
    #[must_use]
    pub fn load_listed(
        tree: &'t FileTree,
        root: &Utf8Path,
        others: &[Utf8PathBuf],
        listings: Vec<Listing<'t>>,
    ) -> Self {
        let with_manifest = tree
            .below(root)
            .filter(|(path, _)| path.as_str().ends_with(MANIFEST) && path.ends_with(MANIFEST))
            .filter_map(|(path, _)| path.parent()?.parent());
        let nested: BTreeSet<&Utf8Path> = with_manifest
            .chain(others.iter().map(Utf8PathBuf::as_path))
            .filter(|inner| is_inside(inner, root))
            .collect();
        let files = tree.below(root).filter(|(path, kind)| {
            matches!(kind, FileKind::File { .. }) && !nested.iter().any(|inner| is_inside(path, inner))
        });
        let mut plugin = Self { tree, root: root.to_owned(), documents: Vec::new(), listings, unread: 0 };
        for (path, kind) in files {
            match Document::load(tree, root, path, kind) {
                Some(document) => {
                    plugin.unread += usize::from(matches!(document.content, Content::Unread(_)));
                    plugin.documents.push(document);
                }
                None => plugin.unread += 1,
            }
        }
        declared::apply(&mut plugin);
        plugin
    }

    /// The document at a path relative to the plugin.
    #[must_use]
    pub fn document(&self, path: &str) -> Option<&Document> {
        let index = self.documents.binary_search_by(|document| document.path.as_str().cmp(path)).ok()?;
        self.documents.get(index)
    }

    /// The manifest, if there is one.
    #[must_use]
    pub fn manifest(&self) -> Option<&Document> {
        self.document(MANIFEST)
    }

    /// How many of its documents could not be read.
    #[must_use]
    pub fn unread_documents(&self) -> usize {
        self.documents.iter().filter(|document| matches!(document.content, Content::Unread(_))).count()
    }

    /// All documents of one kind.
    pub fn of_kind(&self, kind: DocumentKind) -> impl Iterator<Item = &Document> {
        self.documents.iter().filter(move |document| document.kind == kind)
    }

    /// The plugin's name: from the manifest, or else from its marketplace entry, or else from the folder.
    #[must_use]
    pub fn name(&self) -> &str {
        let listed = || self.listings.iter().find_map(|listing| listing.entry.get("name")?.as_str());
        self.manifest()
            .and_then(|manifest| manifest.root()?.get("name")?.as_str())
            .or_else(listed)
            .or(self.root.file_name())
            .unwrap_or_else(|| self.tree.name())
    }

    /// Converts a path relative to the plugin into a path in the tree; `None` if it leaves the plugin.
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
    /// Folders of plugins, in order: those with a manifest, those that a marketplace lists, and in a tree without
    /// either the root or the folders in it that contain components.
    pub plugins: Vec<Utf8PathBuf>,
    /// Whether the tree is one skill, which is not a plugin although the loader accepts it.
    pub is_skill: bool,
}

/// Files and folders at the top of a plugin that Claude Code loads without a manifest.
pub const LOADED: &[&str] = &["skills", "commands", "agents", "hooks/hooks.json", ".mcp.json", "output-styles"];

/// The folder that a path `FOLDER/skills/NAME/SKILL.md` makes a plugin without a manifest. Hidden folders, such as a
/// project's `.claude`, are not plugins.
fn folder_of_skill(path: &Utf8Path) -> Option<&Utf8Path> {
    let skills = path.parent()?.parent().filter(|_| path.file_name() == Some("SKILL.md"))?;
    let folder = skills.parent().filter(|_| skills.file_name() == Some("skills"))?;
    let hidden = folder.components().any(|part| part.as_str().starts_with('.'));
    (!hidden && !folder.as_str().is_empty()).then_some(folder)
}

/// Finds every plugin and marketplace in the tree. A tree without either is searched for folders with skills, or is one
/// skill.
#[must_use]
pub fn discover(tree: &FileTree) -> Found {
    let mut marketplaces = Vec::new();
    let mut plugins = BTreeSet::new();
    let mut is_skill = false;
    for (path, _) in tree.below(Utf8Path::new("")) {
        let Some(folder) = path.parent().filter(|folder| folder.file_name() == Some(".claude-plugin")) else {
            continue;
        };
        let root = folder.parent().unwrap_or(Utf8Path::new("")).to_owned();
        match path.file_name() {
            Some("plugin.json") => _ = plugins.insert(root),
            Some("marketplace.json") => marketplaces.push(root),
            _ => {}
        }
    }
    for marketplace in marketplaces.iter().filter_map(|root| Marketplace::load(tree, root)) {
        let folders = marketplace.entries().into_iter().filter_map(|entry| entry.folder);
        plugins.extend(folders.filter(|folder| tree.is_directory(folder)));
    }
    let is_project = tree.name() == ".claude";
    let is_of_a_host = hosts::HostTree::load(tree, Utf8Path::new("")).is_some_and(|found| !found.manifests.is_empty());
    if !is_of_a_host && plugins.is_empty() && marketplaces.is_empty() && !is_project {
        let has = |path: &str| tree.exists(Utf8Path::new(path));
        // A folder with the manifest of another host is a plugin of that host, not of Claude Code.
        let is_own = |folder: &&Utf8Path| hosts::HostTree::load(tree, folder).is_none_or(|it| it.manifests.is_empty());
        let folders = tree.below(Utf8Path::new("")).filter_map(|(path, _)| folder_of_skill(path));
        let mut folders = folders.filter(is_own).map(Utf8Path::to_owned).peekable();
        // A skill may have agents and commands of its own, such as the `agents/openai.yaml` of Codex.
        let of_a_skill = |path: &str| matches!(path, "agents" | "commands") || !has(path);
        is_skill = has(document::ROOT_SKILL) && LOADED.iter().all(|path| of_a_skill(path)) && folders.peek().is_none();
        if is_skill || LOADED.iter().any(|path| has(path)) {
            plugins.insert(Utf8PathBuf::new());
        } else {
            plugins.extend(folders);
        }
    }
    Found { marketplaces, plugins: plugins.into_iter().collect(), is_skill }
}
