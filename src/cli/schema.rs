//! `plugin-gen schema KIND`: JSON Schemas for editors, generated from the tables that the program itself uses.

use std::io::Write;

use anyhow::bail;
use serde_json::{Map, Value, json};

use super::args::SchemaArguments;
use super::{Answer, Clean};
use crate::config::Config;
use crate::diag::{Profile, nearest};
use crate::generate::write::write_file;
use crate::hosts::claude::json_schema;
use crate::plugin::DocumentKind;
use crate::plugin::frontmatter_fields::{FieldValue, frontmatter_fields};
use crate::rules::RULES;
use crate::spec::acceptance::AcceptanceSpec;
use crate::spec::compiled::Specs;
use crate::spec::component::ComponentSpec;
use crate::spec::fields::Decode;
use crate::spec::plugin::{MarketplaceSpec, PluginSpec};
use crate::spec::section::PageSpec;
use crate::spec::server::ServerSpec;
use crate::spec::tool::ToolSpec;

/// A kind of file and its schema.
pub struct SchemaKind {
    /// Its name on the command line and in `schemas/NAME.schema.json`.
    pub name: &'static str,
    /// A short description.
    pub about: &'static str,
    schema: fn() -> Value,
}

/// All kinds, sorted by name.
pub static KINDS: &[SchemaKind] = &[
    SchemaKind {
        name: "acceptance",
        about: "requirements of a plugin, acceptance.yaml",
        schema: AcceptanceSpec::schema,
    },
    SchemaKind {
        name: "agent-frontmatter",
        about: "frontmatter of agents/NAME.md",
        schema: || frontmatter(DocumentKind::Agent),
    },
    SchemaKind {
        name: "command-frontmatter",
        about: "frontmatter of commands/NAME.md",
        schema: || frontmatter(DocumentKind::Command),
    },
    SchemaKind {
        name: "component",
        about: "spec of a skill, command or agent: skills/NAME.yaml, commands/NAME.yaml, agents/NAME.yaml",
        schema: ComponentSpec::schema,
    },
    SchemaKind { name: "config", about: "configuration of check, plugin-gen.yaml", schema: config },
    SchemaKind { name: "hooks.json", about: "hooks of a plugin, hooks/hooks.json", schema: json_schema::hooks_file },
    SchemaKind {
        name: "marketplace",
        about: "spec of a marketplace, marketplace.yaml",
        schema: MarketplaceSpec::schema,
    },
    SchemaKind {
        name: "marketplace.json",
        about: "a marketplace, .claude-plugin/marketplace.json",
        schema: json_schema::marketplace_manifest,
    },
    SchemaKind { name: "mcp.json", about: "MCP servers of a plugin, .mcp.json", schema: json_schema::mcp_file },
    SchemaKind { name: "page", about: "spec of a plugin's README, README.yaml", schema: PageSpec::schema },
    SchemaKind { name: "plugin", about: "spec of a plugin, plugin.yaml", schema: PluginSpec::schema },
    SchemaKind {
        name: "plugin.json",
        about: "a plugin, .claude-plugin/plugin.json",
        schema: json_schema::plugin_manifest,
    },
    SchemaKind { name: "server", about: "spec of an MCP server, server.yaml", schema: ServerSpec::schema },
    SchemaKind {
        name: "skill-frontmatter",
        about: "frontmatter of skills/NAME/SKILL.md",
        schema: || frontmatter(DocumentKind::Skill),
    },
    SchemaKind {
        name: "specs.json",
        about: "compiled specs of an MCP server, server/specs.json",
        schema: Specs::schema,
    },
    SchemaKind { name: "tool", about: "spec of an MCP tool, tools/NAME.yaml", schema: ToolSpec::schema },
];

impl SchemaKind {
    /// The schema as JSON text.
    ///
    /// # Errors
    /// When it cannot be serialized, which does not happen for these values.
    pub fn text(&self) -> anyhow::Result<String> {
        let mut document = Map::new();
        document.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
        document.insert("title".to_owned(), self.about.into());
        if let Value::Object(schema) = (self.schema)() {
            document.extend(schema);
        }
        Ok(serde_json::to_string_pretty(&document)? + "\n")
    }
}

pub(super) fn run(arguments: &SchemaArguments) -> Answer {
    let mut out = anstream::stdout().lock();
    if let Some(folder) = &arguments.out {
        for kind in KINDS {
            write_file(&folder.join(format!("{}.schema.json", kind.name)), kind.text()?.as_bytes())?;
        }
        writeln!(out, "wrote {} schemas to {folder}", KINDS.len())?;
        return Ok(Clean::Yes);
    }
    let Some(name) = &arguments.kind else {
        for kind in KINDS {
            writeln!(out, "{:20} {}", kind.name, kind.about)?;
        }
        return Ok(Clean::Yes);
    };
    let Some(kind) = KINDS.iter().find(|kind| kind.name == name) else {
        match nearest(name, KINDS.iter().map(|kind| kind.name)) {
            Some(near) => bail!("unknown schema `{name}`; did you mean `{near}`?"),
            None => bail!("unknown schema `{name}`; `plugin-gen schema` lists all schemas"),
        }
    };
    write!(out, "{}", kind.text()?)?;
    Ok(Clean::Yes)
}

/// The schema of the configuration, with the names of all rules.
fn config() -> Value {
    let mut schema = Config::schema();
    // A file of comments is a configuration too.
    schema["type"] = json!(["object", "null"]);
    let group = std::iter::once(Profile::AgentSkills.name());
    let names: Vec<&str> = group.chain(RULES.iter().map(|rule| rule.meta.name)).collect();
    schema["properties"]["rules"]["propertyNames"] = json!({ "enum": names });
    schema["properties"]["overrides"]["items"]["properties"]["rules"]["propertyNames"] = json!({ "enum": names });
    schema["properties"]["allow"]["items"]["properties"]["rule"]["enum"] = json!(names);
    schema["properties"]["allow"]["items"]["properties"]["reason"]["pattern"] = json!("\\S");
    schema
}

/// The schema of a component's frontmatter. Claude Code ignores unknown fields, so the schema allows them.
fn frontmatter(kind: DocumentKind) -> Value {
    let properties: Map<String, Value> = frontmatter_fields(kind)
        .map(|field| {
            let mut schema = field_schema(field.value);
            schema["description"] = field.meaning.into();
            (field.name.to_owned(), schema)
        })
        .collect();
    let required: &[&str] = if kind == DocumentKind::Agent { &["name", "description"] } else { &["description"] };
    json!({ "type": "object", "properties": properties, "required": required })
}

fn field_schema(value: FieldValue) -> Value {
    match value {
        FieldValue::Text => json!({ "type": "string" }),
        FieldValue::Truth => json!({ "type": "boolean" }),
        FieldValue::Number => json!({ "type": "integer" }),
        FieldValue::Words(words) => json!({ "enum": words }),
        FieldValue::WordsOrNumber(words) => json!({ "anyOf": [{ "enum": words }, { "type": "integer" }] }),
        FieldValue::Texts => {
            json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
        }
        FieldValue::Mapping => json!({ "type": "object" }),
        FieldValue::Any => json!({}),
    }
}
