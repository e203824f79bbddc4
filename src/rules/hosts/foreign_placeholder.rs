//! `foreign-placeholder`: a placeholder of one host in a file of another, which leaves it as it is.

use camino::Utf8Path;

use crate::diag::{Diagnostic, RuleMeta};
use crate::hosts::{agent_plugins, codex};
use crate::plugin::Document;
use crate::plugin::hosts::{Host, HostTree};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};
use crate::source::Span;

static META: RuleMeta =
    rule_meta!("foreign-placeholder", Error, Recommended, "A file for one host has a placeholder of another host");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Host(check) };

/// How a placeholder begins, whose it is, and the hosts that replace it.
const PLACEHOLDERS: &[(&str, &str, &[Host])] = &[
    ("${CLAUDE_", "Claude Code", &[]),
    ("${user_config.", "Claude Code and MCPB", &[Host::Mcpb]),
    ("mcp__plugin_", "Claude Code", &[]),
    ("${extensionPath}", "Gemini CLI", &[Host::Gemini]),
    ("${PLUGIN_ROOT}", "Agent Plugins", &[Host::AgentPlugins]),
    ("${PLUGIN_DATA}", "Agent Plugins", &[Host::AgentPlugins]),
    ("${__dirname}", "MCPB", &[Host::Mcpb]),
];

fn check(tree: &HostTree<'_>, sink: &mut Sink) {
    for (host, manifest) in &tree.manifests {
        look(*host, manifest, sink);
        match host {
            Host::Codex => {
                let root = manifest.root();
                let named = root.and_then(|root| root.get("mcpServers")?.as_str());
                let servers = named.and_then(|path| tree.document(&tree.root.join(path.trim_start_matches("./"))));
                servers.iter().for_each(|document| look(*host, document, sink));
                tree.files(codex::SKILLS, ".md").for_each(|document| look(*host, &document, sink));
            }
            Host::AgentPlugins => {
                let servers = tree.document(&tree.root.join(agent_plugins::SERVERS));
                servers.iter().for_each(|document| look(*host, document, sink));
                let is_claude_too = tree.tree.exists(&tree.root.join(".claude-plugin"));
                let skills = tree.files("skills", ".md").filter(|_| !is_claude_too);
                skills.for_each(|document| look(*host, &document, sink));
            }
            Host::Gemini => {
                let is_claude_too = tree.tree.exists(&tree.root.join(".claude-plugin"));
                let skills = tree.files("skills", ".md").filter(|_| !is_claude_too);
                skills.chain(tree.files("commands", ".toml")).for_each(|document| look(*host, &document, sink));
            }
            Host::Mcpb => {}
        }
    }
}

fn look(host: Host, document: &Document, sink: &mut Sink) {
    let text = document.file.text();
    let is_prompt = Utf8Path::new(document.path.as_str()).extension() == Some("toml");
    let arguments = is_prompt.then_some(("$ARGUMENTS", "Claude Code", &[] as &[Host]));
    for (start, owner, hosts) in PLACEHOLDERS.iter().copied().chain(arguments) {
        if hosts.contains(&host) {
            continue;
        }
        for (at, _) in text.match_indices(start) {
            let rest = &text[at..];
            let length = match start.starts_with("${") {
                true => rest.find('}').map_or(start.len(), |end| end + 1),
                false => rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$').unwrap_or(rest.len()),
            };
            let span = Span::new(at, at + length);
            sink.push(
                Diagnostic::new(&META, document.at(span), format!("`{}` stays as it is written", &rest[..length]))
                    .label(format!("a placeholder of {owner}"))
                    .help("write what this host replaces; `docs/targets` lists it by host"),
            );
        }
    }
}
