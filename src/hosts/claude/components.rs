//! Skills, commands and agents: where the CLI looks for them, and what it reports about those that it cannot read.
//!
//! Source: the Claude Code CLI. It does not follow links. In `skills/` it reports them; elsewhere it ignores them.

use std::sync::Arc;

use camino::Utf8Path;

use super::file::{FileReader, Opened, open, unread};
use super::findings::UNREAD_FILE;
use super::frontmatter::{self, ComponentKind, Owner};
use super::report::Report;
use crate::diag::Diagnostic;
use crate::plugin::FileKind;
use crate::plugin::document::MAX_SIZE;
use crate::source::{SourceFile, Span};

/// The component folders, by name.
pub(super) const FOLDERS: &[(&str, ComponentKind)] =
    &[("skills", ComponentKind::Skill), ("commands", ComponentKind::Command), ("agents", ComponentKind::Agent)];

/// A walk through the components of a plugin or project.
pub(super) struct Components<'a> {
    pub(super) tree: &'a FileReader<'a>,
    pub(super) owner: Owner,
    pub(super) found: &'a mut Vec<Diagnostic>,
}

impl Components<'_> {
    /// Checks the three folders below `root`.
    pub(super) fn all(&mut self, root: &Utf8Path) {
        for (name, kind) in FOLDERS {
            self.folder(&root.join(name), *kind);
        }
    }

    /// Checks one folder of components, if it is a folder.
    pub(super) fn folder(&mut self, folder: &Utf8Path, kind: ComponentKind) {
        match self.tree.kind(folder) {
            Some(FileKind::Link(_)) => {
                self.unread(folder, "skipped this folder: it is a link");
            }
            Some(FileKind::Directory) if kind == ComponentKind::Skill => self.skills(folder),
            Some(FileKind::Directory) => self.markdown(folder, folder, kind),
            _ => {}
        }
    }

    fn skills(&mut self, folder: &Utf8Path) {
        for (name, kind) in self.tree.list(folder).iter() {
            let skill = folder.join(name);
            match kind {
                FileKind::Link(_) => self.unread(folder, &format!("skipped `{name}`: it is a link")),
                FileKind::Directory => match open(self.tree, &skill.join("SKILL.md")) {
                    Opened::Missing => {}
                    Opened::NotRegular => {
                        self.unread(folder, &format!("skipped `{name}/SKILL.md`: it is not a regular file"));
                    }
                    Opened::TooLarge => self.too_large(folder, &format!("{name}/SKILL.md")),
                    Opened::Text(file) => self.frontmatter(&skill.join("SKILL.md"), &file, ComponentKind::Skill),
                },
                FileKind::File { .. } => {}
            }
        }
    }

    fn markdown(&mut self, top: &Utf8Path, folder: &Utf8Path, kind: ComponentKind) {
        for (name, entry) in self.tree.list(folder).iter() {
            let path = folder.join(name);
            match entry {
                FileKind::Directory => self.markdown(top, &path, kind),
                FileKind::File { .. } if name.to_ascii_lowercase().ends_with(".md") => match open(self.tree, &path) {
                    Opened::TooLarge => self.too_large(top, name),
                    Opened::Text(file) => self.frontmatter(&path, &file, kind),
                    Opened::Missing | Opened::NotRegular => {}
                },
                FileKind::Link(_) if self.owner == Owner::Project => {
                    self.unread(top, &format!("skipped `{name}`: it is a link"));
                }
                _ => {}
            }
        }
    }

    /// Checks the frontmatter of one file.
    pub(super) fn frontmatter(&mut self, path: &Utf8Path, file: &Arc<SourceFile>, kind: ComponentKind) {
        let frontmatter = self.tree.frontmatter(path, file);
        frontmatter::check(file, frontmatter.as_deref(), kind, self.owner, self.found);
    }

    fn too_large(&mut self, folder: &Utf8Path, name: &str) {
        self.unread(folder, &format!("skipped `{name}`: it is larger than {MAX_SIZE} bytes"));
    }

    fn unread(&mut self, folder: &Utf8Path, message: &str) {
        let file = unread(self.tree, folder);
        Report::new(&file, self.found).add(&UNREAD_FILE, "directory", Span::at(0), message);
    }
}

/// Whether a folder of skills contains a skill, or cannot be read.
pub(super) fn has_skills(tree: &FileReader<'_>, folder: &Utf8Path) -> bool {
    match tree.kind(folder) {
        Some(FileKind::Link(_)) => true,
        Some(FileKind::Directory) => tree.list(folder).iter().any(|(name, kind)| match kind {
            FileKind::Directory => tree.exists(&folder.join(name).join("SKILL.md")),
            FileKind::File { .. } | FileKind::Link(_) => false,
        }),
        _ => false,
    }
}

/// Whether a folder contains a Markdown file at any depth.
pub(super) fn has_markdown(tree: &FileReader<'_>, folder: &Utf8Path) -> bool {
    tree.list(folder).iter().any(|(name, kind)| match kind {
        FileKind::Directory => has_markdown(tree, &folder.join(name)),
        FileKind::File { .. } => name.to_ascii_lowercase().ends_with(".md"),
        FileKind::Link(_) => false,
    })
}
