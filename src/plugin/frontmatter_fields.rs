//! The frontmatter fields that Claude Code reads: one table for the JSON Schemas and the rules about misspelled fields.
//!
//! Source: the Claude Code CLI. Names are case-sensitive; other fields are silently ignored.

use super::DocumentKind::{self, Agent, Command, Skill};

/// One field.
#[derive(Debug)]
pub(crate) struct FrontmatterField {
    /// Its name.
    pub name: &'static str,
    /// The kinds of components that have it.
    pub of: &'static [DocumentKind],
    /// The type of its value.
    pub value: FieldValue,
    /// What it does; editors show it.
    pub meaning: &'static str,
}

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldValue {
    /// Text.
    Text,
    /// True or false.
    Truth,
    /// A whole number.
    Number,
    /// One of these words.
    Words(&'static [&'static str]),
    /// One of these words, or a whole number.
    WordsOrNumber(&'static [&'static str]),
    /// A string or a list of strings.
    Texts,
    /// A mapping with any keys.
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

/// All fields.
pub(crate) static FRONTMATTER_FIELDS: &[FrontmatterField] = &[
    field(
        "name",
        ALL,
        FieldValue::Text,
        "The display name. Defaults to the folder of a skill or the file name of a command. Required for agents, without `:`.",
    ),
    field(
        "description",
        ALL,
        FieldValue::Text,
        "What it does and when to use it. The model chooses by this text, which is truncated at 1,536 characters together with when_to_use.",
    ),
    field("when_to_use", BOTH, FieldValue::Text, "Appended to the description that the model sees."),
    field(
        "argument-hint",
        BOTH,
        FieldValue::Text,
        "Shown after the name during completion. Quote it if it starts with `[`.",
    ),
    field(
        "arguments",
        BOTH,
        FieldValue::Any,
        "Names for $name in the body: a list, or names separated by spaces. Objects in the list are ignored.",
    ),
    field(
        "allowed-tools",
        BOTH,
        FieldValue::Texts,
        "Tools that run without permission prompts: a list, or names separated by commas.",
    ),
    field("disallowed-tools", BOTH, FieldValue::Texts, "Tools that must not be used."),
    field("model", ALL, FieldValue::Text, "`haiku`, `sonnet`, `opus`, `fable`, a full id, or `inherit`."),
    field("effort", ALL, EFFORT, "How much effort the model spends on reasoning."),
    field("shell", BOTH, FieldValue::Words(&["bash", "powershell"]), "The shell for commands that run when it loads."),
    field("disable-model-invocation", BOTH, FieldValue::Truth, "If true, only the user can invoke it, not the model."),
    field("user-invocable", BOTH, FieldValue::Truth, "If false, it is hidden from the list of slash commands."),
    field("context", BOTH, FieldValue::Words(&["inline", "fork"]), "Whether it runs in a separate conversation."),
    field("agent", BOTH, FieldValue::Text, "The agent that runs it; requires `context: fork`."),
    field("background", ALL, FieldValue::Truth, "Whether it runs in the background."),
    field("metadata", BOTH, FieldValue::Mapping, "Custom keys. Claude Code does not read them."),
    field("version", BOTH, FieldValue::Text, "Informational."),
    field("paths", ONLY_SKILL, FieldValue::Texts, "Glob patterns. Has no effect in plugins."),
    field(
        "hooks",
        &[Skill, Agent],
        FieldValue::Mapping,
        "Hooks that are active while it runs. Ignored in agents of plugins.",
    ),
    field("license", ONLY_SKILL, FieldValue::Any, "Part of the open skill format. Claude Code does not read it."),
    field("compatibility", ONLY_SKILL, FieldValue::Any, "Part of the open skill format. Claude Code does not read it."),
    field(
        "tools",
        ONLY_AGENT,
        FieldValue::Texts,
        "The tools that the agent may use: a list, or names separated by commas.",
    ),
    field("disallowedTools", ALL, FieldValue::Texts, "Tools that must not be used."),
    field("color", ONLY_AGENT, FieldValue::Text, "The color of its name."),
    field("maxTurns", ONLY_AGENT, FieldValue::Number, "The maximum number of turns."),
    field("autoCompactWindow", ONLY_AGENT, FieldValue::Any, "When its conversation is compacted."),
    field("skills", ONLY_AGENT, FieldValue::Texts, "Skills that are available to it."),
    field("memory", ONLY_AGENT, FieldValue::Words(&["user", "project", "local"]), "The scope of its memory."),
    field("isolation", ONLY_AGENT, FieldValue::Words(&["worktree"]), "How its working directory is isolated."),
    field("omitClaudeMd", ONLY_AGENT, FieldValue::Truth, "Whether CLAUDE.md is omitted."),
    field("initialPrompt", ONLY_AGENT, FieldValue::Text, "Ignored in agents of plugins."),
    field("permissionMode", ONLY_AGENT, FieldValue::Text, "Ignored in agents of plugins."),
    field("mcpServers", ONLY_AGENT, FieldValue::Any, "Ignored in agents of plugins."),
];

/// The fields of one kind of component.
pub(crate) fn frontmatter_fields(kind: DocumentKind) -> impl Iterator<Item = &'static FrontmatterField> {
    FRONTMATTER_FIELDS.iter().filter(move |field| field.of.contains(&kind))
}
