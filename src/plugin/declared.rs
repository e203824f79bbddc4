//! Components at paths that a manifest or a marketplace entry declares, outside the folders that Claude Code reads by
//! itself.

use camino::{Utf8Path, Utf8PathBuf};

use super::document::ROOT_SKILL;
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
    // Source: the loader, run on plugins with and without a manifest.
    let has_skills = declared.iter().any(|(_, kind)| *kind == DocumentKind::Skill)
        || plugin.tree.is_directory(&plugin.root.join("skills"));
    if !has_skills {
        declared.push((plugin.root.join(ROOT_SKILL), DocumentKind::Skill));
    }
    let folder = plugin.root.file_name().unwrap_or_else(|| plugin.tree.name()).to_owned();
    for document in plugin.documents.iter_mut().filter(|document| document.path == ROOT_SKILL) {
        document.folder = Some(folder.clone());
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

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::DocumentKind;
    use crate::plugin::{FileTree, Plugin};

    /// The names of the skills in a plugin with these files.
    fn skills(files: &[(&str, &str)]) -> Vec<String> {
        let files = files.iter().map(|(path, text)| ((*path).into(), text.as_bytes().to_vec())).collect();
        let tree = FileTree::from_memory(files);
        let plugin = Plugin::load(&tree, Utf8Path::new(""));
        plugin.of_kind(DocumentKind::Skill).map(super::super::Document::component_name).collect()
    }

    #[test]
    fn a_skill_in_the_folder_of_the_plugin_is_read_unless_there_is_a_folder_of_skills() {
        let (root, inner) = (("SKILL.md", "---\nname: desk\n---\n"), ("skills/tickets/SKILL.md", "---\n---\n"));
        assert_eq!(skills(&[root]), ["desk"]);
        assert_eq!(skills(&[root, ("commands/a.md", "x")]), ["desk"]);
        assert_eq!(skills(&[root, inner]), ["tickets"]);
        let manifest = |skills: &'static str| (".claude-plugin/plugin.json", skills);
        assert_eq!(skills(&[root, manifest("{\"name\": \"a\"}")]), ["desk"]);
        assert_eq!(skills(&[root, manifest("{\"name\": \"a\", \"skills\": [\"./\"]}")]), ["desk"]);
        assert_eq!(skills(&[root, manifest("{\"name\": \"a\", \"skills\": [\"./other\"]}")]), Vec::<String>::new());
    }
}
