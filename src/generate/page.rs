//! A page of sections to Markdown: each block gets its facts, then one recursive template renders them all.

use std::sync::Arc;

use serde::Serialize;

use super::bundle::Bundle;
use super::filled::{
    ComponentRow, ErrorRow, FieldRow, Filled, FilledBlock, FilledExample, FilledStep, Link, Parameter, ToolRow,
};
use super::rendering::{Page, Rendering};
use super::templates::{Call, cell};
use crate::diag::Diagnostic;
use crate::source::{Location, SourceFile, Span};
use crate::spec::INVALID_SPEC;
use crate::spec::component::{Argument, ArgumentKind, ComponentKind, ComponentSpec};
use crate::spec::fields::Decoder;
use crate::spec::plugin::{PluginSpec, Variable};
use crate::spec::project::Component;
use crate::spec::section::{Block, ErrorCase, Example, FieldTable, Related, Section, Step, ToolList};
use crate::syntax::json;

/// What the template gets.
#[derive(Serialize)]
struct Values<'s> {
    page: Filled<'s>,
}

/// The Markdown of a page; `None` when something was reported.
pub(super) fn render(rendering: &mut Rendering<'_>, page: &Page<'_>, section: &Section) -> Option<String> {
    let before = rendering.problems.len();
    let filled = fill(rendering, page, section, 1).unwrap_or_default();
    if rendering.problems.len() > before {
        return None;
    }
    let text = rendering.template("page.md.j2", Values { page: filled }, page.file)?;
    Some(text.trim_start_matches('\n').to_owned())
}

/// The text of a `.md.j2` file with its expressions evaluated; `None` when something was reported.
///
/// Each kind of block is a function there. A call leaves a mark in the text, which the block replaces afterwards: it is
/// read, filled and rendered exactly as in a structured page.
pub(super) fn expand(
    rendering: &mut Rendering<'_>,
    file: &Arc<SourceFile>,
    own: Option<(ComponentKind, &str)>,
) -> Option<String> {
    let before = rendering.problems.len();
    let values = rendering.source.plugin.spec.manifest.iter().map(|entry| (entry.key.clone(), entry.value.to_json()));
    let values = serde_json::json!({ "plugin": values.collect::<serde_json::Map<_, _>>() });
    let (mut text, calls) = match rendering.templates.expand(file, &values) {
        Ok(expanded) => expanded,
        Err(found) => {
            rendering.problems.push(*found);
            return None;
        }
    };
    let page = Page { file, own, spec: None, is_reference: false };
    text = rendering.say(&page, &text);
    for call in calls {
        let place = file.text().find(&format!("{}(", call.key)).unwrap_or_default();
        let span = Span::new(place, place + call.key.len());
        let rendered = match called_block(&call, span, file, rendering) {
            Some(block) => fill_block(rendering, &page, &block)
                .filter(|block| !block.is_empty())
                .and_then(|block| rendering.template("block.md.j2", serde_json::json!({ "block": block }), file)),
            None => None,
        };
        text = text.replacen(&call.mark, rendered.unwrap_or_default().trim_end(), 1);
    }
    (rendering.problems.len() == before).then_some(text)
}

/// The block that a function call in a template describes.
fn called_block(call: &Call, span: Span, file: &Arc<SourceFile>, rendering: &mut Rendering<'_>) -> Option<Block> {
    let mut decoder = Decoder::new(file, &INVALID_SPEC);
    let mut root = json::parse(&call.arguments.to_string()).root?;
    root.map_spans(&|_| span);
    let block = Block::read(call.key, &root, &mut decoder);
    rendering.problems.append(&mut decoder.problems);
    block
}

