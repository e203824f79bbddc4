//! One function per kind of proof. Each returns a summary of what was checked, and what is missing.

use super::{Evidence, answers};
use crate::generate::manifest::bundled_path;
use crate::plugin::{Document, DocumentKind};
use crate::rules::api::model::UntiedKind;
use crate::rules::api::usage::uses;
use crate::rules::api::{ApiClaims, Checked};
use crate::rules::structure::missing_section::required;
use crate::rules::{Check, RULES};
use crate::spec::acceptance::Proof;
use crate::syntax::Node;

/// A summary of what was checked, and what is missing.
type Proved = (String, Vec<String>);

pub(super) fn prove(proof: Proof, evidence: &Evidence<'_>) -> Proved {
    match proof {
        Proof::SkillFrontmatter => skill_frontmatter(evidence),
        Proof::CommandFrontmatter => command_frontmatter(evidence),
        Proof::SkillSections => skill_sections(evidence),
        Proof::CommandSections => command_sections(evidence),
        Proof::Authentication => authentication(evidence),
        Proof::ManifestReferences => manifest_references(evidence),
        Proof::McpServer => mcp_server(evidence),
        Proof::NoSecrets => no_findings(evidence, &["hardcoded-secret"], "secrets"),
        Proof::ApiClaims => api_claims(evidence),
        Proof::MarketplaceEntry => marketplace_entry(evidence),
    }
}

fn skill<'e>(evidence: &Evidence<'e>, name: &str) -> Option<&'e Document> {
    evidence.plugin.document(&format!("skills/{name}/SKILL.md"))
}

fn command<'e>(evidence: &Evidence<'e>, name: &str) -> Option<&'e Document> {
    evidence.plugin.document(&format!("commands/{name}.md"))
}

fn text<'d>(document: &'d Document, field: &str) -> &'d str {
    document.frontmatter().and_then(|frontmatter| frontmatter.get(field)?.as_str()).unwrap_or_default()
}

fn skill_frontmatter(evidence: &Evidence<'_>) -> Proved {
    let mut missing = Vec::new();
    let mut triggers = 0;
    for (name, wanted) in &evidence.acceptance.skills.0 {
        let Some(document) = skill(evidence, &name.value) else {
            missing.push(format!("skills/{}/SKILL.md does not exist", name.value));
            continue;
        };
        let description = text(document, "description");
        if description.trim().is_empty() {
            missing.push(format!("{}: missing description", document.path));
        }
        let reaches_model = format!("{description} {}", text(document, "when_to_use")).to_lowercase();
        let listed: Vec<&str> = document
            .frontmatter()
            .and_then(|frontmatter| frontmatter.get("triggers"))
            .map(|triggers| triggers.items().iter().filter_map(Node::as_str).collect())
            .unwrap_or_default();
        for trigger in &wanted.triggers {
            triggers += 1;
            if !listed.contains(&trigger.as_str()) {
                missing.push(format!("{}: `triggers` does not list `{trigger}`", document.path));
            }
            if !reaches_model.contains(&trigger.to_lowercase()) {
                missing
                    .push(format!("{}: neither `description` nor `when_to_use` contains `{trigger}`", document.path));
            }
        }
    }
    let skills = evidence.acceptance.skills.0.len();
    (format!("{skills} skills; {triggers} triggers, each also in `description` or `when_to_use`"), missing)
}

fn command_frontmatter(evidence: &Evidence<'_>) -> Proved {
    let mut missing = Vec::new();
    let mut arguments = 0;
    for (name, wanted) in &evidence.acceptance.commands.0 {
        let Some(document) = command(evidence, &name.value) else {
            missing.push(format!("commands/{}.md does not exist", name.value));
            continue;
        };
        if text(document, "name") != name.value {
            missing.push(format!("{}: expected `name: {}`", document.path, name.value));
        }
        if text(document, "description").trim().is_empty() {
            missing.push(format!("{}: missing description", document.path));
        }
        let declared = document.frontmatter().and_then(|frontmatter| frontmatter.get("arguments"));
        let declared = declared.map(Node::items).unwrap_or_default();
        for argument in &wanted.arguments {
            arguments += 1;
            let found = declared.iter().find(|node| node.get("name").and_then(Node::as_str) == Some(&argument.name));
            match found {
                None => missing.push(format!("{}: missing argument `{}`", document.path, argument.name)),
                Some(node) if node.get("required").and_then(Node::as_bool) != Some(argument.required) => {
                    missing.push(format!(
                        "{}: expected `required: {}` for `{}`",
                        document.path, argument.required, argument.name
                    ));
                }
                Some(_) => {}
            }
        }
    }
    (format!("{} commands; {arguments} arguments", evidence.acceptance.commands.0.len()), missing)
}

