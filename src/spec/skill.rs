//! `skills/NAME.yaml`: one skill.

use serde_json::{Value, json};

use super::fields::{Decode, Decoder, Spanned};
use crate::spec;
use crate::syntax::{Kind, Node};

spec! {
    /// A skill: what it is for, and the content of its eight sections.
    pub struct SkillSpec = "a skill" {
        /// Name; the same as the file's and the skill folder's.
        required name: Spanned<String>,
        /// Title at the top of the page.
        required title: String,
        /// What the skill does, in one line; it reaches the model with every request.
        required description: Spanned<String>,
        /// When the model should load it; appended to the description.
        optional when_to_use: Spanned<String>,
        /// Phrases of the requirements; kept in the frontmatter, and to be worked into the two lines above.
        required triggers: Vec<Spanned<String>>,
        /// Tools of the plugin's MCP server that the skill points to.
        optional tools: Vec<Spanned<String>>,
        /// Markdown under Overview.
        required overview: String,
        /// Topics under Key Concepts.
        required key_concepts: Vec<Topic>,
        /// Tables under Field Reference, rendered from the API description.
        required field_reference: Vec<FieldTable>,
        /// Examples under API Patterns, rendered from the API description.
        required api_patterns: Vec<Pattern>,
        /// Numbered procedures.
        required workflows: Vec<Workflow>,
        /// What can go wrong, by status or message.
        required error_handling: Errors<StatusCase>,
        /// One Markdown sentence each.
        required best_practices: Vec<String>,
        /// Other skills of the plugin and why to go there.
        required related_skills: Vec<RelatedSkill>,
        /// Commands of the plugin and why to use them.
        optional related_commands: Vec<RelatedCommand>,
    }
}

spec! {
    /// A topic with its own heading.
    pub struct Topic = "a topic" {
        /// Heading.
        required heading: String,
        /// Markdown below it, without headings of its own.
        required body: String,
    }
}

spec! {
    /// A table of fields of one schema.
    pub struct FieldTable = "a field table" {
        /// Heading.
        required heading: String,
        /// Name of a schema in the API description.
        required schema: Spanned<String>,
        /// Markdown in front of the table.
        optional intro: String,
        /// Fields in the order of the table; a dotted name reaches into a nested object.
        required fields: Vec<FieldPick>,
        /// Markdown behind the table.
        optional outro: String,
    }
}

/// A field of a table: a bare name, or a name with a note that stands in place of the description.
#[derive(Debug, Clone, serde::Serialize)]
pub struct FieldPick {
    /// Name in the schema.
    pub name: Spanned<String>,
    /// Replaces the meaning from the API description.
    pub note: Option<String>,
}

impl Decode for FieldPick {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        if matches!(node.kind, Kind::String(_)) {
            return Some(Self { name: Spanned::decode(node, decoder)?, note: None });
        }
        let mut fields = decoder.fields(node, "a field (its name, or `name` with `note`)")?;
        let (name, note) = (fields.required("name"), fields.maybe("note"));
        fields.finish();
        Some(Self { name: name?, note: note? })
    }

    fn schema() -> Value {
        let long = super::declare::object([("name", String::schema()), ("note", String::schema())], &["name"]);
        json!({ "anyOf": [{ "type": "string" }, long] })
    }
}

spec! {
    /// Requests that belong together.
    pub struct Pattern = "an API pattern" {
        /// Heading.
        required heading: String,
        /// Markdown in front of the requests.
        optional body: String,
        /// The requests.
        optional requests: Vec<Request>,
        /// Markdown behind the requests.
        optional after: String,
    }
}

spec! {
    /// One example request.
    pub struct Request = "a request" {
        /// Method and path template, as in the API description: `GET /Tickets/{id}`.
        required operation: Spanned<String>,
        /// Values for the path template.
        maybe path: Spanned<Node>,
        /// Query parameters in order.
        maybe query: Spanned<Node>,
        /// JSON body.
        maybe body: Spanned<Node>,
        /// Form body, in order, in place of a JSON one.
        maybe form: Spanned<Node>,
        /// JSON of the answer.
        maybe response: Spanned<Node>,
        /// Whether body and response show only some fields. A response always may.
        maybe partial: bool,
        /// Whether to show the host and the bearer token too, as they go over the wire.
        optional headers: bool,
        /// Whether to show the request as a curl command too.
        optional curl: bool,
        /// One line above the request.
        optional remark: String,
    }
}

spec! {
    /// A numbered procedure.
    pub struct Workflow = "a workflow" {
        /// Heading.
        required heading: String,
        /// Markdown in front of the steps.
        optional intro: String,
        /// One Markdown sentence or more a step.
        required steps: Vec<String>,
        /// Markdown behind the steps.
        optional outro: String,
    }
}

spec! {
    /// A row of a skill's error table.
    pub struct StatusCase = "an error case" {
        /// HTTP status or message.
        required status: String,
        /// Why it happens.
        required cause: String,
        /// What to do.
        required resolution: String,
    }
}

spec! {
    /// Another skill of the plugin.
    pub struct RelatedSkill = "a related skill" {
        /// Its name.
        required skill: Spanned<String>,
        /// Why to go there.
        required why: String,
    }
}

spec! {
    /// A command of the plugin.
    pub struct RelatedCommand = "a related command" {
        /// Its name.
        required command: Spanned<String>,
        /// Why to use it.
        required why: String,
    }
}

/// An error table with prose around it.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Errors<T> {
    /// Markdown in front of the table.
    pub intro: String,
    /// The rows.
    pub cases: Vec<T>,
    /// Markdown behind the table.
    pub outro: String,
}

impl<T: Decode> Decode for Errors<T> {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let mut fields = decoder.fields(node, "error handling")?;
        let (intro, cases, outro) = (fields.optional("intro"), fields.required("cases"), fields.optional("outro"));
        fields.finish();
        Some(Self { intro: intro?, cases: cases?, outro: outro? })
    }

    fn schema() -> Value {
        let cases = json!({ "type": "array", "items": T::schema() });
        super::declare::object([("intro", String::schema()), ("cases", cases), ("outro", String::schema())], &["cases"])
    }
}
