//! `unknown-tool`: the frontmatter names a tool that exists neither in Claude Code nor in the plugin's servers.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Applicability, Diagnostic, Edit, Fix, RuleMeta, Severity, nearest, plural};
use crate::plugin::{Document, Plugin};
use crate::rule_meta;
use crate::rules::support::components::is_component;
use crate::rules::support::tools::{BUILT_IN, Tool, tools};
use crate::rules::support::variables::servers;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("unknown-tool", Warning, Recommended, "The frontmatter names a tool that does not exist");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

/// The number of files with the same wrong tool from which it is one finding.
const REPEATED: usize = 10;

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    let mut found = found(plugin);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for repeated in found.iter().filter(|found| found.fix.is_none()) {
        *counts.entry(repeated.message.clone()).or_default() += 1;
    }
    counts.retain(|_, count| *count >= REPEATED);
    let mut told = BTreeSet::new();
    found.retain_mut(|found| {
        let Some(count) = counts.get(&found.message).filter(|_| found.fix.is_none()) else { return true };
        found.primary.text = format!("{}; also in {}", found.primary.text, plural(count - 1, "other place"));
        told.insert(found.message.clone())
    });
    sink.found.extend(found);
}

/// Every wrong tool in every file.
fn found(plugin: &Plugin<'_>) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    let servers: BTreeSet<String> = servers(plugin).iter().map(|server| plain(&server.entry.key)).collect();
    for document in plugin.documents.iter().filter(|document| is_component(document)) {
        let mut servers_told: BTreeSet<String> = BTreeSet::new();
        for tool in tools(document).into_iter().filter(|tool| !tool.is_template()) {
            // A misspelt server name is wrong in each of its tools.
            let server = tool.name.strip_prefix("mcp__").map(|rest| rest.split("__").next().unwrap_or(rest).to_owned());
            if server.as_ref().is_some_and(|server| servers_told.contains(server)) {
                continue;
            }
            let found = match tool.name.strip_prefix("mcp__") {
                Some(rest) => of_server(plugin, document, &tool, rest, &servers),
                None => built_in(document, &tool),
            };
            if found.is_some() {
                servers_told.extend(server);
            }
            all.extend(found.map(|found| found.at_key(tool.field)));
        }
    }
    all
}

/// The form of a name inside a tool name: characters other than letters, digits, `-` and `_` become `_`.
fn plain(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect()
}

/// Tools that Claude Code no longer has, and their replacements.
const GONE: &[(&str, &str)] = &[
    ("LS", "`Glob`, or `ls` in `Bash`"),
    ("MultiEdit", "`Edit`"),
    ("NotebookRead", "`Read`"),
    ("SlashCommand", "`Skill`"),
    ("TodoRead", "`TaskList`"),
];

fn built_in(document: &Document, tool: &Tool<'_>) -> Option<Diagnostic> {
    if let Some((name, successor)) = GONE.iter().find(|(name, _)| *name == tool.name) {
        return Some(
            Diagnostic::new(&META, document.at(tool.span), format!("Claude Code no longer has the tool `{name}`"))
                .with_severity(Severity::Note)
                .label("has no effect")
                .help(format!("use {successor}, or remove it")),
        );
    }
    let is_name = tool.name.len() > 1 && tool.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !is_name || BUILT_IN.contains(&tool.name) {
        return None;
    }
    let near = nearest(tool.name, BUILT_IN.iter().copied());
    let found = Diagnostic::new(&META, document.at(tool.span), format!("unknown tool `{}`", tool.name))
        .label("has no effect")
        .help("write a tool of an MCP server as `mcp__SERVER__TOOL`")
        .did_you_mean(near);
    let same_letters = near.filter(|near| near.eq_ignore_ascii_case(tool.name));
    Some(match same_letters {
        Some(near) => {
            let edit = Edit { span: tool.span, text: near.to_owned() };
            found.with_fix(Fix::new(format!("write `{near}`"), Applicability::Safe, vec![edit]))
        }
        None => found,
    })
}

/// Tools of the plugin's own servers are prefixed with the plugin's name. Other servers cannot be checked here.
fn of_server(
    plugin: &Plugin<'_>,
    document: &Document,
    tool: &Tool<'_>,
    rest: &str,
    servers: &BTreeSet<String>,
) -> Option<Diagnostic> {
    let (server, name) = rest.split_once("__").unwrap_or((rest, ""));
    let prefix = format!("plugin_{}_", plain(plugin.name()));
    if let Some(own) = server.strip_prefix(&prefix) {
        if servers.contains(own) {
            return None;
        }
        let near = nearest(own, servers.iter().map(String::as_str));
        return Some(
            Diagnostic::new(&META, document.at(tool.span), format!("unknown MCP server `{own}`"))
                .label("the plugin does not declare it")
                .did_you_mean(near.map(|near| format!("mcp__{prefix}{near}__{name}")).as_deref()),
        );
    }
    if !servers.contains(server) {
        return None;
    }
    let written = format!("mcp__{prefix}{server}{}", if name.is_empty() { String::new() } else { format!("__{name}") });
    let edit = Edit { span: tool.span, text: written.clone() };
    Some(
        Diagnostic::new(&META, document.at(tool.span), format!("missing plugin name in `{}`", tool.name))
            .label("Claude Code prefixes a plugin's servers with the plugin's name")
            .help(format!("write `{written}`"))
            .with_fix(Fix::new("add the plugin's name", Applicability::Unsafe, vec![edit])),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::plugin::FileTree;
    use crate::rules::{Options, check};

    /// The labels of this rule's findings in a plugin with as many agents that have these tools.
    fn labels(agents: usize, tools: &str) -> Vec<String> {
        let mut files: BTreeMap<_, _> = [(".claude-plugin/plugin.json".into(), b"{\"name\": \"a\"}".to_vec())].into();
        for index in 0..agents {
            let text = format!("---\nname: a{index}\ndescription: d\ntools: {tools}\n---\nx\n");
            files.insert(format!("agents/{index}/a.md").into(), text.into_bytes());
        }
        let outcome = check(&FileTree::from_memory(files), &Options::default());
        let found = outcome.diagnostics.into_iter().filter(|found| found.rule.name == "unknown-tool");
        found.map(|found| found.primary.text).collect()
    }

    #[test]
    fn a_name_that_is_wrong_everywhere_is_one_finding_unless_it_has_a_fix() {
        assert_eq!(labels(9, "Read, file_read").len(), 9);
        assert_eq!(labels(10, "Read, file_read"), ["has no effect; also in 9 other places"]);
        assert_eq!(labels(10, "read").len(), 10);
    }
}
