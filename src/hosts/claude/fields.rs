//! The fields of plugin.json and of a marketplace entry, with their shapes: one table for both.
//!
//! Source: the Claude Code CLI, each field tested with values of every type.

use super::hook_shape::EVENT_MAP;
use super::mcp_shape::MCP_SERVERS;
use super::schema::{Fault, Field, Number, Shape, TEXT, TEXTS, Text, WORD, Walk, entries, optional, required};
use super::user_config::{CHANNELS, USER_CONFIG};
use super::{names, url};
use crate::syntax::Node;

const PATH: Shape = Shape::Text(&[Text::Relative]);
const PATHS: Shape =
    Shape::Either(&[PATH, Shape::List(&PATH, None)], "a path that starts with `./`, or a list of such paths");
const JSON_PATH: Shape = Shape::Text(&[Text::Relative, Text::Extension(".json")]);

/// A plugin's `name`.
pub(super) const NAME: Shape = Shape::Text(&[
    Text::NotEmpty,
    Text::Is(names::has_no_space, "a name without spaces, such as `my-plugin`"),
    Text::Is(names::is_visible, "a name without control or bidirectional characters"),
]);

/// The author of a plugin, or the owner of a marketplace.
pub(super) const PERSON: Shape = Shape::Object {
    fields: &[&[required("name", WORD), optional("email", TEXT), optional("url", TEXT)]],
    closed: false,
    also: None,
};

/// Descriptive fields, which plugin.json and marketplace entries share.
pub(super) const DISPLAY: &[Field] = &[
    optional("$schema", TEXT),
    optional("displayName", TEXT),
    optional("version", TEXT),
    optional("description", TEXT),
    optional("author", PERSON),
    optional("homepage", Shape::Text(&[Text::Is(url::is_url, "a URL such as `https://example.com`")])),
    optional("repository", TEXT),
    optional("license", TEXT),
    optional("keywords", TEXTS),
];

/// Fields that declare a plugin's components, which plugin.json and marketplace entries share.
pub(super) const COMPONENTS: &[Field] = &[
    optional("defaultEnabled", Shape::Truth),
    optional("dependencies", Shape::List(&DEPENDENCY, None)),
    optional("commands", COMMANDS),
    optional("agents", AGENTS),
    optional("skills", SKILLS),
    optional("mcpServers", MCP_SERVERS),
    optional("lspServers", LSP_SERVERS),
    optional("outputStyles", PATHS),
    optional("workflows", PATHS),
    optional("themes", PATHS),
    optional("monitors", MONITORS),
    optional("userConfig", USER_CONFIG),
    optional("channels", CHANNELS),
    optional("settings", Shape::Map { key: None, value: &Shape::Any, also: None }),
    optional("types", TYPES),
];

/// `hooks` of plugin.json, whose events are checked one by one elsewhere.
pub(super) const MANIFEST_HOOKS: &[Field] = &[optional("hooks", HOOKS)];

/// `hooks` of a marketplace entry, checked strictly.
pub(super) const ENTRY_HOOKS: &[Field] = &[optional("hooks", STRICT_HOOKS)];

/// Fields below `experimental`.
pub(super) const EXPERIMENTAL: &[Field] = &[
    optional("themes", PATHS),
    optional("monitors", MONITORS),
    optional("outputStyles", PATHS),
    optional("evals", Shape::Either(&[TEXT, TEXTS], "a string or a list of strings")),
    optional("syntaxHighlighting", SYNTAX_HIGHLIGHTING),
];

/// All of plugin.json. Fields that are only ignored when they are wrong are checked elsewhere.
pub(super) static MANIFEST: Shape = Shape::Object {
    fields: &[&[required("name", NAME)], COMPONENTS, MANIFEST_HOOKS, DISPLAY],
    closed: false,
    also: None,
};

/// `experimental`, if it is an object.
pub(super) static EXPERIMENTAL_OBJECT: Shape = Shape::Object { fields: &[EXPERIMENTAL], closed: false, also: None };

/// A plugin that another one needs.
pub(super) const DEPENDENCY: Shape = Shape::Either(
    &[
        Shape::Text(&[Text::IsOrElse(names::is_dependency, "`name` or `name@marketplace`")]),
        Shape::Object {
            fields: &[&[required("name", DEPENDENCY_NAME), optional("marketplace", DEPENDENCY_NAME)]],
            closed: false,
            also: None,
        },
    ],
    "`name`, `name@marketplace`, or an object with `name`",
);
const DEPENDENCY_NAME: Shape = Shape::Text(&[Text::IsOrElse(
    names::is_identifier,
    "letters, digits, `.`, `_` and `-`, starting with a letter or digit",
)]);

const LOOSE_PATH: Shape = Shape::Text(&[Text::RelativeOrElse]);
const COMMANDS: Shape = Shape::Either(
    &[LOOSE_PATH, Shape::List(&LOOSE_PATH, None), Shape::Map { key: None, value: &COMMAND, also: None }],
    "a path that starts with `./`, a list of such paths, or an object with a command under each name",
);
const COMMAND: Shape = Shape::Object {
    fields: &[&[
        optional("source", LOOSE_PATH),
        optional("content", TEXT),
        optional("description", TEXT),
        optional("argumentHint", TEXT),
        optional("model", TEXT),
        optional("allowedTools", TEXTS),
    ]],
    closed: false,
    also: Some(source_or_content),
};

fn source_or_content(node: &Node, walk: &mut Walk) {
    let has = |key| node.get(key).and_then(Node::as_str).is_some_and(|text| !text.is_empty());
    if has("source") == has("content") {
        walk.issue("", node.span, Fault::Value("either `source` or `content`".to_owned()), false);
    }
}

