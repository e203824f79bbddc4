//! Components as Agent Skills, which every host but Claude Code reads.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Map, Value, json};

use super::Tree;
use crate::generate::files::{Planned, copied};
use crate::generate::frontmatter;
use crate::generate::page;
use crate::generate::rendering::{Page, Paths, Rendering, relative};
use crate::hosts::agent_skills;
use crate::plugin::resolve;
use crate::source::SourceFile;
use crate::spec::PluginSource;
use crate::spec::component::ComponentKind;
use crate::spec::project::{Component, Copied, Form};
use crate::syntax::{Frontmatter, Markdown, Node};

/// A component as a host has it.
pub(super) struct Read {
    /// What it does and when to use it.
    pub(super) description: String,
    /// The frontmatter, when there is one.
    fields: Option<Node>,
    /// The Markdown below the frontmatter.
    pub(super) body: String,
    /// The spec.
    pub(super) made_from: Arc<SourceFile>,
}

/// Where skills and commands lie when both are skills below `folder`.
pub(super) fn paths(source: &PluginSource, folder: &str) -> Paths {
    let mut paths = Paths::new();
    for kind in [ComponentKind::Skill, ComponentKind::Command] {
        for component in source.of_kind(kind) {
            let mut name = agent_skills::name(&component.name);
            let path = |name: &str| Utf8PathBuf::from(format!("{folder}/{name}/SKILL.md"));
            while paths.values().any(|taken| *taken == path(&name)) {
                name = agent_skills::name(&format!("{name}-{}", kind.word()));
            }
            paths.insert((kind, component.name.clone()), path(&name));
        }
    }
    paths
}

/// Reads a component for the host that is rendered for; `None` when something was reported.
pub(super) fn read(rendering: &mut Rendering<'_>, component: &Component) -> Option<Read> {
    let own = Some((component.kind, component.name.as_str()));
    let (text, made_from) = match &component.form {
        Form::Structured(source) => {
            let spec = &source.spec;
            let page = Page { file: &source.file, own, spec: Some(spec), is_reference: false };
            let body = page::render(rendering, &page, &spec.page)?;
            let fields = spec.frontmatter.as_ref().and_then(|node| as_mapping(&node.value));
            let description = rendering.say(&page, &spec.description.value);
            let when = fields.as_ref().map(|fields| rendering.say(&page, field(fields, "when_to_use")));
            let description = with_use(&description, &when.unwrap_or_default());
            return Some(Read { description, fields, body, made_from: Arc::clone(&source.file) });
        }
        Form::Template(file) => (page::expand(rendering, file, own)?, Arc::clone(file)),
        Form::AsItIs(copy) => {
            let file = SourceFile::new(&copy.source, String::from_utf8_lossy(&copy.bytes).replace("\r\n", "\n"));
            (file.text().to_owned(), file)
        }
    };
    let found = Frontmatter::find(&text);
    let body = &text[found.as_ref().map_or(0, |found| found.span.end)..];
    let fields = found.as_ref().and_then(|found| found.as_claude_reads().ok()).cloned();
    let page = Page { file: &made_from, own, spec: None, is_reference: false };
    let claude_path = component.kind.path(&component.name);
    let body = with_links(rendering, &page, Utf8Path::new(&claude_path), body);
    let body = rendering.say(&page, &body);
    let of = |key: &str| fields.as_ref().map(|fields| field(fields, key)).unwrap_or_default();
    let description = with_use(of("description"), of("when_to_use"));
    let description = if description.is_empty() { first_line(&body, &component.name) } else { description };
    let description = rendering.say(&page, &description);
    Some(Read { description, fields, body, made_from })
}

/// A frontmatter as a mapping; a structured component may have it as text.
fn as_mapping(node: &Node) -> Option<Node> {
    match node.as_str() {
        Some(text) => Frontmatter::find(&format!("---\n{text}\n---\n"))?.as_claude_reads().ok().cloned(),
        None => Some(node.clone()),
    }
}

fn field<'n>(fields: &'n Node, key: &str) -> &'n str {
    fields.get(key).and_then(Node::scalar_text).unwrap_or_default().trim()
}

/// The description with as much of `when_to_use` as the specification has room for, in whole sentences.
fn with_use(description: &str, when: &str) -> String {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (mut text, when) = (words(description), words(when));
    let mut rest = when.as_str();
    while !rest.is_empty() {
        let end = rest.find(". ").map_or(rest.len(), |at| at + 1);
        let stop = if text.is_empty() || text.ends_with(['.', '!', '?', ':']) { "" } else { "." };
        let longer = format!("{text}{stop} {}", &rest[..end]);
        if longer.trim().chars().count() > agent_skills::MAX_DESCRIPTION {
            break;
        }
        text = longer.trim().to_owned();
        rest = rest[end..].trim_start();
    }
    text
}

/// What Claude Code shows of a component without a description.
fn first_line(body: &str, name: &str) -> String {
    let line = body.lines().map(|line| line.trim().trim_start_matches('#').trim()).find(|line| !line.is_empty());
    line.unwrap_or(name).chars().take(agent_skills::MAX_DESCRIPTION).collect()
}

