//! A command's spec to its `NAME.md`.

use serde::Serialize;
use serde_json::{Value, json};

use super::frontmatter;
use super::plan::Rendering;
use crate::spec::command::{Argument, ArgumentKind, CommandSpec, Step};
use crate::spec::load::Source;
use crate::spec::plugin::PluginSpec;

/// What the template gets.
#[derive(Serialize)]
struct Values<'s> {
    command: &'s CommandSpec,
    plugin: &'s PluginSpec,
    usage: String,
    parameters: Vec<Parameter<'s>>,
    steps: Vec<RenderedStep<'s>>,
}

/// A row of the parameter table.
#[derive(Serialize)]
struct Parameter<'s> {
    name: String,
    required: String,
    description: &'s str,
}

/// A step with its calls as a sentence.
#[derive(Serialize)]
struct RenderedStep<'s> {
    heading: &'s str,
    body: &'s str,
    calls: String,
}

/// The whole file; `None` when something was reported.
pub(super) fn render(rendering: &mut Rendering<'_>, command: &Source<CommandSpec>) -> Option<String> {
    let spec = &command.spec;
    let values = Values {
        command: spec,
        plugin: &rendering.source.plugin.spec,
        usage: spec.usage(),
        parameters: spec.arguments.iter().map(parameter).collect(),
        steps: spec.steps.iter().map(|step| rendered_step(rendering, command, step)).collect(),
    };
    let body = rendering.template("command.md.j2", values, command)?;
    let fields = [
        ("name", json!(spec.name.value)),
        ("description", json!(spec.description.value)),
        ("argument-hint", json!(spec.usage())),
        ("arguments", spec.arguments.iter().map(argument).collect::<Value>()),
        ("allowed-tools", allowed_tools(rendering, spec)),
    ];
    Some(format!("{}\n{body}", frontmatter::block(&fields)))
}

fn argument(argument: &Argument) -> Value {
    json!({ "name": argument.name.value, "description": argument.description, "required": argument.required })
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

fn rendered_step<'s>(rendering: &mut Rendering<'_>, command: &Source<CommandSpec>, step: &'s Step) -> RenderedStep<'s> {
    let tools: Vec<String> = step.tools.iter().map(|tool| format!("`{}`", tool.value)).collect();
    let mut operations = Vec::new();
    for operation in &step.operations {
        if let Some(endpoint) = rendering.endpoint(&command.file, operation) {
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
    RenderedStep { heading: &step.heading, body: &step.body, calls }
}

/// The tools that only read, by their full names: these run without asking. A tool that writes is left out, so that
/// Claude Code asks the user before each use.
fn allowed_tools(rendering: &Rendering<'_>, command: &CommandSpec) -> Value {
    let plugin = &rendering.source.plugin.spec;
    let prefix = format!("mcp__plugin_{}_{}__", plugin.name.value, plugin.mcp.server);
    let reads = |name: &str| rendering.tool(name).is_some_and(|tool| tool.hints.read_only.value);
    let tools = command.tools().into_iter().filter(|tool| reads(&tool.value));
    tools.map(|tool| json!(format!("{prefix}{}", tool.value))).collect()
}
