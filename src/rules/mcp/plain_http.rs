//! `plain-http`: unencrypted requests to a public host.
//!
//! The Claude Code CLI itself reports the `url` of an MCP server.

use crate::diag::{Applicability, Diagnostic, Edit, Fix, RuleMeta};
use crate::plugin::{Document, Plugin};
use crate::rule_meta;
use crate::rules::support::components::is_read;
use crate::rules::support::hooks::hooks;
use crate::rules::support::prose::code_lines;
use crate::rules::support::variables::servers;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;

static META: RuleMeta = rule_meta!("plain-http", Warning, Recommended, "A request to a public host is not encrypted");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for server in servers(plugin) {
        for key in ["args", "env"] {
            let Some(node) = server.entry.value.get(key) else { continue };
            let values = node.items().iter().chain(node.entries().iter().map(|entry| &entry.value));
            for value in values.filter(|value| value.as_str().is_some()) {
                report(
                    &META,
                    server.document,
                    value.span,
                    "anyone on the network can read what the server sends",
                    sink,
                );
            }
        }
    }
    for hook in hooks(plugin) {
        if let Some(url) = hook.node.get("url") {
            report(&META, hook.document, url.span, "anyone on the network can read the hook's data", sink);
        }
    }
    for document in plugin.documents.iter().filter(|document| is_read(document)) {
        let Some(markdown) = document.markdown() else { continue };
        for block in &markdown.code_blocks {
            if block.text(markdown).contains("http://") && sends_credential(block.text(markdown)) {
                for line in code_lines(markdown, block).filter(|line| line.text.contains("http://")) {
                    report(
                        &META,
                        document,
                        line.span,
                        "anyone on the network can read the credential in this request",
                        sink,
                    );
                }
            }
        }
    }
}

/// Whether a block is a curl or wget request with a credential.
fn sends_credential(code: &str) -> bool {
    let lower = code.to_lowercase();
    let program = lower.contains("curl ") || lower.contains("wget ");
    program
        && ["authorization:", "client_secret", "password", "api_key", "api-key", "apikey", " -u "]
            .iter()
            .any(|word| lower.contains(word))
}

/// Reports every public, unencrypted URL in a text.
pub(crate) fn report(rule: &'static RuleMeta, document: &Document, span: Span, why: &str, sink: &mut Sink) {
    let text = document.file.slice(span);
    for (at, scheme) in text.match_indices("http://") {
        let rest = &text[at + scheme.len()..];
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '/' | ':' | '?' | ')' | '>' | '\\'));
        let host = &rest[..end.unwrap_or(rest.len())];
        if !is_public(host) {
            continue;
        }
        let start = span.start + at;
        let edit = Edit { span: Span::new(start, start + "http".len()), text: "https".to_owned() };
        sink.push(
            Diagnostic::new(
                rule,
                document.at(Span::new(start, start + scheme.len() + host.len())),
                format!("`http://{host}` is not encrypted"),
            )
            .label(why)
            .help("write `https://`")
            .with_fix(Fix::new("use `https://`", Applicability::Unsafe, vec![edit])),
        );
    }
}

/// Whether this is a public host name: not the local machine, a private network, a container, an example or a
/// placeholder.
fn is_public(host: &str) -> bool {
    let host = host.rsplit('@').next().unwrap_or(host).to_lowercase();
    let private_end =
        [".local", ".internal", ".lan", ".home", ".test", ".localhost", ".example", ".invalid", ".svc", ".docker"];
    let example = ["example.com", "example.org", "example.net"].iter().any(|name| host.ends_with(name));
    let is_address = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let private_address =
        ["127.", "10.", "192.168.", "169.254.", "0.0.0.0"].iter().any(|start| host.starts_with(start))
            || host
                .strip_prefix("172.")
                .and_then(|rest| rest.split('.').next()?.parse::<u8>().ok())
                .is_some_and(|n| (16..32).contains(&n));
    let placeholder = host.contains(['<', '{', '$', '[', '*', '_', '%']) || host.contains("your") || example;
    let private = private_end.iter().any(|end| host.ends_with(end)) || (is_address && private_address);
    host.contains('.') && !placeholder && !private
}

#[cfg(test)]
mod tests {
    use super::is_public;

    #[test]
    fn private_networks_end_where_they_end() {
        for private in ["10.0.0.1", "127.0.0.1", "169.254.1.1", "172.16.0.1", "172.31.255.1", "192.168.1.1", "0.0.0.0"]
        {
            assert!(!is_public(private), "{private}");
        }
        for public in ["11.0.0.1", "172.15.0.1", "172.32.0.1", "192.169.0.1", "8.8.8.8", "10.acme.net", "user@acme.net"]
        {
            assert!(is_public(public), "{public}");
        }
        for name in ["localhost", "db.internal", "api.example.com", "your-host.net", "$HOST.net", "nas.lan"] {
            assert!(!is_public(name), "{name}");
        }
    }
}
