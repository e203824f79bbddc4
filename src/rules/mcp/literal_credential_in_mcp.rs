//! `literal-credential-in-mcp`: a credential written into a server's `env`, `args` or `url`.
//!
//! The Claude Code CLI itself reports credentials in `headers`.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::support::variables::{Server, servers};
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;
use crate::syntax::Node;

static META: RuleMeta = rule_meta!(
    "literal-credential-in-mcp",
    Error,
    Recommended,
    "An MCP server's definition contains a literal credential"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for server in servers(plugin) {
        let value = &server.entry.value;
        for entry in value.get("env").map(Node::entries).unwrap_or_default() {
            if is_credential_name(&entry.key) {
                report(&server, &format!("env.{}", entry.key), &entry.key, &entry.value, entry.value.as_str(), sink);
            }
        }
        let args = value.get("args").map(Node::items).unwrap_or_default();
        for (index, arg) in args.iter().enumerate() {
            let Some(text) = arg.as_str() else { continue };
            let key = format!("args[{index}]");
            let previous = index.checked_sub(1).and_then(|before| args[before].as_str());
            if let Some((name, literal)) = text.split_once('=').filter(|(name, _)| is_credential_name(name)) {
                report(&server, &key, name, arg, Some(literal), sink);
            } else if let Some(name) = previous.filter(|name| name.starts_with('-') && is_credential_name(name)) {
                report(&server, &key, name, arg, (!text.starts_with('-')).then_some(text), sink);
            }
        }
        if let Some((node, url)) = value.get("url").and_then(|node| Some((node, node.as_str()?))) {
            let query = url.split_once('?').map_or("", |(_, query)| query);
            for (name, literal) in query.split('&').filter_map(|pair| pair.split_once('=')) {
                if is_credential_name(name) {
                    report(&server, "url", name, node, Some(literal), sink);
                }
            }
        }
    }
}

fn report(server: &Server<'_>, key: &str, name: &str, node: &Node, literal: Option<&str>, sink: &mut Sink) {
    let Some(literal) = literal.filter(|literal| is_literal(literal)) else { return };
    let file = &server.document.file;
    let written = file
        .slice(node.span)
        .find(literal)
        .map_or(node.span, |at| Span::new(node.span.start + at, node.span.start + at + literal.len()));
    let name = name.trim_start_matches('-');
    let variable: String =
        name.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    sink.push(
        Diagnostic::new(
            &META,
            server.document.at(node.span),
            format!("literal credential in `{name}`: `{}`", masked(literal)),
        )
        .label("everyone who can read the plugin can read it")
        .help(format!("write `${{{variable}:-}}`, or ask for it with a `sensitive` option in `userConfig`"))
        .help("revoke the credential: it stays in the repository's history")
        .hiding(written)
        .at_key(format!("mcpServers.{}.{key}", server.entry.key)),
    );
}

/// The first characters and the length of a credential.
fn masked(literal: &str) -> String {
    let shown: String = literal.chars().take(3).collect();
    format!("{shown}… ({} characters)", literal.chars().count())
}

/// Whether a variable, flag or parameter of this name contains a credential.
fn is_credential_name(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).flat_map(char::to_lowercase).collect();
    let ends = [
        "token",
        "secret",
        "password",
        "passwd",
        "apikey",
        "accesskey",
        "privatekey",
        "credential",
        "credentials",
        "pat",
    ];
    ends.iter().any(|end| name.ends_with(end)) && !name.ends_with("maxtoken")
}

/// Whether a value is literal, and not a placeholder, path, switch or number.
fn is_literal(value: &str) -> bool {
    let lower = value.to_lowercase();
    let placeholders = [
        "your",
        "xxx",
        "example",
        "placeholder",
        "changeme",
        "change-me",
        "change_me",
        "replace",
        "insert",
        "dummy",
        "todo",
        "...",
        "…",
        "test",
        "sample",
        "redacted",
        "secret",
        "password",
        "token",
        "api_key",
        "api-key",
        "apikey",
    ];
    value.chars().count() >= 8
        && !value.contains(['$', '<', '>', '{', '}', '*', ' '])
        && !value.starts_with(['/', '.', '~'])
        && !value.contains("://")
        && !placeholders.iter().any(|word| lower.contains(word))
        && !value.bytes().all(|byte| byte.is_ascii_digit())
        && !value.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'_'))
}
