//! `oversized-file`: a file that is too large for Claude Code to load.

use crate::diag::{Diagnostic, RuleMeta, Severity};
use crate::plugin::document::MAX_SIZE;
use crate::plugin::{Content, DocumentKind, FileKind, Plugin};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!("oversized-file", Error, Recommended, "A file is too large for Claude Code to load");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    let unread = plugin.documents.iter().filter(|document| matches!(document.content, Content::Unread(_)));
    for document in unread {
        let is_markdown = document.path.extension() == Some("md");
        let Some(FileKind::File { size, .. }) = plugin.tree.kind(&plugin.root.join(&document.path)) else { continue };
        if size <= MAX_SIZE || (document.kind == DocumentKind::Other && !is_markdown) {
            continue;
        }
        let found = Diagnostic::new(
            &META,
            document.start(),
            format!("file has {size} bytes, Claude Code loads at most {MAX_SIZE}"),
        );
        sink.push(match document.kind {
            DocumentKind::Other | DocumentKind::Readme => found
                .with_severity(Severity::Warning)
                .label("a text of this size does not fit into any context window")
                .help("split the file"),
            _ => found
                .label("Claude Code silently skips the file")
                .help("shorten the instructions, and move data to separate files"),
        });
    }
}
