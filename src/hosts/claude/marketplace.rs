//! marketplace.json, its entries, and what it says about the plugins beside it.
//!
//! Source: the Claude Code CLI. As there, schema issues have dotted key paths (`plugins.0.name`) and other checks have
//! bracketed ones (`plugins[0].name`).

use std::collections::HashMap;
use std::sync::Arc;

use camino::Utf8Path;

use super::fields::{COMPONENTS, DISPLAY, ENTRY_HOOKS, EXPERIMENTAL_OBJECT, NAME, PERSON};
use super::file::{FileReader, parse};
use super::findings::{
    DESKTOP_NAME, DUPLICATE_ENTRY, EMPTY_MARKETPLACE, INVALID_SOURCE, INVALID_VERSION_RANGE, MISSING_DESCRIPTION,
    RESERVED_NAME, UNINSTALLABLE_NAME, UNRESOLVED_RENAME, UNUSED_HEADERS,
};
use super::manifest;
use super::relevance::{self, RELEVANCE};
use super::report::{Report, unknown_key};
use super::schema::{self, Field, Issue, Shape, TEXT, TEXTS, Text, entries, optional, required};
use super::sources::{self, SOURCE};
use super::{Depth, listed, mcp, names, version_range};
use crate::diag::Diagnostic;
use crate::source::{Location, SourceFile, Span};
use crate::syntax::Node;

const MARKETPLACE_NAME: Shape = Shape::Text(&[
    Text::NotEmpty,
    Text::Is(names::has_no_space, "a name without spaces, such as `my-marketplace`"),
    Text::Is(names::is_visible, "a name without control or bidirectional characters"),
]);
const METADATA: &[Field] = &[optional("pluginRoot", TEXT), optional("version", TEXT), optional("description", TEXT)];
const TOP: &[Field] = &[
    optional("$schema", TEXT),
    required("name", MARKETPLACE_NAME),
    required("owner", PERSON),
    optional("description", TEXT),
    optional("version", TEXT),
    optional("forceRemoveDeletedPlugins", Shape::Truth),
    optional("metadata", Shape::Object { fields: &[METADATA], closed: false, also: None }),
    optional("allowCrossMarketplaceDependenciesOn", TEXTS),
    optional("renames", Shape::Map { key: None, value: &NEW_NAME, also: None }),
    required("plugins", Shape::List(&Shape::Any, None)),
];
const NEW_NAME: Shape = Shape::Either(&[TEXT, Shape::Null], "a name or null");
pub(super) static MARKETPLACE: Shape = Shape::Object { fields: &[TOP], closed: false, also: None };

pub(super) const ENTRY: &[Field] = &[
    required("name", NAME),
    required("source", SOURCE),
    optional("category", TEXT),
    optional("tags", TEXTS),
    optional("strict", Shape::Truth),
    optional("headers", Shape::Map { key: None, value: &TEXT, also: None }),
    optional("headersHelper", Shape::Text(&[sources::PRINTABLE, sources::SHOWN_WHOLE])),
];
/// Fields of an entry that are checked elsewhere.
pub(super) const ENTRY_OTHERS: &[Field] = &[
    optional("relevance", Shape::Any),
    optional("metadata", Shape::Any),
    optional("engines", Shape::Any),
    optional("network", Shape::Any),
    optional("experimental", Shape::Any),
    optional("binaries", Shape::Any),
    optional("optionalDependencies", Shape::Any),
];
static ENTRY_OBJECT: Shape =
    Shape::Object { fields: &[ENTRY, COMPONENTS, ENTRY_HOOKS, DISPLAY], closed: false, also: None };

