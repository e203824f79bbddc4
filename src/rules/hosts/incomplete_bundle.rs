//! `incomplete-bundle`: a bundle for Claude Desktop without its program, or with an option that nobody declares.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::hosts::{Host, HostTree};
use crate::plugin::resolve;
use crate::rule_meta;
use crate::rules::support::variables::references;
use crate::rules::{Check, Rule, Sink};
use crate::syntax::Node;

static META: RuleMeta = rule_meta!(
    "incomplete-bundle",
    Error,
    Recommended,
    "A bundle lacks the program that it starts, or an option that it uses"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Host(check) };

fn check(tree: &HostTree<'_>, sink: &mut Sink) {
    let Some(manifest) = tree.manifest(Host::Mcpb) else { return };
    let Some(root) = manifest.root() else { return };
    if let Some(node) = root.at(&["server", "entry_point"])
        && let Some(path) = node.as_str()
        && !resolve(&tree.root, path).is_some_and(|path| tree.tree.is_file(&path))
    {
        sink.push(
            Diagnostic::new(&META, manifest.at(node.span), format!("no file `{path}` in the bundle"))
                .label("`mcpb validate` and `mcpb pack` do not look for it")
                .help("put the program there, or correct the path")
                .at_key("server.entry_point"),
        );
    }
    let declared = root.get("user_config").map(Node::entries).unwrap_or_default();
    let Some(server) = root.get("server") else { return };
    for reference in references(manifest.file.slice(server.span), server.span.start) {
        let Some(key) = reference.name.strip_prefix("user_config.") else { continue };
        if !declared.iter().any(|entry| entry.key == key) {
            sink.push(
                Diagnostic::new(&META, manifest.at(reference.span), format!("the option `{key}` is not declared"))
                    .label("the server gets this text as it is written")
                    .help("declare it under `user_config`"),
            );
        }
    }
}
