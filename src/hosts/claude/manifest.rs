//! plugin.json: its fields, paths and names.
//!
//! Source: the Claude Code CLI. As there, schema issues have dotted key paths and path checks have bracketed ones.

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

/// Known fields whose values are not checked here.
pub(super) const OTHERS: &[Field] = &[
    optional("metadata", Shape::Any),
    optional("engines", Shape::Any),
    optional("network", Shape::Any),
    optional("experimental", Shape::Any),
    optional("optionalDependencies", Shape::Any),
];
/// The same for plugin.json only: read by the plugin directory, or checked by another rule.
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

/// Checks a manifest that is JSON. `paths` is the plugin's folder.
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

/// Hooks written inline in the manifest, with the key path for each group's broken guards.
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

/// Checks the table of fields. Hooks with broken guards are checked without what is only ignored.
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

/// Reports an invalid range. The CLI still checks the rest of the manifest.
fn engines(manifest: &Node, report: &mut Report<'_>) {
    let Some(range) = manifest.get("engines").and_then(|engines| engines.get("claude-code")) else { return };
    if !matches!(&range.kind, Kind::String(text) if version_range::is_range(text)) {
        let message = "`engines.claude-code` is not a valid version range: expected one such as `>=2.1.0`";
        report.add(&INVALID_VERSION_RANGE, "engines.claude-code", range.span, message);
    }
}

/// Fields with arbitrary keys, and hooks, whose guards are checked separately.
const NO_GUARDS: &[&str] = &["hooks", "metadata", "mcpServers", "lspServers"];

/// Reports guards where hooks are not read: anywhere outside `hooks`.
fn guards_outside_hooks(manifest: &Node, report: &mut Report<'_>) {
    let mut elsewhere = entries(manifest)
        .filter(|entry| !NO_GUARDS.contains(&entry.key.as_str()))
        .filter(|entry| entry.key != "experimental" || entry.value.is_mapping());
    if let Some(entry) = elsewhere.find(|entry| hooks::declares_guards(entry)) {
        let message = "PreToolUse or PermissionRequest hooks outside `hooks` are not read";
        let found = report.at(&BROKEN_GUARD_HOOK, "hooks", entry.key_span, message);
        report.push(found.label("they may guard permissions, so Claude Code applies nothing else in the manifest"));
    }
}

fn is_known(key: &str) -> bool {
    key == "name" || schema::knows(&[COMPONENTS, MANIFEST_HOOKS, DISPLAY, OTHERS], key) || MANIFEST_ONLY.contains(&key)
}

fn unknown(entry: &Entry, report: &mut Report<'_>) {
    let key = entry.key.as_str();
    if matches!(key, "themes" | "monitors") {
        let found = report.at(&MISPLACED_FIELD, key, entry.key_span, format!("`{key}` belongs under `experimental`"));
        report.push(found.label("Claude Code still reads it here for now"));
    } else if key == "capabilities" {
        report.add(&UNKNOWN_FIELD, key, entry.key_span, "`capabilities` is no longer read");
    } else if is_known(key) {
    } else if ENTRY_ONLY.contains(&key) {
        let found =
            report.at(&MISPLACED_FIELD, key, entry.key_span, format!("`{key}` belongs in the marketplace entry"));
        report.push(found.label("Claude Code ignores it in plugin.json"));
    } else {
        let known = ["name"]
            .into_iter()
            .chain([COMPONENTS, MANIFEST_HOOKS, DISPLAY, OTHERS].into_iter().flatten().map(|field| field.name));
        unknown_key(key, key, entry.key_span, known, report);
    }
}

/// Fields of plugin.json and of an entry that are ignored if they have the wrong type.
pub(super) fn ignored(node: &Node, prefix: &str, report: &mut Report<'_>) {
    for (key, expected) in [
        ("metadata", "an object"),
        ("engines", "an object such as `{\"claude-code\": \">=2.1.0\"}`"),
        ("experimental", "an object of components"),
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

/// Checks `optionalDependencies`. Claude Code ignores invalid items.
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
            let found = report.at(&IGNORED_FIELD, format!("{at}[{index}]"), item.span, "invalid dependency is ignored");
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
                .help("use lowercase letters, digits and single hyphens, as in `my-plugin`"),
        );
    }
}

/// Reports a name that is reserved for Anthropic or sounds like one of its own.
pub(super) fn claim(name: &str, path: &str, span: Span, report: &mut Report<'_>) {
    let (message, severity) = match names::claim(name) {
        Claim::None => return,
        Claim::Reserved => {
            (format!("the plugin name `{name}` is reserved for Anthropic"), crate::diag::Severity::Error)
        }
        Claim::SoundsOfficial => {
            (format!("the plugin name `{name}` sounds like one of Anthropic's own"), crate::diag::Severity::Warning)
        }
    };
    let found = report.at(&RESERVED_NAME, path, span, message).with_severity(severity);
    report.push(found.help("choose a name that describes what the plugin does"));
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
        report.push(found.help("describe in one sentence what the plugin is for"));
    }
    if manifest.entry("author").is_none() {
        let span = Span::new(manifest.span.start, manifest.span.start + 1);
        let found = report.at(&MISSING_AUTHOR, "author", span, "the plugin has no author");
        report.push(found.help("add `\"author\": {\"name\": \"…\"}`"));
    }
}
