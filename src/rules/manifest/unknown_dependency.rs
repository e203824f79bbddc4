//! `unknown-dependency`: a plugin depends on one that cannot be installed with it, so it does not load.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, RuleMeta, Severity, nearest};
use crate::plugin::{Document, Listing, Plugin};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;
use crate::syntax::Node;

static META: RuleMeta = rule_meta!(
    "unknown-dependency",
    Warning,
    Recommended,
    "A dependency is not in the marketplace, so the plugin does not load"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

/// Programs and packages that authors mistake for plugins.
#[rustfmt::skip]
const PROGRAMS: &[&str] = &[
    "aws", "bash", "brew", "bun", "cargo", "claude", "claude-code", "curl", "deno", "docker", "ffmpeg", "gcloud", "gh", "git",
    "go", "helm", "java", "jq", "kubectl", "make", "node", "nodejs", "npm", "npx", "pandoc", "pip", "playwright", "pnpm",
    "psql", "python", "python3", "requests", "ripgrep", "ruby", "rust", "terraform", "typescript", "uv", "uvx", "wget", "yarn",
];

/// A dependency as written: `name`, `name@marketplace`, or an object.
struct Dependency<'d> {
    name: &'d str,
    marketplace: Option<&'d str>,
    span: Span,
}

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    let manifest = plugin.manifest().and_then(|manifest| Some((manifest, manifest.root()?)));
    let entries = plugin.listings.iter().map(|listing| (listing.document, listing.entry));
    for (document, node) in manifest.into_iter().chain(entries) {
        for dependency in node.get("dependencies").map(dependencies).unwrap_or_default() {
            let found = match plugin.listings.as_slice() {
                [] => alone(document, &dependency),
                listings => listings.iter().find_map(|listing| within(document, &dependency, listing)),
            };
            sink.found.extend(found.map(|found| found.at_key("dependencies")));
        }
    }
}

fn dependencies(node: &Node) -> Vec<Dependency<'_>> {
    let items = node.items().iter();
    items
        .filter_map(|item| {
            let (text, marketplace, span) = match item.as_str() {
                Some(text) => (text, None, item.span),
                None => {
                    let name = item.get("name")?;
                    (name.as_str()?, item.get("marketplace").and_then(Node::as_str), name.span)
                }
            };
            // A version range may follow, as in `name@^1.0`, which does not name a marketplace.
            let (name, after) = text.split_once('@').map_or((text, None), |(name, after)| (name, Some(after)));
            let after =
                after.filter(|after| after.starts_with(|c: char| c.is_ascii_alphabetic()) && *after != "latest");
            Some(Dependency { name, marketplace: marketplace.or(after), span })
        })
        .filter(|dependency| !dependency.name.is_empty())
        .collect()
}

/// The finding that does not need the marketplace.
fn alone(document: &Document, dependency: &Dependency<'_>) -> Option<Diagnostic> {
    let name = dependency.name;
    (dependency.marketplace.is_none() && PROGRAMS.contains(&name)).then(|| {
        Diagnostic::new(&META, document.at(dependency.span), format!("`{name}` is a program, not a plugin"))
            .with_severity(Severity::Note)
            .label("`dependencies` lists plugins, and a plugin does not load without its dependencies")
            .help("remove it, and list the programs that the plugin needs in the README")
    })
}

/// Checks that the marketplace of a listing has the dependency.
fn within(document: &Document, dependency: &Dependency<'_>, listing: &Listing<'_>) -> Option<Diagnostic> {
    let root = listing.document.root()?;
    let own = root.get("name").and_then(Node::as_str).unwrap_or_default();
    let list = root.entry("plugins")?;
    let place = document.at(dependency.span);
    let name = dependency.name;
    if let Some(other) = dependency.marketplace.filter(|other| *other != own) {
        let allowed = root.get("allowCrossMarketplaceDependenciesOn").map(Node::items).unwrap_or_default();
        if allowed.iter().any(|node| node.as_str() == Some(other)) {
            return None;
        }
        let message = format!("`{name}` from the marketplace `{other}` is not installed with this plugin");
        return Some(
            Diagnostic::new(&META, place, message)
                .label("this plugin does not load without it")
                .also(
                    listing.document.at(root.entry("name").map_or(list.key_span, |name| name.key_span)),
                    "this marketplace does not allow dependencies from another one",
                )
                .help(format!("add `\"allowCrossMarketplaceDependenciesOn\": [\"{other}\"]` to the marketplace")),
        );
    }
    let names: BTreeSet<&str> = list.value.items().iter().filter_map(|entry| entry.get("name")?.as_str()).collect();
    if names.contains(name) {
        return None;
    }
    let found = Diagnostic::new(&META, place, format!("unknown dependency `{name}`"))
        .label("this plugin does not load without it")
        .also(listing.document.at(list.key_span), "not in this marketplace");
    Some(if PROGRAMS.contains(&name) {
        found.help("`dependencies` lists plugins; list the programs that the plugin needs in the README")
    } else {
        found
            .help(format!("add the plugin to this marketplace, or name the one that has it: `{name}@MARKETPLACE`"))
            .did_you_mean(nearest(name, names.iter().copied()))
    })
}
