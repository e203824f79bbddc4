//! `uninstallable-source`: a remote source that `claude plugin install` rejects before it uses the network.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::{Document, Marketplace};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};
use crate::syntax::{Entry, Node};

static META: RuleMeta =
    rule_meta!("uninstallable-source", Warning, Recommended, "A remote source has a form that cannot be installed");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Marketplace(check) };

fn check(marketplace: &Marketplace<'_>, _: &Context, sink: &mut Sink) {
    for entry in marketplace.entries() {
        let Some(source) = entry.node.get("source").filter(|source| source.is_mapping()) else { continue };
        let text = |key: &str| source.entry(key).and_then(|entry| Some((entry, entry.value.as_str()?)));
        let Some((_, kind)) = text("source") else { continue };
        let document = &marketplace.document;
        let found = match kind {
            "url" => text("url").and_then(|(entry, url)| git_url(document, entry, url)),
            "git-subdir" => {
                text("url").filter(|(_, url)| !is_short(url)).and_then(|(entry, url)| git_url(document, entry, url))
            }
            "github" => text("repo")
                .and_then(|(entry, repo)| repository(document, entry, repo))
                .or_else(|| source.entry("path").map(|entry| ignored_path(document, source, entry))),
            "npm" => text("package").and_then(|(entry, package)| npm_name(document, entry, package)),
            _ => None,
        };
        sink.found.extend(found.map(|found| found.at_key(format!("plugins[{}].source", entry.index))));
    }
}

/// Whether the text has the form `owner/repo`.
fn is_short(text: &str) -> bool {
    let belongs = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    };
    text.split_once('/').is_some_and(|(owner, name)| belongs(owner) && belongs(name))
}

/// `owner/repo` from a GitHub URL.
fn on_github(url: &str) -> Option<&str> {
    let rest = url.split_once("github.com").map(|(_, rest)| rest.trim_start_matches(['/', ':']))?;
    Some(rest.trim_end_matches('/').trim_end_matches(".git")).filter(|rest| is_short(rest))
}

fn git_url(document: &Document, entry: &Entry, url: &str) -> Option<Diagnostic> {
    let is_scp = url.split_once(':').is_some_and(|(host, path)| host.contains('@') && !path.starts_with("//"));
    let accepted =
        ["https://", "http://", "ssh://", "file://", "git@", "./", "/"].iter().any(|start| url.starts_with(start));
    if accepted || is_scp || url.contains("${") {
        return None;
    }
    let found = Diagnostic::new(&META, document.at(entry.value.span), format!("`{url}` is not a Git URL"))
        .label("rejected when the plugin is installed");
    Some(if is_short(url) {
        found
            .help(format!("write `{{ \"source\": \"github\", \"repo\": \"{url}\" }}`"))
            .help(format!("or `{{ \"source\": \"url\", \"url\": \"https://github.com/{url}.git\" }}`"))
    } else {
        found.help("write an `https://` or `ssh://` URL, or `git@HOST:PATH`")
    })
}

fn repository(document: &Document, entry: &Entry, repo: &str) -> Option<Diagnostic> {
    if is_short(repo) {
        return None;
    }
    let found =
        Diagnostic::new(&META, document.at(entry.value.span), format!("`{repo}` does not have the form `owner/repo`"))
            .label("rejected when the plugin is installed");
    Some(match on_github(repo) {
        Some(short) => found.help(format!("write `\"repo\": \"{short}\"`")),
        None if repo.contains("://") => found.help(format!("write `{{ \"source\": \"url\", \"url\": \"{repo}\" }}`")),
        None => found.help("write the owner and the repository name, separated by `/`"),
    })
}

fn ignored_path(document: &Document, source: &Node, entry: &Entry) -> Diagnostic {
    let repo = source.get("repo").and_then(Node::as_str).unwrap_or("owner/repo");
    let path = entry.value.as_str().unwrap_or("PATH");
    Diagnostic::new(&META, document.at(entry.key_span), "a `github` source ignores `path`")
        .label("Claude Code installs the whole repository as the plugin")
        .help(format!("write `{{ \"source\": \"git-subdir\", \"url\": \"{repo}\", \"path\": \"{path}\" }}`"))
}

fn npm_name(document: &Document, entry: &Entry, package: &str) -> Option<Diagnostic> {
    let scope = package.strip_prefix('@').map(|rest| rest.split_once('/').unwrap_or((rest, "")));
    let parts = scope.map_or(vec![package], |(scope, name)| vec![scope, name]);
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with(['.', '_'])
            && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._~".contains(&byte))
    };
    if parts.iter().all(|part| plain(part)) && package.len() <= 214 {
        return None;
    }
    Some(
        Diagnostic::new(&META, document.at(entry.value.span), format!("`{package}` is not a valid npm package name"))
            .label("rejected when the plugin is installed")
            .help("write only the package name, such as `@scope/name`, and move the version to `version`"),
    )
}
