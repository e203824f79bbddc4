//! `broken-component-file`: an invalid file of language servers, monitors or settings.

use camino::Utf8PathBuf;

use crate::diag::{Diagnostic, RuleMeta};
use crate::hosts::claude::unchecked;
use crate::plugin::{Content, Document, Plugin};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;
use crate::syntax::Node;

static META: RuleMeta = rule_meta!(
    "broken-component-file",
    Error,
    Recommended,
    "A file of language servers, monitors or settings is invalid"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    let manifest = plugin.manifest().and_then(Document::root);
    let field = |key: &str| manifest.and_then(|root| root.get(key));
    let experimental = field("experimental").and_then(|group| group.get("monitors"));
    for document in named(plugin, ".lsp.json", [field("lspServers")]) {
        report(document, "Claude Code drops its language servers", unchecked::language_servers, sink);
    }
    for document in named(plugin, "monitors/monitors.json", [field("monitors"), experimental]) {
        report(document, "Claude Code drops its monitors", unchecked::monitors, sink);
    }
    if let Some(document) = plugin.document("settings.json") {
        report(document, "Claude Code drops its settings", |_| Vec::new(), sink);
    }
}

/// The file at its default path, and those that the manifest names.
fn named<'p>(
    plugin: &'p Plugin<'_>,
    usual: &str,
    fields: impl IntoIterator<Item = Option<&'p Node>>,
) -> Vec<&'p Document> {
    let mut paths = vec![Utf8PathBuf::from(usual)];
    for node in fields.into_iter().flatten() {
        let single = std::slice::from_ref(node);
        let written = (if node.is_sequence() { node.items() } else { single }).iter().filter_map(Node::as_str);
        let inside = written.filter_map(|path| plugin.resolve(path));
        paths.extend(inside.filter_map(|path| Some(path.strip_prefix(&plugin.root).ok()?.to_owned())));
    }
    paths.sort();
    paths.dedup();
    paths.iter().filter_map(|path| plugin.document(path.as_str())).collect()
}

fn report(document: &Document, loss: &str, shape: impl Fn(&Node) -> Vec<(Span, String)>, sink: &mut Sink) {
    let Content::Json(parsed) = &document.content else { return };
    let found: Vec<(Span, String)> = match &parsed.root {
        Some(root) => shape(root),
        None => parsed.problems.iter().take(1).map(|problem| (problem.span, problem.message.clone())).collect(),
    };
    for (span, message) in found {
        sink.push(
            Diagnostic::new(&META, document.at(span), message)
                .label(loss.to_owned())
                .help("`claude plugin validate` does not open this file"),
        );
    }
}
