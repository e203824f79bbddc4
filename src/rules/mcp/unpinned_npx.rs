//! `unpinned-npx`: a server that runs whatever version the registry serves.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::support::variables::servers;
use crate::rules::{Check, Context, Rule, Sink};
use crate::syntax::Node;

static META: RuleMeta =
    rule_meta!("unpinned-npx", Warning, Recommended, "An MCP server runs a package without an exact version");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for server in servers(plugin) {
        let args = server.entry.value.get("args").map(Node::items).unwrap_or_default();
        let Some(runner) = server.entry.value.get("command").and_then(Node::as_str) else { continue };
        let Some((node, package)) = package(runner.rsplit('/').next().unwrap_or(runner), args) else { continue };
        let Some(reason) = unpinned(package) else { continue };
        let name = name_of(package);
        sink.push(
            Diagnostic::new(
                &META,
                server.document.at(node.span),
                format!("`{runner}` runs `{package}`, {reason}"),
            )
            .label("each start may download a different, possibly compromised release, which receives the server's credentials")
            .help(format!("write `{name}@` followed by the exact version that you tested"))
            .at_key(format!("mcpServers.{}.args", server.entry.key)),
        );
    }
}

/// The package that a JavaScript runner downloads: the value of `-p`, or the first word that is not a flag.
fn package<'n>(runner: &str, args: &'n [Node]) -> Option<(&'n Node, &'n str)> {
    let mut words: Vec<(&Node, &str)> = args.iter().filter_map(|node| Some((node, node.as_str()?))).collect();
    match runner.trim_end_matches(".cmd") {
        "npx" | "bunx" => {}
        "npm" | "pnpm" | "yarn" | "bun" => {
            let (_, verb) = words.first()?;
            if !matches!(*verb, "exec" | "dlx" | "x") {
                return None;
            }
            words.remove(0);
        }
        "cmd" => {
            let at = words.iter().position(|(_, word)| *word == "npx")?;
            words.drain(..=at);
        }
        _ => return None,
    }
    let mut words = words.into_iter();
    while let Some((node, word)) = words.next() {
        if let Some(package) = word.strip_prefix("--package=") {
            return Some((node, package));
        }
        match word {
            "-p" | "--package" => return words.next(),
            "--no-install" | "--no" | "--offline" => return None,
            "--prefix" | "--registry" | "-c" | "--call" | "--cache" | "--userconfig" => drop(words.next()),
            _ if word.starts_with('-') => {}
            _ => return Some((node, word)),
        }
    }
    None
}

/// Why a package is not pinned; `None` if it is, or if it is not from a registry.
fn unpinned(package: &str) -> Option<&'static str> {
    let is_elsewhere = package.starts_with(['.', '/', '~', '$']) || package.contains("://") || package.contains("${");
    if is_elsewhere {
        return None;
    }
    match package.get(1..).and_then(|rest| rest.rsplit_once('@')) {
        None => Some("without a version"),
        Some((_, version)) => {
            let release = version.split(['-', '+']).next().unwrap_or(version);
            let exact = release.split('.').count() == 3 && release.bytes().all(|b| b.is_ascii_digit() || b == b'.');
            (!exact).then_some("which is not an exact version")
        }
    }
}

fn name_of(package: &str) -> &str {
    match package.get(1..).and_then(|rest| rest.rfind('@')) {
        Some(at) => &package[..at + 1],
        None => package,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_three_numbers_are_an_exact_version() {
        for exact in ["pkg@1.2.3", "@scope/pkg@1.2.3", "pkg@1.2.3-beta.1", "pkg@1.2.3+build.5", "./local", "${X}/pkg"] {
            assert_eq!(unpinned(exact), None, "{exact}");
        }
        for open in ["pkg@1", "pkg@1.2", "pkg@1.2.x", "pkg@^1.2.3", "pkg@latest", "@scope/pkg@1.2", "pkg@1.2.3.4"] {
            assert!(unpinned(open).is_some(), "{open}");
        }
        assert_eq!((unpinned("pkg"), unpinned("@scope/pkg")), (Some("without a version"), Some("without a version")));
    }
}