/// Reports required sections that are missing, empty or out of order. Returns the number of required sections.
fn sections(document: &Document, missing: &mut Vec<String>) -> usize {
    let Some(markdown) = document.markdown() else { return 0 };
    let wanted = required(document.kind);
    let mut last = 0;
    for name in wanted {
        let found = markdown
            .headings
            .iter()
            .enumerate()
            .find(|(_, heading)| heading.level == 2 && heading.text(markdown) == *name);
        match found {
            None => missing.push(format!("{}: missing section `{name}`", document.path)),
            Some((index, _)) if !markdown.has_content(markdown.section(index)) => {
                missing.push(format!("{}: empty section `{name}`", document.path));
            }
            Some((_, heading)) if heading.span.start < last => {
                missing.push(format!("{}: section `{name}` is out of order", document.path));
            }
            Some((_, heading)) => last = heading.span.start,
        }
    }
    wanted.len()
}

fn skill_sections(evidence: &Evidence<'_>) -> Proved {
    let mut missing = Vec::new();
    let mut count = 0;
    for document in evidence.plugin.of_kind(DocumentKind::Skill) {
        count += sections(document, &mut missing);
    }
    let mut topics = 0;
    for (name, wanted) in &evidence.acceptance.skills.0 {
        for topic in &wanted.topics {
            topics += 1;
            let answer = match skill(evidence, &name.value) {
                Some(document) => answers::missing(&topic.answered_by, document, evidence.api),
                None => Some(format!("skills/{}/SKILL.md does not exist", name.value)),
            };
            missing.extend(answer.map(|why| format!("{}: {why}", topic.topic)));
        }
    }
    (format!("{count} sections; {topics} topics answered"), missing)
}

fn command_sections(evidence: &Evidence<'_>) -> Proved {
    let mut missing = Vec::new();
    let mut count = 0;
    for document in evidence.plugin.of_kind(DocumentKind::Command) {
        count += sections(document, &mut missing);
    }
    let (mut examples, mut items) = (0, 0);
    for (name, wanted) in &evidence.acceptance.commands.0 {
        let Some(document) = command(evidence, &name.value) else {
            missing.push(format!("commands/{}.md does not exist", name.value));
            continue;
        };
        let shows = |example: &str| {
            document.markdown().is_some_and(|markdown| {
                let mut lines = markdown.code_blocks.iter().flat_map(|block| block.text(markdown).lines());
                lines.any(|line| line.trim() == example)
            })
        };
        for example in &wanted.examples {
            examples += 1;
            if !shows(example) {
                missing.push(format!("{}: missing example `{example}`", document.path));
            }
        }
        for output in &wanted.output {
            items += 1;
            let answer = answers::missing(&output.answered_by, document, evidence.api);
            missing.extend(answer.map(|why| format!("{}: {why}", output.item)));
        }
    }
    (format!("{count} sections; {examples} examples; {items} output items"), missing)
}

fn authentication(evidence: &Evidence<'_>) -> Proved {
    let wanted = &evidence.acceptance.authentication;
    let Some(document) = skill(evidence, &wanted.skill) else {
        return (String::new(), vec![format!("skills/{}/SKILL.md does not exist", wanted.skill)]);
    };
    let missing = wanted
        .topics
        .iter()
        .filter_map(|topic| {
            answers::missing(&topic.answered_by, document, evidence.api).map(|why| format!("{}: {why}", topic.topic))
        })
        .collect();
    (format!("{} topics answered in {}", wanted.topics.len(), document.path), missing)
}

/// The paths under a key of the manifest, which is a string or a list.
fn listed<'d>(manifest: &'d Document, key: &str) -> Vec<&'d str> {
    match manifest.root().and_then(|root| root.get(key)) {
        Some(node) if node.is_sequence() => node.items().iter().filter_map(Node::as_str).collect(),
        Some(node) => node.as_str().into_iter().collect(),
        None => Vec::new(),
    }
}

fn manifest_references(evidence: &Evidence<'_>) -> Proved {
    let Some(manifest) = evidence.plugin.manifest() else {
        return (String::new(), vec!["missing plugin.json".to_owned()]);
    };
    let mut missing = Vec::new();
    let mut count = 0;
    let present = |kind| -> Vec<String> {
        let documents = evidence.plugin.of_kind(kind);
        documents
            .map(|document| match kind {
                DocumentKind::Skill => format!("./skills/{}", document.component_name()),
                _ => format!("./{}", document.path),
            })
            .collect()
    };
    for (key, kind) in [("skills", DocumentKind::Skill), ("commands", DocumentKind::Command)] {
        let (listed, present) = (listed(manifest, key), present(kind));
        count += listed.len();
        let unlisted = present.iter().filter(|path| !listed.contains(&path.as_str()));
        missing.extend(unlisted.map(|path| format!("plugin.json does not list {path}")));
        let absent = listed.iter().filter(|path| !present.iter().any(|present| present == *path));
        missing.extend(absent.map(|path| format!("plugin.json lists {path}, which does not exist")));
    }
    let wanted_skills = evidence.acceptance.skills.0.iter().map(|(name, _)| format!("./skills/{}", name.value));
    let wanted_commands =
        evidence.acceptance.commands.0.iter().map(|(name, _)| format!("./commands/{}.md", name.value));
    let all: Vec<&str> = listed(manifest, "skills").into_iter().chain(listed(manifest, "commands")).collect();
    let lacking = wanted_skills.chain(wanted_commands).filter(|path| !all.contains(&path.as_str()));
    missing.extend(lacking.map(|path| format!("plugin.json does not list {path}")));
    missing.sort();
    missing.dedup();
    (format!("{count} components listed; all exist, and none is missing from the list"), missing)
}

