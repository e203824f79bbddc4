//! Components at paths that a manifest or a marketplace entry declares, outside the folders that Claude Code reads by
//! itself.

use camino::{Utf8Path, Utf8PathBuf};

use super::{DocumentKind, Plugin};
use crate::syntax::Node;

const FIELDS: &[(&str, DocumentKind)] =
    &[("skills", DocumentKind::Skill), ("commands", DocumentKind::Command), ("agents", DocumentKind::Agent)];

/// Gives the documents at declared paths the kind they are declared as.
pub(super) fn apply(plugin: &mut Plugin<'_>) {
    let manifest = plugin.manifest().and_then(|manifest| manifest.root());
    // An entry may add components to those of the manifest.
    let declaring = manifest.into_iter().chain(plugin.listings.iter().map(|listing| listing.entry));
    let mut declared: Vec<(Utf8PathBuf, DocumentKind)> = Vec::new();
    for node in declaring {
        for (field, kind) in FIELDS {
            let paths = node.get(field).into_iter().flat_map(paths).filter_map(|path| plugin.resolve(path));
            declared.extend(paths.map(|path| (path, *kind)));
        }
    }
    for (path, kind) in declared {
        let Ok(path) = path.strip_prefix(&plugin.root) else { continue };
        for document in &mut plugin.documents {
            if document.kind == DocumentKind::Other && is_component(path, &document.path, kind) {
                document.kind = kind;
            }
        }
    }
}

/// The paths of a component field: one text, a list of texts, or the `source` of each entry of a map.
fn paths(node: &Node) -> Vec<&str> {
    let entries = node.entries().iter().filter_map(|entry| entry.value.get("source")?.as_str());
    node.as_str().into_iter().chain(node.items().iter().filter_map(Node::as_str)).chain(entries).collect()
}

/// Whether a file is a component because `declared`, a path below the plugin, declares it.
fn is_component(declared: &Utf8Path, file: &Utf8Path, kind: DocumentKind) -> bool {
    let Ok(below) = file.strip_prefix(declared) else { return false };
    match kind {
        DocumentKind::Skill => {
            below.file_name() == Some("SKILL.md") && below.components().count() <= 2
                || below.as_str().is_empty() && file.file_name() == Some("SKILL.md")
        }
        _ => file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md")),
    }
}
