//! The plugins beside a marketplace: whether their plugin.json can be read, what it says, and their hooks files.
//!
//! Source: the Claude Code CLI.

use std::collections::BTreeSet;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::components::has_skills;
use super::file::{FileReader, Opened, open, parse_as, read, unread};
use super::findings::{INVALID_SOURCE, NO_MANIFEST, PATH_INTO_GIT, RESERVED_NAME, UNREAD_FILE, VERSION_MISMATCH};
use super::paths::Paths;
use super::report::Report;
use super::{Depth, bundle_cache, git_links, hook_files, manifest, names, sources};
use crate::diag::{Diagnostic, Edit, Fix, Label};
use crate::plugin::{FileKind, FileTree, MANIFEST, MARKETPLACE};
use crate::source::{Location, SourceFile, Span};
use crate::syntax::{Node, json};

/// Checks the local plugin that an entry names: whether it can be read, and its manifest.
pub(super) fn local_plugin(
    tree: &FileReader<'_>,
    root: &Utf8Path,
    marketplace: &Node,
    entry: &Node,
    index: usize,
    depth: Depth,
    report: &mut Report<'_>,
) {
    let Some(folder) = sources::local(marketplace, entry, root) else { return };
    let span = entry.get("source").map_or(entry.span, |source| source.span);
    let at = format!("plugins[{index}].source");
    let path = folder.join(MANIFEST);
    if git_links::leads_into_git(folder.strip_prefix(root).unwrap_or(&folder)) {
        let found = report.at(&PATH_INTO_GIT, &at, span, "the source is in the repository's `.git` folder");
        report.push(found.label("these files are in no commit, so they cannot be installed"));
    }
    if depth == Depth::Shallow || !is_target(tree, &folder) {
        for link in bundle_cache::links(tree, &folder) {
            report.add(&INVALID_SOURCE, &at, span, bundle_cache::message(&link));
        }
        for (link, target) in git_links::links(tree, &folder, depth) {
            report.add(&PATH_INTO_GIT, &at, span, git_links::message(&link, &target));
        }
    }
    let through_link = path.parent().and_then(|parent| tree.first_link(root, parent)).is_some();
    let file = match if through_link { Opened::NotRegular } else { open(tree, &path) } {
        Opened::Missing => {
            if matches!(tree.kind(&folder), Some(FileKind::File { .. })) {
                let message = "the source is a file, expected a plugin folder";
                report.add(&NO_MANIFEST, format!("plugins[{index}] plugin.json → file"), span, message);
            }
            return;
        }
        Opened::NotRegular => {
            report.add(
                &UNREAD_FILE,
                &at,
                span,
                "skipped the plugin.json of this source: its path leads through a link",
            );
            return;
        }
        Opened::TooLarge => {
            report.add(&UNREAD_FILE, &at, span, "skipped the plugin.json of this source: it is larger than 1 MiB");
            return;
        }
        Opened::Text(file) => file,
    };
    let mut own = Vec::new();
    let mut nested = Report::new(&file, &mut own);
    nested.prefix = format!("plugins[{index}] plugin.json → ");
    let node = parse_as(&mut nested, true);
    if let Some(node) = &node {
        if depth == Depth::Shallow {
            manifest::check(node, &Paths { tree, folder: &folder }, &mut nested);
        }
        version(entry, node, &file, index, report);
    }
    own.retain(|found| found.rule.name != RESERVED_NAME.name || !claims_are_known(marketplace, entry, node.as_ref()));
    if depth == Depth::Shallow {
        for mut found in own {
            let label = Label {
                location: Location::new(&report.file, span),
                text: "in the plugin.json of this source".to_owned(),
            };
            let inner = std::mem::replace(&mut found.primary, label);
            found.fix = None;
            report.push(found.also(inner.location, inner.text));
        }
    }
}

