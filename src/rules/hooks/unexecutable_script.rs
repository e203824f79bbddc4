//! `unexecutable-script`: a hook or server runs a file of the plugin that is not executable.

use camino::Utf8Path;

use crate::diag::{Diagnostic, RuleMeta, Severity};
use crate::plugin::{Document, FileKind, Plugin};
use crate::rule_meta;
use crate::rules::support::hooks::{hooks, shell_words};
use crate::rules::support::variables::servers;
use crate::rules::{Check, Context, Rule, Sink};
use crate::syntax::Node;

static META: RuleMeta =
    rule_meta!("unexecutable-script", Error, Recommended, "A hook or server runs a script that is not executable");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for hook in hooks(plugin) {
        if let Some((node, command)) = hook.command() {
            let first =
                if hook.is_shell() { shell_words(command).into_iter().next() } else { Some(command.to_owned()) };
            report(plugin, hook.document, node, &first.unwrap_or_default(), sink);
        }
    }
    for server in servers(plugin) {
        if let Some((node, command)) = server.entry.value.get("command").and_then(|node| Some((node, node.as_str()?))) {
            report(plugin, server.document, node, command, sink);
        }
    }
}

fn report(plugin: &Plugin<'_>, document: &Document, node: &Node, program: &str, sink: &mut Sink) {
    let Some(below) = program.strip_prefix("${CLAUDE_PLUGIN_ROOT}/") else { return };
    let Some(path) = plugin.resolve(below) else { return };
    if !matches!(plugin.tree.kind(&path), Some(FileKind::File { executable: false, .. })) {
        return;
    }
    let interpreter = match path.extension() {
        Some("py") => "python3",
        Some("js" | "mjs" | "cjs") => "node",
        _ => "bash",
    };
    let found = Diagnostic::new(&META, document.at(node.span), format!("`{below}` is not executable"))
        .label("runs the file directly, but it has no execute permission")
        .help(format!("run `chmod +x {below}` and commit it (`git update-index --chmod=+x {below}`)"))
        .help(format!("or run it with its interpreter: `{interpreter} \"${{CLAUDE_PLUGIN_ROOT}}/{below}\"`"));
    sink.push(if lost_permissions(plugin) {
        found.with_severity(Severity::Warning).help(
            "no file of the plugin is executable: check whether the archive that it came from lost its permissions",
        )
    } else {
        found
    });
}

/// Whether the tree looks like an archive that was packed or unpacked without permissions: no file is executable, and
/// no Git checkout, which keeps them, surrounds the tree.
fn lost_permissions(plugin: &Plugin<'_>) -> bool {
    let is_executable = |kind: &FileKind| matches!(kind, FileKind::File { executable: true, .. });
    !plugin.tree.in_checkout() && !plugin.tree.below(Utf8Path::new("")).any(|(_, kind)| is_executable(kind))
}
