//! Sections: a heading, blocks in the order written, and further sections below. Every page is made of them.

use serde_json::{Map as JsonMap, Value, json};

use super::component_kind::ComponentKind;
use super::declare::{described, object};
use super::fields::{Decode, Decoder, Fields, Spanned};
use super::request::Request;
use crate::syntax::{Kind, Node};
use crate::{spec, spec_words};

spec_words! {
    /// How the plugin starts a server from a package.
    pub enum Launch {
        /// `npx` with the exact version, away from the project's own `node_modules` and `.npmrc`.
        Npx = "npx",
        /// A program inside the plugin.
        Bundled = "bundled",
    }
}

/// A heading with what is below it. Without a heading, its blocks continue the section around it.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// The heading, without its `#` marks.
    pub heading: Option<Spanned<String>>,
    /// Leaves the section out unless the plugin's server is started this way.
    pub launch: Option<Launch>,
    /// The blocks, in the order written.
    pub blocks: Vec<Spanned<Block>>,
    /// The sections below the blocks.
    pub sections: Vec<Section>,
}

/// Declares the kinds of blocks: the key, the variant and what it holds. The doc comments become schema descriptions.
macro_rules! blocks {
    ($( $(#[doc = $doc:literal])+ $key:literal => $variant:ident($type:ty), )+) => {
        /// One piece of a section.
        #[derive(Debug, Clone)]
        pub enum Block { $( $(#[doc = $doc])+ $variant($type), )+ }

        impl Block {
            /// Reads the block of this key; `None` when it is wrong, which is reported, or when no block has this key.
            pub fn read(key: &str, node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
                match key {
                    $( $key => <$type>::decode(node, decoder).map(Self::$variant), )+
                    _ => None,
                }
            }
        }

        /// The keys of all blocks.
        pub const KEYS: &[&str] = &[$( $key ),+];

        fn block_schemas() -> impl Iterator<Item = (String, Value)> {
            [$( ($key.to_owned(), described(<$type>::schema(), concat!($($doc, "\n"),+))) ),+].into_iter()
        }
    };
}

blocks! {
    /// Markdown.
    "body" => Body(String),
    /// A table of tools of the plugin's MCP server: a list of names, or `all`.
    "tools" => Tools(ToolList),
    /// A table of the fields of one schema in the API description.
    "fields" => Fields(FieldTable),
    /// Example requests, rendered from the API description.
    "requests" => Requests(Vec<Request>),
    /// A numbered list.
    "steps" => Steps(Vec<Step>),
    /// A bulleted list, one Markdown text per item.
    "items" => Items(Vec<String>),
    /// A table.
    "table" => Table(Table),
    /// A table of what can go wrong.
    "errors" => Errors(Vec<ErrorCase>),
    /// Links to other components of the plugin.
    "related" => Related(Vec<Related>),
    /// The usage line and a table of the command's arguments.
    "parameters" => Parameters(bool),
    /// Calls as a user types them, each with an explanation.
    "examples" => Examples(Vec<Example>),
    /// How to add the marketplace and install the plugin.
    "install" => Install(bool),
    /// How the plugin starts its MCP server, and on which platforms.
    "server" => Server(bool),
    /// How to set the environment variables and options of the plugin's MCP server.
    "environment" => Environment(bool),
    /// A table of the plugin's commands.
    "commands" => Commands(bool),
    /// A table of the plugin's skills.
    "skills" => Skills(bool),
    /// A table of the plugin's agents.
    "agents" => Agents(bool),
    /// The plugin's license, version and author.
    "license" => License(bool),
    /// Markdown below the other blocks.
    "after" => After(String),
}

impl Section {
    /// Reads the blocks and sections of a mapping whose other keys are read by somebody else.
    pub(super) fn read(fields: &mut Fields<'_, '_, '_>, heading: &'static str) -> Option<Self> {
        let heading: Option<Option<Spanned<String>>> = fields.maybe(heading);
        let mut blocks = Vec::new();
        for key in KEYS.iter().copied() {
            let Some(node) = fields.raw(key) else { continue };
            let block = Block::read(key, node, fields.decoder());
            blocks.push(block.map(|value| Spanned { value, span: node.span }));
        }
        let sections: Option<Vec<Self>> = fields.optional("sections");
        let mut blocks: Vec<Spanned<Block>> = blocks.into_iter().collect::<Option<_>>()?;
        blocks.sort_by_key(|block| block.span.start);
        Some(Self { heading: heading?, launch: None, blocks, sections: sections? })
    }

    /// The blocks of this section and of all sections below it, in the order of the page.
    #[must_use]
    pub fn all_blocks(&self) -> Vec<&Spanned<Block>> {
        let below = self.sections.iter().flat_map(Self::all_blocks);
        self.blocks.iter().chain(below).collect()
    }

    /// The steps anywhere in this section.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.all_blocks().into_iter().flat_map(|block| match &block.value {
            Block::Steps(steps) => steps.as_slice(),
            _ => &[],
        })
    }

    /// The properties that every section has, for the schema of a page.
    pub(super) fn properties() -> JsonMap<String, Value> {
        let mut properties: JsonMap<String, Value> = block_schemas().collect();
        let sections =
            json!({ "type": "array", "items": { "$ref": "#/$defs/section" }, "description": "Sections below." });
        properties.insert("sections".to_owned(), sections);
        properties
    }

    /// The schema of a page: `own` keys besides the blocks, and the definition of a section.
    pub(super) fn page_schema<const N: usize>(own: [(&str, Value); N], required: &[&str]) -> Value {
        let mut page = object(own, required);
        let mut section = object(
            [
                ("heading", described(String::schema(), "The heading, without its `#` marks.")),
                (
                    "launch",
                    described(Launch::schema(), "Leaves the section out unless the server is started this way."),
                ),
            ],
            &[],
        );
        for schema in [&mut page, &mut section] {
            if let Some(properties) = schema["properties"].as_object_mut() {
                properties.extend(Self::properties());
            }
        }
        page["$defs"] = json!({ "section": section });
        page
    }
}

impl Decode for Section {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let mut fields = decoder.fields(node, "a section")?;
        let launch = fields.maybe("launch");
        let section = Self::read(&mut fields, "heading");
        fields.finish();
        Some(Self { launch: launch?, ..section? })
    }

    fn schema() -> Value {
        json!({ "$ref": "#/$defs/section" })
    }
}

/// A page without frontmatter: the plugin's README.
#[derive(Debug, Clone)]
pub struct PageSpec {
    /// The title as heading, and everything below it.
    pub page: Section,
}

impl Decode for PageSpec {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let mut fields = decoder.fields(node, "a page")?;
        let page = Section::read(&mut fields, "title");
        fields.finish();
        Some(Self { page: page? })
    }

    fn schema() -> Value {
        Section::page_schema([("title", described(String::schema(), "Title at the top of the page."))], &[])
    }
}

