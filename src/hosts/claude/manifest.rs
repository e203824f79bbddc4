//! plugin.json: its fields, paths and names.
//!
//! Source: the Claude Code CLI. Schema issues have dotted key paths, path checks bracketed ones, as there.

use super::fields::{self, COMPONENTS, DISPLAY, EXPERIMENTAL, EXPERIMENTAL_OBJECT, MANIFEST, MANIFEST_HOOKS};
use super::findings::{
    BROKEN_GUARD_HOOK, IGNORED_FIELD, INVALID_VERSION_RANGE, MISPLACED_FIELD, MISSING_AUTHOR, MISSING_DESCRIPTION,
    MISSING_VERSION, RESERVED_NAME, UNKNOWN_FIELD, UNUSUAL_NAME, WRONG_TYPE,
};
use super::names::{self, Claim};
use super::paths::Paths;
use super::report::{Report, unknown_key};
use super::schema::{self, Field, Shape, entries, optional, type_name};
use super::{binaries, hooks, mcp, network, version_range};
use crate::source::Span;
use crate::syntax::{Entry, Kind, Node};

/// Fields that are known and of which nothing but their being there is judged here.
pub(super) const OTHERS: &[Field] = &[
    optional("metadata", Shape::Any),
    optional("engines", Shape::Any),
    optional("network", Shape::Any),
    optional("experimental", Shape::Any),
    optional("optionalDependencies", Shape::Any),
];
/// The same for plugin.json alone: read by the plugin directory, or by another rule.
pub(super) const MANIFEST_ONLY: &[&str] = &[
    "binaries",
    "capabilities",
    "icon",
    "screenshots",
    "classification",
    "privacyPolicyUrl",
    "privacy_policy",
    "privacyPolicy",
    "supportUrl",
    "support",
    "bugs",
    "termsOfServiceUrl",
    "terms_of_service",
    "documentationUrl",
    "docs",
];
/// Fields of a marketplace entry.
const ENTRY_ONLY: &[&str] = &["category", "source", "tags", "strict", "id", "relevance", "headers", "headersHelper"];

/// Checks a manifest that is JSON; `paths` is the plugin's folder.
pub(super) fn check(manifest: &Node, paths: &Paths<'_>, report: &mut Report<'_>) {
    if !manifest.is_mapping() {
        let message = format!("the manifest is {}, expected an object", type_name(manifest));
        report.add(&WRONG_TYPE, "root", manifest.span, message);
        return;
    }
    guards_outside_hooks(manifest, report);
    let mut sorted = manifest.get("hooks").map(inline_hooks).unwrap_or_default();
    if sorted.iter().any(|(sorted, _)| sorted.breaks_guards()) {
        sorted.iter_mut().for_each(|(sorted, _)| sorted.keep_guards());
    }
    for (sorted, broken_at) in &sorted {
        sorted.report("hooks", broken_at, report);
    }
    let fits = shape(manifest, &sorted, report);
    paths.check(manifest, report);
    mcp::inline(manifest, paths, report);
    ignored(manifest, "", report);
    binaries::check(manifest, report);
    for entry in entries(manifest) {
        unknown(entry, report);
    }
    if fits {
        name(manifest, report);
        texts(manifest, report);
    }
}

/// Hooks written into the manifest, with the key path of each group's broken guards.
fn inline_hooks(node: &Node) -> Vec<(hooks::Sorted, String)> {
    match &node.kind {
        Kind::Mapping(_) => vec![(hooks::sort(node, "hooks"), "hooks".to_owned())],
        Kind::Sequence(items) => items
            .iter()
            .enumerate()
            .filter(|(_, item)| item.is_mapping())
            .map(|(index, item)| (hooks::sort(item, &format!("hooks.{index}")), format!("hooks.{index}")))
            .collect(),
        _ => Vec::new(),
    }
}

