//! The frontmatter fields that Claude Code reads, said once for the JSON Schemas and for rules about misspelt keys.
//!
//! Source: the Claude Code CLI 2.1.330. Spelling is exact; any other field is ignored without a word.

use super::DocumentKind::{self, Agent, Command, Skill};

/// One field.
#[derive(Debug)]
pub struct FrontmatterField {
    /// Its exact spelling.
    pub name: &'static str,
    /// The components that have it.
    pub of: &'static [DocumentKind],
    /// What stands behind it.
    pub value: FieldValue,
    /// What it does, for an editor.
    pub meaning: &'static str,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldValue {
    /// Text.
    Text,
    /// True or false.
    Truth,
    /// A whole number.
    Number,
    /// One of these words.
    Words(&'static [&'static str]),
    /// One of these words, a whole number among them.
    WordsOrNumber(&'static [&'static str]),
    /// Text, or a list of texts.
    Texts,
    /// Keys of one's own choice.
    Mapping,
    /// Anything.
    Any,
}

const BOTH: &[DocumentKind] = &[Skill, Command];
const ALL: &[DocumentKind] = &[Skill, Command, Agent];
const ONLY_SKILL: &[DocumentKind] = &[Skill];
const ONLY_AGENT: &[DocumentKind] = &[Agent];
const EFFORT: FieldValue = FieldValue::WordsOrNumber(&["low", "medium", "high", "xhigh", "max"]);

const fn field(
    name: &'static str,
    of: &'static [DocumentKind],
    value: FieldValue,
    meaning: &'static str,
) -> FrontmatterField {
    FrontmatterField { name, of, value, meaning }
}

/// All fields that are read.
pub static FRONTMATTER_FIELDS: &[FrontmatterField] = &[
    field(
        "name",
        ALL,
        FieldValue::Text,
        "The name shown; the folder of a skill or the file of a command counts when missing. An agent must have one, without `:`.",
    ),
    field(
        "description",
        ALL,
        FieldValue::Text,
        "What it does and when to use it. The model chooses by this text; with when_to_use it is cut at 1,536 characters.",
    ),
    field("when_to_use", BOTH, FieldValue::Text, "Put behind the description in what the model sees."),
    field(
        "argument-hint",
        BOTH,
        FieldValue::Text,
        "Shown behind the name while typing. Quote it when it begins with `[`.",
    ),
    field(
        "arguments",
        BOTH,
        FieldValue::Any,
        "Names for $name in the body: a list of names, or names with spaces between. Objects in the list are ignored.",
    ),
    field("allowed-tools", BOTH, FieldValue::Texts, "Tools that run without asking: with commas between, or a list."),
    field("disallowed-tools", BOTH, FieldValue::Texts, "Tools that are not to be used."),
    field("model", ALL, FieldValue::Text, "`haiku`, `sonnet`, `opus`, `fable`, a full id, or `inherit`."),
    field("effort", ALL, EFFORT, "How hard the model is to think."),
    field("shell", BOTH, FieldValue::Words(&["bash", "powershell"]), "The shell of commands that run at load."),
    field("disable-model-invocation", BOTH, FieldValue::Truth, "Only the user can start it, not the model."),
    field("user-invocable", BOTH, FieldValue::Truth, "False hides it from the list of slash commands."),
    field("context", BOTH, FieldValue::Words(&["inline", "fork"]), "Whether it runs in a conversation of its own."),
    field("agent", BOTH, FieldValue::Text, "The agent that runs it, with `context: fork`."),
    field("background", ALL, FieldValue::Truth, "Whether it runs in the background."),
    field("metadata", BOTH, FieldValue::Mapping, "Keys of one's own; kept and not read."),
    field("version", BOTH, FieldValue::Text, "For people."),
    field("paths", ONLY_SKILL, FieldValue::Texts, "Globs; counts outside plugins only."),
    field("hooks", &[Skill, Agent], FieldValue::Mapping, "Hooks while it runs; ignored in an agent of a plugin."),
    field("license", ONLY_SKILL, FieldValue::Any, "Of the open skill format; not read."),
    field("compatibility", ONLY_SKILL, FieldValue::Any, "Of the open skill format; not read."),
    field("tools", ONLY_AGENT, FieldValue::Texts, "The only tools of the agent: with commas between, or a list."),
    field("disallowedTools", ALL, FieldValue::Texts, "Tools that are not to be used."),
    field("color", ONLY_AGENT, FieldValue::Text, "The colour of its name."),
    field("maxTurns", ONLY_AGENT, FieldValue::Number, "How many turns it may take."),
    field("autoCompactWindow", ONLY_AGENT, FieldValue::Any, "When its conversation is shortened."),
    field("skills", ONLY_AGENT, FieldValue::Texts, "Skills that it knows."),
    field("memory", ONLY_AGENT, FieldValue::Words(&["user", "project", "local"]), "Where it remembers."),
    field("isolation", ONLY_AGENT, FieldValue::Words(&["worktree"]), "Where it works."),
    field("omitClaudeMd", ONLY_AGENT, FieldValue::Truth, "Whether it goes without CLAUDE.md."),
    field("initialPrompt", ONLY_AGENT, FieldValue::Text, "Ignored in an agent of a plugin."),
    field("permissionMode", ONLY_AGENT, FieldValue::Text, "Ignored in an agent of a plugin."),
    field("mcpServers", ONLY_AGENT, FieldValue::Any, "Ignored in an agent of a plugin."),
];

/// The fields of one kind of component.
pub fn frontmatter_fields(kind: DocumentKind) -> impl Iterator<Item = &'static FrontmatterField> {
    FRONTMATTER_FIELDS.iter().filter(move |field| field.of.contains(&kind))
}
