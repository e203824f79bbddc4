//! `agent-skill-name`: a skill's name does not follow the Agent Skills specification.

use super::{fields, is_in_skill_folder, is_skill, text};
use crate::diag::{Applicability, Diagnostic, Edit, Fix, RuleMeta};
use crate::hosts::agent_skills::MAX_NAME as MAX;
use crate::plugin::Document;
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;

static META: RuleMeta =
    rule_meta!("agent-skill-name", Error, AgentSkills, "The name of an Agent Skill is missing or invalid");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    if !is_skill(document) {
        let file = document.path.file_name().unwrap_or_default();
        if file.eq_ignore_ascii_case("SKILL.md") && is_in_skill_folder(document) {
            sink.push(
                Diagnostic::new(&META, document.start(), format!("`{file}` is not read as a skill"))
                    .label("the specification requires `SKILL.md`")
                    .help("rename the file"),
            );
        }
        return;
    }
    if document.file.text().starts_with(BOM) {
        let edit = Edit { span: Span::new(0, BOM.len_utf8()), text: String::new() };
        sink.push(
            Diagnostic::new(&META, document.start(), "byte order mark before the frontmatter")
                .label("the specification requires `---` at the start of the file")
                .with_fix(Fix::new("remove the byte order mark", Applicability::Safe, vec![edit])),
        );
    }
    let Some(root) = fields(document) else {
        sink.push(
            Diagnostic::new(&META, document.start(), "missing or invalid frontmatter")
                .label("the specification requires `name` and `description`")
                .help("start the file with a YAML block between two `---` lines"),
        );
        return;
    };
    let name = root.get("name").map(|node| (node, text(document, node).trim()));
    let Some((node, name)) = name.filter(|(_, name)| !name.is_empty()) else {
        let place = root.get("name").map_or(root.span, |node| node.span);
        sink.push(
            Diagnostic::new(&META, document.at(place), "missing key `name`")
                .label("the specification requires one")
                .help(format!("write `name: {}`", document.folder())),
        );
        return;
    };
    let problems = problems(name, document.folder());
    if !problems.is_empty() {
        sink.push(
            Diagnostic::new(&META, document.at(node.span), format!("invalid skill name `{name}`"))
                .label(problems.join("; "))
                .help("use lowercase words separated by hyphens, and give the folder the same name")
                .at_key("name"),
        );
    }
}

/// The byte order mark, with which some editors start a file.
const BOM: char = '\u{feff}';

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