/// A section with its facts; `None` if nothing is left of what its spec has below the heading.
fn fill<'b, 'p: 'b>(
    rendering: &mut Rendering<'p>,
    page: &Page<'b>,
    section: &'b Section,
    level: usize,
) -> Option<Filled<'b>> {
    let blocks: Vec<FilledBlock<'b>> = section
        .blocks
        .iter()
        .filter_map(|block| fill_block(rendering, page, &block.value))
        .filter(|block| !block.is_empty())
        .collect();
    let heading = section.heading.as_ref().map(|heading| heading.value.as_str());
    let below = if heading.is_some() || level == 1 { level + 1 } else { level };
    let launch = rendering.launch();
    let shown = section.sections.iter().filter(|section| section.launch.is_none_or(|only| only == launch));
    let sections: Vec<Filled<'b>> = shown.filter_map(|section| fill(rendering, page, section, below)).collect();
    let has_spec = !section.blocks.is_empty() || !section.sections.is_empty();
    let is_empty = level > 1 && has_spec && blocks.is_empty() && sections.is_empty();
    (!is_empty).then(|| Filled { heading, marks: "#".repeat(level), blocks, sections })
}

fn fill_block<'b, 'p: 'b>(rendering: &mut Rendering<'p>, page: &Page<'b>, block: &'b Block) -> Option<FilledBlock<'b>> {
    let source = rendering.source;
    let plugin = &source.plugin.spec;
    let name = plugin.name.value.as_str();
    Some(match block {
        Block::Body(text) | Block::After(text) => FilledBlock::Text { text: rendering.say(page, text.trim()) },
        Block::Items(items) => {
            FilledBlock::Items { items: items.iter().map(|item| rendering.say(page, item)).collect() }
        }
        Block::Steps(steps) => FilledBlock::Steps {
            loose: steps.iter().any(|step| step.heading.is_some()),
            steps: steps.iter().map(|step| fill_step(rendering, page, step)).collect(),
        },
        Block::Table(table) => FilledBlock::Table {
            columns: table.columns.iter().map(|text| cell(text)).collect(),
            rows: table
                .rows
                .iter()
                .map(|row| row.value.iter().map(|text| cell(&rendering.say(page, text))).collect())
                .collect(),
        },
        Block::Requests(requests) => FilledBlock::Requests {
            requests: requests.iter().filter_map(|one| rendering.request(page.file, one)).collect(),
        },
        Block::Examples(examples) => {
            let filled = |one: &Example| FilledExample {
                command: rendering.say(page, &one.command.value),
                explanation: rendering.say(page, &one.explanation),
            };
            FilledBlock::Examples { examples: examples.iter().map(filled).collect() }
        }
        Block::Tools(ToolList::All) => {
            FilledBlock::Tools { tools: source.tools.iter().map(ToolRow::of).collect(), all: true }
        }
        Block::Tools(ToolList::Named(names)) => FilledBlock::Tools {
            tools: names.iter().filter_map(|tool| rendering.tool(&tool.value)).map(ToolRow::of).collect(),
            all: false,
        },
        Block::Fields(table) => FilledBlock::Fields { fields: field_rows(rendering, page, table) },
        Block::Errors(cases) => FilledBlock::Errors {
            first: if cases.iter().any(|case| case.status.is_some()) { "Status or message" } else { "Problem" },
            cases: cases.iter().map(|case| error_row(rendering, page, case)).collect(),
        },
        Block::Related(related) => {
            FilledBlock::Related { related: related.iter().map(|one| link(rendering, page, one)).collect() }
        }
        Block::Parameters(true) => {
            let spec = page.spec?;
            FilledBlock::Parameters {
                usage: rendering.usage(&spec.name.value, &spec.usage()),
                parameters: spec.arguments.iter().map(parameter).collect(),
            }
        }
        Block::Commands(true) => components(rendering, page, ComponentKind::Command, "Command", "What it does")?,
        Block::Skills(true) => components(rendering, page, ComponentKind::Skill, "Skill", "What it is for")?,
        Block::Agents(true) => components(rendering, page, ComponentKind::Agent, "Agent", "What it is for")?,
        Block::Install(true) => FilledBlock::Install { plugin: name, marketplace: rendering.marketplace },
        Block::Server(true) => {
            let (_, server) = plugin.own_server()?;
            FilledBlock::Server {
                bundled: rendering.bundle.is_some(),
                platforms: rendering.bundle.map(Bundle::titles).unwrap_or_default(),
                package: server.package.as_ref().map(|package| package.value.as_str())?,
                version: server.version.as_ref().map(|version| version.value.as_str())?,
            }
        }
        Block::Environment(true) => {
            let variables: Vec<&Variable> = plugin.variables().collect();
            if variables.is_empty() {
                return None;
            }
            FilledBlock::Environment {
                plugin: name,
                marketplace: rendering.marketplace,
                server: plugin.own_server().map_or("", |(name, _)| name),
                exported: variables.iter().copied().filter(|variable| variable.required).collect(),
                has_options: variables.iter().any(|variable| variable.option.is_some()),
                has_examples: variables.iter().any(|variable| !variable.example.is_empty()),
                variables,
                status_tool: source.tools.iter().find(|tool| tool.tells_configuration).map(|tool| tool.name.as_str()),
            }
        }
        Block::License(true) => FilledBlock::Text { text: license(plugin)? },
        _ => return None,
    })
}

