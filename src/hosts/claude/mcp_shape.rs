//! The shape of MCP servers: started locally, or contacted over http, sse or a WebSocket.
//!
//! Source: the Claude Code CLI, tested transport by transport and field by field.

use super::schema::{Field, Number, Shape, TEXT, TEXTS, Text, WORD, optional, required};
use super::url;

const TEXT_MAP: Shape = Shape::Map { key: None, value: &TEXT, also: None };

const COMMON: &[Field] =
    &[optional("timeout", Shape::Number(&[Number::Whole, Number::AboveZero])), optional("alwaysLoad", Shape::Truth)];
const REMOTE: &[Field] = &[required("url", TEXT), optional("headers", TEXT_MAP), optional("headersHelper", TEXT)];
const TOOLS: Shape = Shape::List(&Shape::Object { fields: &[TOOL], closed: false, also: None }, None);
const TOOL: &[Field] = &[
    required("name", TEXT),
    optional("permission_policy", Shape::OneOf(&["always_allow", "always_ask", "always_deny"])),
];
const OAUTH: &[Field] = &[
    optional("tools", TOOLS),
    optional(
        "oauth",
        Shape::Object {
            fields: &[&[
                optional("clientId", TEXT),
                optional("callbackPort", Shape::Number(&[Number::Whole, Number::AboveZero])),
                optional(
                    "authServerMetadataUrl",
                    Shape::Text(&[
                        Text::Is(url::is_url, "a URL such as `https://example.com`"),
                        Text::Is(|text| text.starts_with("https://"), "a URL that starts with `https://`"),
                    ]),
                ),
                optional("scopes", WORD),
                optional("xaa", Shape::Truth),
            ]],
            closed: false,
            also: None,
        },
    ),
];

const STDIO: &[Field] = &[
    optional("type", Shape::OneOf(&["stdio"])),
    required("command", WORD),
    optional("args", TEXTS),
    optional("env", TEXT_MAP),
];
const HTTP: &[Field] = &[required("type", Shape::OneOf(&["http", "streamable-http"]))];
const SSE: &[Field] = &[required("type", Shape::OneOf(&["sse"]))];
const WS: &[Field] = &[required("type", Shape::OneOf(&["ws"]))];

const fn server(fields: &'static [&'static [Field]]) -> Shape {
    Shape::Object { fields, closed: false, also: None }
}

const STDIO_SERVER: Shape = server(&[STDIO, COMMON]);
const HTTP_SERVER: Shape = server(&[HTTP, REMOTE, OAUTH, COMMON]);
const SSE_SERVER: Shape = server(&[SSE, REMOTE, OAUTH, COMMON]);
const WS_SERVER: Shape = server(&[WS, REMOTE, COMMON]);

/// Servers that only the host application can declare, by their `type`.
pub(super) static HOST_SERVERS: &[(&str, Shape)] = &[
    ("sdk", server(&[&[required("type", Shape::OneOf(&["sdk"])), required("name", TEXT)]])),
    (
        "sse-ide",
        server(&[&[required("type", Shape::OneOf(&["sse-ide"])), required("url", TEXT), required("ideName", TEXT)]]),
    ),
    (
        "ws-ide",
        server(&[&[required("type", Shape::OneOf(&["ws-ide"])), required("url", TEXT), required("ideName", TEXT)]]),
    ),
    (
        "claudeai-proxy",
        server(&[&[required("type", Shape::OneOf(&["claudeai-proxy"])), required("url", TEXT), required("id", TEXT)]]),
    ),
];

/// The transports that a plugin can declare, by their `type`.
pub(super) static TRANSPORTS: &[(&str, Shape)] = &[
    ("stdio", STDIO_SERVER),
    ("http", HTTP_SERVER),
    ("streamable-http", HTTP_SERVER),
    ("sse", SSE_SERVER),
    ("ws", WS_SERVER),
];

/// One server in a manifest. The http form is listed twice, as in the CLI: a value with a small fault fits two forms,
/// so neither explains itself.
const SERVER: Shape = Shape::Either(
    &[
        STDIO_SERVER,
        HTTP_SERVER,
        HTTP_SERVER,
        SSE_SERVER,
        WS_SERVER,
        server(&[&[required("type", Shape::OneOf(&["sdk"])), required("name", TEXT)]]),
        server(&[&[
            required("type", Shape::OneOf(&["sse-ide", "ws-ide"])),
            required("url", TEXT),
            required("ideName", TEXT),
        ]]),
        server(&[&[required("type", Shape::OneOf(&["claudeai-proxy"])), required("url", TEXT), required("id", TEXT)]]),
    ],
    "a server with `command`, or with `type` and `url`",
);

const SERVERS: Shape = Shape::Map { key: None, value: &SERVER, also: None };
const JSON_PATH: Shape = Shape::Text(&[Text::Relative, Text::Extension(".json")]);
const BUNDLE: Shape = Shape::Text(&[Text::IsOrElse(is_bundle, "a bundle (`.mcpb` or `.dxt`)")]);
const EXPECTED: &str = "a path such as `./mcp.json`, a bundle (`.mcpb`), or servers by name";

/// `mcpServers` of a manifest or of a marketplace entry.
pub(super) const MCP_SERVERS: Shape = Shape::Either(
    &[JSON_PATH, BUNDLE, SERVERS, Shape::List(&Shape::Either(&[JSON_PATH, BUNDLE, SERVERS], EXPECTED), None)],
    "a path such as `./mcp.json`, a bundle (`.mcpb`), servers by name, or a list of these",
);

/// Whether this is a bundle: `./x.mcpb`, or an http(s) URL with that extension.
pub(super) fn is_bundle(text: &str) -> bool {
    let named = text.ends_with(".mcpb") || text.ends_with(".dxt");
    named && (text.starts_with("./") || text.contains("://") && url::is_url(text))
}
