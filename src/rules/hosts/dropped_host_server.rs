//! `dropped-host-server`: a server that a host drops silently.

use crate::diag::{Diagnostic, RuleMeta};
use crate::hosts::agent_plugins;
use crate::plugin::Document;
use crate::plugin::hosts::{Host, HostTree};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};
use crate::source::Span;
use crate::syntax::{Entry, Node};

static META: RuleMeta =
    rule_meta!("dropped-host-server", Error, Recommended, "A host drops an MCP server when it loads the plugin");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Host(check) };

fn check(tree: &HostTree<'_>, sink: &mut Sink) {
    if tree.manifest(Host::AgentPlugins).is_some()
        && let Some(document) = tree.document(&tree.root.join(agent_plugins::SERVERS))
        && whole_file(&document, sink)
    {
        each(&document, "mcpServers", sink, portable);
    }
    if let Some(manifest) = tree.manifest(Host::Gemini) {
        each(manifest, "mcpServers", sink, |server| startable(server, &["url", "httpUrl", "tcp"]));
    }
    let inline = tree.manifest(Host::Codex).filter(|manifest| {
        let servers = manifest.root().and_then(|root| root.get("mcpServers"));
        servers.is_some_and(Node::is_mapping)
    });
    let document = tree.codex_servers();
    if let Some(document) = inline.or(document.as_ref()) {
        let has_key = document.root().is_some_and(|root| root.get("mcpServers").is_some());
        each(document, if has_key { "mcpServers" } else { "" }, sink, |server| {
            startable(server, &["url"]).or_else(|| wrong_list(server))
        });
    }
}

/// Whether hosts of Agent Plugins read the servers' file at all.
fn whole_file(document: &Document, sink: &mut Sink) -> bool {
    let Some(root) = document.root().filter(|root| root.is_mapping()) else { return false };
    let schema = root.get("$schema");
    let extra = root.entries().iter().find(|entry| !agent_plugins::SERVERS_FIELDS.contains(&entry.key.as_str()));
    let (place, problem) = match (schema, extra) {
        (None, _) => (Span::at(root.span.start), "it has no `$schema`".to_owned()),
        (Some(node), _) if node.as_str() != Some(agent_plugins::SERVERS_SCHEMA) => {
            (node.span, "`$schema` is not that of Agent Plugins 1.0.0".to_owned())
        }
        (_, Some(entry)) => (entry.key_span, format!("the format has no field `{}`", entry.key)),
        _ => return true,
    };
    sink.push(
        Diagnostic::new(&META, document.at(place), format!("every server is left out: {problem}"))
            .label("the host says nothing, and no server is there")
            .help(format!("the file has `$schema`, `{}`, and `mcpServers`", agent_plugins::SERVERS_SCHEMA)),
    );
    false
}

/// Reports the servers of a mapping, or of the whole file if the key is empty.
fn each(document: &Document, group: &str, sink: &mut Sink, problem: impl Fn(&Node) -> Option<String>) {
    let servers = document.root().and_then(|root| if group.is_empty() { Some(root) } else { root.get(group) });
    for Entry { key, key_span, value, .. } in servers.map(Node::entries).unwrap_or_default() {
        if let Some(problem) = problem(value) {
            sink.push(
                Diagnostic::new(&META, document.at(*key_span), format!("the server `{key}` is left out: {problem}"))
                    .label("the host says nothing, and the server is not there")
                    .at_key(format!("mcpServers.{key}")),
            );
        }
    }
}

/// What Agent Plugins asks of a server.
fn portable(server: &Node) -> Option<String> {
    let kind = server.get("type").and_then(Node::as_str);
    let (known, needed) = match kind {
        None => return Some("it has no `type`".to_owned()),
        Some("stdio") => (agent_plugins::PROGRAM_FIELDS, "command"),
        Some("streamable-http" | "sse") => (agent_plugins::REMOTE_FIELDS, "url"),
        Some(other) => return Some(format!("`type` is `{other}`, expected stdio, streamable-http or sse")),
    };
    if server.get(needed).and_then(Node::as_str).is_none() {
        return Some(format!("it has no `{needed}`"));
    }
    if let Some(command) = server.get("command").and_then(Node::as_str).filter(|command| command.contains("${")) {
        return Some(format!("`command` is `{command}`, and the format allows no placeholder there"));
    }
    if let Some(problem) = wrong_list(server) {
        return Some(problem);
    }
    let extra = server.entries().iter().find(|entry| !known.contains(&entry.key.as_str()))?;
    Some(format!("the format has no field `{}`", extra.key))
}

/// A server needs a command or a URL.
fn startable(server: &Node, urls: &[&str]) -> Option<String> {
    let has = |key: &&str| server.get(key).and_then(Node::as_str).is_some();
    (!has(&"command") && !urls.iter().any(has)).then(|| "it has neither `command` nor a URL".to_owned())
}

/// What is wrong with `args`.
fn wrong_list(server: &Node) -> Option<String> {
    let args = server.get("args")?;
    let is_list = args.is_sequence() && args.items().iter().all(|item| item.as_str().is_some());
    (!is_list).then(|| "`args` is not a list of strings".to_owned())
}
