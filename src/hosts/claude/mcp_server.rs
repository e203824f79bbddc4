//! The contents of an MCP server: its options, URL, headers and program.
//!
//! Source: the Claude Code CLI.

use camino::Utf8Path;

use super::credentials::looks_like_credential;
use super::file::FileReader;
use super::findings::{
    DROPPED_SERVER, IGNORED_FIELD, LITERAL_CREDENTIAL_HEADER, MISSING_BINARY, PLAIN_HTTP_SERVER, UNDECLARED_OPTION,
};
use super::report::Report;
use super::schema::entries;
use super::url;
use super::{binaries, network};
use crate::diag::nearest;
use crate::source::Span;
use crate::syntax::Node;

const OPTION: &str = "${user_config.";

/// The plugin that a server belongs to.
pub(super) struct Plugin<'a> {
    pub(super) tree: &'a FileReader<'a>,
    pub(super) root: &'a Utf8Path,
    pub(super) manifest: Option<&'a Node>,
}

/// One server and its key path.
pub(super) struct Server<'a> {
    pub(super) name: &'a str,
    pub(super) node: &'a Node,
    pub(super) at: &'a str,
    pub(super) plugin: &'a Plugin<'a>,
}

impl Server<'_> {
    /// Checks the server's contents. Its shape is checked elsewhere.
    pub(super) fn check(&self, report: &mut Report<'_>) {
        for (path, value) in self.texts() {
            for option in value.as_str().map(options).unwrap_or_default() {
                if !self.declares(option) {
                    let message = format!("undeclared option `{option}`");
                    let found = report.at(&UNDECLARED_OPTION, &path, value.span, message);
                    report.push(found.label("`userConfig` does not declare it: Claude Code drops the server or passes the placeholder on as literal text"));
                }
            }
        }
        if is_remote(self.node) {
            self.remote(report);
        } else {
            self.binary(report);
        }
        network(self.node, self.at, report);
    }

    /// The strings in which options are expanded.
    fn texts(&self) -> Vec<(String, &Node)> {
        let (node, at) = (self.node, self.at);
        let mut texts: Vec<(String, &Node)> = Vec::new();
        for key in ["command", "url"] {
            texts.extend(node.get(key).map(|value| (format!("{at}.{key}"), value)));
        }
        for (index, item) in node.get("args").map(Node::items).unwrap_or_default().iter().enumerate() {
            texts.push((format!("{at}.args[{index}]"), item));
        }
        for key in ["env", "headers"] {
            for entry in node.get(key).into_iter().flat_map(entries) {
                texts.push((format!("{at}.{key}.{}", entry.key), &entry.value));
            }
        }
        texts
    }

    /// Whether plugin.json, or the server's channel in plugin.json, declares an option.
    fn declares(&self, option: &str) -> bool {
        let Some(manifest) = self.plugin.manifest else { return false };
        let channels = manifest.get("channels").map(Node::items).unwrap_or_default();
        let own = channels.iter().filter(|channel| channel.get("server").and_then(Node::as_str) == Some(self.name));
        std::iter::once(manifest)
            .chain(own)
            .any(|holder| holder.get("userConfig").is_some_and(|options| options.get(option).is_some()))
    }

    fn remote(&self, report: &mut Report<'_>) {
        let (node, at) = (self.node, self.at);
        let has_text = |key: &str| node.get(key).and_then(Node::as_str).is_some_and(|text| !text.trim().is_empty());
        if let Some(directory) = node.entry("directory").filter(|_| has_text("directory") && !has_text("url")) {
            let found = report.at(
                &IGNORED_FIELD,
                format!("{at}.directory"),
                directory.key_span,
                "`directory` is set but `url` is empty",
            );
            report.push(found.help("set `url` to the URL of that directory entry, or remove `directory`"));
        }
        if let Some((value, text)) = node.get("url").and_then(|value| Some((value, value.as_str()?))) {
            url_of(text, &format!("{at}.url"), value.span, report);
        }
        if let Some(value) = node.get("headersHelper")
            && value.as_str().is_some_and(|text| text.contains(OPTION))
        {
            let message = "options are not expanded in `headersHelper`";
            report.add(&UNDECLARED_OPTION, format!("{at}.headersHelper"), value.span, message);
        }
        for entry in node.get("headers").into_iter().flat_map(entries) {
            if entry.value.as_str().is_some_and(|value| looks_like_credential(&entry.key, value)) {
                let message = format!("the header `{}` appears to contain a credential", entry.key);
                let path = format!("{at}.headers.{}", entry.key);
                let found = report.at(&LITERAL_CREDENTIAL_HEADER, path, entry.key_span, message);
                report.push(found.help("replace the value with a variable such as `${NAME}`").hiding(entry.value.span));
            }
        }
    }

    /// Reports a program in `bin/` that the plugin neither ships nor declares, if it declares other binaries.
    fn binary(&self, report: &mut Report<'_>) {
        let Some(command) = self.node.get("command") else { return };
        let program = command.as_str().and_then(|command| command.strip_prefix("${CLAUDE_PLUGIN_ROOT}/bin/"));
        let Some(program) = program.filter(|program| !program.is_empty() && !program.contains('/')) else { return };
        let declared = binaries::declared(self.plugin.manifest);
        let shipped = program != "." && self.plugin.tree.exists(&self.plugin.root.join("bin").join(program));
        if declared.is_empty() || shipped || declared.contains(&program) {
            return;
        }
        let message = format!("`bin/{program}` is neither shipped with the plugin nor declared under `binaries`");
        let found = report.at(&MISSING_BINARY, format!("mcpServers.{}", self.name), command.span, message);
        report.push(found.label("the server cannot start").did_you_mean(nearest(program, declared)));
    }
}

fn is_remote(server: &Node) -> bool {
    matches!(server.get("type").and_then(Node::as_str), Some("http" | "streamable-http" | "sse" | "ws"))
}

/// Checks `network` of the server at the key path `at`.
pub(super) fn network(server: &Node, at: &str, report: &mut Report<'_>) {
    let Some(value) = server.get("network") else { return };
    let path = format!("{at}.network");
    if is_remote(server) {
        let found = report.at(&IGNORED_FIELD, path, value.span, "`network` has no effect on a remote server");
        report.push(found.label("Claude Code takes the host of a remote server from its `url`"));
    } else {
        network::check(value, &path, report);
    }
}

/// Checks that a URL without variables parses, and that a URL whose host is literal and remote is encrypted.
fn url_of(text: &str, path: &str, span: Span, report: &mut Report<'_>) {
    let varies = text.contains("${");
    let parsed = if varies { url::literal_host(text) } else { url::parse(text) };
    let Some(parsed) = parsed else {
        if !varies && !text.trim().is_empty() {
            let message = "invalid URL: expected one such as `https://example.com/mcp`";
            report.add(&DROPPED_SERVER, path, span, message);
        }
        return;
    };
    if matches!(parsed.scheme(), "http" | "ws") && !url::is_local(&parsed) {
        let host = parsed.host_str().unwrap_or_default();
        let message = format!("`{}://` sends everything to {host} unencrypted", parsed.scheme());
        report.add(&PLAIN_HTTP_SERVER, path, span, message);
    }
}

/// The keys of all `${user_config.KEY}` in a text.
fn options(text: &str) -> Vec<&str> {
    text.split(OPTION)
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(key, _)| key)
        .filter(|key| !key.is_empty())
        .collect()
}
