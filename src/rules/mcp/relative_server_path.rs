//! `relative-server-path`: an MCP server's path is resolved in the user's project instead of the plugin.

use crate::diag::{Applicability, Diagnostic, Edit, Fix, RuleMeta};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::support::variables::{Server, servers};
use crate::rules::{Check, Context, Rule, Sink};
use crate::syntax::Node;

static META: RuleMeta = rule_meta!(
    "relative-server-path",
    Warning,
    Recommended,
    "An MCP server's path is resolved in the user's project instead of the plugin"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

/// Programs whose first argument is a script.
const INTERPRETERS: &[&str] =
    &["node", "python", "python3", "bun", "deno", "bash", "sh", "tsx", "ts-node", "ruby", "php", "perl"];

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for server in servers(plugin) {
        let Some(command) = server.entry.value.get("command").filter(|node| node.as_str().is_some()) else { continue };
        if let Some(node) = server.entry.value.get("cwd").filter(|node| !is_session_folder(node)) {
            sink.push(
                Diagnostic::new(&META, server.document.at(node.span), "`cwd` is ignored")
                    .label("Claude Code starts the server in the folder of the user's session")
                    .help("prefix paths in `command` and `args` with `${CLAUDE_PLUGIN_ROOT}/`")
                    .at_key(format!("mcpServers.{}.cwd", server.entry.key)),
            );
        }
        let program = command.as_str().unwrap_or_default();
        if is_relative_program(plugin, program) {
            sink.push(finding(&server, command, program));
        }
        let is_interpreter = INTERPRETERS.contains(&program.rsplit('/').next().unwrap_or(program));
        let arguments = server.entry.value.get("args").map(Node::items).unwrap_or_default();
        let texts = arguments.iter().filter_map(|node| Some((node, node.as_str()?)));
        if enters_plugin(arguments) {
            continue;
        }
        // An option's value is not the script, but it precedes the script and is rarely a file of the plugin.
        let script = texts
            .filter(|(_, text)| !text.starts_with('-'))
            .find(|(_, text)| is_relative(text) && plugin.resolve(text).is_some_and(|path| plugin.tree.is_file(&path)));
        if let Some((node, text)) = script.filter(|(_, text)| is_interpreter || text.contains('/')) {
            sink.push(finding(&server, node, text));
        }
    }
}

/// Whether an option such as `--directory` makes the plugin's folder the working directory.
fn enters_plugin(arguments: &[Node]) -> bool {
    let texts: Vec<&str> = arguments.iter().filter_map(Node::as_str).collect();
    let is_option = |text: &str| matches!(text, "--directory" | "--cwd" | "--prefix" | "-C" | "-c");
    let of_plugin = |text: &str| text.contains("${CLAUDE_PLUGIN_ROOT}");
    texts.windows(2).any(|pair| is_option(pair[0]) && of_plugin(pair[1]))
        || texts
            .iter()
            .any(|text| text.split_once('=').is_some_and(|(option, value)| is_option(option) && of_plugin(value)))
}

fn is_relative(path: &str) -> bool {
    !path.starts_with(['/', '$', '~', '@']) && !path.contains("://") && (path.contains('/') || path.contains('.'))
}

/// Whether this is the folder in which Claude Code starts servers anyway.
fn is_session_folder(cwd: &Node) -> bool {
    cwd.as_str().is_some_and(|cwd| matches!(cwd, "${CLAUDE_PROJECT_DIR}" | "${PWD}" | "." | "./"))
}

/// Whether a program is a path relative to the working directory.
fn is_relative_program(plugin: &Plugin<'_>, program: &str) -> bool {
    let is_path = program.contains('/') && is_relative(program);
    is_path && (program.starts_with('.') || plugin.resolve(program).is_some_and(|path| plugin.tree.is_file(&path)))
}

fn finding(server: &Server<'_>, node: &Node, written: &str) -> Diagnostic {
    let below = written.strip_prefix("./").unwrap_or(written);
    let path = format!("${{CLAUDE_PLUGIN_ROOT}}/{below}");
    let edit = Edit { span: node.span, text: serde_json::Value::from(path.as_str()).to_string() };
    let place = server.document.at(node.span);
    Diagnostic::new(&META, place, format!("`{written}` is relative to the user's project"))
        .label("the server starts in the user's project, not in the plugin")
        .help(format!("write `{path}`"))
        .at_key(format!("mcpServers.{}", server.entry.key))
        .with_fix(Fix::new("make the path relative to the plugin", Applicability::Unsafe, vec![edit]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_path_has_a_slash_or_a_dot() {
        for relative in ["src/s.js", "./server", "server.js", "bin/server"] {
            assert!(is_relative(relative), "{relative}");
        }
        for other in ["server", "/opt/s.js", "$HOME/s.js", "~/s.js", "@acme/s.js", "https://example.net/s.js"] {
            assert!(!is_relative(other), "{other}");
        }
    }
}
