//! `commands/NAME.yaml`: one slash command.

use super::fields::Spanned;
use super::skill::{Errors, RelatedCommand, RelatedSkill};
use crate::{spec, spec_words};

spec! {
    /// A command: its arguments, and what the model that runs it does.
    pub struct CommandSpec = "a command" {
        /// Name; the same as the file's.
        required name: Spanned<String>,
        /// Title at the top of the page.
        required title: String,
        /// One line for lists and for the model.
        required description: Spanned<String>,
        /// What the user may type behind the name. Feeds the frontmatter, the usage line, the table and the checks.
        required arguments: Vec<Argument>,
        /// What must be in place, one Markdown sentence each.
        required prerequisites: Vec<String>,
        /// How to read the argument line, in Markdown.
        required parsing: String,
        /// What to do, in order.
        required steps: Vec<Step>,
        /// Calls as a user would type them.
        required examples: Vec<Example>,
        /// What the user gets to see.
        required output: Output,
        /// What can go wrong.
        required error_handling: Errors<ProblemCase>,
        /// Skills with the background.
        optional related_skills: Vec<RelatedSkill>,
        /// Commands that come before or after.
        optional related_commands: Vec<RelatedCommand>,
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
        /// The only values that are taken.
        optional values: Vec<String>,
        /// Stands for the value in the usage line; the name when missing.
        maybe placeholder: String,
        /// What counts when it is not given.
        maybe default: String,
        /// What it means, in one sentence.
        required description: String,
    }
}

spec_words! {
    /// How an argument is given.
    pub enum ArgumentKind {
        /// By its place.
        Positional = "positional",
        /// As `--name VALUE`.
        Option = "option",
        /// As `--name` alone.
        Flag = "flag",
    }
}

spec! {
    /// One step.
    pub struct Step = "a step" {
        /// Bold words in front.
        required heading: String,
        /// Markdown in the imperative.
        required body: String,
        /// Tools of the plugin's MCP server that the step calls.
        optional tools: Vec<Spanned<String>>,
        /// API operations behind these tools.
        optional operations: Vec<Spanned<String>>,
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

spec! {
    /// What the user gets to see.
    pub struct Output = "an output" {
        /// Markdown in front of the table.
        optional intro: String,
        /// What is shown and where it comes from.
        required items: Vec<OutputItem>,
        /// The shape of the answer.
        required sample: String,
    }
}

spec! {
    /// One item of the output.
    pub struct OutputItem = "an output item" {
        /// Its name.
        required name: String,
        /// The field or call it comes from.
        required source: String,
        /// What it means.
        required description: String,
    }
}

spec! {
    /// A row of a command's error table.
    pub struct ProblemCase = "an error case" {
        /// What the user sees.
        required problem: String,
        /// Why.
        required cause: String,
        /// What to do.
        required resolution: String,
    }
}

impl CommandSpec {
    /// The usage line behind the command's name: `<summary> --client <name|id> [--site <name|id>]`.
    #[must_use]
    pub fn usage(&self) -> String {
        let words: Vec<String> = self.arguments.iter().map(Argument::usage).collect();
        words.join(" ")
    }

    /// The tools that the steps call, each once, in the order of the steps.
    #[must_use]
    pub fn tools(&self) -> Vec<&Spanned<String>> {
        let mut tools: Vec<&Spanned<String>> = Vec::new();
        for tool in self.steps.iter().flat_map(|step| &step.tools) {
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
