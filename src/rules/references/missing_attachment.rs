//! `missing-attachment`: `@` followed by a path that does not exist in the plugin.

use crate::diag::{Diagnostic, RuleMeta, nearest};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::support::components::is_component;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;

static META: RuleMeta =
    rule_meta!("missing-attachment", Warning, Recommended, "A text attaches a file that does not exist");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

const START: &str = "@${CLAUDE_PLUGIN_ROOT}/";

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for document in plugin.documents.iter().filter(|document| is_component(document)) {
        let Some(markdown) = document.markdown() else { continue };
        let body = document.file.slice(markdown.span);
        // A block of Markdown shows what another command may look like.
        let is_shown = |at: usize| {
            let mut blocks =
                markdown.code_blocks.iter().filter(|block| matches!(block.language().as_str(), "markdown" | "md"));
            blocks.any(|block| block.closed && block.span.range().contains(&at))
        };
        for at in memchr::memmem::find_iter(body.as_bytes(), START) {
            let rest = &body[at + START.len()..];
            let end = rest
                .find(|c: char| c.is_whitespace() || matches!(c, '`' | '"' | '\'' | ')' | ',' | ';'))
                .unwrap_or(rest.len());
            let written = rest[..end].trim_end_matches(['.', ':', '!', '?', '*']);
            let is_pattern =
                written.contains(['*', '<', '{', '$', '[', '…']) || written.contains("...") || written.is_empty();
            let Some(path) = plugin.resolve(written).filter(|path| !is_pattern && !plugin.tree.exists(path)) else {
                continue;
            };
            let start = markdown.span.start + at;
            if is_shown(start) {
                continue;
            }
            let folder = path.parent().unwrap_or(&plugin.root);
            let siblings: Vec<&str> = plugin.tree.children(folder).filter_map(|(path, _)| path.file_name()).collect();
            let span = Span::new(start, start + START.len() + written.len());
            sink.push(
                Diagnostic::new(&META, document.at(span), format!("`{written}` does not exist"))
                    .label("nothing is attached, and the model receives the path as text")
                    .help("correct the path, or add the file")
                    .did_you_mean(nearest(path.file_name().unwrap_or_default(), siblings)),
            );
        }
    }
}
