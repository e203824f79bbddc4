//! A page of sections to Markdown: each block gets its facts, then one recursive template renders them all.

use std::sync::Arc;

use serde::Serialize;

use super::plan::Rendering;
use super::request;
use super::templates::cell;
use crate::source::SourceFile;
use crate::spec::component::{Argument, ArgumentKind, ComponentKind, ComponentSpec};
use crate::spec::load::Source;
use crate::spec::plugin::Variable;
use crate::spec::section::{Block, ErrorCase, Example, FieldTable, Related, Section, Step, ToolList};
use crate::spec::tool::ToolSpec;

/// Which page is rendered; links and usage lines depend on it.
pub(super) struct Page<'s> {
    /// The spec's file, for findings.
    pub(super) file: &'s Arc<SourceFile>,
    /// What the page belongs to; `None` for the README.
    pub(super) component: Option<(ComponentKind, &'s ComponentSpec)>,
}

/// A section whose blocks have their facts.
#[derive(Serialize)]
struct Filled<'s> {
    heading: Option<&'s str>,
    marks: String,
    blocks: Vec<FilledBlock<'s>>,
    sections: Vec<Filled<'s>>,
}

/// A block with its facts.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum FilledBlock<'s> {
    Text {
        text: String,
    },
    Items {
        items: &'s [String],
    },
    Steps {
        steps: Vec<FilledStep<'s>>,
        loose: bool,
    },
    Table {
        columns: Vec<String>,
        rows: Vec<Vec<String>>,
    },
    Requests {
        requests: Vec<String>,
    },
    Examples {
        examples: &'s [Example],
    },
    Tools {
        tools: Vec<ToolRow<'s>>,
        all: bool,
    },
    Fields {
        fields: Vec<FieldRow<'s>>,
    },
    Errors {
        first: &'static str,
        cases: Vec<ErrorRow<'s>>,
    },
    Related {
        related: Vec<Link<'s>>,
    },
    Parameters {
        usage: String,
        parameters: Vec<Parameter<'s>>,
    },
    Components {
        title: &'static str,
        about: &'static str,
        components: Vec<ComponentRow<'s>>,
    },
    Install {
        plugin: &'s str,
        marketplace: &'s str,
    },
    Environment {
        plugin: &'s str,
        server: &'s str,
        variables: &'s [Variable],
        exported: Vec<&'s Variable>,
        has_options: bool,
        status_tool: Option<&'s str>,
    },
}

#[derive(Serialize)]
struct FilledStep<'s> {
    heading: Option<&'s str>,
    body: &'s str,
    calls: String,
}

#[derive(Serialize)]
struct ToolRow<'s> {
    name: &'s str,
    r#use: &'s str,
    writes: bool,
}

#[derive(Serialize)]
struct FieldRow<'s> {
    name: &'s str,
    r#type: String,
    meaning: &'s str,
}

#[derive(Serialize)]
struct ErrorRow<'s> {
    first: &'s str,
    cause: &'s str,
    resolution: &'s str,
}

#[derive(Serialize)]
struct Link<'s> {
    label: String,
    link: String,
    suffix: String,
    why: &'s str,
}

#[derive(Serialize)]
struct Parameter<'s> {
    name: String,
    required: String,
    description: &'s str,
}

#[derive(Serialize)]
struct ComponentRow<'s> {
    label: String,
    link: String,
    description: &'s str,
}

/// What the template gets.
#[derive(Serialize)]
struct Values<'s> {
    page: Filled<'s>,
}

/// The Markdown of a page; `None` when something was reported.
pub(super) fn render<'s>(rendering: &mut Rendering<'s>, page: &Page<'s>, section: &'s Section) -> Option<String> {
    let before = rendering.problems.len();
    let filled = fill(rendering, page, section, 1);
    if rendering.problems.len() > before {
        return None;
    }
    let text = rendering.template("page.md.j2", Values { page: filled }, page.file)?;
    Some(text.trim_start_matches('\n').to_owned())
}

fn fill<'s>(rendering: &mut Rendering<'s>, page: &Page<'s>, section: &'s Section, level: usize) -> Filled<'s> {
    let blocks = section.blocks.iter().filter_map(|block| fill_block(rendering, page, &block.value)).collect();
    let heading = section.heading.as_ref().map(|heading| heading.value.as_str());
    let below = if heading.is_some() || level == 1 { level + 1 } else { level };
    let sections = section.sections.iter().map(|section| fill(rendering, page, section, below)).collect();
    Filled { heading, marks: "#".repeat(level), blocks, sections }
}