/// The table of fields; hooks with broken guards are judged without what is only ignored.
fn shape(manifest: &Node, sorted: &[(hooks::Sorted, String)], report: &mut Report<'_>) -> bool {
    let mut issues = schema::check(&MANIFEST, manifest, "");
    if sorted.iter().any(|(sorted, _)| sorted.breaks_guards())
        && let Some(node) = manifest.get("hooks")
    {
        issues.retain(|issue| issue.path != "hooks" && !issue.path.starts_with("hooks."));
        issues.extend(hooks::strictly(node, sorted));
    }
    let mut fits = report.issues(issues);
    if let Some(node) = manifest.get("experimental").filter(|node| node.is_mapping()) {
        fits &= report.issues(schema::check(&EXPERIMENTAL_OBJECT, node, "experimental"));
    }
    engines(manifest, report);
    fits
}

/// Reports a range that is not valid; the CLI still looks at the rest of the manifest.
fn engines(manifest: &Node, report: &mut Report<'_>) {
    let Some(range) = manifest.get("engines").and_then(|engines| engines.get("claude-code")) else { return };
    if !matches!(&range.kind, Kind::String(text) if version_range::is_range(text)) {
        let message = "`engines.claude-code` is no version range: expected one such as `>=2.1.0`";
        report.add(&INVALID_VERSION_RANGE, "engines.claude-code", range.span, message);
    }
}

/// Fields whose keys are free, and hooks, which are judged as such.
const NO_GUARDS: &[&str] = &["hooks", "metadata", "mcpServers", "lspServers"];

/// Guards where no hooks are read: anywhere outside `hooks`.
fn guards_outside_hooks(manifest: &Node, report: &mut Report<'_>) {
    let mut elsewhere = entries(manifest)
        .filter(|entry| !NO_GUARDS.contains(&entry.key.as_str()))
        .filter(|entry| entry.key != "experimental" || entry.value.is_mapping());
    if let Some(entry) = elsewhere.find(|entry| hooks::declares_guards(entry)) {
        let message = "PreToolUse or PermissionRequest hooks stand outside `hooks`, where they are not read";
        let found = report.at(&BROKEN_GUARD_HOOK, "hooks", entry.key_span, message);
        report.push(found.label("they may guard permissions, so Claude Code applies nothing beside them"));
    }
}

fn is_known(key: &str) -> bool {
    key == "name" || schema::knows(&[COMPONENTS, MANIFEST_HOOKS, DISPLAY, OTHERS], key) || MANIFEST_ONLY.contains(&key)
}

fn unknown(entry: &Entry, report: &mut Report<'_>) {
    let key = entry.key.as_str();
    if matches!(key, "themes" | "monitors") {
        let found = report.at(&MISPLACED_FIELD, key, entry.key_span, format!("`{key}` belongs under `experimental`"));
        report.push(found.label("still read here for now"));
    } else if key == "capabilities" {
        report.add(&UNKNOWN_FIELD, key, entry.key_span, "`capabilities` is no longer read");
    } else if is_known(key) {
    } else if ENTRY_ONLY.contains(&key) {
        let found =
            report.at(&MISPLACED_FIELD, key, entry.key_span, format!("`{key}` belongs into the marketplace entry"));
        report.push(found.label("Claude Code ignores it in plugin.json"));
    } else {
        let known = ["name"]
            .into_iter()
            .chain([COMPONENTS, MANIFEST_HOOKS, DISPLAY, OTHERS].into_iter().flatten().map(|field| field.name));
        unknown_key(key, key, entry.key_span, known, report);
    }
}

