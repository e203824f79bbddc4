//! The plugin's `README.md`.

use serde::Serialize;

use super::plan::Rendering;
use super::skill::ToolRow;
use crate::spec::plugin::{MarketplaceSpec, PluginSpec, Variable};

/// What the template gets.
#[derive(Serialize)]
struct Values<'s> {
    plugin: &'s PluginSpec,
    marketplace: &'s MarketplaceSpec,
    exported: Vec<&'s Variable>,
    commands: Vec<Command<'s>>,
    skills: Vec<Skill<'s>>,
    tools: Vec<ToolRow<'s>>,
    status_tool: Option<&'s str>,
}

#[derive(Serialize)]
struct Command<'s> {
    name: &'s str,
    usage: String,
    description: &'s str,
}

#[derive(Serialize)]
struct Skill<'s> {
    name: &'s str,
    description: &'s str,
}

/// The whole file; `None` when something was reported.
pub(super) fn render(rendering: &mut Rendering<'_>) -> Option<String> {
    let source = rendering.source;
    let plugin = &source.plugin.spec;
    let tools = source.server.as_ref().map(|server| server.tools.as_slice()).unwrap_or_default();
    let values = Values {
        plugin,
        marketplace: rendering.marketplace,
        tools: tools.iter().map(|tool| ToolRow::of(&tool.spec)).collect(),
        status_tool: tools.iter().find(|tool| tool.spec.tells_configuration).map(|tool| tool.spec.name.value.as_str()),
        exported: plugin.mcp.environment.iter().filter(|variable| variable.required).collect(),
        commands: source
            .commands
            .iter()
            .map(|command| Command {
                name: &command.spec.name.value,
                usage: command.spec.usage(),
                description: &command.spec.description.value,
            })
            .collect(),
        skills: source
            .skills
            .iter()
            .map(|skill| Skill { name: &skill.spec.name.value, description: &skill.spec.description.value })
            .collect(),
    };
    rendering.template("readme.md.j2", values, &source.plugin)
}
