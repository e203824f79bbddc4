//! `missing-plugin-file`: a path after `${CLAUDE_PLUGIN_ROOT}` or `${CLAUDE_SKILL_DIR}` that does not exist.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use crate::diag::{Diagnostic, RuleMeta, Severity, nearest};
use crate::plugin::tree::resolve;
use crate::plugin::{Document, DocumentKind, Plugin};
use crate::rule_meta;
use crate::rules::support::folders::is_sample;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;
use crate::syntax::Node;

static META: RuleMeta = rule_meta!(
    "missing-plugin-file",
    Error,
    Recommended,
    "A path after ${CLAUDE_PLUGIN_ROOT} or ${CLAUDE_SKILL_DIR} does not exist"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

const ROOT: &str = "${CLAUDE_PLUGIN_ROOT}";
const SKILL: &str = "${CLAUDE_SKILL_DIR}";

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for document in plugin.documents.iter().filter(|document| !is_sample(&document.path)) {
        let text = document.file.text();
        let mut seen = BTreeSet::new();
        let of_root = memchr::memmem::find_iter(text.as_bytes(), ROOT).map(|at| (at, ROOT));
        let skill = if document.kind == DocumentKind::Skill { text } else { "" };
        let of_skill = memchr::memmem::find_iter(skill.as_bytes(), SKILL).map(|at| (at, SKILL));
        for (at, variable) in of_root.chain(of_skill) {
            let after = at + variable.len();
            // `missing-attachment` checks attachments.
            if text[..at].ends_with('@') {
                continue;
            }
            let Some(written) = path(&text[after..]) else { continue };
            let relative = written.trim_start_matches('/');
            let is_own = variable == SKILL;
            let own = plugin.root.join(&document.path);
            let place = match own.parent().filter(|_| is_own) {
                Some(folder) => resolve(folder, relative),
                None => plugin.resolve(relative),
            };
            let Some(place) = place else { continue };
            if plugin.tree.exists(&place)
                || !is_own && !is_meant(plugin, document, written)
                || !seen.insert((variable, written))
            {
                continue;
            }
            let span = Span::new(at, after + written.len());
            if is_written(document, span, written) || is_other_notation(document, span) {
                continue;
            }
            let siblings: Vec<&str> = plugin
                .tree
                .children(place.parent().unwrap_or(Utf8Path::new("")))
                .filter_map(|(path, _)| path.file_name())
                .collect();
            let is_text = document.markdown().is_some();
            sink.push(
                Diagnostic::new(&META, document.at(span), format!("`{relative}` does not exist"))
                    .with_severity(if is_text { Severity::Warning } else { Severity::Error })
                    .label(if is_own { "not in the skill's folder" } else { "not in the plugin" })
                    .help("correct the path, or add the file")
                    .did_you_mean(nearest(place.file_name().unwrap_or_default(), siblings)),
            );
        }
    }
}

/// Folders that a program creates at run time.
const MADE: &[&str] = &[
    "node_modules",
    ".venv",
    "venv",
    "logs",
    "log",
    "tmp",
    "cache",
    ".cache",
    "state",
    "__pycache__",
    "output",
    "data",
];

/// Whether the file need not exist in the package: the plugin writes it or tests for it, or it is a value in `env`,
/// which usually names a place to write to.
fn is_written(document: &Document, span: Span, written: &str) -> bool {
    let first = written.trim_start_matches('/').split('/').next().unwrap_or_default();
    if MADE.contains(&first)
        || matches!(Utf8Path::new(written).extension(), Some("log" | "db" | "sqlite" | "pid" | "lock" | "tmp"))
    {
        return true;
    }
    if let Some(root) = document.root() {
        let mut in_env = false;
        env_values(root, &mut |value| in_env |= value.contains(span));
        if in_env {
            return true;
        }
    }
    let before = document.file.text()[..span.start].trim_end_matches(['"', '\'', '\\', ' ']);
    [">", "mkdir", "-p", "touch", "tee", "-f", "-d", "-e", "-o", "-x", "rm", "-rf", "--output", "--log"].iter().any(
        |end| {
            before.strip_suffix(end).is_some_and(|rest| end.starts_with('>') || rest.ends_with([' ', '"', '(', '\n']))
        },
    )
}

/// Calls `seen` with each value of a mapping `env`, at any depth.
fn env_values(node: &Node, seen: &mut impl FnMut(Span)) {
    for entry in node.entries() {
        if entry.key == "env" {
            seen(entry.value.span);
        }
        env_values(&entry.value, seen);
    }
    node.items().iter().for_each(|item| env_values(item, seen));
}

/// Whether a text shows the path in a block that is not run: JSON, YAML, a report.
fn is_other_notation(document: &Document, span: Span) -> bool {
    let Some(markdown) = document.markdown() else { return false };
    let mut blocks = markdown.code_blocks.iter().filter(|block| block.span.contains(span));
    blocks.any(|block| {
        !matches!(block.language().as_str(), "" | "bash" | "sh" | "shell" | "zsh" | "console" | "shellsession")
    })
}

/// The path at the start of a text, up to a space, quote or bracket; `None` if it is a pattern or a placeholder.
fn path(text: &str) -> Option<&str> {
    let end = text
        .find(|c: char| {
            c.is_whitespace()
                || matches!(c, '"' | '\'' | '`' | ')' | ';' | '|' | '&' | ',' | ']' | '\\' | '>' | ':' | '}')
        })
        .unwrap_or(text.len());
    let path = text[..end].trim_end_matches(['.', '/', '*']);
    let pattern =
        path.contains(['*', '<', '{', '$', '[', '(', '…', '?']) || path.contains("...") || text[end..].starts_with('>');
    let placeholder = ["path/to", "your-", "example", "/xxx", "my-"].iter().any(|word| path.contains(word));
    (path.starts_with('/') && path.len() > 1 && !pattern && !placeholder).then_some(path)
}

/// Whether the path means the plugin's own file. Skills that teach how to write plugins show paths of other plugins, so
/// outside commands only paths into an existing folder of the plugin are checked.
fn is_meant(plugin: &Plugin<'_>, document: &Document, written: &str) -> bool {
    let first = written.trim_start_matches('/').split('/').next().unwrap_or_default();
    let has_folder = || plugin.tree.exists(&Utf8PathBuf::from(&plugin.root).join(first));
    match document.kind {
        // The CLI itself reports `bin/` in MCP files.
        DocumentKind::Mcp => first != "bin",
        DocumentKind::Hooks | DocumentKind::Manifest => true,
        DocumentKind::Command | DocumentKind::Agent => {
            has_folder() || written.contains("/scripts/") || written.contains("/hooks/")
        }
        DocumentKind::Skill => has_folder(),
        _ => false,
    }
}
