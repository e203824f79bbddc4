//! `misspelt-frontmatter-field`: an unknown key that is similar to one that Claude Code reads.

use crate::diag::{Applicability, Diagnostic, Edit, Fix, RuleMeta, plain};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "misspelt-frontmatter-field",
    Warning,
    Recommended,
    "A frontmatter field is misspelt, so Claude Code ignores it"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

/// Fields of skills and commands. Source: read in the CLI.
#[rustfmt::skip]
const SKILL: &[&str] = &[
    "name", "description", "when_to_use", "argument-hint", "arguments", "allowed-tools", "disallowed-tools",
    "disallowedTools", "model", "effort", "shell", "disable-model-invocation", "user-invocable", "paths", "hooks", "context",
    "agent", "background", "metadata", "version", "license", "compatibility",
];

/// Fields of agents. Source: read in the CLI.
#[rustfmt::skip]
const AGENT: &[&str] = &[
    "name", "description", "tools", "disallowedTools", "model", "effort", "color", "maxTurns", "autoCompactWindow", "skills",
    "memory", "background", "isolation", "omitClaudeMd", "initialPrompt", "permissionMode", "hooks", "mcpServers",
];

/// Keys of other programs and authors that only look like typos.
#[rustfmt::skip]
const CUSTOM: &[&str] = &[
    "agents", "args", "author", "capabilities", "category", "color", "command", "commands", "content", "created", "difficulty",
    "icon", "keywords", "languages", "licence", "mode", "modes", "models", "modified", "origin", "reviewed", "risk", "role", "skill",
    "skills", "source", "tags", "title", "tool", "topics", "triggers", "type", "types", "usage", "versions",
];

/// Fields of the other kind of component: what is written, and what is meant.
const SKILL_INSTEAD: &[(&str, &str)] = &[("tools", "allowed-tools")];
const AGENT_INSTEAD: &[(&str, &str)] = &[("allowed-tools", "tools"), ("disallowed-tools", "disallowedTools")];

fn check(document: &Document, context: &Context, sink: &mut Sink) {
    let (known, instead, kind) = match document.kind {
        DocumentKind::Skill => (SKILL, SKILL_INSTEAD, "a skill"),
        DocumentKind::Command => (SKILL, SKILL_INSTEAD, "a command"),
        DocumentKind::Agent => (AGENT, AGENT_INSTEAD, "an agent"),
        _ => return,
    };
    let Some(root) = document.frontmatter().and_then(|frontmatter| frontmatter.yaml.root.as_ref()) else { return };
    let house = context.settings.frontmatter_fields(document.kind);
    for entry in root.entries() {
        let key = entry.key.as_str();
        if known.contains(&key) || house.iter().any(|field| field == key) {
            continue;
        }
        let other = instead.iter().find(|(written, _)| *written == key).map(|(_, meant)| *meant);
        let Some(meant) = other.or_else(|| meant(key, known)) else { continue };
        let found = Diagnostic::new(&META, document.at(entry.key_span), format!("unknown field `{key}` for {kind}"))
            .label("Claude Code ignores it")
            .did_you_mean(Some(meant))
            .at_key(key);
        // Renaming would create a duplicate key.
        let edit = Edit { span: entry.key_span, text: meant.to_owned() };
        sink.push(match root.get(meant) {
            Some(_) => found.help(format!("remove it: the frontmatter already has `{meant}`")),
            None => found.with_fix(Fix::new(format!("rename to `{meant}`"), Applicability::Unsafe, vec![edit])),
        });
    }
}

/// The known field that is similar to a key: the same letters, or one or two wrong ones.
fn meant<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    let wanted = plain(key);
    if CUSTOM.contains(&wanted.as_str()) {
        return None;
    }
    let limit = if wanted.chars().count() <= 5 { 1 } else { 2 };
    known
        .iter()
        .map(|field| (strsim::osa_distance(&wanted, &plain(field)), *field))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, field)| field)
}
