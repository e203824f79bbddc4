//! `unknown-agent-color`: a color that Claude Code does not support for agents.

use crate::diag::{Diagnostic, RuleMeta, nearest};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!("unknown-agent-color", Note, Recommended, "An agent has an unknown color");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

const COLORS: &[&str] = &["red", "blue", "green", "yellow", "purple", "orange", "pink", "cyan"];

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    if document.kind != DocumentKind::Agent {
        return;
    }
    let Some(node) = document.frontmatter().and_then(|frontmatter| frontmatter.get("color")) else { return };
    let Some(color) = node.scalar_text().filter(|color| !COLORS.contains(color) && !color.is_empty()) else { return };
    sink.push(
        Diagnostic::new(&META, document.at(node.span), format!("unknown agent color `{color}`"))
            .label("ignored")
            .help(format!("expected one of {}", COLORS.join(", ")))
            .did_you_mean(nearest(color, COLORS.iter().copied()))
            .at_key("color"),
    );
}
