//! `path-not-relative`: a path in a manifest does not start with `./`.

use crate::diag::{Diagnostic, Edit, Fix, RuleMeta};
use crate::rule_meta;
use crate::rules::{Check, Rule};
use crate::source::Span;

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("path-not-relative", Error, Claude, "A path in a manifest does not start with `./`");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };

/// Adds the way out for a path as it is written, quotes included: `./` in front, where that is all it lacks.
pub(in crate::rules) fn help(found: Diagnostic, written: &str, span: Span) -> Diagnostic {
    let path = written.trim_matches('"');
    let bare = path.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') && !path.contains([':', '\\', '$']);
    if !bare || !written.starts_with('"') {
        return found.help("paths of a manifest begin with `./` and count from the plugin's folder");
    }
    let edit = Edit { span: Span::at(span.start + 1), text: "./".to_owned() };
    found.with_fix(Fix::safe("put `./` in front", vec![edit]))
}
