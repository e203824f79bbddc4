//! `missing-host-path`: a manifest for another host names something that does not exist.

use camino::Utf8Path;

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::Document;
use crate::plugin::hosts::{Host, HostTree};
use crate::plugin::resolve;
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};
use crate::syntax::Node;

static META: RuleMeta =
    rule_meta!("missing-host-path", Error, Recommended, "A manifest for another host names a path that does not exist");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Host(check) };

fn check(tree: &HostTree<'_>, sink: &mut Sink) {
    let listed = |host: Host, key: &str| -> Vec<(&Document, &Node)> {
        let Some((document, node)) = tree.manifest(host).and_then(|one| Some((one, one.root()?.get(key)?))) else {
            return Vec::new();
        };
        node.items().iter().chain([node]).filter(|node| node.as_str().is_some()).map(|node| (document, node)).collect()
    };
    for (host, key, loss) in [
        (Host::Codex, "skills", "Codex loads the plugin without these skills"),
        (Host::Codex, "mcpServers", "Codex loads the plugin without servers"),
        (Host::Codex, "hooks", "Codex loads the plugin without these hooks"),
        (Host::Gemini, "contextFileName", "Gemini CLI rejects the extension"),
    ] {
        for (document, node) in listed(host, key) {
            let path = node.as_str().unwrap_or_default();
            if !tree.resolve(path).is_some_and(|path| tree.tree.exists(&path)) {
                report(document, node, format!("`{key}` names `{path}`, which does not exist"), loss, key, sink);
            }
        }
    }
    for (host, document) in &tree.marketplaces {
        sources(tree, *host, document, sink);
    }
}

/// The sources of a marketplace that are paths.
fn sources(tree: &HostTree<'_>, host: Host, document: &Document, sink: &mut Sink) {
    let Some(root) = document.root() else { return };
    let base = root.at(&["metadata", "pluginRoot"]).and_then(Node::as_str).unwrap_or(".");
    for (index, entry) in root.get("plugins").map(Node::items).unwrap_or_default().iter().enumerate() {
        let Some(source) = entry.get("source") else { continue };
        let is_local = source.get("source").and_then(Node::as_str) == Some("local");
        let Some((node, path)) = (if is_local { source.get("path") } else { Some(source) })
            .and_then(|node| Some((node, node.as_str().filter(|path| !path.contains(':'))?)))
        else {
            continue;
        };
        let below = if path.starts_with('.') { "." } else { base };
        let folder = resolve(&tree.root, below).and_then(|base| resolve(&base, path));
        let exists = folder.is_some_and(|folder| folder.starts_with(&tree.root) && tree.tree.is_directory(&folder));
        if !exists {
            let loss = match host {
                Host::Codex => "Codex does not list the plugin",
                _ => "the plugin cannot be installed",
            };
            let message = format!("no folder `{path}` in the marketplace");
            report(document, node, message, loss, &format!("plugins[{index}].source"), sink);
        }
    }
}

fn report(document: &Document, node: &Node, message: String, loss: &str, key: &str, sink: &mut Sink) {
    let help = match Utf8Path::new(node.as_str().unwrap_or_default()).is_absolute() {
        true => "write a path that is relative to the plugin, such as `./skills/`",
        false => "correct the path, or add what it names",
    };
    sink.push(Diagnostic::new(&META, document.at(node.span), message).label(loss.to_owned()).help(help).at_key(key));
}
