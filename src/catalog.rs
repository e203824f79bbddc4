//! The plugin table of a README, between two comments.

use std::fmt::Write as _;

use camino::Utf8Path;

use crate::diag::plural;
use crate::plugin::{DocumentKind, FileTree, Marketplace, Plugin, discover};

/// The comment before the table.
pub(crate) const START: &str = "<!-- plugin-gen: plugins -->";
/// The comment after the table. It is added if it is missing.
pub(crate) const END: &str = "<!-- plugin-gen: end -->";

/// The README with an up-to-date table; `None` if it does not have the comment before the table.
#[must_use]
pub(crate) fn refreshed(readme: &str, table: &str) -> Option<String> {
    let line_end = if readme.contains("\r\n") { "\r\n" } else { "\n" };
    let (before, rest) = readme.split_once(START)?;
    let after = rest.split_once(END).map_or(rest, |(_, after)| after);
    let table = table.replace('\n', line_end);
    Some(format!("{before}{START}{line_end}{line_end}{table}{line_end}{END}{after}"))
}

/// The table: every plugin of the tree's marketplaces in their order, or all plugins if there is no marketplace.
#[must_use]
pub(crate) fn table(tree: &FileTree) -> String {
    let found = discover(tree);
    let mut rows: Vec<[String; 4]> = Vec::new();
    for marketplace in found.marketplaces.iter().filter_map(|root| Marketplace::load(tree, root)) {
        for entry in marketplace.entries() {
            let plugin = entry.folder.as_deref().map(|folder| Plugin::load(tree, folder));
            let field = |key: &str| {
                let own = plugin.as_ref().and_then(|plugin| manifest_field(plugin, key));
                own.or_else(|| entry.node.get(key)?.as_str().map(str::to_owned)).unwrap_or_default()
            };
            let name = entry.name().unwrap_or_default().to_owned();
            let components = plugin.as_ref().map(components).unwrap_or_default();
            rows.push([name, field("version"), field("description"), components]);
        }
    }
    if rows.is_empty() {
        rows.extend(found.plugins.iter().map(|root| {
            let plugin = Plugin::load(tree, root);
            let field = |key: &str| manifest_field(&plugin, key).unwrap_or_default();
            [plugin.name().to_owned(), field("version"), field("description"), components(&plugin)]
        }));
    }
    let mut table = "| Plugin | Version | Description | Components |\n| --- | --- | --- | --- |\n".to_owned();
    for row in rows {
        let cells = row.map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|"));
        let _ = writeln!(table, "| {} |", cells.join(" | "));
    }
    table
}

fn manifest_field(plugin: &Plugin<'_>, key: &str) -> Option<String> {
    plugin.manifest()?.root()?.get(key)?.as_str().map(str::to_owned)
}

/// `6 skills, 4 commands, 1 MCP server`.
fn components(plugin: &Plugin<'_>) -> String {
    let servers = plugin.document(".mcp.json").and_then(|file| {
        let root = file.root()?;
        Some(root.get("mcpServers").unwrap_or(root).entries().len())
    });
    let inline = || Some(plugin.manifest()?.root()?.get("mcpServers")?.entries().len());
    let counts = [
        (plugin.of_kind(DocumentKind::Skill).count(), "skill"),
        (plugin.of_kind(DocumentKind::Command).count(), "command"),
        (plugin.of_kind(DocumentKind::Agent).count(), "agent"),
        (usize::from(plugin.tree.is_file(&plugin.root.join(Utf8Path::new("hooks/hooks.json")))), "hooks file"),
        (servers.or_else(inline).unwrap_or_default(), "MCP server"),
    ];
    let parts = counts.iter().filter(|(count, _)| *count > 0);
    let parts = parts.map(|(count, noun)| plural(*count, noun));
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_comments_changes() {
        let readme = "# A\n\n<!-- plugin-gen: plugins -->\nold\n<!-- plugin-gen: end -->\n\nrest\n";
        let new = refreshed(readme, "| T |\n").unwrap();
        assert_eq!(new, "# A\n\n<!-- plugin-gen: plugins -->\n\n| T |\n\n<!-- plugin-gen: end -->\n\nrest\n");
        assert_eq!(refreshed(&new, "| T |\n").unwrap(), new);
        assert_eq!(refreshed("# A\n", "| T |\n"), None);
    }
}
