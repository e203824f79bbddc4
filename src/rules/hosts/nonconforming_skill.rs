//! `nonconforming-skill`: a skill that hosts skip, or may skip, because the Agent Skills specification does not allow it.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, RuleMeta, Severity};
use crate::hosts::agent_skills::{FIELDS, MAX_DESCRIPTION};
use crate::plugin::Document;
use crate::plugin::hosts::{Host, HostTree};
use crate::rule_meta;
use crate::rules::agent_skills::agent_skill_name::problems;
use crate::rules::{Check, Rule, Sink};
use crate::source::Location;
use crate::syntax::Node;

static META: RuleMeta = rule_meta!(
    "nonconforming-skill",
    Error,
    Recommended,
    "A skill for other hosts does not follow the Agent Skills specification"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Host(check) };

fn check(tree: &HostTree<'_>, sink: &mut Sink) {
    let mut folders = BTreeSet::new();
    let is_portable = tree.manifest(Host::AgentPlugins).is_some();
    // Claude Code reads skills with fields of its own; a host that shares them ignores those.
    if is_portable || (tree.manifest(Host::Gemini).is_some() && !tree.is_of_claude()) {
        folders.insert("skills".to_owned());
    }
    folders.extend(tree.codex_skills().into_iter().filter(|folder| folder != "skills" || !tree.is_of_claude()));
    for folder in folders {
        for skill in tree.files(&folder, "/SKILL.md") {
            let below = skill.path.strip_prefix(&folder).map_or(0, |path| path.components().count());
            if is_portable && folder == "skills" && below > 2 {
                sink.push(
                    Diagnostic::new(&META, skill.start(), "skill in a nested folder")
                        .label("Codex and Qwen Code look one level below `skills/` only")
                        .help("move its folder up to `skills/`"),
                );
            } else if below == 2 {
                look(&skill, is_portable && folder == "skills", sink);
            }
        }
    }
}

/// Reports what is wrong with a skill. A portable one is skipped for more reasons.
fn look(skill: &Document, is_portable: bool, sink: &mut Sink) {
    let frontmatter = skill.frontmatter().and_then(|frontmatter| frontmatter.yaml.root.as_ref());
    let Some(root) = frontmatter.filter(|root| root.is_mapping()) else {
        let (message, label) = match skill.frontmatter() {
            None => ("missing frontmatter", "every host skips the skill"),
            Some(_) => ("the frontmatter is not a YAML mapping", "GitHub Copilot skips the skill"),
        };
        sink.push(
            Diagnostic::new(&META, skill.start(), message)
                .label(label)
                .help("start the file with `name` and `description` between two `---` lines"),
        );
        return;
    };
    let at = |key: &str| skill.at(root.get(key).map_or(root.span, |node| node.span));
    let mut report = |place: Location, key: &str, severity: Severity, message: String, label: String, help: String| {
        sink.push(
            Diagnostic::new(&META, place, message)
                .with_severity(severity)
                .label(label)
                .help(help)
                .at_key(key.to_owned()),
        );
    };
    let text = |key: &str| root.get(key).and_then(Node::scalar_text).unwrap_or_default().trim();
    let length = text("description").chars().count();
    let portable = if is_portable { Severity::Error } else { Severity::Warning };
    let skipped = |hosts: &str| match is_portable {
        true => format!("{hosts} the skill"),
        false => "the specification does not allow it, and a host may skip the skill".to_owned(),
    };
    if length == 0 {
        let label = "Codex, Gemini CLI and Qwen Code skip the skill".to_owned();
        let help = "describe what the skill does and when to use it".to_owned();
        report(at("description"), "description", Severity::Error, "missing key `description`".to_owned(), label, help);
    } else if length > MAX_DESCRIPTION {
        let message = format!("description has {length} characters, the specification allows {MAX_DESCRIPTION}");
        let help = "keep what the skill does and when to use it, and move the rest to the body".to_owned();
        report(at("description"), "description", portable, message, skipped("GitHub Copilot and Qwen Code skip"), help);
    }
    let name = text("name");
    let problems = problems(name, &skill.component_name());
    if is_portable && !name.is_empty() && !problems.is_empty() {
        let help = "use lowercase words separated by hyphens, and give the folder the same name".to_owned();
        let label = format!("{}; Qwen Code skips the skill", problems.join("; "));
        report(at("name"), "name", Severity::Error, format!("invalid skill name `{name}`"), label, help);
    }
    if let Some(node) = root.get("allowed-tools").filter(|node| node.is_sequence()) {
        let help = "write one string, with a space between two tools".to_owned();
        let message = "`allowed-tools` is a list".to_owned();
        report(skill.at(node.span), "allowed-tools", portable, message, skipped("Qwen Code skips"), help);
    }
    let unknown: Vec<_> = root.entries().iter().filter(|entry| !FIELDS.contains(&entry.key.as_str())).collect();
    if let Some(first) = unknown.first() {
        let names: Vec<String> = unknown.iter().map(|entry| format!("`{}`", entry.key)).collect();
        let message = match names.as_slice() {
            [one] => format!("unknown field {one}"),
            all => format!("unknown fields {}", all.join(", ")),
        };
        let label = "the specification does not allow it, and no other host reads it".to_owned();
        let help =
            "put what the model needs in `description`, and remove the rest or move it into `metadata`".to_owned();
        report(skill.at(first.key_span), &first.key, Severity::Warning, message, label, help);
    }
}
