//! `agent-skill-field`: a frontmatter field that the Agent Skills specification does not allow.

use super::fields;
use crate::diag::{Diagnostic, RuleMeta, nearest};
use crate::hosts::agent_skills::{FIELDS, MAX_COMPATIBILITY};
use crate::plugin::Document;
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "agent-skill-field",
    Error,
    AgentSkills,
    "An Agent Skill has a field that the specification does not allow"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    let Some(root) = fields(document) else { return };
    for entry in root.entries().iter().filter(|entry| !FIELDS.contains(&entry.key.as_str())) {
        sink.push(
            Diagnostic::new(&META, document.at(entry.key_span), format!("unknown field `{}`", entry.key))
                .label(format!("the specification allows {}", FIELDS.join(", ")))
                .help("move it into `metadata`, or remove it")
                .did_you_mean(nearest(&entry.key, FIELDS.iter().copied()))
                .at_key(entry.key.clone()),
        );
    }
    let repeated = document.frontmatter().map_or(&[][..], |frontmatter| &frontmatter.yaml.duplicate_keys);
    for (later, first) in repeated {
        sink.push(
            Diagnostic::new(&META, document.at(*later), format!("repeated key `{}`", document.file.slice(*later)))
                .label("YAML does not allow it, so the file is rejected")
                .also(document.at(*first), "first here")
                .help("remove one of the two"),
        );
    }
    let Some(node) = root.get("compatibility") else { return };
    let length = node.scalar_text().map(|text| text.chars().count());
    if length.is_none_or(|length| length > MAX_COMPATIBILITY) {
        sink.push(
            Diagnostic::new(&META, document.at(node.span), "invalid `compatibility`")
                .label(format!("expected a string of at most {MAX_COMPATIBILITY} characters"))
                .at_key("compatibility"),
        );
    }
}
