//! Links at and below `.mcpb-cache`, the folder in which Claude Code unpacks a plugin's MCP bundles.
//!
//! Source: `claude plugin validate`, which reports each of them as an error.

use camino::{Utf8Path, Utf8PathBuf};

use super::file::FileReader;
use crate::plugin::FileKind;

/// The name of the folder.
pub(super) const NAME: &str = ".mcpb-cache";

/// The links, as paths relative to the plugin's folder `root`.
pub(super) fn links(tree: &FileReader<'_>, root: &Utf8Path) -> Vec<Utf8PathBuf> {
    let mut links = Vec::new();
    let mut paths = vec![Utf8PathBuf::from(NAME)];
    while let Some(path) = paths.pop() {
        match tree.kind(&root.join(&path)) {
            Some(FileKind::Link(_)) => links.push(path),
            Some(FileKind::Directory) => {
                paths.extend(tree.list(&root.join(&path)).iter().map(|(name, _)| path.join(name)));
            }
            _ => {}
        }
    }
    links
}

/// The message about a link.
pub(super) fn message(link: &Utf8Path) -> String {
    format!("`{link}` is a link: Claude Code would unpack bundles outside the plugin")
}
