//! `dropped-host-server`: a server that a host leaves out without a word.

use crate::diag::{Diagnostic, RuleMeta};
use crate::hosts::{agent_plugins, codex};
use crate::plugin::Document;
use crate::plugin::hosts::{Host, HostTree};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};
use crate::syntax::{Entry, Node};

static META: RuleMeta =
    rule_meta!("dropped-host-server", Error, Recommended, "A host drops an MCP server when it loads the plugin");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Host(check) };

fn check(tree: &HostTree<'_>, sink: &mut Sink) {
    if tree.manifest(Host::AgentPlugins).is_some()
        && let Some(document) = tree.document(&tree.root.join(agent_plugins::SERVERS))
    {
        each(&document, sink, portable);
    }
    if let Some(manifest) = tree.manifest(Host::Gemini) {
        each(manifest, sink, |server| startable(server, &["url", "httpUrl", "tcp"]));
    }
    let named = tree.manifest(Host::Codex).and_then(|manifest| manifest.root()?.get("mcpServers")?.as_str());
    if let Some(document) = named.and_then(|path| tree.document(&tree.root.join(path.trim_start_matches("./")))) {
        each(&document, sink, |server| startable(server, &["url"]));
    } else if let Some(path) = named {
        let Some(manifest) = tree.manifest(Host::Codex) else { return };
        sink.push(
            Diagnostic::new(&META, manifest.start(), format!("`mcpServers` names {path}, which does not exist"))
                .label("Codex loads the plugin without servers")
                .help(format!("write the file, such as `./{}`, or remove the key", codex::SERVERS)),
        );
    }
}

fn each(document: &Document, sink: &mut Sink, problem: impl Fn(&Node) -> Option<String>) {
    let servers = document.root().and_then(|root| root.get("mcpServers")).map(Node::entries).unwrap_or_default();
    for Entry { key, key_span, value, .. } in servers {
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
    let extra = server.entries().iter().find(|entry| !known.contains(&entry.key.as_str()))?;
    Some(format!("the format has no field `{}`", extra.key))
}

/// A server needs a command or a URL.
fn startable(server: &Node, urls: &[&str]) -> Option<String> {
    let has = |key: &&str| server.get(key).and_then(Node::as_str).is_some();
    (!has(&"command") && !urls.iter().any(has)).then(|| "it has neither `command` nor a URL".to_owned())
}
