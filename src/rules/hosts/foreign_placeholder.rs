//! `foreign-placeholder`: a placeholder of one host in a file of another, which leaves it as it is.

use crate::diag::{Diagnostic, RuleMeta};
use crate::hosts::agent_plugins;
use crate::plugin::Document;
use crate::plugin::hosts::{Host, HostTree};
use crate::rule_meta;
use crate::rules::support::variables::references;
use crate::rules::{Check, Rule, Sink};
use crate::source::Span;

static META: RuleMeta =
    rule_meta!("foreign-placeholder", Error, Recommended, "A file for one host has a placeholder of another host");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Host(check) };

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
                if let Some(servers) = tree.codex_servers() {
                    look(*host, &servers, sink);
                    variables(*host, &servers, sink);
                }
                for folder in tree.codex_skills().iter().filter(|folder| *folder != "skills" || !tree.is_of_claude()) {
                    skills(tree, *host, folder, sink);
                }
            }
            Host::AgentPlugins => {
                if let Some(servers) = tree.named(agent_plugins::SERVERS) {
                    look(*host, &servers, sink);
                    variables(*host, &servers, sink);
                }
                if !tree.is_of_claude() {
                    skills(tree, *host, "skills", sink);
                }
            }
            Host::Gemini => {
                if !tree.is_of_claude() {
                    skills(tree, *host, "skills", sink);
                }
                for prompt in tree.files("commands", ".toml") {
                    look(*host, &prompt, sink);
                    find(&prompt, ARGUMENTS, "Claude Code", sink);
                }
            }
            Host::Claude | Host::Mcpb | Host::Cursor => {}
        }
    }
}

/// What Claude Code replaces with the words after a command's name.
const ARGUMENTS: &str = "$ARGUMENTS";

fn skills(tree: &HostTree<'_>, host: Host, folder: &str, sink: &mut Sink) {
    for document in tree.files(folder, ".md") {
        look(host, &document, sink);
        if document.path.file_name() == Some("SKILL.md") {
            find(&document, ARGUMENTS, "Claude Code", sink);
        }
    }
}

fn look(host: Host, document: &Document, sink: &mut Sink) {
    for (start, owner, _) in PLACEHOLDERS.iter().filter(|(_, _, hosts)| !hosts.contains(&host)) {
        find(document, start, owner, sink);
    }
}

fn find(document: &Document, start: &str, owner: &str, sink: &mut Sink) {
    let text = document.file.text();
    for (at, _) in text.match_indices(start) {
        let rest = &text[at..];
        let length = match start.starts_with("${") {
            true => rest.find('}').map_or(start.len(), |end| end + 1),
            false => rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$').unwrap_or(rest.len()),
        };
        report(document, Span::new(at, at + length), format!("a placeholder of {owner}"), sink);
    }
}

/// Variables in a servers' file of a host that replaces none.
fn variables(host: Host, document: &Document, sink: &mut Sink) {
    let Some(root) = document.root() else { return };
    let is_known = |name: &str| {
        let written = format!("${{{name}");
        PLACEHOLDERS.iter().any(|(start, _, _)| written.starts_with(start.trim_end_matches('}')))
    };
    let servers = root.get("mcpServers").unwrap_or(root);
    for reference in references(document.file.slice(servers.span), servers.span.start) {
        if !is_known(reference.name) {
            report(document, reference.span, format!("{} replaces no variables here", host.title()), sink);
        }
    }
}

fn report(document: &Document, span: Span, label: String, sink: &mut Sink) {
    let written = document.file.slice(span);
    sink.push(
        Diagnostic::new(&META, document.at(span), format!("`{written}` stays as it is written"))
            .label(label)
            .help("write what this host replaces; `docs/targets` lists it by host"),
    );
}
