//! Rules of the open Agent Skills specification, for the profile `agent-skills`.
//!
//! `tests/agent_skills.rs` compares them with both reference validators, `skills-ref` from npm and from PyPI.

pub(crate) mod agent_skill_advice;
pub(crate) mod agent_skill_description;
pub(crate) mod agent_skill_field;
pub(crate) mod agent_skill_name;

use crate::plugin::{Document, DocumentKind};
use crate::syntax::Node;

/// The frontmatter of a skill as a mapping. `agent-skill-name` reports a skill that has none.
fn fields(document: &Document) -> Option<&Node> {
    let frontmatter = document.frontmatter().filter(|_| document.kind == DocumentKind::Skill)?;
    frontmatter.yaml.root.as_ref().filter(|root| root.is_mapping())
}
