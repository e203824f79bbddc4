//! `agent-skill-description`: a skill's description is missing or too long for the Agent Skills specification.

use super::{fields, text};
use crate::diag::{Diagnostic, RuleMeta};
use crate::hosts::agent_skills::MAX_DESCRIPTION as MAX;
use crate::plugin::Document;
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "agent-skill-description",
    Error,
    AgentSkills,
    "The description of an Agent Skill is missing or too long"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    let Some(root) = fields(document) else { return };
    let node = root.get("description");
    let text = node.map_or("", |node| text(document, node));
    let length = text.chars().count();
    let place = document.at(node.map_or(root.span, |node| node.span));
    if text.trim().is_empty() {
        sink.push(
            Diagnostic::new(&META, place, "missing key `description`")
                .label("the specification requires one")
                .help("describe what the skill does and when to use it"),
        );
    } else if length > MAX {
        sink.push(
            Diagnostic::new(&META, place, format!("description has {length} characters"))
                .label(format!("the specification allows at most {MAX}"))
                .help("keep what tells the model when to use the skill, and move the rest to the body")
                .at_key("description"),
        );
    }
}