/// Checks a marketplace manifest. Sources are relative to `root`.
pub(super) fn check(
    tree: &FileReader<'_>,
    root: &Utf8Path,
    file: &Arc<SourceFile>,
    depth: Depth,
    found: &mut Vec<Diagnostic>,
) {
    let Some(node) = parse(file, true, found) else { return };
    let mut report = Report::new(file, found);
    let mut fits = report.issues(schema::check(&MARKETPLACE, &node, ""));
    if !node.is_mapping() {
        return;
    }
    for entry in super::fields::unknown(&[TOP], &node) {
        unknown_key(&entry.key, &entry.key, entry.key_span, TOP.iter().map(|field| field.name), &mut report);
    }
    for entry in node.get("metadata").into_iter().flat_map(|metadata| super::fields::unknown(&[METADATA], metadata)) {
        let path = format!("metadata.{}", entry.key);
        unknown_key(&path, &entry.key, entry.key_span, METADATA.iter().map(|field| field.name), &mut report);
    }
    fits &= name(&node, &mut report);
    let plugins = node.get("plugins").map(Node::items).unwrap_or_default();
    let mut sound = Vec::new();
    for (index, entry) in plugins.iter().enumerate() {
        let issues = entry_issues(&node, entry, index);
        sound.push(issues.is_empty());
        fits &= report.issues(issues) & report.issues(side_issues(entry, index));
        if entry.is_mapping() {
            self::entry(&node, entry, index, &mut report);
        }
    }
    if fits {
        whole(&node, plugins, &mut report);
        for (index, entry) in plugins.iter().enumerate() {
            headers(entry, &format!("plugins[{index}]"), &mut report);
        }
    }
    for (index, entry) in plugins.iter().enumerate() {
        if sound.get(index) == Some(&true) {
            listed::local_plugin(tree, root, &node, entry, index, depth, &mut report);
        }
    }
}

fn entry_issues(marketplace: &Node, entry: &Node, index: usize) -> Vec<Issue> {
    let at = format!("plugins.{index}");
    let mut issues = schema::check(&ENTRY_OBJECT, entry, &at);
    let source = format!("{at}.source");
    if entry.get("source").is_some_and(|source| sources::resolves_bare(marketplace, source)) {
        issues.retain(|issue| issue.path != source);
    }
    for issue in issues.iter_mut().filter(|issue| issue.path == source) {
        if entry.get("source").and_then(|source| source.get("source")).and_then(Node::as_str) == Some("unsupported") {
            issue.path.clone_from(&at);
        }
    }
    issues
}

/// Reports faults in an entry that leave the rest of it usable.
fn side_issues(entry: &Node, index: usize) -> Vec<Issue> {
    let at = format!("plugins.{index}");
    let mut issues = Vec::new();
    if let Some(relevance) = entry.get("relevance").filter(|relevance| relevance.is_mapping()) {
        issues.extend(schema::check(&RELEVANCE, relevance, &format!("{at}.relevance")));
    }
    if let Some(experimental) = entry.get("experimental").filter(|experimental| experimental.is_mapping()) {
        issues.extend(schema::check(&EXPERIMENTAL_OBJECT, experimental, &format!("{at}.experimental")));
    }
    issues
}

/// Reports faults in the name. False if Claude Code rejects the marketplace because of it.
fn name(node: &Node, report: &mut Report<'_>) -> bool {
    let Some((span, name)) = node.get("name").and_then(|node| Some((node.span, node.as_str()?))) else { return true };
    if name.is_empty() {
        return true;
    }
    let mut fits = true;
    if let Some(owner) = names::reserved_marketplace(name) {
        fits = false;
        let message = format!("the marketplace name `{name}` is reserved for {owner}");
        report.add(&RESERVED_NAME, "name", span, message);
    }
    if names::impersonates(name) {
        fits = false;
        let message = format!("the marketplace name `{name}` impersonates one of Anthropic's marketplaces");
        let found = report.at(&RESERVED_NAME, "name", span, message);
        report.push(found.help("choose a plain ASCII name that describes what the marketplace offers"));
    }
    if names::reserved_in_desktop(name) {
        let message = format!("the marketplace name `{name}` is reserved for Claude Desktop");
        let found = report.at(&RESERVED_NAME, "name", span, message);
        report.push(found.with_severity(crate::diag::Severity::Warning));
    }
    identifier(name, "name", span, names::is_path_like(name), report);
    fits
}