const MARKDOWN_PATH: Shape = Shape::Text(&[Text::Relative, Text::Extension(".md")]);
const AGENTS: Shape = Shape::Either(
    &[MARKDOWN_PATH, Shape::List(&MARKDOWN_PATH, None)],
    "a path such as `./agents/reviewer.md`, or a list of such paths",
);
const SKILL_PATH: Shape = Shape::Text(&[Text::RelativeOrDot]);
const SKILLS: Shape = Shape::Either(
    &[SKILL_PATH, Shape::List(&SKILL_PATH, None)],
    "a folder such as `./skills/tickets`, or a list of such folders",
);
const INLINE_HOOKS: Shape = Shape::Map { key: None, value: &Shape::Any, also: None };
const HOOKS: Shape = Shape::Either(
    &[
        JSON_PATH,
        INLINE_HOOKS,
        Shape::List(&Shape::Either(&[JSON_PATH, INLINE_HOOKS], "a path such as `./hooks.json`, or hooks"), None),
    ],
    "a path such as `./hooks.json`, hooks by event, or a list of these",
);

/// Hooks with every event checked against its shape.
pub(super) const STRICT_HOOKS: Shape = Shape::Either(
    &[
        JSON_PATH,
        EVENT_MAP,
        Shape::List(&Shape::Either(&[JSON_PATH, EVENT_MAP], "a path such as `./hooks.json`, or hooks"), None),
    ],
    "a path such as `./hooks.json`, hooks by event, or a list of these",
);

pub(super) const LSP_SERVER_MAP: Shape = Shape::Map { key: None, value: &LSP_SERVER, also: None };
const LSP_SERVERS: Shape = Shape::Either(
    &[
        JSON_PATH,
        LSP_SERVER_MAP,
        Shape::List(&Shape::Either(&[JSON_PATH, LSP_SERVER_MAP], "a path such as `./lsp.json`, or servers"), None),
    ],
    "a path such as `./lsp.json`, language servers by name, or a list of these",
);
const MILLISECONDS: Shape = Shape::Number(&[Number::Whole, Number::AboveZero]);
const LSP_SERVER: Shape = Shape::Object {
    fields: &[&[
        required(
            "command",
            Shape::Text(&[
                Text::NotEmpty,
                Text::Is(is_program, "a program without arguments (arguments belong in `args`)"),
            ]),
        ),
        optional("args", Shape::List(&WORD, None)),
        required(
            "extensionToLanguage",
            Shape::Map {
                key: Some(Text::Is(|key| key.len() > 1 && key.starts_with('.'), "a file extension such as `.ts`")),
                value: &WORD,
                also: Some(at_least_one),
            },
        ),
        optional("transport", Shape::OneOf(&["stdio", "socket"])),
        optional("env", Shape::Map { key: None, value: &TEXT, also: None }),
        optional("initializationOptions", Shape::Any),
        optional("settings", Shape::Any),
        optional("workspaceFolder", TEXT),
        optional("startupTimeout", MILLISECONDS),
        optional("shutdownTimeout", MILLISECONDS),
        optional("requestTimeout", MILLISECONDS),
        optional("restartOnCrash", Shape::Truth),
        optional("maxRestarts", Shape::Number(&[Number::Whole, Number::AtLeastZero])),
        optional("diagnostics", Shape::Truth),
    ]],
    closed: true,
    also: None,
};

fn is_program(command: &str) -> bool {
    !command.contains(' ') || command.starts_with('/')
}

fn at_least_one(node: &Node, walk: &mut Walk) {
    if node.entries().is_empty() {
        walk.issue("", node.span, Fault::Value("at least one file extension with its language".to_owned()), false);
    }
}

pub(super) const MONITOR_LIST: Shape = Shape::List(&MONITOR, Some(unique_monitors));
const MONITORS: Shape =
    Shape::Either(&[JSON_PATH, MONITOR_LIST], "a path such as `./monitors.json`, or a list of monitors");
const WHEN: &str = "on-skill-invoke:";
const MONITOR: Shape = Shape::Object {
    fields: &[&[
        required("name", WORD),
        required("command", WORD),
        required("description", WORD),
        optional(
            "when",
            Shape::Text(&[Text::Is(is_when, "`always`, or `on-skill-invoke:` followed by a skill's name")]),
        ),
    ]],
    closed: true,
    also: None,
};

fn is_when(text: &str) -> bool {
    text == "always" || text.strip_prefix(WHEN).is_some_and(|skill| !skill.is_empty())
}

fn unique_monitors(node: &Node, walk: &mut Walk) {
    let mut seen: Vec<&str> = Vec::new();
    for monitor in node.items() {
        let Some(name) = monitor.get("name") else { continue };
        let text = name.as_str().unwrap_or_default();
        if seen.contains(&text) {
            walk.issue("", name.span, Fault::Value("a unique name for each monitor".to_owned()), false);
            return;
        }
        seen.push(text);
    }
}

const TYPES: Shape = Shape::Text(&[
    Text::Relative,
    Text::Extension(".d.ts"),
    Text::Is(|path| !super::paths::climbs(path), "a path without `..`"),
]);

const SYNTAX_HIGHLIGHTING: Shape =
    Shape::Object { fields: &[&[required("hljsLanguages", Shape::List(&LANGUAGE, None))]], closed: true, also: None };
const LANGUAGE: Shape = Shape::Object { fields: &[&[required("id", TEXT)]], closed: true, also: None };

/// The keys of an object that no field names.
pub(super) fn unknown<'n>(fields: &'n [&'n [Field]], node: &'n Node) -> impl Iterator<Item = &'n crate::syntax::Entry> {
    entries(node).filter(|entry| !super::schema::knows(fields, &entry.key))
}
