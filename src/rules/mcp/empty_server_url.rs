//! `empty-server-url`: a remote MCP server without a URL.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::support::variables::servers;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!("empty-server-url", Error, Recommended, "A remote MCP server has no URL");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for server in servers(plugin) {
        let value = &server.entry.value;
        let Some(node) = value.get("url").filter(|_| value.get("command").is_none()) else { continue };
        if node.as_str().is_some_and(|url| url.trim().is_empty()) {
            let name = &server.entry.key;
            sink.push(
                Diagnostic::new(&META, server.document.at(node.span), format!("server `{name}` has an empty URL"))
                    .label("Claude Code has nothing to connect to; `claude plugin validate` does not report this")
                    .help("write the URL, or `${NAME}` if it differs between users")
                    .at_key(format!("mcpServers.{name}.url")),
            );
        }
    }
}
