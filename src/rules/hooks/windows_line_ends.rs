//! `windows-line-ends`: a script with carriage returns that a hook or MCP server runs.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Edit, Fix, RuleMeta};
use crate::plugin::{Document, Plugin};
use crate::rule_meta;
use crate::rules::support::hooks::{hooks, shell_words};
use crate::rules::support::variables::servers;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;
use crate::syntax::Node;

static META: RuleMeta = rule_meta!(
    "windows-line-ends",
    Warning,
    Recommended,
    "A script that a hook or server runs has Windows line endings"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    let mut seen = BTreeSet::new();
    let mut started: Vec<(&Document, &Node, Vec<String>)> = Vec::new();
    for hook in hooks(plugin) {
        let Some((node, command)) = hook.command() else { continue };
        let words = if hook.is_shell() { shell_words(command) } else { with_arguments(command, hook.node) };
        started.push((hook.document, node, words));
    }
    for server in servers(plugin) {
        let Some(node) = server.entry.value.get("command") else { continue };
        let words = with_arguments(node.as_str().unwrap_or_default(), &server.entry.value);
        started.push((server.document, node, words));
    }
    for (document, node, words) in started {
        for (index, word) in words.iter().enumerate().take(2) {
            let shell = index == 1 && words.first().is_some_and(|first| is_shell(first));
            if index == 1 && !shell {
                continue;
            }
            let below = word.strip_prefix("${CLAUDE_PLUGIN_ROOT}/").or(word.strip_prefix("$CLAUDE_PLUGIN_ROOT/"));
            let Some(path) = below.and_then(|below| plugin.resolve(below)) else { continue };
            let below = path.strip_prefix(&plugin.root).unwrap_or(&path).as_str();
            let Some(script) = plugin.document(below) else { continue };
            let text = script.file.text();
            let first = text.lines().next().map_or(0, str::len);
            let breaks = text.starts_with("#!") && text[first..].starts_with("\r\n") || shell && text.contains("\r\n");
            if !breaks || !seen.insert(below.to_owned()) {
                continue;
            }
            let removed = |(at, _)| Edit { span: Span::new(at, at + 1), text: String::new() };
            let edits = text.match_indices("\r\n").map(removed).collect();
            let why = if shell {
                "the shell treats each carriage return as part of a word"
            } else {
                "the interpreter's name ends in a carriage return, so the system cannot find it"
            };
            sink.push(
                Diagnostic::new(&META, script.start(), format!("`{below}` has Windows line endings"))
                    .label(why)
                    .also(document.at(node.span), "run here")
                    .help("save it with LF line endings, and add `*.sh text eol=lf` to `.gitattributes`")
                    .with_fix(Fix::safe("remove the carriage returns", edits)),
            );
        }
    }
}

fn with_arguments(command: &str, node: &Node) -> Vec<String> {
    let arguments = node.get("args").map(Node::items).unwrap_or_default();
    let arguments = arguments.iter().filter_map(Node::as_str);
    std::iter::once(command).chain(arguments).map(str::to_owned).collect()
}

fn is_shell(program: &str) -> bool {
    matches!(program.rsplit('/').next().unwrap_or(program), "sh" | "bash" | "zsh" | "dash")
}
