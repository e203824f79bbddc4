//! What the CLI opens for a target, which is a folder or a file, and what it reports about it.
//!
//! Source: the Claude Code CLI, run on about 100 kinds of folders and files.

use std::sync::Arc;

use camino::Utf8Path;

use super::components::{Components, FOLDERS, has_markdown, has_skills};
use super::fields::{COMPONENTS, DISPLAY, MANIFEST_HOOKS};
use super::file::{FileReader, Opened, open, parse, read, unread};
use super::findings::{NO_MANIFEST, PATH_INTO_GIT, RESERVED_NAME, ROOT_MEMORY_FILE, UNPORTABLE_PATH, UNREAD_FILE};
use super::frontmatter::{ComponentKind, Owner};
use super::paths::Paths;
use super::report::Report;
use super::{Depth, bundle_cache, git_links, hook_files, listed, manifest, marketplace, mcp, schema};
use crate::diag::Diagnostic;
use crate::plugin::{Document, FileKind, FileTree, MANIFEST, MARKETPLACE, Plugin, resolve};
use crate::source::{SourceFile, Span};
use crate::syntax::{Node, json};

/// Everything that the CLI reports for `target`, a path in the tree. `name` is the target's own name, for a tree whose
/// root is the target.
#[must_use]
pub fn check(tree: &FileTree, target: &Utf8Path, name: &str, depth: Depth) -> Vec<Diagnostic> {
    check_with(&FileReader::new(tree), target, name, depth)
}

/// The same for a plugin whose files have been read, as a target of its own in a deep check.
#[must_use]
pub fn check_plugin(plugin: &Plugin<'_>) -> Vec<Diagnostic> {
    let mut found = check_with(&FileReader::with(plugin), &plugin.root, "", Depth::Deep);
    let known = plugin.listings.iter().any(|listing| {
        let marketplace = listing.document.root();
        marketplace.is_some_and(|node| {
            listed::claims_are_known(node, listing.entry, plugin.manifest().and_then(Document::root))
        })
    });
    // A marketplace in the same folder is part of the same run, and its own names are not known.
    let manifest = plugin.tree.display_path(&plugin.root.join(MANIFEST));
    let is_of_manifest = |found: &Diagnostic| found.primary.location.file.path() == manifest;
    found.retain(|found| !known || found.rule.name != RESERVED_NAME.name || !is_of_manifest(found));
    found
}

fn check_with(tree: &FileReader<'_>, target: &Utf8Path, name: &str, depth: Depth) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let target = &resolve(Utf8Path::new(""), target.as_str()).unwrap_or_else(|| target.to_owned());
    let name = target.file_name().unwrap_or(name);
    let mut run = TargetCheck { tree, depth, found: &mut found };
    match tree.follow(target) {
        None => run.refuse(target, "file", "no such file or folder"),
        Some(FileKind::Directory) => run.folder(target, name),
        Some(_) => run.file(target),
    }
    found
}

/// What the CLI would report about the frontmatter of a skill directly in the root, which it does not open by itself.
#[must_use]
pub fn check_skill(tree: &FileTree) -> Vec<Diagnostic> {
    let (tree, path) = (FileReader::new(tree), Utf8Path::new("SKILL.md"));
    let mut found = Vec::new();
    if let Opened::Text(file) = open(&tree, path) {
        let mut components = Components { tree: &tree, owner: Owner::Plugin, found: &mut found };
        components.frontmatter(path, &file, ComponentKind::Skill);
    }
    found
}

/// Whether a folder without a manifest contains components that the CLI checks: a plugin's skills, a project's
/// `.claude`.
#[must_use]
pub fn has_components(tree: &FileTree, name: &str) -> bool {
    let root = Utf8Path::new("");
    FOLDERS.iter().any(|(folder, _)| *folder == name) && tree.is_directory(root)
        || TargetCheck { tree: &FileReader::new(tree), depth: Depth::Deep, found: &mut Vec::new() }.loose(root, name)
}

struct TargetCheck<'a> {
    tree: &'a FileReader<'a>,
    depth: Depth,
    found: &'a mut Vec<Diagnostic>,
}

