//! Everything of one kind that a plugin declares: in the manifest, in the default file, and in files that the manifest
//! names.

use crate::plugin::{Document, DocumentKind, Plugin};
use crate::syntax::Node;

/// The value or values of the manifest's `key`, then the roots of the files of `kind` and of those that the manifest
/// names by path. A path in the manifest is also one of the values, as a string.
#[must_use]
pub(crate) fn declared_parts<'p>(
    plugin: &'p Plugin<'_>,
    key: &str,
    kind: DocumentKind,
) -> Vec<(&'p Document, &'p Node)> {
    let mut found = Vec::new();
    let mut files: Vec<&Document> = plugin.of_kind(kind).collect();
    if let Some(manifest) = plugin.manifest()
        && let Some(node) = manifest.root().and_then(|root| root.get(key))
    {
        let single = std::slice::from_ref(node);
        for part in if node.is_sequence() { node.items() } else { single } {
            found.push((manifest, part));
            let path = part.as_str().and_then(|path| plugin.resolve(path));
            let file = path.and_then(|path| plugin.document(path.strip_prefix(&plugin.root).ok()?.as_str()));
            files.extend(file.filter(|file| file.kind != kind));
        }
    }
    // A marketplace entry can declare inline what a manifest can.
    let entries = plugin.listings.iter().filter_map(|listing| Some((listing.document, listing.entry.get(key)?)));
    found.extend(entries.filter(|(_, node)| node.is_mapping()));
    found.extend(files.into_iter().filter_map(|document| Some((document, document.root()?))));
    found
}
