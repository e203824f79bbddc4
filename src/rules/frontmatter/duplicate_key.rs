//! `duplicate-key`: a mapping repeats a key, and the first value is lost.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::{Content, Document, DocumentKind};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("duplicate-key", Warning, Recommended, "A mapping repeats a key, and the first value is lost");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    let parsed = match (&document.content, document.kind) {
        (Content::Markdown(Some(frontmatter), _), kind) if kind != DocumentKind::Other => &frontmatter.yaml,
        (Content::Json(parsed), kind) if kind != DocumentKind::Other => parsed,
        _ => return,
    };
    for (later, first) in &parsed.duplicate_keys {
        let key = document.file.slice(*later).trim_matches('"');
        sink.push(
            Diagnostic::new(&META, document.at(*later), format!("duplicate key `{key}`"))
                .label("this value is used")
                .also(document.at(*first), "this value is silently lost")
                .help("remove one of them")
                .at_key(key),
        );
    }
}