fn mcp_server(evidence: &Evidence<'_>) -> Proved {
    let Some((name, mcp)) = evidence.spec.own_server() else {
        return (String::new(), vec!["plugin.yaml has no MCP server".to_owned()]);
    };
    let server = evidence.plugin.document(".mcp.json").and_then(|file| file.root()?.at(&["mcpServers", name]));
    let Some(server) = server else {
        return (String::new(), vec![format!(".mcp.json: missing server `{name}`")]);
    };
    let mut missing = Vec::new();
    let command = server.get("command").and_then(Node::as_str).unwrap_or_default();
    let arguments = server.get("args").map(Node::items).unwrap_or_default();
    let package = mcp.package.as_ref().map_or("", |package| &package.value);
    let pinned = format!("{package}@{}", mcp.version.as_ref().map_or("", |version| &version.value));
    let bundled = bundled_path(mcp).unwrap_or_default();
    let is_bundled = command.ends_with(&format!("/{bundled}"));
    if !is_bundled && !arguments.iter().any(|argument| argument.as_str() == Some(&pinned)) {
        missing.push(format!(".mcp.json starts neither {pinned} nor a bundled {bundled}"));
    }
    let passed: Vec<_> = mcp.environment.iter().filter(|variable| variable.is_passed()).collect();
    for variable in &passed {
        let name = &variable.name.value;
        let value = server.get("env").and_then(|env| env.get(name)?.as_str()).unwrap_or_default();
        if !value.starts_with(&format!("${{{name}:-")) {
            missing.push(format!(".mcp.json does not pass {name} by reference with a default"));
        }
    }
    let how = if is_bundled { command } else { &pinned };
    (format!("server `{name}` starts {how}; {} variables by reference", passed.len()), missing)
}

/// Proves that these rules have no findings in the plugin.
fn no_findings(evidence: &Evidence<'_>, rules: &[&str], what: &str) -> Proved {
    let missing = evidence
        .findings
        .iter()
        .filter(|found| rules.contains(&found.rule.name))
        .map(|found| {
            let (line, _) = found.primary.location.file.line_column(found.primary.location.span.start);
            format!("{}:{line}: {}", found.primary.location.file.path(), found.message)
        })
        .collect();
    (format!("{} files checked, no {what}", evidence.plugin.documents.len()), missing)
}

fn api_claims(evidence: &Evidence<'_>) -> Proved {
    let claims = ApiClaims::with_tools(evidence.plugin, evidence.api, evidence.tools);
    let api_rules: Vec<&str> =
        RULES.iter().filter(|rule| matches!(rule.check, Check::Api(_))).map(|rule| rule.meta.name).collect();
    let (_, mut missing) = no_findings(evidence, &api_rules, "mistakes");
    if claims.requests.is_empty() {
        missing.push("found no API example to compare".to_owned());
    }
    let not_tied = claims.untied.iter().filter(|one| matches!(one.kind, UntiedKind::Table | UntiedKind::Request));
    missing.extend(not_tied.map(|one| {
        let (line, _) = one.document.file.line_column(one.name.span.start);
        format!("{}:{line}: `{}`: {}", one.document.path, one.name.text, one.kind.reason())
    }));
    let description = evidence.api.file().path();
    (format!("{}; compared with {description}", Checked::of(&claims, &uses(&claims))), missing)
}

fn marketplace_entry(evidence: &Evidence<'_>) -> Proved {
    let name = &evidence.spec.name.value;
    let Some(marketplace) = evidence.marketplace else {
        return (String::new(), vec!["missing marketplace.json".to_owned()]);
    };
    let entries = marketplace.entries();
    let own: Vec<_> = entries.iter().filter(|entry| entry.name() == Some(name)).collect();
    let [entry] = own.as_slice() else {
        return (
            String::new(),
            vec![format!("marketplace.json has {} entries named `{name}`, expected one", own.len())],
        );
    };
    let source = entry.node.get("source").and_then(Node::as_str).unwrap_or_default();
    let mut missing = Vec::new();
    if entry.folder.as_ref() != Some(&evidence.plugin.root) {
        missing.push(format!("the source `{source}` of the entry does not point to {}", evidence.plugin.root));
    }
    (format!("one entry `{name}` with source {source}; {} entries in total", entries.len()), missing)
}
