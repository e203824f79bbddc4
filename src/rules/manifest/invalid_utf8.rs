//! `invalid-utf8`: a text with a byte that is not UTF-8.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::{Content, DocumentKind, Plugin};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!("invalid-utf8", Warning, Recommended, "A text is not UTF-8");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for document in &plugin.documents {
        let Content::Unread(reason) = &document.content else { continue };
        let is_text =
            document.kind != DocumentKind::Other || matches!(document.path.extension(), Some("md" | "json" | "yaml"));
        if !is_text || !reason.starts_with("not UTF-8") {
            continue;
        }
        sink.push(
            Diagnostic::new(&META, document.start(), format!("the file is {reason}"))
                .label("Claude Code replaces such bytes, and no other rule could read the file")
                .help("save it as UTF-8"),
        );
    }
}