/// Fields that are ignored when they have the wrong type: of plugin.json and of an entry alike.
pub(super) fn ignored(node: &Node, prefix: &str, report: &mut Report<'_>) {
    for (key, expected) in [
        ("metadata", "an object of your own"),
        ("engines", "an object such as `{\"claude-code\": \">=2.1.0\"}`"),
        ("experimental", "an object with components"),
    ] {
        if let Some(value) = node.get(key).filter(|value| !value.is_mapping()) {
            let message = format!("`{key}` is {}, expected {expected}", type_name(value));
            report.add(&IGNORED_FIELD, format!("{prefix}{key}"), value.span, message);
        }
    }
    if let Some(value) = node.get("experimental") {
        for entry in fields::unknown(&[EXPERIMENTAL], value) {
            let path = format!("{prefix}experimental.{}", entry.key);
            unknown_key(&path, &entry.key, entry.key_span, EXPERIMENTAL.iter().map(|field| field.name), report);
        }
    }
    dependencies(node, prefix, report);
    if let Some(value) = node.get("network") {
        network::check(value, &format!("{prefix}network"), report);
    }
}

/// Checks `optionalDependencies`, of which Claude Code ignores what it cannot use.
fn dependencies(node: &Node, prefix: &str, report: &mut Report<'_>) {
    let Some(value) = node.get("optionalDependencies") else { return };
    let at = format!("{prefix}optionalDependencies");
    if !value.is_sequence() {
        let message = format!("`optionalDependencies` is {}, expected a list of plugin names", type_name(value));
        report.add(&IGNORED_FIELD, at, value.span, message);
        return;
    }
    for (index, item) in value.items().iter().enumerate() {
        if !schema::check(&fields::DEPENDENCY, item, "").is_empty() {
            let found = report.at(&IGNORED_FIELD, format!("{at}[{index}]"), item.span, "not a dependency");
            report.push(found.label("expected `name`, `name@marketplace`, or an object with a `name`"));
        }
    }
}

fn name(manifest: &Node, report: &mut Report<'_>) {
    let Some((node, name)) = manifest.get("name").and_then(|node| Some((node, node.as_str()?))) else { return };
    claim(name, "name", node.span, report);
    if !names::is_kebab(name) {
        let found = report.at(&UNUSUAL_NAME, "name", node.span, format!("the plugin name `{name}` is not kebab-case"));
        report.push(
            found
                .label(names::consequence(name))
                .help("use lower-case letters, digits and single hyphens, as in `my-plugin`"),
        );
    }
}

/// Reports a name that is, or sounds like, one of Anthropic's own.
pub(super) fn claim(name: &str, path: &str, span: Span, report: &mut Report<'_>) {
    let (message, severity) = match names::claim(name) {
        Claim::None => return,
        Claim::Reserved => {
            (format!("the plugin name `{name}` is reserved for Anthropic's own"), crate::diag::Severity::Error)
        }
        Claim::SoundsOfficial => {
            (format!("the plugin name `{name}` sounds like one of Anthropic's own"), crate::diag::Severity::Warning)
        }
    };
    let found = report.at(&RESERVED_NAME, path, span, message).with_severity(severity);
    report.push(found.help("name the plugin for what it does"));
}

fn texts(manifest: &Node, report: &mut Report<'_>) {
    let empty = |key: &str| match manifest.entry(key) {
        None => Some(Span::new(manifest.span.start, manifest.span.start + 1)),
        Some(entry) => (entry.value.as_str() == Some("")).then_some(entry.value.span),
    };
    if let Some(span) = empty("version") {
        let found = report.at(&MISSING_VERSION, "version", span, "the plugin has no version");
        report.push(found.help("add one such as `\"version\": \"1.0.0\"`"));
    }
    if let Some(span) = empty("description") {
        let found = report.at(&MISSING_DESCRIPTION, "description", span, "the plugin has no description");
        report.push(found.help("say in one sentence what the plugin is for"));
    }
    if manifest.entry("author").is_none() {
        let span = Span::new(manifest.span.start, manifest.span.start + 1);
        let found = report.at(&MISSING_AUTHOR, "author", span, "the plugin names no author");
        report.push(found.help("add `\"author\": {\"name\": \"…\"}`"));
    }
}
