//! `agent-skill-advice`: recommendations of the Agent Skills specification that its validators do not check.

use super::{fields, is_skill};
use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::Document;
use crate::rule_meta;
use crate::rules::structure::long_skill::{MAX_LINES, body_lines};
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "agent-skill-advice",
    Note,
    AgentSkills,
    "An Agent Skill is too long, or its description contains XML tags"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    if !is_skill(document) {
        return;
    }
    let lines = body_lines(document);
    if lines > MAX_LINES {
        sink.push(
            Diagnostic::new(&META, document.start(), format!("skill has {lines} lines"))
                .label(format!("the specification recommends at most {MAX_LINES}"))
                .help("move details to files in `references/`"),
        );
    }
    let node = fields(document).and_then(|root| root.get("description"));
    let Some((node, text)) = node.and_then(|node| Some((node, node.scalar_text()?))) else { return };
    let opens = |at: usize| text[at + 1..].trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic());
    if text.match_indices('<').any(|(at, _)| opens(at) && text[at..].contains('>')) {
        sink.push(
            Diagnostic::new(&META, document.at(node.span), "XML tags in the description")
                .label("hosts insert descriptions into a prompt that is itself XML")
                .help("remove the tags")
                .at_key("description"),
        );
    }
}
