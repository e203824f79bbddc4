//! `wrong-type`: a field has another type than Claude Code expects.

use crate::diag::{Diagnostic, Edit, Fix, RuleMeta};
use crate::rule_meta;
use crate::rules::{Check, Rule};
use crate::source::Span;

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("wrong-type", Error, Claude, "A field has another type than Claude Code expects");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };

/// Adds the object that an author or owner in one text stands for, written as `Name <mail> (address)`.
pub(in crate::rules) fn help(found: Diagnostic, key: &str, written: &str, span: Span) -> Diagnostic {
    let is_person = matches!(key.rsplit('.').next(), Some("author" | "owner"));
    let Some(text) = serde_json::from_str::<String>(written).ok().filter(|_| is_person) else { return found };
    let (rest, address) = bracketed(&text, '(', ')');
    let (name, mail) = bracketed(rest, '<', '>');
    let parts = [("name", Some(name)), ("email", mail), ("url", address)];
    let fields: Vec<String> = parts
        .iter()
        .filter_map(|(key, value)| Some(format!("\"{key}\": {}", serde_json::Value::from((*value)?))))
        .collect();
    if name.is_empty() {
        return found.help("write `{ \"name\": \"…\" }`");
    }
    let edit = Edit { span, text: format!("{{ {} }}", fields.join(", ")) };
    found.with_fix(Fix::safe("write an object with the name", vec![edit]))
}

/// The text without the part in brackets that it ends with, and that part.
fn bracketed(text: &str, open: char, close: char) -> (&str, Option<&str>) {
    let text = text.trim();
    match text.strip_suffix(close).and_then(|text| text.rsplit_once(open)) {
        Some((before, inner)) => (before.trim(), Some(inner.trim())),
        None => (text, None),
    }
}
