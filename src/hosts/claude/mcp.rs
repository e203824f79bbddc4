//! MCP servers: in `.mcp.json`, in files that the manifest names, and in the manifest itself.
//!
//! Source: the Claude Code CLI. In a file, each server is checked against the form of its `type`, so that every
//! fault has a precise location. In the manifest, the shape of the whole field has already been checked.

use camino::{Utf8Path, Utf8PathBuf};

use super::file::{FileReader, Opened, open, parse, unread};
use super::findings::{DROPPED_SERVER, UNNAMED_SERVERS, UNREAD_FILE};
use super::mcp_server::{Plugin, Server};
use super::mcp_shape::{HOST_SERVERS, TRANSPORTS};
use super::paths::Paths;
use super::report::{Report, phrase};
use super::schema::{self, entries, type_name};
use crate::diag::Diagnostic;
use crate::plugin::resolve;
use crate::source::Span;
use crate::syntax::{Entry, Kind, Node};

/// The number of MCP files that the CLI opens.
const FILES: usize = 16;

/// Checks `.mcp.json` and the files that the manifest names.
pub(super) fn files(tree: &FileReader<'_>, root: &Utf8Path, manifest: Option<&Node>, found: &mut Vec<Diagnostic>) {
    let default = root.join(".mcp.json");
    let mut named: Vec<Utf8PathBuf> = Vec::new();
    for path in manifest.and_then(|manifest| manifest.get("mcpServers")).into_iter().flat_map(strings) {
        let inside = path.starts_with("./") && !path.contains("..") && path.ends_with(".json");
        if let Some(full) = inside.then(|| resolve(root, path)).flatten()
            && full != default
            && !named.contains(&full)
        {
            named.push(full);
        }
    }
    if named.len() > FILES {
        let file = unread(tree, &root.join(crate::plugin::MANIFEST));
        let message = format!("too many MCP files: {} named, only the first {FILES} were checked", named.len());
        Report::new(&file, found).add(&UNREAD_FILE, "directory", Span::at(0), message);
        named.truncate(FILES);
    }
    for path in std::iter::once(default).chain(named) {
        file(tree, root, &path, manifest, found);
    }
}

/// The strings in a field that is a string or a list.
pub(super) fn strings(node: &Node) -> Vec<&str> {
    match &node.kind {
        Kind::String(text) => vec![text],
        Kind::Sequence(items) => items.iter().filter_map(Node::as_str).collect(),
        _ => Vec::new(),
    }
}

fn file(tree: &FileReader<'_>, root: &Utf8Path, path: &Utf8Path, manifest: Option<&Node>, found: &mut Vec<Diagnostic>) {
    let through_link = path.parent().and_then(|folder| tree.first_link(root, folder)).is_some();
    let why = match if through_link { Opened::NotRegular } else { open(tree, path) } {
        Opened::Missing => return,
        Opened::NotRegular => "skipped the MCP servers in this file: it is a link or not a regular file",
        Opened::TooLarge => "skipped the MCP servers in this file: it is larger than 1 MiB",
        Opened::Text(file) => {
            if let Some(node) = parse(&file, false, found) {
                document(&node, &Plugin { tree, root, manifest }, &mut Report::new(&file, found));
            }
            return;
        }
    };
    Report::new(&unread(tree, path), found).add(&UNREAD_FILE, "directory", Span::at(0), why);
}

fn document(node: &Node, plugin: &Plugin<'_>, report: &mut Report<'_>) {
    let (servers, prefix) = match node.get("mcpServers").filter(|servers| servers.kind != Kind::Null) {
        Some(servers) => (servers, "mcpServers"),
        None => (node, ""),
    };
    let place = if prefix.is_empty() { "root" } else { prefix };
    let at = |name: &str| if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") };
    match &servers.kind {
        Kind::Mapping(_) => {
            for Entry { key, value, key_span } in entries(servers) {
                server(key, value, *key_span, &at(key), plugin, report);
            }
        }
        Kind::Sequence(items) => {
            if !items.is_empty() {
                let found =
                    report.at(&UNNAMED_SERVERS, place, servers.span, "the servers are a list and have no names");
                report.push(found.label("Claude Code names them `0`, `1` and so on"));
            }
            for (index, item) in items.iter().enumerate() {
                let name = index.to_string();
                server(&name, item, item.span, &at(&name), plugin, report);
            }
        }
        _ => {
            let message = format!("`{place}` is {}, expected an object of MCP servers by name", type_name(servers));
            report.add(&DROPPED_SERVER, place, servers.span, message);
        }
    }
}

