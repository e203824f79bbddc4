//! `undeclared-default`: `${VAR}` without a default, which reaches the server as literal text if it is not set.

use std::collections::BTreeSet;

use crate::diag::{Applicability, Diagnostic, Edit, Fix, RuleMeta, Severity};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::support::variables::{is_always_set, references, servers};
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;

static META: RuleMeta = rule_meta!(
    "undeclared-default",
    Warning,
    Recommended,
    "A variable without a default reaches the MCP server as literal text"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for server in servers(plugin) {
        let mut seen = BTreeSet::new();
        for node in server.expanded() {
            for reference in references(server.document.file.slice(node.span), node.span.start) {
                let name = reference.name;
                let is_variable = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
                    && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
                if reference.default.is_some() || !is_variable || is_always_set(name) || !seen.insert(name) {
                    continue;
                }
                let is_credential = is_required(name);
                let edit = Edit { span: Span::at(reference.span.end - 1), text: ":-".to_owned() };
                let found =
                    Diagnostic::new(&META, server.document.at(reference.span), format!("`${{{name}}}` has no default"))
                        .label(format!("if it is not set, the server receives the text `${{{name}}}`"))
                        .at_key(format!("mcpServers.{}", server.entry.key));
                sink.push(if is_credential {
                    // Claude Code warns about an unset variable, and an empty default would silence that.
                    found
                        .with_severity(Severity::Note)
                        .help(format!("fall back to a user option: `${{{name}:-${{user_config.OPTION}}}}`"))
                } else {
                    found
                        .help(format!("write `${{{name}:-}}` for an empty value, or `${{{name}:-VALUE}}`"))
                        .with_fix(Fix::new("add an empty default", Applicability::Unsafe, vec![edit]))
                });
            }
        }
    }
}

/// Whether a server needs a variable, judging by its name: credentials, and the address and account they belong to.
fn is_required(name: &str) -> bool {
    let words = [
        "KEY",
        "TOKEN",
        "SECRET",
        "PASSWORD",
        "PASSWD",
        "PWD",
        "PASS",
        "PAT",
        "CREDENTIAL",
        "CREDENTIALS",
        "AUTH",
        "ID",
        "USER",
        "USERNAME",
        "LOGIN",
        "EMAIL",
        "ACCOUNT",
        "TENANT",
        "APIKEY",
        "JWT",
        "COOKIE",
        "SESSION",
        "DSN",
        "WEBHOOK",
        "CLIENT",
        "SUBDOMAIN",
        "DOMAIN",
        "INSTANCE",
        "HOST",
        "URL",
    ];
    let upper = name.to_ascii_uppercase();
    // `APITOKEN` is a token too.
    ["KEY", "TOKEN", "SECRET", "PASSWORD"].iter().any(|end| upper.ends_with(end))
        || upper.split('_').any(|word| words.contains(&word))
}
