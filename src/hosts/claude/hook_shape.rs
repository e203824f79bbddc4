//! The shape of hooks: events, matchers, and the five kinds of hook.
//!
//! Source: the Claude Code CLI, tested event by event and field by field.

use super::schema::{Field, Number, Shape, TEXT, TEXTS, Text, WORD, optional, required};
use super::url;

/// The events that can trigger a hook.
pub(super) const EVENTS: &[&str] = &[
    "PreToolUse",
    "PostToolUse",
    "PostToolUseFailure",
    "PostToolBatch",
    "Notification",
    "UserPromptSubmit",
    "UserPromptExpansion",
    "SessionStart",
    "SessionEnd",
    "Stop",
    "StopFailure",
    "SubagentStart",
    "SubagentStop",
    "PreCompact",
    "PostCompact",
    "PermissionRequest",
    "PermissionDenied",
    "Setup",
    "TeammateIdle",
    "TaskCreated",
    "TaskCompleted",
    "Elicitation",
    "ElicitationResult",
    "ConfigChange",
    "WorktreeCreate",
    "WorktreeRemove",
    "InstructionsLoaded",
    "CwdChanged",
    "FileChanged",
    "DirectoryAdded",
    "MessageDisplay",
    "PreModelSwitch",
    "PostModelSwitch",
];

const SECONDS: Shape = Shape::Number(&[Number::AboveZero]);
const TEXT_MAP: Shape = Shape::Map { key: None, value: &TEXT, also: None };

const COMMON: &[Field] = &[
    optional("if", TEXT),
    optional("timeout", SECONDS),
    optional("statusMessage", TEXT),
    optional("once", Shape::Truth),
];
const COMMAND: &[Field] = &[
    required("type", Shape::OneOf(&["command"])),
    required("command", TEXT),
    optional("args", TEXTS),
    optional("shell", Shape::OneOf(&["bash", "powershell"])),
    optional("async", Shape::Truth),
    optional("asyncRewake", Shape::Truth),
    optional("rewakeMessage", WORD),
    optional("rewakeSummary", WORD),
];
const PROMPT: &[Field] = &[
    required("type", Shape::OneOf(&["prompt"])),
    required("prompt", TEXT),
    optional("model", TEXT),
    optional("continueOnBlock", Shape::Truth),
];
const AGENT: &[Field] =
    &[required("type", Shape::OneOf(&["agent"])), required("prompt", TEXT), optional("model", TEXT)];
const HTTP: &[Field] = &[
    required("type", Shape::OneOf(&["http"])),
    required("url", Shape::Text(&[Text::Is(url::is_url, "a URL such as `https://example.com`")])),
    optional("headers", TEXT_MAP),
    optional("allowedEnvVars", TEXTS),
];
const MCP_TOOL: &[Field] = &[
    required("type", Shape::OneOf(&["mcp_tool"])),
    required("server", TEXT),
    required("tool", TEXT),
    optional("input", Shape::Map { key: None, value: &Shape::Any, also: None }),
];

const fn hook(fields: &'static [&'static [Field]]) -> Shape {
    Shape::Object { fields, closed: false, also: None }
}

const COMMAND_HOOK: Shape = hook(&[COMMAND, COMMON]);
const PROMPT_HOOK: Shape = hook(&[PROMPT, COMMON]);
const AGENT_HOOK: Shape = hook(&[AGENT, COMMON]);
const HTTP_HOOK: Shape = hook(&[HTTP, COMMON]);
const MCP_TOOL_HOOK: Shape = hook(&[MCP_TOOL, COMMON]);

/// The kinds of hook, by their `type`.
pub(super) static KINDS: &[(&str, Shape)] = &[
    ("command", COMMAND_HOOK),
    ("prompt", PROMPT_HOOK),
    ("agent", AGENT_HOOK),
    ("http", HTTP_HOOK),
    ("mcp_tool", MCP_TOOL_HOOK),
];

const HOOK: Shape = Shape::Either(
    &[COMMAND_HOOK, PROMPT_HOOK, AGENT_HOOK, HTTP_HOOK, MCP_TOOL_HOOK],
    "a hook of type `command`, `prompt`, `agent`, `http` or `mcp_tool`",
);

/// An item in the list of an event.
pub(super) const MATCHER: Shape = Shape::Object {
    fields: &[&[optional("matcher", TEXT), required("hooks", Shape::List(&HOOK, None))]],
    closed: false,
    also: None,
};
const MATCHERS: Shape = Shape::List(&MATCHER, None);

/// Hooks by event, checked strictly.
pub(super) const EVENT_MAP: Shape = Shape::Object { fields: &[EVENT_FIELDS], closed: true, also: None };

const EVENT_FIELDS: &[Field] = &events();

const fn events() -> [Field; EVENTS.len()] {
    let mut fields = [const { optional("", MATCHERS) }; EVENTS.len()];
    let mut index = 0;
    while index < fields.len() {
        fields[index].name = EVENTS[index];
        index += 1;
    }
    fields
}
