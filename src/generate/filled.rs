//! Sections and blocks with their facts: what the templates get.

use serde::Serialize;

use crate::spec::plugin::Variable;
use crate::spec::project::Tool;

/// A section whose blocks have their facts.
#[derive(Default, Serialize)]
pub(super) struct Filled<'s> {
    pub(super) heading: Option<&'s str>,
    pub(super) marks: String,
    pub(super) blocks: Vec<FilledBlock<'s>>,
    pub(super) sections: Vec<Filled<'s>>,
}

/// A block with its facts.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum FilledBlock<'s> {
    Text {
        text: String,
    },
    Items {
        items: Vec<String>,
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
        examples: Vec<FilledExample>,
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
        cases: Vec<ErrorRow>,
    },
    Related {
        related: Vec<Link>,
    },
    Parameters {
        usage: String,
        parameters: Vec<Parameter<'s>>,
    },
    Components {
        title: &'static str,
        about: &'static str,
        components: Vec<ComponentRow>,
    },
    Server {
        bundled: bool,
        platforms: Vec<&'static str>,
        package: &'s str,
        version: &'s str,
    },
    Install {
        plugin: &'s str,
        marketplace: &'s str,
    },
    Environment {
        plugin: &'s str,
        marketplace: &'s str,
        server: &'s str,
        variables: Vec<&'s Variable>,
        has_examples: bool,
        exported: Vec<&'s Variable>,
        has_options: bool,
        status_tool: Option<&'s str>,
    },
}

impl FilledBlock<'_> {
    /// Whether there is nothing to show, not even the first row of a table.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Text { text } => text.is_empty(),
            Self::Items { items } => items.is_empty(),
            Self::Steps { steps, .. } => steps.is_empty(),
            Self::Table { rows, .. } => rows.is_empty(),
            Self::Requests { requests } => requests.is_empty(),
            Self::Examples { examples } => examples.is_empty(),
            Self::Tools { tools, .. } => tools.is_empty(),
            Self::Fields { fields } => fields.is_empty(),
            Self::Errors { cases, .. } => cases.is_empty(),
            Self::Related { related } => related.is_empty(),
            Self::Parameters { .. }
            | Self::Components { .. }
            | Self::Server { .. }
            | Self::Install { .. }
            | Self::Environment { .. } => false,
        }
    }
}

#[derive(Serialize)]
pub(super) struct FilledExample {
    pub(super) command: String,
    pub(super) explanation: String,
}

#[derive(Serialize)]
pub(super) struct FilledStep<'s> {
    pub(super) heading: Option<&'s str>,
    pub(super) body: String,
    pub(super) calls: String,
}

#[derive(Serialize)]
pub(super) struct ToolRow<'s> {
    pub(super) name: &'s str,
    pub(super) r#use: &'s str,
    pub(super) writes: bool,
    pub(super) toolset: Option<&'s str>,
}

#[derive(Serialize)]
pub(super) struct FieldRow<'s> {
    pub(super) name: &'s str,
    pub(super) r#type: String,
    pub(super) meaning: &'s str,
}

#[derive(Serialize)]
pub(super) struct ErrorRow {
    pub(super) first: String,
    pub(super) cause: String,
    pub(super) resolution: String,
}

#[derive(Serialize)]
pub(super) struct Link {
    pub(super) label: String,
    pub(super) link: Option<String>,
    pub(super) suffix: String,
    pub(super) why: String,
}

#[derive(Serialize)]
pub(super) struct Parameter<'s> {
    pub(super) name: String,
    pub(super) required: String,
    pub(super) description: &'s str,
}

#[derive(Serialize)]
pub(super) struct ComponentRow {
    pub(super) label: String,
    pub(super) link: Option<String>,
    pub(super) description: String,
}

impl<'s> ToolRow<'s> {
    pub(super) fn of(tool: &'s Tool) -> Self {
        let toolset = tool.toolset.as_deref();
        Self { name: &tool.name, r#use: &tool.description, writes: tool.writes, toolset }
    }
}
