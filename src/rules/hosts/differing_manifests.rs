//! `differing-manifests`: manifests of one plugin with different names or versions.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::hosts::{Host, HostTree};
use crate::plugin::{Document, MANIFEST};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta =
    rule_meta!("differing-manifests", Warning, Recommended, "Manifests of one plugin have different names or versions");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Host(check) };

fn check(tree: &HostTree<'_>, sink: &mut Sink) {
    let claude = tree.document(&tree.root.join(MANIFEST));
    let others = || tree.manifests.iter().filter(|(host, _)| *host != Host::Mcpb).map(|(_, document)| document);
    let Some(first) = claude.as_ref().or_else(|| others().next()) else { return };
    for other in others().filter(|other| other.path != first.path) {
        for key in ["name", "version"] {
            compare(first, other, key, sink);
        }
    }
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