fn fill_block<'s>(rendering: &mut Rendering<'s>, page: &Page<'s>, block: &'s Block) -> Option<FilledBlock<'s>> {
    let source = rendering.source;
    let plugin = &source.plugin.spec;
    let name = plugin.name.value.as_str();
    Some(match block {
        Block::Body(text) | Block::After(text) => FilledBlock::Text { text: text.trim().to_owned() },
        Block::Items(items) => FilledBlock::Items { items },
        Block::Steps(steps) => FilledBlock::Steps {
            loose: steps.iter().any(|step| step.heading.is_some()),
            steps: steps.iter().map(|step| fill_step(rendering, page, step)).collect(),
        },
        Block::Table(table) => FilledBlock::Table {
            columns: table.columns.iter().map(|text| cell(text)).collect(),
            rows: table.rows.iter().map(|row| row.value.iter().map(|text| cell(text)).collect()).collect(),
        },
        Block::Requests(requests) => FilledBlock::Requests {
            requests: requests
                .iter()
                .filter_map(|one| Some(request::markdown(one, &rendering.endpoint(page.file, &one.operation)?)))
                .collect(),
        },
        Block::Examples(examples) => FilledBlock::Examples { examples },
        Block::Tools(ToolList::All) => {
            FilledBlock::Tools { tools: source.tools().iter().map(|tool| ToolRow::of(&tool.spec)).collect(), all: true }
        }
        Block::Tools(ToolList::Named(names)) => FilledBlock::Tools {
            tools: names.iter().filter_map(|tool| rendering.tool(&tool.value)).map(ToolRow::of).collect(),
            all: false,
        },
        Block::Fields(table) => FilledBlock::Fields { fields: field_rows(rendering, page, table) },
        Block::Errors(cases) => FilledBlock::Errors {
            first: if cases.iter().any(|case| case.status.is_some()) { "Status or message" } else { "Problem" },
            cases: cases.iter().map(ErrorRow::of).collect(),
        },
        Block::Related(related) => {
            FilledBlock::Related { related: related.iter().map(|one| link(page, name, one)).collect() }
        }
        Block::Parameters(true) => {
            let (_, spec) = page.component?;
            FilledBlock::Parameters {
                usage: usage(name, spec),
                parameters: spec.arguments.iter().map(parameter).collect(),
            }
        }
        Block::Commands(true) => {
            components(&source.commands, ComponentKind::Command, "Command", "What it does", |command| {
                format!("`{}`", cell(&usage(name, command)))
            })
        }
        Block::Skills(true) => components(&source.skills, ComponentKind::Skill, "Skill", "What it is for", |skill| {
            skill.name.value.clone()
        }),
        Block::Install(true) => FilledBlock::Install { plugin: name, marketplace: &rendering.marketplace.name },
        Block::Environment(true) => {
            let variables = plugin.mcp.environment.as_slice();
            FilledBlock::Environment {
                plugin: name,
                server: &plugin.mcp.server,
                variables,
                exported: variables.iter().filter(|variable| variable.required).collect(),
                has_options: variables.iter().any(|variable| variable.option.is_some()),
                status_tool: source
                    .tools()
                    .iter()
                    .find(|tool| tool.spec.tells_configuration)
                    .map(|tool| tool.spec.name.value.as_str()),
            }
        }
        Block::License(true) => FilledBlock::Text {
            text: format!("{}. Version {}, by {}.", plugin.license, plugin.version.value, plugin.author.name),
        },
        _ => return None,
    })
}

fn components<'s>(
    components: &'s [Source<ComponentSpec>],
    kind: ComponentKind,
    title: &'static str,
    about: &'static str,
    label: impl Fn(&ComponentSpec) -> String,
) -> FilledBlock<'s> {
    let row = |component: &'s Source<ComponentSpec>| ComponentRow {
        label: label(&component.spec),
        link: kind.path(&component.spec.name.value),
        description: &component.spec.description.value,
    };
    FilledBlock::Components { title, about, components: components.iter().map(row).collect() }
}

