//! `plugin-gen schema KIND`: JSON Schemas for editors, each made from what the program itself reads by.

use std::io::Write;

use anyhow::bail;
use serde_json::{Map, Value, json};

use super::args::SchemaArguments;
use super::{Answer, Clean};
use crate::config::Config;
use crate::diag::nearest;
use crate::hosts::claude::json_schema;
use crate::plugin::DocumentKind;
use crate::plugin::frontmatter_fields::{FieldValue, frontmatter_fields};
use crate::rules::RULES;
use crate::spec::acceptance::AcceptanceSpec;
use crate::spec::component::ComponentSpec;
use crate::spec::fields::Decode;
use crate::spec::plugin::{MarketplaceSpec, PluginSpec};
use crate::spec::section::PageSpec;
use crate::spec::server::ServerSpec;
use crate::spec::tool::ToolSpec;

/// A kind of file, what it is, and its schema.
pub struct Kind {
    /// Its name on the command line; the schema is `schemas/NAME.schema.json`.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    schema: fn() -> Value,
}

/// Every kind, in the order of names.
pub static KINDS: &[Kind] = &[
    Kind { name: "acceptance", about: "requirements of a plugin, acceptance.yaml", schema: AcceptanceSpec::schema },
    Kind {
        name: "agent-frontmatter",
        about: "frontmatter of agents/NAME.md",
        schema: || frontmatter(DocumentKind::Agent),
    },
    Kind {
        name: "command-frontmatter",
        about: "frontmatter of commands/NAME.md",
        schema: || frontmatter(DocumentKind::Command),
    },
    Kind {
        name: "component",
        about: "spec of a skill, command or agent: skills/NAME.yaml, commands/NAME.yaml, agents/NAME.yaml",
        schema: ComponentSpec::schema,
    },
    Kind { name: "config", about: "configuration of check, plugin-gen.yaml", schema: config },
    Kind { name: "hooks.json", about: "hooks of a plugin, hooks/hooks.json", schema: json_schema::hooks_file },
    Kind { name: "marketplace", about: "spec of a marketplace, marketplace.yaml", schema: MarketplaceSpec::schema },
    Kind {
        name: "marketplace.json",
        about: "a marketplace, .claude-plugin/marketplace.json",
        schema: json_schema::marketplace_manifest,
    },
    Kind { name: "mcp.json", about: "MCP servers of a plugin, .mcp.json", schema: json_schema::mcp_file },
    Kind { name: "page", about: "spec of a plugin's README, README.yaml", schema: PageSpec::schema },
    Kind { name: "plugin", about: "spec of a plugin, plugin.yaml", schema: PluginSpec::schema },
    Kind { name: "plugin.json", about: "a plugin, .claude-plugin/plugin.json", schema: json_schema::plugin_manifest },
    Kind { name: "server", about: "spec of an MCP server, server.yaml", schema: ServerSpec::schema },
    Kind {
        name: "skill-frontmatter",
        about: "frontmatter of skills/NAME/SKILL.md",
        schema: || frontmatter(DocumentKind::Skill),
    },
    Kind { name: "tool", about: "spec of an MCP tool, tools/NAME.yaml", schema: ToolSpec::schema },
];

impl Kind {
    /// The whole schema document, with a line break at its end.
    ///
    /// # Errors
    /// Never for these values, but the writer of JSON may say so.
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
    let Some(name) = &arguments.kind else {
        for kind in KINDS {
            writeln!(out, "{:20} {}", kind.name, kind.about)?;
        }
        return Ok(Clean::Yes);
    };
    let Some(kind) = KINDS.iter().find(|kind| kind.name == name) else {
        match nearest(name, KINDS.iter().map(|kind| kind.name)) {
            Some(near) => bail!("there is no schema `{name}`; did you mean `{near}`?"),
            None => bail!("there is no schema `{name}`; `plugin-gen schema` lists them"),
        }
    };
    write!(out, "{}", kind.text()?)?;
    Ok(Clean::Yes)
}

/// The configuration, with the names of all rules.
fn config() -> Value {
    let mut schema = Config::schema();
    let names: Vec<&str> = RULES.iter().map(|rule| rule.meta.name).collect();
    schema["properties"]["rules"]["propertyNames"] = json!({ "enum": names });
    schema["properties"]["overrides"]["items"]["properties"]["rules"]["propertyNames"] = json!({ "enum": names });
    schema["properties"]["allow"]["items"]["properties"]["rule"]["enum"] = json!(names);
    schema
}

/// The frontmatter of a component; further fields are ignored by Claude Code, so they are no mistake here.
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