/// Checks one part of a plugin id: installable, and accepted by Claude Desktop.
fn identifier(name: &str, path: &str, span: Span, path_like: bool, report: &mut Report<'_>) {
    if path_like || !names::is_identifier(name) {
        let message = format!("`{name}` is not valid in a plugin id such as `plugin@marketplace`");
        let found = report.at(&UNINSTALLABLE_NAME, path, span, message);
        report.push(
            found.label("expected letters, digits, `.`, `_` and `-`, starting with a letter or digit, without `..`"),
        );
    }
    if !names::fits_desktop(name) {
        let message = format!("Claude Desktop rejects the name `{name}`");
        let found = report.at(&DESKTOP_NAME, path, span, message);
        report.push(found.label("expected at most 128 letters, digits, `.`, `_` and `-`"));
    }
}

/// Checks of an entry that apply even if its fields have the wrong types.
fn entry(marketplace: &Node, entry: &Node, index: usize, report: &mut Report<'_>) {
    let at = format!("plugins[{index}]");
    sources::check(marketplace, entry, index, report);
    if let Some((span, name)) = entry.get("name").and_then(|node| Some((node.span, node.as_str()?)))
        && !name.is_empty()
    {
        if !names::may_use_reserved_names(marketplace) {
            manifest::claim(name, &format!("{at}.name"), span, report);
        }
        identifier(name, &format!("{at}.name"), span, false, report);
    }
    for unknown in super::fields::unknown(&[ENTRY, ENTRY_OTHERS, COMPONENTS, ENTRY_HOOKS, DISPLAY], entry) {
        let known =
            [ENTRY, ENTRY_OTHERS, COMPONENTS, ENTRY_HOOKS, DISPLAY].into_iter().flatten().map(|field| field.name);
        unknown_key(&format!("{at}.{}", unknown.key), &unknown.key, unknown.key_span, known, report);
    }
    manifest::ignored(entry, &format!("{at}."), report);
    if let Some(node) = entry.get("relevance") {
        relevance::ignored(node, &format!("{at}.relevance"), report);
    }
    mcp::entry_networks(entry, &at, report);
    if let Some(range) = entry.get("engines").and_then(|engines| engines.get("claude-code"))
        && !range.as_str().is_some_and(version_range::is_range)
    {
        let message = "`engines.claude-code` is not a valid version range: expected one such as `>=2.1.0`";
        report.add(&INVALID_VERSION_RANGE, format!("{at}.engines.claude-code"), range.span, message);
    }
}

fn headers(entry: &Node, at: &str, report: &mut Report<'_>) {
    let helper = entry.entry("headersHelper").filter(|entry| entry.value.as_str().is_some_and(|text| !text.is_empty()));
    let headers = entry.entry("headers").filter(|entry| {
        entry.value.is_mapping() && entry.value.entries().iter().all(|header| header.value.as_str().is_some())
    });
    let Some(first) = helper.or(headers) else { return };
    let source = entry.get("source");
    if source.and_then(|source| source.get("source")).and_then(Node::as_str) != Some("archive") {
        let message = format!("`{}` has no effect: only `archive` sources are downloaded with headers", first.key);
        report.add(&UNUSED_HEADERS, format!("{at}.{}", first.key), first.key_span, message);
        return;
    }
    for header in headers.iter().flat_map(|headers| headers.value.entries()) {
        if is_routing_header(&header.key) {
            let message = format!("an entry cannot set the header `{}`", header.key);
            let found = report.at(&UNUSED_HEADERS, format!("{at}.headers.{}", header.key), header.key_span, message);
            report.push(found.label("Claude Code drops headers that route the request or identify the client"));
        }
    }
    let Some(helper) = helper else { return };
    if entry.get("strict").and_then(Node::as_bool) != Some(false) {
        let message = "an entry with `headersHelper` must contain the whole manifest and set `\"strict\": false`";
        report.add(&INVALID_SOURCE, format!("{at}.headersHelper"), helper.key_span, message);
    }
    if let Some(source) = source.filter(|source| source.get("sha256").is_none()) {
        let message = "missing key `sha256`: the archive is downloaded with headers from a helper";
        report.add(&UNUSED_HEADERS, format!("{at}.source.sha256"), source.span, message);
    }
}