impl<'s> ToolRow<'s> {
    fn of(tool: &'s ToolSpec) -> Self {
        Self { name: &tool.name.value, r#use: &tool.description.value, writes: !tool.hints.read_only.value }
    }
}

impl<'s> ErrorRow<'s> {
    fn of(case: &'s ErrorCase) -> Self {
        let first = case.status.as_ref().or(case.problem.as_ref());
        Self { first: first.map_or("", String::as_str), cause: &case.cause, resolution: &case.resolution }
    }
}

fn usage(plugin: &str, command: &ComponentSpec) -> String {
    format!("/{plugin}:{} {}", command.name.value, command.usage()).trim_end().to_owned()
}

fn fill_step<'s>(rendering: &mut Rendering<'s>, page: &Page<'s>, step: &'s Step) -> FilledStep<'s> {
    let tools: Vec<String> = step.tools.iter().map(|tool| format!("`{}`", tool.value)).collect();
    let mut operations = Vec::new();
    for operation in &step.operations {
        if let Some(endpoint) = rendering.endpoint(page.file, operation) {
            operations.push(format!("`{} {}{}`", endpoint.method, endpoint.base, endpoint.path));
        }
    }
    let (tools, operations) = (tools.join(", "), operations.join(", "));
    let calls = match (tools.is_empty(), operations.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!("Tools: {tools}"),
        (true, false) => format!("API: {operations}"),
        (false, false) => format!("Tools: {tools}. Behind them: {operations}"),
    };
    FilledStep { heading: step.heading.as_deref(), body: &step.body, calls }
}

fn field_rows<'s>(rendering: &mut Rendering<'s>, page: &Page<'s>, table: &'s FieldTable) -> Vec<FieldRow<'s>> {
    let api = rendering.api;
    let Some(schema) = api.schema(&table.schema.value) else {
        let known: Vec<&str> = api.schema_names().collect();
        rendering.unknown(page.file, &table.schema, "the API description has no schema", &known);
        return Vec::new();
    };
    if table.names.is_empty() {
        return schema
            .fields()
            .into_iter()
            .map(|field| FieldRow {
                name: field.name,
                r#type: field.type_name(),
                meaning: field.description().unwrap_or_default(),
            })
            .collect();
    }
    let mut rows = Vec::new();
    for pick in &table.names {
        let Some(field) = schema.field(&pick.name.value) else {
            let known: Vec<&str> = schema.fields().iter().map(|field| field.name).collect();
            let what = format!("the schema {} has no field", table.schema.value);
            rendering.unknown(page.file, &pick.name, &what, &known);
            continue;
        };
        rows.push(FieldRow {
            name: &pick.name.value,
            r#type: field.type_name(),
            meaning: pick.note.as_deref().or(field.description()).unwrap_or_default(),
        });
    }
    rows
}

fn link<'s>(page: &Page<'_>, plugin: &str, related: &'s Related) -> Link<'s> {
    let name = &related.name.value;
    let up = match page.component {
        None => "",
        Some((ComponentKind::Skill, _)) => "../../",
        Some(_) => "../",
    };
    let target = related.kind.path(name);
    let own = page.component.map(|(kind, _)| kind);
    let link = match (own == Some(related.kind), related.kind) {
        (true, ComponentKind::Skill) => format!("../{name}/SKILL.md"),
        (true, _) => format!("{name}.md"),
        (false, _) => format!("{up}{target}"),
    };
    let is_command = related.kind == ComponentKind::Command;
    let label = if is_command { format!("`/{plugin}:{name}`") } else { name.clone() };
    let suffix = match own {
        Some(own) if own != related.kind && !is_command => format!(" {}", related.kind.word()),
        _ => String::new(),
    };
    Link { label, link, suffix, why: &related.why }
}

fn parameter(argument: &Argument) -> Parameter<'_> {
    let name = match argument.kind {
        ArgumentKind::Positional => argument.name.value.clone(),
        ArgumentKind::Option | ArgumentKind::Flag => format!("--{}", argument.name.value),
    };
    let required = match (argument.required, &argument.required_unless) {
        (true, Some(other)) => format!("Yes, unless `--{}` is given", other.value),
        (true, None) => "Yes".to_owned(),
        (false, _) => "No".to_owned(),
    };
    Parameter { name, required, description: &argument.description }
}
