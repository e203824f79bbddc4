//! `acceptance.yaml`: the requirements as data, each with the place in the rendered plugin that answers it.

use serde_json::{Value, json};

use super::declare::object;
use super::fields::{Decode, Decoder, Map, Spanned};
use crate::syntax::Node;
use crate::{spec, spec_words};

spec! {
    /// What the plugin must be.
    pub struct AcceptanceSpec = "an acceptance list" {
        /// The criteria in order.
        required criteria: Vec<Criterion>,
        /// What each skill must hold, by name.
        required skills: Map<SkillAcceptance>,
        /// What each command must hold, by name.
        required commands: Map<CommandAcceptance>,
        /// What the skill about authentication must hold.
        required authentication: AuthenticationAcceptance,
    }
}

spec! {
    /// One criterion.
    pub struct Criterion = "a criterion" {
        /// Its number in the requirements.
        required number: i64,
        /// Its words in the requirements.
        required text: String,
        /// How it is proved.
        required proof: Proof,
    }
}

spec_words! {
    /// How a criterion is proved over the rendered tree.
    pub enum Proof {
        /// Each skill exists with description and triggers.
        SkillFrontmatter = "skill-frontmatter",
        /// Each command exists with name, description and arguments.
        CommandFrontmatter = "command-frontmatter",
        /// Each skill has its sections and answers each topic.
        SkillSections = "skill-sections",
        /// Each command has its sections, examples and output.
        CommandSections = "command-sections",
        /// The authentication topics are answered.
        Authentication = "authentication",
        /// The manifest lists every component and no other.
        ManifestReferences = "manifest-references",
        /// The MCP file starts the server with credentials by reference.
        McpServer = "mcp-server",
        /// No file holds a credential.
        NoSecrets = "no-secrets",
        /// Every API claim fits the API description.
        ApiClaims = "api-claims",
        /// The marketplace lists the plugin.
        MarketplaceEntry = "marketplace-entry",
    }
}

spec! {
    /// What a skill must hold.
    pub struct SkillAcceptance = "a skill's list" {
        /// Trigger phrases of the requirements.
        required triggers: Vec<String>,
        /// Topics of the requirements.
        required topics: Vec<TopicAcceptance>,
    }
}

spec! {
    /// A topic and its answer.
    pub struct TopicAcceptance = "a topic" {
        /// The words of the requirements.
        required topic: String,
        /// Where it is answered.
        required answered_by: Answer,
    }
}

spec! {
    /// What a command must hold.
    pub struct CommandAcceptance = "a command's list" {
        /// Arguments of the requirements.
        required arguments: Vec<ArgumentAcceptance>,
        /// Examples of the requirements.
        required examples: Vec<String>,
        /// Output of the requirements.
        required output: Vec<OutputAcceptance>,
    }
}

spec! {
    /// An argument of the requirements.
    pub struct ArgumentAcceptance = "an argument" {
        /// Its name.
        required name: String,
        /// Whether it must be given.
        required required: bool,
    }
}

spec! {
    /// An item of the output and its answer.
    pub struct OutputAcceptance = "an output item" {
        /// The words of the requirements.
        required item: String,
        /// Where it is answered.
        required answered_by: Answer,
    }
}

spec! {
    /// What the skill about authentication must hold.
    pub struct AuthenticationAcceptance = "the authentication list" {
        /// The skill's name.
        required skill: String,
        /// Topics of the requirements.
        required topics: Vec<TopicAcceptance>,
    }
}

/// The place that answers a requirement: content under a heading, a row of a table, or a request shown.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// A heading of this text with content below it.
    Heading(String),
    /// A table row whose first cell has this text.
    TableRow(String),
    /// A request with this method and path template, shown in a code block.
    Request(String),
}

impl Decode for Answer {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let mut fields = decoder.fields(node, "an answer (`heading`, `table_row` or `request`)")?;
        let heading: Option<Option<Spanned<String>>> = fields.maybe("heading");
        let row: Option<Option<Spanned<String>>> = fields.maybe("table_row");
        let request: Option<Option<Spanned<String>>> = fields.maybe("request");
        fields.finish();
        match (heading?, row?, request?) {
            (Some(text), None, None) => Some(Self::Heading(text.value)),
            (None, Some(text), None) => Some(Self::TableRow(text.value)),
            (None, None, Some(text)) => Some(Self::Request(text.value)),
            _ => {
                let problem =
                    decoder.problem(node.span, "expected exactly one of `heading`, `table_row` and `request`");
                decoder.report(problem);
                None
            }
        }
    }

    fn schema() -> Value {
        let text = || String::schema();
        let mut schema = object([("heading", text()), ("table_row", text()), ("request", text())], &[]);
        schema["minProperties"] = json!(1);
        schema["maxProperties"] = json!(1);
        schema
    }
}
