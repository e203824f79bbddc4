//! A component's spec to its Markdown file.

use serde_json::{Value, json};

use super::frontmatter;
use super::page;
use super::rendering::{Page, Rendering};
use crate::spec::component::{Argument, ComponentKind, ComponentSpec};
use crate::spec::project::{Source, Tool};

/// The whole file; `None` when something was reported.
pub(super) fn render(
    rendering: &mut Rendering<'_>,
    own: (ComponentKind, &str),
    component: &Source<ComponentSpec>,
) -> Option<String> {
    let spec = &component.spec;
    let page = Page { file: &component.file, own: Some(own), spec: Some(spec), is_reference: false };
    let body = page::render(rendering, &page, &spec.page)?;
    if let Some(block) = spec.frontmatter.as_ref().and_then(|node| node.value.as_str()) {
        return Some(format!("---\n{}\n---\n\n{body}", block.strip_suffix('\n').unwrap_or(block)));
    }
    let description = rendering.say(&page, &spec.description.value);
    let mut fields = vec![("name", json!(spec.name.value)), ("description", json!(description))];
    let written = spec.frontmatter.as_ref().map(|node| node.value.entries()).unwrap_or_default();
    fields.extend(written.iter().map(|entry| (entry.key.as_str(), entry.value.to_json())));
    let mut facts = Vec::new();
    if !spec.arguments.is_empty() {
        facts.push(("argument-hint", json!(spec.usage())));
        facts.push(("arguments", spec.arguments.iter().map(argument).collect()));
    }
    facts.push(("allowed-tools", allowed_tools(rendering, spec)));
    for (key, value) in facts {
        let is_empty = value.as_array().is_some_and(Vec::is_empty);
        if !is_empty && !written.iter().any(|entry| entry.key == key) {
            fields.push((key, value));
        }
    }
    Some(format!("{}\n{body}", frontmatter::block(&fields)))
}

fn argument(argument: &Argument) -> Value {
    json!({ "name": argument.name.value, "description": argument.description, "required": argument.required })
}

/// The tools that only read, by their full names: these run without asking. A tool that writes is left out, so that
/// Claude Code asks the user before each use.
fn allowed_tools(rendering: &Rendering<'_>, component: &ComponentSpec) -> Value {
    let plugin = &rendering.source.plugin.spec.name.value;
    let full = |tool: &Tool| json!(format!("mcp__plugin_{plugin}_{}__{}", tool.server, tool.name));
    let tools = component.called_tools().into_iter().filter_map(|tool| rendering.tool(&tool.value));
    tools.filter(|tool| !tool.writes).map(full).collect()
}
