//! `unknown-frontmatter-value`: a field with a fixed set of values has an unknown one, which is ignored.

use crate::diag::{Diagnostic, RuleMeta, nearest};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};
use crate::syntax::{Kind, Node};

static META: RuleMeta = rule_meta!(
    "unknown-frontmatter-value",
    Warning,
    Recommended,
    "A frontmatter field has a value that Claude Code ignores"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

const EFFORT: &[&str] = &["low", "medium", "high", "xhigh", "max"];
const CONTEXT: &[&str] = &["inline", "fork"];
const SWITCH: &[&str] = &["true", "false", "yes", "no", "on", "off", "1", "0"];
const MODEL: &[&str] = &["haiku", "sonnet", "opus", "fable", "inherit", "default", "opusplan"];

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    if !matches!(document.kind, DocumentKind::Skill | DocumentKind::Command | DocumentKind::Agent) {
        return;
    }
    let Some(root) = document.frontmatter().and_then(|frontmatter| frontmatter.yaml.root.as_ref()) else { return };
    for entry in root.entries() {
        let node = &entry.value;
        let (expected, fits): (&[&str], bool) = match entry.key.as_str() {
            "effort" => (EFFORT, is_one_of(node, EFFORT) || matches!(node.kind, Kind::Number(_))),
            "context" if document.kind != DocumentKind::Agent => (CONTEXT, is_one_of(node, CONTEXT)),
            "disable-model-invocation" | "user-invocable" | "background" => (SWITCH, is_one_of(node, SWITCH)),
            "model" => (MODEL, is_model(node)),
            _ => continue,
        };
        let Some(text) = node.scalar_text().filter(|_| !fits) else { continue };
        sink.push(
            Diagnostic::new(&META, document.at(node.span), format!("unknown value `{text}` for `{}`", entry.key))
                .label("Claude Code ignores the field")
                .help(format!("expected one of {}", expected.join(", ")))
                .did_you_mean(nearest(text, expected.iter().copied()))
                .at_key(entry.key.clone()),
        );
    }
}

fn is_one_of(node: &Node, values: &[&str]) -> bool {
    node.scalar_text().is_some_and(|text| values.iter().any(|value| value.eq_ignore_ascii_case(text)))
}

/// Whether this is a known short name, or could be a full model id.
fn is_model(node: &Node) -> bool {
    let Some(text) = node.as_str() else { return true };
    let short = text.split('[').next().unwrap_or(text);
    MODEL.iter().any(|model| model.eq_ignore_ascii_case(short))
        || text.contains("claude")
        || text.contains(['/', ':', '.', '$', '{'])
}
