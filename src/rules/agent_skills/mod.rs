//! Rules of the open Agent Skills specification, for the profile `agent-skills`.
//!
//! `tests/agent_skills.rs` compares them with both reference validators, `skills-ref` from npm and from PyPI.

pub(crate) mod agent_skill_advice;
pub(crate) mod agent_skill_description;
pub(crate) mod agent_skill_field;
pub(crate) mod agent_skill_name;

use camino::Utf8Path;

use crate::plugin::{Document, DocumentKind};
use crate::syntax::{Kind, Node};

/// Whether the validators read the file as a skill: `SKILL.md`, or `skill.md` in a skill's folder.
fn is_skill(document: &Document) -> bool {
    document.kind == DocumentKind::Skill
        || document.path.file_name() == Some("skill.md") && is_in_skill_folder(document)
}

/// Whether the file is directly in a folder of `skills/`.
fn is_in_skill_folder(document: &Document) -> bool {
    document.path.ancestors().nth(2).and_then(Utf8Path::file_name) == Some("skills")
}

/// The frontmatter of a skill as a mapping. `agent-skill-name` reports a skill that has none.
fn fields(document: &Document) -> Option<&Node> {
    let frontmatter = document.frontmatter().filter(|_| is_skill(document))?;
    frontmatter.yaml.root.as_ref().filter(|root| root.is_mapping())
}

/// The text of a scalar. Both validators read `~` and `null` as the text that they are.
fn text<'d>(document: &'d Document, node: &'d Node) -> &'d str {
    let written =
        if matches!(node.kind, Kind::Null) { Some(document.file.slice(node.span)) } else { node.scalar_text() };
    written.unwrap_or_default()
}
