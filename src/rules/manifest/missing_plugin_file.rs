//! `missing-plugin-file`: a path behind `${CLAUDE_PLUGIN_ROOT}` that the plugin does not have.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use crate::diag::{Diagnostic, RuleMeta, Severity, nearest};
use crate::plugin::{Document, DocumentKind, Plugin};
use crate::rule_meta;
use crate::rules::support::folders::is_sample;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;

static META: RuleMeta =
    rule_meta!("missing-plugin-file", Error, Recommended, "A path behind ${CLAUDE_PLUGIN_ROOT} does not exist");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

const ROOT: &str = "${CLAUDE_PLUGIN_ROOT}";

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for document in plugin.documents.iter().filter(|document| !is_sample(&document.path)) {
        let text = document.file.text();
        let mut seen = BTreeSet::new();
        for at in memchr::memmem::find_iter(text.as_bytes(), ROOT) {
            let after = at + ROOT.len();
            let Some(written) = path(&text[after..]) else { continue };
            let Some(place) = plugin.resolve(written.trim_start_matches('/')) else { continue };
            if plugin.tree.exists(&place) || !is_meant(plugin, document, written) || !seen.insert(written) {
                continue;
            }
            let span = Span::new(at, after + written.len());
            let siblings: Vec<&str> = plugin
                .tree
                .children(place.parent().unwrap_or(Utf8Path::new("")))
                .filter_map(|(path, _)| path.file_name())
                .collect();
            let is_text = document.markdown().is_some();
            sink.push(
                Diagnostic::new(
                    &META,
                    document.at(span),
                    format!("the plugin has no `{}`", written.trim_start_matches('/')),
                )
                .with_severity(if is_text { Severity::Warning } else { Severity::Error })
                .label("started or read from here, and not there")
                .help("correct the path, or add the file")
                .did_you_mean(nearest(place.file_name().unwrap_or_default(), siblings)),
            );
        }
    }
}

/// The path that begins a text, up to a blank, quote or bracket; `None` when it is a pattern or a placeholder.
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

/// Whether the plugin's own file is meant. Skills that teach how to write plugins show paths of other plugins, so in a
/// text that is no command only paths into a folder that the plugin has are looked at.
fn is_meant(plugin: &Plugin<'_>, document: &Document, written: &str) -> bool {
    let first = written.trim_start_matches('/').split('/').next().unwrap_or_default();
    let has_folder = || plugin.tree.exists(&Utf8PathBuf::from(&plugin.root).join(first));
    match document.kind {
        // `bin/` in MCP files is what the CLI itself reports.
        DocumentKind::Mcp => first != "bin",
        DocumentKind::Hooks | DocumentKind::Manifest => true,
        DocumentKind::Command | DocumentKind::Agent => {
            has_folder() || written.contains("/scripts/") || written.contains("/hooks/")
        }
        DocumentKind::Skill => has_folder(),
        _ => false,
    }
}
