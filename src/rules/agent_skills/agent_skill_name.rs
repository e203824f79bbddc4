//! `agent-skill-name`: a skill's name does not follow the Agent Skills specification.

use super::fields;
use crate::diag::{Diagnostic, RuleMeta};
use crate::hosts::agent_skills::MAX_NAME as MAX;
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("agent-skill-name", Error, AgentSkills, "The name of an Agent Skill is missing or invalid");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    if document.kind != DocumentKind::Skill {
        return;
    }
    let Some(root) = fields(document) else {
        sink.push(
            Diagnostic::new(&META, document.start(), "missing or invalid frontmatter")
                .label("the specification requires `name` and `description`")
                .help("start the file with a YAML block between two `---` lines"),
        );
        return;
    };
    let name = root.get("name").map(|node| (node, node.scalar_text().unwrap_or_default().trim()));
    let Some((node, name)) = name.filter(|(_, name)| !name.is_empty()) else {
        let place = root.get("name").map_or(root.span, |node| node.span);
        sink.push(
            Diagnostic::new(&META, document.at(place), "missing key `name`")
                .label("the specification requires one")
                .help(format!("write `name: {}`", document.component_name())),
        );
        return;
    };
    let problems = problems(name, &document.component_name());
    if !problems.is_empty() {
        sink.push(
            Diagnostic::new(&META, document.at(node.span), format!("invalid skill name `{name}`"))
                .label(problems.join("; "))
                .help("use lowercase words separated by hyphens, and give the folder the same name")
                .at_key("name"),
        );
    }
}

/// What the specification does not allow in a skill's name.
#[must_use]
pub(crate) fn problems(name: &str, folder: &str) -> Vec<String> {
    let problems = [
        (name.chars().count() > MAX, format!("more than {MAX} characters")),
        (name.to_lowercase() != name, "not lowercase".to_owned()),
        (name.starts_with('-') || name.ends_with('-'), "starts or ends with a hyphen".to_owned()),
        (name.contains("--"), "two hyphens in a row".to_owned()),
        (
            !name.chars().all(|c| c.is_alphanumeric() || c == '-'),
            "only letters, digits and hyphens are allowed".to_owned(),
        ),
        (folder != name, format!("must match the folder's name, `{folder}`")),
    ];
    problems.into_iter().filter(|(is_wrong, _)| *is_wrong).map(|(_, why)| why).collect()
}