/// Which tools a table shows.
#[derive(Debug, Clone)]
pub enum ToolList {
    /// Every tool of the server, with a column that says which of them write.
    All,
    /// These tools, in this order.
    Named(Vec<Spanned<String>>),
}

impl Decode for ToolList {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        match &node.kind {
            Kind::String(word) if word == "all" => Some(Self::All),
            Kind::Sequence(_) => Vec::decode(node, decoder).map(Self::Named),
            _ => {
                decoder.expected(node, "a list of tools, or `all`");
                None
            }
        }
    }

    fn schema() -> Value {
        json!({ "anyOf": [{ "const": "all" }, Vec::<String>::schema()] })
    }
}

spec! {
    /// A table of fields of one schema.
    pub struct FieldTable = "a field table" {
        /// Name of a schema in the API description.
        required schema: Spanned<String>,
        /// Fields in the order of the table; a dotted name reaches into a nested object. All fields when missing.
        optional names: Vec<FieldPick>,
    }
}

/// A field of a table: a bare name, or a name with a note that replaces the description.
#[derive(Debug, Clone, serde::Serialize)]
pub struct FieldPick {
    /// Name in the schema.
    pub name: Spanned<String>,
    /// Replaces the description from the API description.
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
        let long = object([("name", String::schema()), ("note", String::schema())], &["name"]);
        json!({ "anyOf": [{ "type": "string" }, long] })
    }
}

