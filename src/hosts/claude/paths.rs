//! The paths in plugin.json: whether they stay inside the plugin, and whether they exist.
//!
//! Source: the Claude Code CLI, each field tested with about 50 paths.

use camino::{Utf8Path, Utf8PathBuf};

use super::file::FileReader;
use super::findings::{PATH_NOT_FOUND, PATH_TRAVERSAL, WRONG_FILE_TYPE};
use super::report::Report;
use super::schema::entries;
use crate::diag::Diagnostic;
use crate::plugin::{FileKind, resolve};
use crate::source::Span;
use crate::syntax::{Kind, Node};

/// Whether a path has a `..` component.
pub(super) fn climbs(path: &str) -> bool {
    path.split(['/', '\\']).any(|part| part == "..")
}

/// What a field's paths must point to.
#[derive(Clone, Copy, PartialEq)]
enum Leads {
    Anywhere,
    ToFolder,
    ToJson,
}

/// How the CLI spells a field's key path when the field is one path, not a list.
#[derive(Clone, Copy, PartialEq)]
enum Spelled {
    Alone,
    AsList,
}

const FIELDS: &[(&str, Spelled, Leads)] = &[
    ("commands", Spelled::Alone, Leads::Anywhere),
    ("agents", Spelled::AsList, Leads::Anywhere),
    ("skills", Spelled::AsList, Leads::ToFolder),
    ("hooks", Spelled::AsList, Leads::ToJson),
    ("mcpServers", Spelled::Alone, Leads::ToJson),
    ("lspServers", Spelled::Alone, Leads::ToJson),
    ("outputStyles", Spelled::Alone, Leads::Anywhere),
    ("workflows", Spelled::AsList, Leads::Anywhere),
    ("themes", Spelled::Alone, Leads::Anywhere),
    ("monitors", Spelled::Alone, Leads::ToJson),
];

/// The folder that paths are relative to, and where to report.
pub(super) struct Paths<'a> {
    pub(super) tree: &'a FileReader<'a>,
    pub(super) folder: &'a Utf8Path,
}

impl Paths<'_> {
    /// Checks the paths of every field of a manifest.
    pub(super) fn check(&self, manifest: &Node, report: &mut Report<'_>) {
        let experimental = manifest.get("experimental");
        for (field, spelled, leads) in FIELDS {
            if let Some(node) = manifest.get(field) {
                self.field(field, node, *spelled, *leads, report);
            }
            if matches!(*field, "themes" | "monitors")
                && let Some(node) = experimental.and_then(|experimental| experimental.get(field))
            {
                self.field(&format!("experimental.{field}"), node, *spelled, *leads, report);
            }
        }
        if let Some(node) = manifest.get("types")
            && let Kind::String(path) = &node.kind
            && self.stays("types", path, node.span, report)
        {
            let is_file = matches!(self.follow(path), Some(FileKind::File { .. }));
            let text = self.full(path).filter(|_| is_file).and_then(|path| self.tree.read_followed(&path).ok());
            super::types::check(text, path, node.span, report);
        }
    }

    fn field(&self, field: &str, node: &Node, spelled: Spelled, leads: Leads, report: &mut Report<'_>) {
        match &node.kind {
            Kind::String(path) => {
                let key = if spelled == Spelled::AsList { format!("{field}[0]") } else { field.to_owned() };
                self.one(&key, path, node.span, leads, report);
            }
            Kind::Sequence(items) => {
                for (index, item) in items.iter().enumerate() {
                    if let Kind::String(path) = &item.kind {
                        self.one(&format!("{field}[{index}]"), path, item.span, leads, report);
                    }
                }
            }
            Kind::Mapping(_) if field == "commands" => {
                for entry in entries(node) {
                    if let Some(source) = entry.value.get("source")
                        && let Kind::String(path) = &source.kind
                    {
                        self.one(&format!("commands.{}.source", entry.key), path, source.span, leads, report);
                    }
                }
            }
            _ => {}
        }
    }

    fn one(&self, key: &str, path: &str, span: Span, leads: Leads, report: &mut Report<'_>) {
        if path.is_empty()
            || key.starts_with("mcpServers") && path.contains("://")
            || !self.stays(key, path, span, report)
        {
            return;
        }
        let is = |kind: fn(&FileKind) -> bool| self.follow(path).is_some_and(|found| kind(&found));
        if leads == Leads::ToFolder && is(|kind| matches!(kind, FileKind::File { .. })) {
            let parent = Utf8Path::new(path).parent().filter(|_| path.to_ascii_lowercase().ends_with("skill.md"));
            let found = report.at(
                &WRONG_FILE_TYPE,
                key,
                span,
                format!("`{path}` is a file, expected a folder with a SKILL.md"),
            );
            report.push(match parent {
                Some(parent) if parent == "." => found.help("name the plugin's own folder: `.`"),
                Some(parent) => found.help(format!("name its folder: `{parent}`")),
                None => found,
            });
        }
        if leads == Leads::ToJson && path.ends_with(".json") && is(|kind| *kind == FileKind::Directory) {
            let message = format!("`{path}` is a folder, expected a JSON file");
            report.add(&WRONG_FILE_TYPE, key, span, message);
        }
    }

    /// Whether the path stays in the plugin and exists. Reports it if not.
    fn stays(&self, key: &str, path: &str, span: Span, report: &mut Report<'_>) -> bool {
        if climbs(path) {
            let found = report.at(&PATH_TRAVERSAL, key, span, format!("`{path}` contains `..`"));
            report.push(found.label("Claude Code installs only the plugin's own folder: a path cannot leave it"));
            return false;
        }
        // The CLI rejects an absolute path for its form and does not look whether it exists.
        if is_absolute(path) {
            return false;
        }
        if self.leads_somewhere(path) {
            return true;
        }
        let found = report.at(&PATH_NOT_FOUND, key, span, format!("`{path}` does not exist"));
        report.push(self.near_miss(path, found));
        false
    }

    fn near_miss(&self, path: &str, found: Diagnostic) -> Diagnostic {
        let Some(full) = resolve(self.folder, path) else { return found };
        let (Some(parent), Some(name)) = (full.parent(), full.file_name()) else { return found };
        found.did_you_mean(crate::diag::nearest(name, self.tree.list(parent).iter().map(|(name, _)| name.as_str())))
    }

    fn leads_somewhere(&self, path: &str) -> bool {
        !path.contains('\0') && self.tree.reachable(self.folder, path)
    }

    /// The kind of file at a path of the manifest, with links followed.
    pub(super) fn follow(&self, path: &str) -> Option<FileKind> {
        self.tree.follow(&self.full(path)?)
    }

    /// The path in the tree; `None` if it is absolute or leaves the tree.
    pub(super) fn full(&self, path: &str) -> Option<Utf8PathBuf> {
        resolve(self.folder, path)
    }
}

/// Whether a path is absolute, on Windows too (`C:\`).
fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || path.starts_with(|drive: char| drive.is_ascii_alphabetic()) && path[1..].starts_with(':')
}
