//! `unbound-channel`: a channel names a server that the plugin does not declare.

use crate::diag::{Diagnostic, RuleMeta, nearest};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::support::variables::servers;
use crate::rules::{Check, Context, Rule, Sink};
use crate::syntax::Node;

static META: RuleMeta =
    rule_meta!("unbound-channel", Warning, Recommended, "A channel names a server that the plugin does not declare");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    let Some(manifest) = plugin.manifest() else { return };
    let channels = manifest.root().and_then(|root| root.get("channels")).map(Node::items).unwrap_or_default();
    if channels.is_empty() || names_bundle(manifest.root()) {
        return;
    }
    let declared: Vec<&str> = servers(plugin).iter().map(|server| server.entry.key.as_str()).collect();
    for (index, channel) in channels.iter().enumerate() {
        let Some((node, name)) = channel.get("server").and_then(|node| Some((node, node.as_str()?))) else { continue };
        if declared.contains(&name) || name.is_empty() {
            continue;
        }
        let found = Diagnostic::new(&META, manifest.at(node.span), format!("unknown server `{name}`"))
            .label("the plugin does not declare it, so nothing arrives through this channel")
            .help("name a server from `.mcp.json` or from the manifest's `mcpServers`")
            .at_key(format!("channels[{index}].server"));
        sink.push(found.did_you_mean(nearest(name, declared.iter().copied())));
    }
}

/// Whether the manifest names a bundle, whose servers are unknown until it is unpacked.
fn names_bundle(manifest: Option<&Node>) -> bool {
    let Some(servers) = manifest.and_then(|root| root.get("mcpServers")) else { return false };
    let is_bundle = |node: &Node| {
        let path = node.as_str().unwrap_or_default().to_ascii_lowercase();
        path.contains("://") || path.ends_with(".mcpb") || path.ends_with(".dxt")
    };
    is_bundle(servers) || servers.items().iter().any(is_bundle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_is_a_url_or_an_archive() {
        let names_bundle = |servers: &str| {
            let manifest = crate::syntax::json::parse(&format!("{{\"mcpServers\": {servers}}}"));
            names_bundle(manifest.root.as_ref())
        };
        for bundle in ["\"https://example.net/s\"", "\"./S.MCPB\"", "\"s.dxt\"", "[\"./a.json\", \"s.mcpb\"]"] {
            assert!(names_bundle(bundle), "{bundle}");
        }
        for other in ["\"./servers.json\"", "[\"./a.json\"]", "{\"desk\": {\"command\": \"s.mcpb\"}}"] {
            assert!(!names_bundle(other), "{other}");
        }
    }
}