impl TargetCheck<'_> {
    fn refuse(&mut self, path: &Utf8Path, key: &str, message: &str) {
        let file = unread(self.tree, path);
        Report::new(&file, self.found).add(&NO_MANIFEST, key, Span::at(0), message);
    }

    fn unread(&mut self, path: &Utf8Path, message: &str) {
        let file = unread(self.tree, path);
        Report::new(&file, self.found).add(&UNREAD_FILE, "directory", Span::at(0), message);
    }

    fn components(&mut self, owner: Owner) -> Components<'_> {
        Components { tree: self.tree, owner, found: self.found }
    }

    fn folder(&mut self, root: &Utf8Path, name: &str) {
        let has = |path: &str| self.tree.follow(&root.join(path)).is_some();
        let (market, plugin) = (has(MARKETPLACE), has(MANIFEST));
        if market {
            self.marketplace(root, &root.join(MARKETPLACE));
        }
        if plugin {
            self.plugin(root, &root.join(MANIFEST));
        }
        if market || plugin {
            hook_files::check(self.tree, root, root, self.found);
            if market {
                listed::hooks(self.tree, root, self.depth, self.found);
            }
            return;
        }
        if let Some((_, kind)) = FOLDERS.iter().find(|(folder, _)| *folder == name) {
            if matches!(self.tree.kind(root), Some(FileKind::Link(_))) {
                self.refuse(root, "directory", "skipped this folder of components: it is a link");
            } else {
                self.components(Owner::Project).folder(root, *kind);
            }
            return;
        }
        if !self.loose(root, name) {
            let file = unread(self.tree, root);
            let message = "the folder has no `.claude-plugin/plugin.json` or `.claude-plugin/marketplace.json`";
            let mut report = Report::new(&file, self.found);
            let found = report.at(&NO_MANIFEST, "directory", Span::at(0), message);
            let found =
                found.label("`claude plugin validate` rejects it, although `--plugin-dir` loads its components");
            report.push(found.help("add `.claude-plugin/plugin.json`, or name the folder that contains it"));
        }
        let skills = root.join("skills");
        if !has_skills(self.tree, &skills) {
            for (name, kind) in self.tree.list(&skills).iter() {
                if matches!(kind, FileKind::Link(_)) {
                    self.unread(&skills.join(name), "skipped the hooks files of this skill: it is a link");
                }
            }
        }
        hook_files::check(self.tree, root, root, self.found);
    }

    /// Checks a plugin's or a project's components without a manifest. True if there are any.
    fn loose(&mut self, root: &Utf8Path, name: &str) -> bool {
        let mut any = false;
        if has_skills(self.tree, &root.join("skills")) && name != ".claude" {
            self.components(Owner::Plugin).all(root);
            any = true;
        }
        let project = if name == ".claude" { root.to_owned() } else { root.join(".claude") };
        if matches!(self.tree.kind(&project), Some(FileKind::Link(_))) && name != ".claude" {
            self.unread(&project, "skipped this folder: it is a link");
            return true;
        }
        if FOLDERS.iter().any(|(folder, _)| self.holds_components(&project.join(folder))) {
            self.components(Owner::Project).all(&project);
            any = true;
        }
        any
    }

    fn holds_components(&self, folder: &Utf8Path) -> bool {
        if folder.file_name() == Some("skills") {
            let holds_link = |(_, kind): &(String, FileKind)| matches!(kind, FileKind::Link(_));
            return has_skills(self.tree, folder) || self.tree.list(folder).iter().any(holds_link);
        }
        match self.tree.kind(folder) {
            Some(FileKind::Link(_)) => true,
            Some(FileKind::Directory) => has_markdown(self.tree, folder),
            _ => false,
        }
    }

    fn file(&mut self, path: &Utf8Path) {
        let folder = path.parent().unwrap_or(Utf8Path::new(""));
        let in_manifest_folder = folder.file_name() == Some(".claude-plugin");
        let root = if in_manifest_folder { folder.parent().unwrap_or(Utf8Path::new("")) } else { folder };
        let market = match path.file_name() {
            Some("plugin.json") => false,
            Some("marketplace.json") => true,
            _ if in_manifest_folder => false,
            _ => read(self.tree, path)
                .and_then(|file| json::parse(file.text()).root)
                .is_some_and(|root| is_marketplace(&root)),
        };
        if market {
            self.marketplace(root, path);
            if in_manifest_folder {
                hook_files::marketplace_twins(self.tree, root, self.found);
            }
            return;
        }
        if in_manifest_folder && path.file_name() == Some("plugin.json") {
            self.plugin(root, path);
            hook_files::check(self.tree, root, root, self.found);
        } else {
            self.manifest(root, path);
            hook_files::check(self.tree, root, root, self.found);
        }
    }

    /// Checks a marketplace manifest and what it says about its plugins.
    fn marketplace(&mut self, root: &Utf8Path, path: &Utf8Path) {
        match self.regular(path) {
            Some(file) => marketplace::check(self.tree, root, &file, self.depth, self.found),
            None => self.refuse(path, "file", "not a file, expected a manifest"),
        }
    }

    fn regular(&self, path: &Utf8Path) -> Option<Arc<SourceFile>> {
        matches!(self.tree.follow(path), Some(FileKind::File { .. })).then(|| read(self.tree, path)).flatten()
    }

    /// Checks a plugin: its manifest, components and MCP servers.
    fn plugin(&mut self, root: &Utf8Path, path: &Utf8Path) {
        let manifest = match self.regular(path) {
            Some(_) => self.manifest(root, path).and_then(|(_, node)| node),
            None => {
                self.refuse(path, "file", "not a file, expected a manifest");
                None
            }
        };
        for (name, kind) in self.tree.list(root).iter() {
            let lower = name.to_lowercase();
            if matches!(kind, FileKind::File { .. }) && (lower == "claude.md" || lower == "claude.local.md") {
                let file = unread(self.tree, &root.join(name));
                let message = format!("`{name}` at the root of a plugin is not loaded");
                Report::new(&file, self.found).add(&ROOT_MEMORY_FILE, "root", Span::at(0), message);
            }
        }
        for link in bundle_cache::links(self.tree, root) {
            let file = unread(self.tree, &root.join(bundle_cache::NAME));
            let message = bundle_cache::message(&link);
            Report::new(&file, self.found).add(&UNPORTABLE_PATH, bundle_cache::NAME, Span::at(0), message);
        }
        for (link, target) in git_links::links(self.tree, root, self.depth) {
            let message = git_links::message(&link, &target);
            let mut report = Report::new(&unread(self.tree, root), self.found);
            let found = report.at(&PATH_INTO_GIT, "links", Span::at(0), message);
            report.push(found.help("replace the link with a real file"));
        }
        self.components(Owner::Plugin).all(root);
        mcp::files(self.tree, root, manifest.as_ref(), self.found);
    }

    /// Checks a manifest. Returns the file, and its tree if it is JSON.
    fn manifest(&mut self, root: &Utf8Path, path: &Utf8Path) -> Option<(Arc<SourceFile>, Option<Node>)> {
        let file = read(self.tree, path)?;
        let node = parse(&file, true, self.found);
        if let Some(node) = &node {
            let paths = Paths { tree: self.tree, folder: root };
            manifest::check(node, &paths, &mut Report::new(&file, self.found));
        }
        Some((file, node))
    }
}

/// Whether a JSON file of any name is a marketplace: it has a field that only marketplaces have, or an owner and no
/// field of a plugin.
fn is_marketplace(root: &Node) -> bool {
    const OWN: &[&str] = &["plugins", "renames", "forceRemoveDeletedPlugins", "allowCrossMarketplaceDependenciesOn"];
    const SHARED: &[&str] = &["$schema", "version", "description"];
    let of_a_plugin = |key: &str| !SHARED.contains(&key) && schema::knows(&[COMPONENTS, MANIFEST_HOOKS, DISPLAY], key);
    root.entries().iter().any(|entry| OWN.contains(&entry.key.as_str()))
        || root.get("owner").is_some() && !root.entries().iter().any(|entry| of_a_plugin(&entry.key))
}