/// The text with its links to components, and to other files of the plugin, as they are on this host.
fn with_links(rendering: &Rendering<'_>, page: &Page<'_>, claude_path: &Utf8Path, body: &str) -> String {
    let own_path = rendering.path_of(page);
    let folder = claude_path.parent().unwrap_or(Utf8Path::new(""));
    let own_files = Utf8Path::new("skills").join(page.own.map_or("", |(_, name)| name));
    let mut text = body.to_owned();
    let links = Markdown::parse(body, 0).links;
    for link in links.iter().rev().filter(|link| !link.automatic) {
        let (written, anchor) = match link.destination.find('#') {
            Some(at) => link.destination.split_at(at),
            None => (link.destination.as_str(), ""),
        };
        if written.is_empty() || written.contains(':') {
            continue;
        }
        let Some(target) = resolve(folder, written).filter(|target| !target.starts_with(&own_files)) else { continue };
        let component = rendering.source.components.iter().find(|one| target == one.kind.path(&one.name));
        let new = match component {
            Some(component) => rendering.link(page, component.kind, &component.name),
            None if rendering.source.files.iter().any(|file| file.target == target) => {
                Some(relative(&own_path, &target))
            }
            None => continue,
        };
        let whole = &body[link.span.range()];
        let label = whole.rfind("](").and_then(|end| whole.get(1..end)).unwrap_or(written);
        let replacement = match new {
            Some(new) => whole.replacen(&format!("({written}{anchor}"), &format!("({new}{anchor}"), 1),
            None => label.to_owned(),
        };
        text.replace_range(link.span.range(), &replacement);
    }
    text
}

impl Read {
    /// The whole SKILL.md, with the fields of the specification and no other.
    pub(super) fn skill(&self, path: &Utf8Path) -> String {
        let name = path.parent().and_then(Utf8Path::file_name).unwrap_or_default();
        let mut fields = vec![("name", json!(name)), ("description", json!(self.description))];
        let text = |key: &'static str| {
            let value = self.fields.as_ref()?.get(key)?.scalar_text()?;
            Some((key, json!(value)))
        };
        fields.extend(text("license"));
        fields.extend(text("compatibility").filter(|(_, value)| {
            value.as_str().is_some_and(|text| text.chars().count() <= agent_skills::MAX_COMPATIBILITY)
        }));
        let metadata = self.fields.as_ref().and_then(|fields| fields.get("metadata")).map(Node::entries);
        let metadata: Map<String, Value> = metadata
            .unwrap_or_default()
            .iter()
            .filter_map(|entry| Some((entry.key.clone(), json!(entry.value.scalar_text()?))))
            .collect();
        if !metadata.is_empty() {
            fields.push(("metadata", Value::Object(metadata)));
        }
        format!("{}\n{}", frontmatter::block(&fields), self.body.trim_start_matches('\n'))
    }
}

impl Tree<'_, '_, '_> {
    /// Writes the components of these kinds as skills, where the paths say, with the files beside them.
    pub(super) fn put_skills(&mut self, kinds: &[ComponentKind]) {
        for component in self.source().components.iter().filter(|one| kinds.contains(&one.kind)) {
            let Some(path) = self.rendering.paths.get(&(component.kind, component.name.clone())).cloned() else {
                continue;
            };
            let Some(read) = read(self.rendering, component) else { continue };
            self.files.put(path.as_str(), read.skill(&path), &read.made_from);
            if component.kind == ComponentKind::Skill {
                self.put_files_beside(component, &path);
                self.put_references(component, &path);
            }
        }
    }

    /// The pages in a skill's `references/`.
    fn put_references(&mut self, component: &Component, path: &Utf8Path) {
        let Form::Structured(source) = &component.form else { return };
        for reference in &source.spec.references {
            let own = Some((component.kind, component.name.as_str()));
            let page = Page { file: &source.file, own, spec: None, is_reference: true };
            if let Some(text) = page::render(self.rendering, &page, &reference.page) {
                let target = path.with_file_name(format!("references/{}.md", reference.name.value));
                self.files.put(target.as_str(), text, &source.file);
            }
        }
    }

    /// The files of a skill's folder; what they say of commands and tools is worded for the host.
    fn put_files_beside(&mut self, component: &Component, path: &Utf8Path) {
        let folder = Utf8Path::new("skills").join(&component.name);
        let new_folder = path.parent().unwrap_or(path);
        for file in self.source().files.iter().filter(|file| file.target.starts_with(&folder)) {
            let target = new_folder.join(file.target.strip_prefix(&folder).unwrap_or(&file.target));
            let planned = self.beside(component, file);
            self.files.add(target.as_str(), planned);
        }
    }

    fn beside(&mut self, component: &Component, file: &Copied) -> Planned {
        let mut planned = copied(file);
        if let (Some("md"), Ok(text)) = (file.target.extension(), std::str::from_utf8(&file.bytes)) {
            let source = SourceFile::new(&file.source, text);
            let page =
                Page { file: &source, own: Some((component.kind, &component.name)), spec: None, is_reference: false };
            planned.bytes = self.rendering.say(&page, text).into_bytes();
        }
        planned
    }
}
