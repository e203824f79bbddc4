//! `agent-skill-name`: a skill's name is not what the Agent Skills specification asks for.

use super::fields;
use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("agent-skill-name", Error, AgentSkills, "The name of an Agent Skill is missing or not valid");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

const MAX: usize = 64;

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    if document.kind != DocumentKind::Skill {
        return;
    }
    let Some(root) = fields(document) else {
        sink.push(
            Diagnostic::new(&META, document.start(), "the skill has no frontmatter that YAML can read")
                .label("the specification requires `name` and `description`")
                .help("begin the file with a block between two lines `---`"),
        );
        return;
    };
    let name = root.get("name").map(|node| (node, node.scalar_text().unwrap_or_default().trim()));
    let Some((node, name)) = name.filter(|(_, name)| !name.is_empty()) else {
        let place = root.get("name").map_or(root.span, |node| node.span);
        sink.push(
            Diagnostic::new(&META, document.at(place), "the skill has no `name`")
                .label("the specification requires one")
                .help(format!("write `name: {}`", document.component_name())),
        );
        return;
    };
    let folder = document.component_name();
    let problems = [
        (name.chars().count() > MAX, format!("more than {MAX} characters")),
        (name.to_lowercase() != name, "not in lower case".to_owned()),
        (name.starts_with('-') || name.ends_with('-'), "begins or ends with a hyphen".to_owned()),
        (name.contains("--"), "two hyphens in a row".to_owned()),
        (
            !name.chars().all(|c| c.is_alphanumeric() || c == '-'),
            "only letters, digits and hyphens are allowed".to_owned(),
        ),
        (folder != name, format!("the folder is called `{folder}`, and both names must be the same")),
    ];
    let problems: Vec<String> = problems.into_iter().filter(|(is_wrong, _)| *is_wrong).map(|(_, why)| why).collect();
    if !problems.is_empty() {
        sink.push(
            Diagnostic::new(&META, document.at(node.span), format!("`{name}` is not a valid name for this skill"))
                .label(problems.join("; "))
                .help("use lower-case words separated by hyphens, the same as the folder")
                .at_key("name"),
        );
    }
}
