//! `missing-source`: a marketplace entry whose folder does not exist.

use std::collections::HashSet;

use camino::Utf8Path;

use crate::diag::{Diagnostic, RuleMeta, nearest};
use crate::plugin::Marketplace;
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("missing-source", Error, Recommended, "A marketplace entry points to a folder that does not exist");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Marketplace(check) };

fn check(marketplace: &Marketplace<'_>, _: &Context, sink: &mut Sink) {
    let document = &marketplace.document;
    let entries = marketplace.entries();
    let listed: HashSet<&Utf8Path> = entries.iter().filter_map(|entry| entry.folder.as_deref()).collect();
    for entry in &entries {
        // The CLI itself reports a source that leaves the marketplace.
        let (Some(folder), Some(node)) = (&entry.folder, entry.node.get("source")) else { continue };
        // A URL or `github:owner/repo` is not a path; other rules report it.
        if node.as_str().is_some_and(|source| source.contains(':')) {
            continue;
        }
        let reason = match marketplace.tree.kind(folder) {
            None => "no such folder",
            Some(crate::plugin::FileKind::File { .. }) => "this is a file, expected a folder",
            Some(_) => continue,
        };
        let name = entry.name().unwrap_or("the plugin");
        let beside = folder.parent().unwrap_or(Utf8Path::new(""));
        let siblings: Vec<&str> = marketplace
            .tree
            .children(beside)
            .filter(|(path, _)| !listed.contains(path))
            .filter_map(|(path, _)| path.file_name())
            .collect();
        let near = nearest(folder.file_name().unwrap_or_default(), siblings).map(|near| beside.join(near));
        let near = near.and_then(|path| Some(format!("./{}", path.strip_prefix(&marketplace.root).ok()?)));
        sink.push(
            Diagnostic::new(
                &META,
                document.at(node.span),
                format!("`{name}` cannot be installed: no folder at `{}`", node.as_str().unwrap_or_default()),
            )
            .label(reason)
            .help("correct the path, or remove the entry")
            .did_you_mean(near.as_deref())
            .at_key(format!("plugins[{}].source", entry.index)),
        );
    }
}