/// Headers that route a request or identify its sender, in lowercase.
const ROUTING_HEADERS: &[&str] = &[
    "cf-connecting-ip",
    "client-ip",
    "connection",
    "content-length",
    "cookie",
    "expect",
    "fastly-client-ip",
    "forwarded",
    "host",
    "te",
    "trailer",
    "transfer-encoding",
    "true-client-ip",
    "upgrade",
    "via",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-originating-ip",
    "x-real-ip",
    "x-remote-addr",
    "x-remote-ip",
];
const ROUTING_PREFIXES: &[&str] = &["proxy-", "x-forwarded-", "x-original-"];

fn is_routing_header(name: &str) -> bool {
    // The CLI compares letters and digits, and treats any other character as a hyphen.
    let name = name.to_ascii_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    ROUTING_HEADERS.contains(&name.as_str()) || ROUTING_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// Checks of a marketplace whose fields all have the right shape.
fn whole(node: &Node, plugins: &[Node], report: &mut Report<'_>) {
    let filled = |path: &[&str]| node.at(path).and_then(Node::as_str).is_some_and(|text| !text.is_empty());
    if !filled(&["description"]) && !filled(&["metadata", "description"]) {
        let span = node.get("description").map_or(Span::new(node.span.start, node.span.start + 1), |node| node.span);
        let found = report.at(&MISSING_DESCRIPTION, "description", span, "the marketplace has no description");
        report.push(found.help("describe in one sentence what it offers"));
    }
    if plugins.is_empty() {
        let span = node.get("plugins").map_or(node.span, |plugins| plugins.span);
        report.add(&EMPTY_MARKETPLACE, "plugins", span, "the marketplace lists no plugins");
    }
    let names: Vec<(usize, &str, Span)> = plugins
        .iter()
        .enumerate()
        .filter_map(|(index, entry)| Some((index, entry.get("name")?)))
        .filter_map(|(index, node)| Some((index, node.as_str()?, node.span)))
        .collect();
    let mut places: HashMap<&str, Vec<Span>> = HashMap::new();
    for (_, name, span) in &names {
        places.entry(name).or_default().push(*span);
    }
    for (index, name, span) in &names {
        let other = places.get(name).and_then(|spans| spans.iter().find(|other| *other != span));
        if let Some(other) = other {
            let message = format!("duplicate entry `{name}`");
            let found = report.at(&DUPLICATE_ENTRY, format!("plugins[{index}].name"), *span, message);
            report.push(found.also(Location::new(&report.file, *other), "here"));
        }
    }
    renames(node, &places, report);
}

/// The largest number of steps in a chain of renames.
const STEPS: usize = 15;

fn renames(node: &Node, places: &HashMap<&str, Vec<Span>>, report: &mut Report<'_>) {
    let Some(renames) = node.get("renames") else { return };
    for entry in entries(renames) {
        let mut seen = vec![entry.key.as_str()];
        let mut current = &entry.value;
        let problem = loop {
            let Some(name) = current.as_str() else { break None };
            if seen.contains(&name) {
                break Some("is circular");
            }
            match renames.get(name) {
                Some(next) if seen.len() < STEPS => {
                    seen.push(name);
                    current = next;
                }
                Some(_) => break Some("has more than 15 steps"),
                None if places.contains_key(name) => break None,
                None => break Some("ends at a name that is not listed"),
            }
        };
        if let Some(problem) = problem {
            let message = format!("the rename of `{}` {problem}", entry.key);
            report.add(&UNRESOLVED_RENAME, format!("renames.{}", entry.key), entry.value.span, message);
        }
    }
}
