//! `unexpanded-variable`: text that looks like a variable but is not expanded.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::support::components::is_component;
use crate::rules::support::prose::words;
use crate::rules::support::variables::{Reference, references, servers};
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;
use crate::syntax::Node;

static META: RuleMeta =
    rule_meta!("unexpanded-variable", Warning, Recommended, "Text that looks like a variable is not expanded");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for server in servers(plugin) {
        let command = server.entry.value.get("command").and_then(Node::as_str).unwrap_or_default();
        let is_shell = ["sh", "bash", "zsh", "cmd", "pwsh", "powershell"]
            .contains(&command.rsplit(['/', '\\']).next().unwrap_or(command).trim_end_matches(".exe"));
        for node in server.expanded() {
            let text = server.document.file.slice(node.span);
            let foreign = references(text, node.span.start)
                .into_iter()
                .filter_map(|reference| Some((reference.span, reason(&reference)?)));
            let bare = bare(text).filter(|_| !is_shell).map(|(at, name)| {
                let span = Span::new(node.span.start + at, node.span.start + at + 1 + name.len());
                (span, format!("only `${{{name}}}` is expanded"))
            });
            for (span, label) in foreign.chain(bare) {
                let written = server.document.file.slice(span);
                sink.push(
                    Diagnostic::new(&META, server.document.at(span), format!("`{written}` is not expanded"))
                        .label(label)
                        .help("Claude Code expands `${NAME}`, `${NAME:-default}` and `${user_config.KEY}`")
                        .at_key(format!("mcpServers.{}", server.entry.key)),
                );
            }
        }
    }
    sensitive_in_text(plugin, sink);
}

/// Why a reference in braces is not expanded; `None` if it is.
fn reason(reference: &Reference<'_>) -> Option<String> {
    let identifier = |name: &str| {
        name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
    };
    let name = reference.name;
    match name.strip_prefix("user_config.") {
        Some(_) if reference.default.is_some() => {
            Some("an option cannot have a default here: set it in `userConfig`".to_owned())
        }
        Some(_) => None,
        None if identifier(name) => None,
        None => match name.split_once(['-', ':', '=', '?']) {
            Some((variable, rest))
                if identifier(variable) && !rest.is_empty() && variable.to_uppercase() == variable =>
            {
                Some(format!("write a default as `${{{variable}:-…}}`"))
            }
            _ => Some("this is another program's syntax".to_owned()),
        },
    }
}

/// Finds `$NAME` without braces, in capitals.
fn bare(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('$').filter_map(|(at, _)| {
        let after = &text[at + 1..];
        let end =
            after.find(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')).unwrap_or(after.len());
        let name = &after[..end];
        let is_name = name.len() > 1 && name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_');
        let whole = !after[end..].starts_with(|c: char| c.is_alphanumeric());
        (is_name && whole && !text[..at].ends_with(['\\', '$'])).then_some((at, name))
    })
}

/// Reports `${user_config.X}` in a component's text if X is sensitive, because it is never inserted into text.
fn sensitive_in_text(plugin: &Plugin<'_>, sink: &mut Sink) {
    let Some(options) = plugin.manifest().and_then(|manifest| manifest.root()?.get("userConfig")) else { return };
    let is_sensitive = |node: &Node| node.get("sensitive").and_then(Node::as_bool) == Some(true);
    let sensitive: BTreeSet<&str> =
        options.entries().iter().filter(|entry| is_sensitive(&entry.value)).map(|entry| entry.key.as_str()).collect();
    if sensitive.is_empty() {
        return;
    }
    for document in plugin.documents.iter().filter(|document| is_component(document)) {
        for reference in references(document.file.text(), 0) {
            let key = reference.name.strip_prefix("user_config.").unwrap_or_default();
            let named =
                words(key, |c| c.is_alphanumeric() || c == '_').next().is_some_and(|(_, key)| sensitive.contains(key));
            if named {
                sink.push(
                    Diagnostic::new(&META, document.at(reference.span), format!("`{key}` is not expanded"))
                        .label("the option is sensitive, and Claude Code never inserts such values into text")
                        .help("let the MCP server or a script read it"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_expanded_or_a_default_or_foreign() {
        let reason = |text: &str| reason(&references(text, 0)[0]);
        for expanded in ["${HALO_ID}", "${_x1}", "${HALO_ID:-eu}", "${user_config.region}"] {
            assert_eq!(reason(expanded), None, "{expanded}");
        }
        for default in ["${A-eu}", "${A:eu}", "${A=eu}", "${A?eu}", "${_A_1-eu}"] {
            assert!(reason(default).unwrap().starts_with("write a default"), "{default}");
        }
        for foreign in ["${env:A}", "${A-}", "${1A-eu}", "${a-eu}", "${A.B-eu}", "${1A}", "${A.B}"] {
            assert_eq!(reason(foreign).unwrap(), "this is another program's syntax", "{foreign}");
        }
        assert!(reason("${user_config.region:-eu}").unwrap().starts_with("an option"));
    }

    #[test]
    fn a_bare_variable_is_a_whole_word_in_capitals() {
        let bare = |text| bare(text).collect::<Vec<_>>();
        assert_eq!(bare("$HALO_1 x$_A"), [(0, "HALO_1"), (9, "_A")]);
        for other in ["$A", "$1A", "$HALo", "$halo", "\\$HALO", "$$HALO", "$", "$ HALO"] {
            assert_eq!(bare(other), [], "{other}");
        }
    }
}