/// A table of the plugin's components of one kind; `None` when there are none.
fn components(
    rendering: &Rendering<'_>,
    page: &Page<'_>,
    kind: ComponentKind,
    title: &'static str,
    about: &'static str,
) -> Option<FilledBlock<'static>> {
    let row = |component: &Component| ComponentRow {
        label: match kind {
            ComponentKind::Command => {
                let arguments = component.spec().map(ComponentSpec::usage).unwrap_or_default();
                format!("`{}`", cell(&rendering.usage(&component.name, &arguments)))
            }
            _ => component.name.clone(),
        },
        link: rendering.link(page, kind, &component.name),
        description: component.description(),
    };
    let components: Vec<ComponentRow> = rendering.source.of_kind(kind).map(row).collect();
    (!components.is_empty()).then_some(FilledBlock::Components { title, about, components })
}

/// License, version and author, as far as they are known.
fn license(plugin: &PluginSpec) -> Option<String> {
    let mut sentences = Vec::new();
    let author = plugin.field("author").and_then(|author| author.get("name")?.as_str());
    if !plugin.text("license").is_empty() {
        sentences.push(format!("{}.", plugin.text("license")));
    }
    match (plugin.text("version"), author) {
        ("", None) => {}
        ("", Some(author)) => sentences.push(format!("By {author}.")),
        (version, None) => sentences.push(format!("Version {version}.")),
        (version, Some(author)) => sentences.push(format!("Version {version}, by {author}.")),
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

fn error_row(rendering: &mut Rendering<'_>, page: &Page<'_>, case: &ErrorCase) -> ErrorRow {
    let first = case.status.as_ref().or(case.problem.as_ref());
    if case.status.is_some() == case.problem.is_some() {
        let place = Location::new(page.file, case.cause.span);
        let message = "expected exactly one of `status` and `problem` in an error case";
        rendering.problems.push(Diagnostic::new(&INVALID_SPEC, place, message));
    }
    ErrorRow {
        first: rendering.say(page, first.map_or("", String::as_str)),
        cause: rendering.say(page, &case.cause.value),
        resolution: rendering.say(page, &case.resolution),
    }
}

fn fill_step<'b>(rendering: &mut Rendering<'_>, page: &Page<'_>, step: &'b Step) -> FilledStep<'b> {
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
    FilledStep { heading: step.heading.as_deref(), body: rendering.say(page, &step.body), calls }
}

fn field_rows<'b, 'p: 'b>(rendering: &mut Rendering<'p>, page: &Page<'_>, table: &'b FieldTable) -> Vec<FieldRow<'b>> {
    let Some(api) = rendering.api(page.file, &table.schema) else { return Vec::new() };
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

fn link(rendering: &mut Rendering<'_>, page: &Page<'_>, related: &Related) -> Link {
    let name = &related.name.value;
    let is_command = related.kind == ComponentKind::Command;
    let label = if is_command { format!("`{}`", rendering.usage(name, "")) } else { name.clone() };
    let suffix = match page.own {
        Some((own, _)) if own != related.kind && !is_command => format!(" {}", related.kind.word()),
        _ => String::new(),
    };
    Link { label, link: rendering.link(page, related.kind, name), suffix, why: rendering.say(page, &related.why) }
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
