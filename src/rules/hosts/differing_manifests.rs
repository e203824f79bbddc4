//! `differing-manifests`: manifests of one plugin with different names or versions.

use crate::diag::{Diagnostic, RuleMeta, Severity};
use crate::plugin::hosts::{Host, HostTree};
use crate::plugin::{Document, MANIFEST, Marketplace};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};
use crate::syntax::Node;

static META: RuleMeta =
    rule_meta!("differing-manifests", Warning, Recommended, "Manifests of one plugin have different names or versions");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Host(check) };

fn check(tree: &HostTree<'_>, sink: &mut Sink) {
    entries(tree, sink);
    let claude = tree.document(&tree.root.join(MANIFEST));
    let others = || tree.manifests.iter().filter(|(host, _)| *host != Host::Mcpb).map(|(_, document)| document);
    let Some(first) = claude.as_ref().or_else(|| others().next()) else { return };
    let listed = listed_names(tree);
    for other in others().filter(|other| other.path != first.path) {
        // Claude Code takes the name from the marketplace's entry.
        let name = other.root().and_then(|root| root.get("name")?.as_str()).unwrap_or_default();
        if !listed.iter().any(|listed| listed == name) {
            compare(first, other, "name", sink);
        }
        compare(first, other, "version", sink);
    }
}

/// Entries of a marketplace for Codex whose plugin has another name.
fn entries(tree: &HostTree<'_>, sink: &mut Sink) {
    let markets = tree.marketplaces.iter().filter(|(host, _)| *host == Host::Codex);
    for (market, entry) in markets.flat_map(|(_, market)| {
        let entries = market.root().and_then(|root| root.get("plugins")).map(Node::items).unwrap_or_default();
        entries.iter().map(move |entry| (market, entry))
    }) {
        let path = entry.get("source").and_then(|source| source.get("path").unwrap_or(source).as_str());
        let Some(name) = entry.get("name") else { continue };
        let plugin = path.and_then(|path| HostTree::load(tree.tree, &tree.resolve(path)?));
        let manifest = plugin
            .as_ref()
            .and_then(|plugin| plugin.manifest(Host::AgentPlugins).or_else(|| plugin.manifest(Host::Codex)));
        let Some((manifest, own)) = manifest.and_then(|one| Some((one, one.root()?.get("name")?))) else { continue };
        let (Some(listed), Some(written)) = (name.scalar_text(), own.scalar_text()) else { continue };
        if listed != written {
            sink.push(
                Diagnostic::new(
                    &META,
                    market.at(name.span),
                    format!("the entry is named `{listed}`, and its plugin `{written}`"),
                )
                .with_severity(Severity::Error)
                .label("Codex does not install the plugin")
                .also(manifest.at(own.span), "the plugin's manifest")
                .help("use one name"),
            );
        }
    }
}

/// The names under which marketplaces above the plugin list it.
fn listed_names(tree: &HostTree<'_>) -> Vec<String> {
    let above = tree.root.ancestors().filter_map(|folder| Marketplace::load(tree.tree, folder));
    let names = above.flat_map(|marketplace| {
        let listings = marketplace.listings(&tree.root);
        listings.filter_map(|listing| Some(listing.entry.get("name")?.as_str()?.to_owned())).collect::<Vec<_>>()
    });
    names.collect()
}

fn compare(first: &Document, other: &Document, key: &str, sink: &mut Sink) {
    let value = |document: &Document| Some(document.root()?.get(key)?.clone());
    let (Some(expected), Some(found)) = (value(first), value(other)) else { return };
    let (Some(wanted), Some(written)) = (expected.scalar_text(), found.scalar_text()) else { return };
    if wanted != written {
        sink.push(
            Diagnostic::new(
                &META,
                other.at(found.span),
                format!("the {key} is `{written}` here and `{wanted}` in {}", first.path),
            )
            .label(format!("expected `{wanted}`"))
            .also(first.at(expected.span), "the other manifest")
            .help("one plugin has one name and one version in every host")
            .at_key(key),
        );
    }
}
