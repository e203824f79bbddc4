//! `missing-host-manifest`: a plugin without a manifest for a host that the configuration lists.

use crate::config::Settings;
use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::hosts::{Host, HostTree};
use crate::plugin::{DocumentKind, Plugin};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};
use crate::source::{Location, SourceFile};

static META: RuleMeta = rule_meta!(
    "missing-host-manifest",
    Error,
    Recommended,
    "A plugin has no manifest for a host that the configuration lists"
);

/// The rule. It needs the whole tree: each host may have a folder of its own.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Elsewhere };

/// Reports each configured host for which a plugin of Claude Code has no manifest anywhere in the tree.
pub(in crate::rules) fn check(plugin: &Plugin<'_>, hosts: &[HostTree<'_>], settings: &Settings, sink: &mut Sink) {
    // Codex reads the manifest of Claude Code if there is none of its own.
    let wanted = settings.hosts.iter().filter(|(host, _)| !matches!(host, Host::Claude | Host::Codex));
    for (host, configured) in wanted {
        let has_servers = plugin.of_kind(DocumentKind::Mcp).next().is_some()
            || plugin.manifest().and_then(|one| one.root()?.get("mcpServers")).is_some();
        if hosts.iter().any(|tree| is_for(tree, *host, plugin)) || (*host == Host::Mcpb && !has_servers) {
            continue;
        }
        let path = plugin.tree.display_path(&plugin.root.join(Host::Claude.manifest()));
        let place = plugin
            .manifest()
            .map_or_else(|| Location::start_of(&SourceFile::new(path, "")), crate::plugin::Document::start);
        let message = format!("`{}` has no `{}`", plugin.name(), host.manifest());
        sink.push(
            Diagnostic::new(&META, place, message)
                .label(format!("{} needs it to load the plugin", host.title()))
                .also(configured.clone(), "the plugins are for this host")
                .help("add the manifest, or build it: `targets` in the marketplace's spec"),
        );
    }
}

/// Whether a folder holds this plugin for the host: by the manifest's name, or by where it lies.
fn is_for(tree: &HostTree<'_>, host: Host, plugin: &Plugin<'_>) -> bool {
    let Some(manifest) = tree.manifest(host) else { return false };
    let name = manifest.root().and_then(|root| root.get("name")?.as_str());
    name == Some(plugin.name())
        || tree.root.starts_with(&plugin.root)
        || tree.root.components().any(|part| part.as_str() == plugin.name())
}
