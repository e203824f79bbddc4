//! A skill's spec to its `SKILL.md`.

use serde::Serialize;
use serde_json::json;

use super::plan::Rendering;
use super::{frontmatter, request};
use crate::spec::load::Source;
use crate::spec::plugin::PluginSpec;
use crate::spec::skill::{FieldTable, Pattern, SkillSpec};
use crate::spec::tool::ToolSpec;

/// What the template gets.
#[derive(Serialize)]
struct Values<'s> {
    skill: &'s SkillSpec,
    plugin: &'s PluginSpec,
    tools: Vec<ToolRow<'s>>,
    tables: Vec<Table<'s>>,
    patterns: Vec<RenderedPattern<'s>>,
}

/// A row of the tool table.
#[derive(Serialize)]
pub(super) struct ToolRow<'s> {
    name: &'s str,
    r#use: &'s str,
    writes: bool,
}

impl<'s> ToolRow<'s> {
    pub(super) fn of(tool: &'s ToolSpec) -> Self {
        Self { name: &tool.name.value, r#use: &tool.description.value, writes: !tool.hints.read_only.value }
    }
}

/// A field table with its rows filled from the API description.
#[derive(Serialize)]
struct Table<'s> {
    heading: &'s str,
    intro: &'s str,
    fields: Vec<FieldRow<'s>>,
    outro: &'s str,
}

/// A row of a field table.
#[derive(Serialize)]
struct FieldRow<'s> {
    name: &'s str,
    r#type: String,
    meaning: &'s str,
}

/// An API pattern with its requests as Markdown.
#[derive(Serialize)]
struct RenderedPattern<'s> {
    heading: &'s str,
    body: &'s str,
    requests: Vec<String>,
    after: &'s str,
}

/// The whole file; `None` when something was reported.
pub(super) fn render<'s>(rendering: &mut Rendering<'s>, skill: &'s Source<SkillSpec>) -> Option<String> {
    let spec = &skill.spec;
    let tables: Vec<Option<Table<'_>>> =
        spec.field_reference.iter().map(|table| field_table(rendering, skill, table)).collect();
    let patterns: Vec<Option<RenderedPattern<'_>>> =
        spec.api_patterns.iter().map(|one| pattern(rendering, skill, one)).collect();
    let tools = spec.tools.iter().filter_map(|tool| rendering.tool(&tool.value)).map(ToolRow::of).collect();
    let values = Values {
        skill: spec,
        plugin: &rendering.source.plugin.spec,
        tools,
        tables: tables.into_iter().collect::<Option<_>>()?,
        patterns: patterns.into_iter().collect::<Option<_>>()?,
    };
    let body = rendering.template("skill.md.j2", values, skill)?;
    let mut fields = vec![("name", json!(spec.name.value)), ("description", json!(spec.description.value))];
    if !spec.when_to_use.value.is_empty() {
        fields.push(("when_to_use", json!(spec.when_to_use.value)));
    }
    fields.push(("triggers", spec.triggers.iter().map(|trigger| json!(trigger.value)).collect()));
    Some(format!("{}\n{body}", frontmatter::block(&fields)))
}

fn field_table<'s>(
    rendering: &mut Rendering<'s>,
    skill: &Source<SkillSpec>,
    table: &'s FieldTable,
) -> Option<Table<'s>> {
    let api = rendering.api;
    let Some(schema) = api.schema(&table.schema.value) else {
        let known: Vec<&str> = api.schema_names().collect();
        rendering.unknown(&skill.file, &table.schema, "the API description has no schema", &known);
        return None;
    };
    let mut rows = Vec::new();
    for pick in &table.fields {
        let Some(field) = schema.field(&pick.name.value) else {
            let known: Vec<&str> = schema.fields().iter().map(|field| field.name).collect();
            let what = format!("the schema {} has no field", table.schema.value);
            rendering.unknown(&skill.file, &pick.name, &what, &known);
            continue;
        };
        rows.push(FieldRow {
            name: &pick.name.value,
            r#type: field.type_name(),
            meaning: pick.note.as_deref().or(field.description()).unwrap_or_default(),
        });
    }
    Some(Table { heading: &table.heading, intro: &table.intro, fields: rows, outro: &table.outro })
}

fn pattern<'s>(
    rendering: &mut Rendering<'s>,
    skill: &Source<SkillSpec>,
    pattern: &'s Pattern,
) -> Option<RenderedPattern<'s>> {
    let mut requests = Vec::new();
    for request in &pattern.requests {
        if let Some(endpoint) = rendering.endpoint(&skill.file, &request.operation) {
            requests.push(request::markdown(request, &endpoint));
        }
    }
    Some(RenderedPattern { heading: &pattern.heading, body: &pattern.body, requests, after: &pattern.after })
}