/// Whether the plugin's name needs no check of its own: the entry has the same name, or the marketplace is Anthropic's.
pub(super) fn claims_are_known(marketplace: &Node, entry: &Node, manifest: Option<&Node>) -> bool {
    let name = |node: &Node| node.get("name").and_then(Node::as_str).map(ToOwned::to_owned);
    names::may_use_reserved_names(marketplace) || name(entry) == manifest.and_then(name)
}

fn version(entry: &Node, manifest: &Node, file: &Arc<SourceFile>, index: usize, report: &mut Report<'_>) {
    let text = |node: &Node| Some((node.get("version")?.as_str()?.to_owned(), node.get("version")?.span));
    let (Some((entry, span)), Some((own, own_span))) = (text(entry), text(manifest)) else { return };
    if !entry.is_empty() && !own.is_empty() && entry != own {
        let message = format!("version mismatch: `{entry}` in the entry, `{own}` in plugin.json");
        let found = report.at(&VERSION_MISMATCH, format!("plugins[{index}].version"), span, message);
        let edit = Edit { span, text: serde_json::Value::from(own.as_str()).to_string() };
        report.push(
            found
                .label("ignored: plugin.json takes precedence")
                .also(Location::new(file, own_span), "this version is used")
                .with_fix(Fix::safe("use the version from plugin.json", vec![edit])),
        );
    }
}

/// Checks the hooks files of the plugins that a marketplace lists. The CLI opens them too.
pub(super) fn hooks(tree: &FileReader<'_>, root: &Utf8Path, depth: Depth, found: &mut Vec<Diagnostic>) {
    let node = read(tree, &root.join(MARKETPLACE)).and_then(|file| json::parse(file.text()).root);
    let mut seen = BTreeSet::from([root.to_string()]);
    let listed = node.iter().flat_map(|node| {
        let entries = node.get("plugins").map(Node::items).unwrap_or_default();
        entries.iter().filter_map(|entry| sources::local(node, entry, root))
    });
    for folder in listed.chain(children(tree, root)) {
        if !seen.insert(folder.to_string()) {
            continue;
        }
        if tree.first_link(root, &folder).is_some() {
            let file = unread(tree, &folder);
            let message = "skipped the hooks files of this plugin: it is a link, or its path leads through one";
            Report::new(&file, found).add(&UNREAD_FILE, "directory", Span::at(0), message);
        } else if depth == Depth::Shallow || !is_target(tree, &folder) {
            hook_files::check(tree, root, &folder, found);
        }
    }
}

/// The plugins directly in the marketplace's folder. The CLI opens them whether or not they are listed.
fn children(tree: &FileReader<'_>, root: &Utf8Path) -> Vec<Utf8PathBuf> {
    if tree.exists(&root.join(MANIFEST)) {
        return Vec::new();
    }
    let folders = tree.list(root).iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    folders
        .into_iter()
        .filter(|name| !name.starts_with('.'))
        .map(|name| root.join(name))
        .filter(|folder| tree.follow(&folder.join(MANIFEST)).is_some())
        .collect()
}

/// The folders of listed plugins that can be targets of their own.
pub(crate) fn folders(tree: &FileTree, root: &Utf8Path) -> Vec<Utf8PathBuf> {
    let tree = &FileReader::new(tree);
    let Some(file) = read(tree, &root.join(MARKETPLACE)) else { return Vec::new() };
    let Some(node) = json::parse(file.text()).root else { return Vec::new() };
    let mut folders: Vec<Utf8PathBuf> = Vec::new();
    let mut seen = BTreeSet::new();
    for entry in node.get("plugins").map(Node::items).unwrap_or_default() {
        if let Some(folder) = sources::local(&node, entry, root)
            && folder != root
            && seen.insert(folder.to_string())
            && tree.first_link(root, &folder).is_none()
            && is_target(tree, &folder)
        {
            folders.push(folder);
        }
    }
    folders
}

/// Whether a listed folder is a plugin of its own: it has a manifest or skills.
fn is_target(tree: &FileReader<'_>, folder: &Utf8Path) -> bool {
    tree.is_file(&folder.join(MANIFEST)) || has_skills(tree, &folder.join("skills"))
}