/// Checks one server of a file: its shape and, if that fits, its contents.
fn server(name: &str, node: &Node, key: Span, at: &str, plugin: &Plugin<'_>, report: &mut Report<'_>) {
    let Some((path, span, message)) = misfit(node, at, report) else {
        Server { name, node, at, plugin }.check(report);
        return;
    };
    if !path.is_empty() {
        let span = if span.is_empty() { key } else { span };
        let found = report.at(&DROPPED_SERVER, path, span, message);
        report.push(found.label(format!("Claude Code drops the server `{name}`")));
    }
}

/// Why a server's shape is unusable: key path, location and message. The path is empty if this has been reported.
fn misfit(node: &Node, at: &str, report: &mut Report<'_>) -> Option<(String, Span, String)> {
    if !node.is_mapping() {
        return Some((at.to_owned(), node.span, format!("the server is {}, expected an object", type_name(node))));
    }
    let kind = match node.get("type") {
        None if node.get("url").is_some() && node.get("command").is_none() => {
            let span = node.entry("url").map_or(node.span, |entry| entry.key_span);
            return Some((
                format!("{at}.type"),
                span,
                "missing key `type` beside `url`: expected `http`, `sse` or `ws`".to_owned(),
            ));
        }
        None => "stdio",
        Some(kind) => {
            let word = kind.as_str().unwrap_or_default();
            if let Some((_, shape)) = HOST_SERVERS.iter().find(|(name, _)| *name == word) {
                let issues = schema::check(shape, node, "");
                return Some(if issues.is_empty() {
                    (format!("{at}.type"), kind.span, format!("a plugin cannot declare a server of type `{word}`"))
                } else {
                    (
                        at.to_owned(),
                        node.span,
                        format!("the server of type `{word}` is incomplete: {}", phrase(&issues)),
                    )
                });
            }
            if !TRANSPORTS.iter().any(|(name, _)| *name == word) {
                let message = "unknown server `type`: expected `stdio`, `http`, `sse` or `ws`";
                return Some((format!("{at}.type"), kind.span, message.to_owned()));
            }
            word
        }
    };
    let (_, shape) = TRANSPORTS.iter().find(|(name, _)| *name == kind)?;
    let issues = schema::check(shape, node, at);
    if issues.is_empty() {
        return None;
    }
    for issue in issues {
        let message = format!("`{}`: {}", issue.path, schema::words(&issue.fault));
        let found = report.at(&DROPPED_SERVER, &issue.path, issue.span, message);
        report.push(found.label("Claude Code drops the server"));
    }
    Some((String::new(), node.span, String::new()))
}

/// Checks the contents of the servers in the manifest, whatever their shape.
pub(super) fn inline(manifest: &Node, paths: &Paths<'_>, report: &mut Report<'_>) {
    let plugin = Plugin { tree: paths.tree, root: paths.folder, manifest: Some(manifest) };
    for (at, Entry { key, value, .. }) in inline_servers(manifest, "mcpServers") {
        Server { name: key, node: value, at: &at, plugin: &plugin }.check(report);
    }
}

/// Checks `network` of the servers in a marketplace entry at the key path `at`. The CLI reads nothing else of them.
pub(super) fn entry_networks(entry: &Node, at: &str, report: &mut Report<'_>) {
    for (at, server) in inline_servers(entry, &format!("{at}.mcpServers")) {
        super::mcp_server::network(&server.value, &at, report);
    }
}

/// The servers written inline in `mcpServers` of a manifest or an entry, each with its key path.
fn inline_servers<'n>(holder: &'n Node, at: &str) -> Vec<(String, &'n Entry)> {
    let servers = |node: &'n Node, at: &str| -> Vec<(String, &'n Entry)> {
        let objects = entries(node).filter(|entry| entry.value.is_mapping());
        objects.map(|entry| (format!("{at}.{}", entry.key), entry)).collect()
    };
    match holder.get("mcpServers").map(|field| (field, &field.kind)) {
        Some((field, Kind::Mapping(_))) => servers(field, at),
        Some((_, Kind::Sequence(items))) => {
            items.iter().enumerate().flat_map(|(index, item)| servers(item, &format!("{at}[{index}]"))).collect()
        }
        _ => Vec::new(),
    }
}
