//! `skills/NAME.yaml`, `commands/NAME.yaml`, `agents/NAME.yaml`: one component of a plugin, frontmatter and page.

use serde_json::Value;

pub use super::component_kind::ComponentKind;
use super::declare::described;
use super::fields::{Decode, Decoder, Spanned};
use super::section::{PageSpec, Section};
use crate::syntax::{Node, yaml};
use crate::{spec, spec_words};

/// A skill, a command or an agent.
#[derive(Debug, Clone)]
pub struct ComponentSpec {
    /// Name; the same as the file's.
    pub name: Spanned<String>,
    /// What it does, in one line.
    pub description: Spanned<String>,
    /// The other fields of the frontmatter, or the whole block as text.
    pub frontmatter: Option<Spanned<Node>>,
    /// What the user may type after a command's name.
    pub arguments: Vec<Argument>,
    /// Pages of a skill that are read only when they are needed.
    pub references: Vec<ReferenceSpec>,
    /// The title as heading, and everything below it.
    pub page: Section,
}

impl Decode for ComponentSpec {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let mut fields = decoder.fields(node, "a component")?;
        let frontmatter = fields.maybe::<Spanned<Node>>("frontmatter");
        let block = frontmatter.iter().flatten().find_map(|node| node.value.as_str().map(|text| (node.span, text)));
        let (name, description) = match block {
            Some((span, text)) => {
                let root = yaml::parse(text).root;
                let field = |key: &str| root.as_ref()?.get(key)?.scalar_text();
                let of_block = |key| Spanned { value: field(key).unwrap_or_default().to_owned(), span };
                (Some(of_block("name")), Some(of_block("description")))
            }
            None => (fields.required("name"), fields.required("description")),
        };
        let arguments = fields.optional("arguments");
        let references = fields.optional("references");
        let page = Section::read(&mut fields, "title");
        fields.finish();
        let frontmatter = frontmatter?;
        let is_wrong = |node: &&Spanned<Node>| !node.value.is_mapping() && node.value.as_str().is_none();
        if let Some(wrong) = frontmatter.as_ref().filter(is_wrong) {
            decoder.expected(&wrong.value, "a mapping, or the whole block as a string");
            return None;
        }
        let (arguments, references) = (arguments?, references?);
        Some(Self { name: name?, description: description?, frontmatter, arguments, references, page: page? })
    }

    fn schema() -> Value {
        let frontmatter = described(
            serde_json::json!({ "type": ["object", "string"] }),
            "The other fields of the frontmatter; or the whole block as text, with `name` and `description` inside.",
        );
        let arguments = "What the user may type after a command's name. Fills the frontmatter, the usage line and the table of parameters.";
        let own = [
            ("name", described(String::schema(), "Name; the same as the file's.")),
            (
                "description",
                described(String::schema(), "What it does, in one line; it reaches the model with every request."),
            ),
            ("frontmatter", frontmatter),
            ("arguments", described(Vec::<Argument>::schema(), arguments)),
            (
                "references",
                described(Vec::<ReferenceSpec>::schema(), "Pages of a skill that are read only when they are needed."),
            ),
            ("title", PageSpec::schema()["properties"]["title"].clone()),
        ];
        let mut schema = Section::page_schema(own, &[]);
        schema["if"] = serde_json::json!({
            "properties": { "frontmatter": { "type": "string" } },
            "required": ["frontmatter"],
        });
        schema["then"] = serde_json::json!({ "properties": { "name": false, "description": false } });
        schema["else"] = serde_json::json!({ "required": ["name", "description"] });
        schema
    }
}

/// A page in a skill's `references/`.
#[derive(Debug, Clone)]
pub struct ReferenceSpec {
    /// File name, without `.md`.
    pub name: Spanned<String>,
    /// The title as heading, and everything below it.
    pub page: Section,
}

impl ReferenceSpec {
    /// The path of the page below the plugin.
    #[must_use]
    pub fn path(&self, skill: &str) -> String {
        format!("skills/{skill}/references/{}.md", self.name.value)
    }
}

impl Decode for ReferenceSpec {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let mut fields = decoder.fields(node, "a reference page")?;
        let name: Option<Spanned<String>> = fields.required("name");
        let page = Section::read(&mut fields, "title");
        fields.finish();
        let name = name?;
        let is_name =
            |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || "-_.".contains(character);
        if name.value.is_empty() || name.value.starts_with('.') || !name.value.chars().all(is_name) {
            let problem = decoder.problem(name.span, format!("invalid page name `{}`", name.value));
            decoder
                .report(problem.help("use lowercase letters, digits, hyphens, underscores and dots, as in `fields`"));
            return None;
        }
        Some(Self { name, page: page? })
    }

    fn schema() -> Value {
        let mut name = described(String::schema(), "File name, without `.md`.");
        name["pattern"] = "^[a-z0-9_-][a-z0-9._-]*$".into();
        let own = [("name", name), ("title", PageSpec::schema()["properties"]["title"].clone())];
        let mut schema = super::declare::object(own, &["name"]);
        if let Some(properties) = schema["properties"].as_object_mut() {
            properties.extend(Section::properties());
        }
        schema
    }
}

spec! {
    /// One argument.
    pub struct Argument = "an argument" {
        /// Name, without dashes.
        required name: Spanned<String>,
        /// Whether it must be given.
        required required: bool,
        /// How it is given.
        required kind: ArgumentKind,
        /// Makes a required argument optional when the named one is given.
        maybe required_unless: Spanned<String>,
        /// The only accepted values.
        optional values: Vec<String>,
        /// Stands for the value in the usage line; the name when missing.
        maybe placeholder: String,
        /// The value when it is not given.
        maybe default: String,
        /// What it means, in one sentence.
        required description: String,
    }
}

spec_words! {
    /// How an argument is given.
    pub enum ArgumentKind {
        /// By its position.
        Positional = "positional",
        /// As `--name VALUE`.
        Option = "option",
        /// As `--name` alone.
        Flag = "flag",
    }
}

impl ComponentSpec {
    /// Whether the frontmatter is a text that is copied.
    #[must_use]
    pub fn has_own_block(&self) -> bool {
        self.frontmatter.as_ref().is_some_and(|node| node.value.as_str().is_some())
    }

    /// The usage after the command's name: `<summary> --client <name|id> [--site <name|id>]`.
    #[must_use]
    pub fn usage(&self) -> String {
        let words: Vec<String> = self.arguments.iter().map(Argument::usage).collect();
        words.join(" ")
    }

    /// The tools that the steps call, each once, in the order of the steps.
    #[must_use]
    pub fn called_tools(&self) -> Vec<&Spanned<String>> {
        let mut tools: Vec<&Spanned<String>> = Vec::new();
        let steps = self.page.steps().flat_map(|step| &step.tools);
        for tool in steps {
            if !tools.iter().any(|known| known.value == tool.value) {
                tools.push(tool);
            }
        }
        tools
    }
}

impl Argument {
    fn usage(&self) -> String {
        let value = match (&self.placeholder, self.values.is_empty()) {
            (_, false) => self.values.join("|"),
            (Some(placeholder), _) => placeholder.clone(),
            (None, _) => self.name.value.clone(),
        };
        let name = &self.name.value;
        let word = match self.kind {
            ArgumentKind::Positional => format!("<{name}>"),
            ArgumentKind::Option => format!("--{name} <{value}>"),
            ArgumentKind::Flag => format!("--{name}"),
        };
        if self.required && self.required_unless.is_none() { word } else { format!("[{word}]") }
    }
}