/// One step: Markdown alone, or with a heading and the calls that it makes.
#[derive(Debug, Clone)]
pub struct Step {
    /// Bold words at the start.
    pub heading: Option<String>,
    /// Markdown in the imperative.
    pub body: String,
    /// Tools of the plugin's MCP server that the step calls.
    pub tools: Vec<Spanned<String>>,
    /// API operations behind these tools.
    pub operations: Vec<Spanned<String>>,
}

impl Decode for Step {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        if !node.is_mapping() {
            let body = String::decode(node, decoder)?;
            return Some(Self { heading: None, body, tools: Vec::new(), operations: Vec::new() });
        }
        let mut fields = decoder.fields(node, "a step")?;
        let (heading, body) = (fields.maybe("heading"), fields.required("body"));
        let (tools, operations) = (fields.optional("tools"), fields.optional("operations"));
        fields.finish();
        Some(Self { heading: heading?, body: body?, tools: tools?, operations: operations? })
    }

    fn schema() -> Value {
        let properties = [
            ("heading", described(String::schema(), "Bold words at the start.")),
            ("body", described(String::schema(), "Markdown in the imperative.")),
            ("tools", described(Vec::<String>::schema(), "Tools of the plugin's MCP server that the step calls.")),
            ("operations", described(Vec::<String>::schema(), "API operations behind these tools.")),
        ];
        json!({ "anyOf": [String::schema(), object(properties, &["body"])] })
    }
}

spec! {
    /// A table.
    pub struct Table = "a table" {
        /// The header.
        required columns: Vec<String>,
        /// The rows, each a list of Markdown cells.
        required rows: Vec<Spanned<Vec<String>>>,
    }
}

spec! {
    /// A row of an error table.
    pub struct ErrorCase = "an error case" {
        /// HTTP status or message; either this or `problem`.
        maybe status: String,
        /// What the user sees.
        maybe problem: String,
        /// Why it happens.
        required cause: Spanned<String>,
        /// What to do.
        required resolution: String,
    }
}

spec! {
    /// One example call.
    pub struct Example = "an example" {
        /// The line as typed.
        required command: Spanned<String>,
        /// What it does, in Markdown.
        required explanation: String,
    }
}

/// A link to another component of the plugin.
#[derive(Debug, Clone)]
pub struct Related {
    /// What it is.
    pub kind: ComponentKind,
    /// Its name.
    pub name: Spanned<String>,
    /// Why to go there.
    pub why: String,
}

impl Decode for Related {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let mut fields = decoder.fields(node, "a related component")?;
        let names: Vec<(ComponentKind, Option<Option<Spanned<String>>>)> =
            [ComponentKind::Skill, ComponentKind::Command, ComponentKind::Agent]
                .into_iter()
                .map(|kind| (kind, fields.maybe(kind.word())))
                .collect();
        let why = fields.required("why");
        fields.finish();
        let mut given = names.into_iter().filter_map(|(kind, name)| name.flatten().map(|name| (kind, name)));
        match (given.next(), given.next()) {
            (Some((kind, name)), None) => Some(Self { kind, name, why: why? }),
            _ => {
                let problem = decoder.problem(node.span, "expected exactly one of `skill`, `command` and `agent`");
                decoder.report(problem);
                None
            }
        }
    }

    fn schema() -> Value {
        let properties = [
            ("skill", described(String::schema(), "A skill of the plugin.")),
            ("command", described(String::schema(), "A command of the plugin.")),
            ("agent", described(String::schema(), "An agent of the plugin.")),
            ("why", described(String::schema(), "Why to go there.")),
        ];
        object(properties, &["why"])
    }
}
