//! A description as a file: its version, its parts, and the way from a reference to what it names.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use serde::de::IgnoredAny;

use super::index::{PathIndex, SchemaIndex};
use super::outline::{self, Open, PartEntry};
use super::servers::{self, Server};
use crate::source::{Location, SourceFile, Span};
use crate::syntax::{Node, Problem, json, percent_decoded, yaml};

/// Which kind of description it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Version {
    /// Swagger 2.0
    Swagger2,
    /// OpenAPI 3.0.x
    OpenApi30,
    /// OpenAPI 3.1.x and later 3.x
    OpenApi31,
}

/// An OpenAPI description.
#[derive(Debug)]
pub struct Description {
    file: Arc<SourceFile>,
    version: Version,
    outline: Open,
    pub(super) servers: Vec<Server>,
    pub(super) path_index: OnceLock<PathIndex>,
    pub(super) schema_index: OnceLock<SchemaIndex>,
    /// The words of the file: what letters, digits and `_` make up.
    pub(super) word_index: OnceLock<HashSet<Vec<u8>>>,
    /// The paths without what stands for values, in their order.
    pub(super) path_shapes: OnceLock<Vec<String>>,
}

/// A value of the description together with the description, so that references can be followed.
#[derive(Debug, Clone, Copy)]
pub struct Value<'d> {
    pub(super) description: &'d Description,
    pub(super) node: &'d Node,
}

impl Description {
    /// Reads the outline of a description. JSON is told from YAML by its first character.
    ///
    /// # Errors
    /// The first thing that keeps it from being used: not JSON or YAML, not OpenAPI 3 or Swagger 2.0, no paths.
    pub fn load(file: &Arc<SourceFile>) -> Result<Self, Problem> {
        let text = file.text();
        let is_json = text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
        let outline = if is_json { json_outline(text)? } else { yaml_outline(text)? };
        let version = version(&outline, text)?;
        if outline.entry("paths").is_none_or(|paths| paths.part.open().is_none()) {
            return Err(problem(Span::at(0), "expected an API description, found no mapping `paths` in it"));
        }
        let mut description = Self {
            file: Arc::clone(file),
            version,
            outline,
            servers: Vec::new(),
            path_index: OnceLock::new(),
            schema_index: OnceLock::new(),
            word_index: OnceLock::new(),
            path_shapes: OnceLock::new(),
        };
        description.servers = servers_of(&description);
        Ok(description)
    }

    /// Adds what the description leaves out: a base path before its paths, and further hosts that answer there.
    pub fn add_servers(&mut self, base: Option<&str>, hosts: &[String]) {
        let base = base.map(|base| format!("/{}", base.trim_matches('/')));
        let base = base.unwrap_or_else(|| self.servers.first().map(|server| server.base.clone()).unwrap_or_default());
        let host = |name: Option<&String>| Server {
            scheme: name.map(|_| "https".to_owned()),
            host: name.cloned(),
            default_host: None,
            base: base.clone(),
        };
        // The hosts that the description names answer below the base path too.
        let known: Vec<String> = self.servers.iter().filter_map(|server| server.host.clone()).collect();
        let added: Vec<Server> = hosts.iter().chain(&known).map(|name| host(Some(name))).collect();
        self.servers.extend(if added.is_empty() { vec![host(None)] } else { added });
    }

    /// The file it was read from.
    #[must_use]
    pub fn file(&self) -> &Arc<SourceFile> {
        &self.file
    }

    /// Which kind of description it is.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// A place in its file.
    #[must_use]
    pub fn at(&self, span: Span) -> Location {
        Location::new(&self.file, span)
    }

    /// The value of a key at the top level that is not opened in the outline, such as `info` or an own `x-` key.
    #[must_use]
    pub fn top(&self, key: &str) -> Option<Value<'_>> {
        let node = self.outline.entry(key)?.part.node(self.file.text())?;
        Some(Value { description: self, node })
    }

    pub(super) fn value<'d>(&'d self, node: &'d Node) -> Value<'d> {
        Value { description: self, node }
    }

    /// The entries of an opened mapping: `["paths"]`, `["components", "schemas"]`.
    pub(super) fn entries(&self, path: &[&str]) -> &[PartEntry] {
        let mut open = &self.outline;
        for key in path {
            match open.entry(key).and_then(|entry| entry.part.open()) {
                Some(next) => open = next,
                None => return &[],
            }
        }
        &open.entries
    }

    /// What a JSON pointer such as `#/components/schemas/Ticket` names.
    pub(super) fn pointer(&self, reference: &str) -> Option<&Node> {
        let pointer = reference.strip_prefix("#/")?;
        let mut open = &self.outline;
        let mut node: Option<&Node> = None;
        for token in pointer.split('/') {
            let token = unescape(token);
            node = match node {
                Some(node) if node.is_sequence() => Some(node.items().get(token.parse::<usize>().ok()?)?),
                Some(node) => Some(node.get(&token)?),
                None => {
                    let entry = open.entry(&token)?;
                    match entry.part.open() {
                        Some(next) => {
                            open = next;
                            None
                        }
                        None => Some(entry.part.node(self.file.text())?),
                    }
                }
            };
        }
        node
    }

    pub(super) fn part_node<'d>(&'d self, entry: &'d PartEntry) -> Option<&'d Node> {
        entry.part.node(self.file.text())
    }

    /// Follows `$ref` until a value without one; `None` when it leads nowhere or in a circle.
    pub(super) fn resolve<'d>(&'d self, node: &'d Node) -> Option<&'d Node> {
        let (mut node, mut followed) = (node, Vec::new());
        while let Some(reference) = node.get("$ref").and_then(Node::as_str) {
            if followed.contains(&reference) {
                return None;
            }
            followed.push(reference);
            node = self.pointer(reference)?;
        }
        Some(node)
    }

    pub(super) fn entry(&self, path: &[&str], key: &str) -> Option<&PartEntry> {
        let mut open = &self.outline;
        for part in path {
            open = open.entry(part)?.part.open()?;
        }
        open.entry(key)
    }
}

/// The servers that a description names; one without an address when it names none.
fn servers_of(description: &Description) -> Vec<Server> {
    let mut servers = if description.version() == Version::Swagger2 {
        let text = |key: &str| description.top(key).and_then(|value| value.node().as_str());
        let base = text("basePath").unwrap_or("/");
        let scheme = description.top("schemes").and_then(|schemes| {
            let names: Vec<&str> = schemes.node().items().iter().filter_map(Node::as_str).collect();
            names.iter().find(|name| **name == "https").or(names.first()).map(|name| (*name).to_owned())
        });
        let host = text("host").map(ToOwned::to_owned);
        vec![Server { scheme, host, default_host: None, base: base.trim_end_matches('/').to_owned() }]
    } else {
        description.top("servers").map(|servers| servers::of_list(servers.node())).unwrap_or_default()
    };
    if servers.is_empty() {
        servers.push(Server { scheme: None, host: None, default_host: None, base: String::new() });
    }
    servers
}

impl<'d> Value<'d> {
    /// The tree, with references not followed.
    #[must_use]
    pub fn node(self) -> &'d Node {
        self.node
    }

    /// The value of a key, its reference followed.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Self> {
        let node = self.description.resolve(self.node.get(key)?)?;
        Some(Self { node, ..self })
    }

    /// The items of a list, each with its reference followed.
    pub fn items(self) -> impl Iterator<Item = Self> {
        self.node.items().iter().filter_map(move |item| Some(Self { node: self.description.resolve(item)?, ..self }))
    }

    /// The text of a key.
    #[must_use]
    pub fn text(self, key: &str) -> Option<&'d str> {
        self.node.get(key)?.as_str()
    }

    /// Whether a key is `true`.
    #[must_use]
    pub fn is_true(self, key: &str) -> bool {
        self.node.get(key).and_then(Node::as_bool) == Some(true)
    }
}

fn problem(span: Span, message: impl Into<String>) -> Problem {
    Problem::new(span, message)
}

fn json_outline(text: &str) -> Result<Open, Problem> {
    let skipped = text.len() - text.trim_start_matches('\u{feff}').len();
    if serde_json::from_str::<IgnoredAny>(&text[skipped..]).is_err() {
        // The strict reader says what is wrong and where.
        let first = json::parse(text).problems.into_iter().next();
        return Err(first.unwrap_or_else(|| problem(Span::at(0), "expected JSON")));
    }
    if skipped > 0 {
        // Rare, and the outline would count from after the mark: read it as a whole.
        return Ok(json::parse(text).root.map(outline::of_tree).unwrap_or_default());
    }
    outline::of_json(text).ok_or_else(|| problem(Span::at(0), "expected an API description as a JSON object"))
}

fn yaml_outline(text: &str) -> Result<Open, Problem> {
    let parsed = yaml::parse(text);
    match (parsed.problems.into_iter().next(), parsed.root) {
        (Some(first), _) => Err(first),
        (None, Some(root)) if root.is_mapping() => Ok(outline::of_tree(root)),
        _ => Err(problem(Span::at(0), "expected an API description as a YAML mapping")),
    }
}

fn version(outline: &Open, text: &str) -> Result<Version, Problem> {
    let of = |key: &str| {
        let entry = outline.entry(key)?;
        Some((entry.key_span, entry.part.node(text)?.scalar_text()?.to_owned()))
    };
    match (of("openapi"), of("swagger")) {
        (Some((_, version)), _) if version.starts_with("3.0") => Ok(Version::OpenApi30),
        (Some((_, version)), _) if version.starts_with("3.") => Ok(Version::OpenApi31),
        (_, Some((_, version))) if version == "2.0" || version == "2" => Ok(Version::Swagger2),
        (Some((span, found)), _) | (None, Some((span, found))) => {
            Err(problem(span, format!("expected OpenAPI 3.x or Swagger 2.0, found version `{found}`")))
        }
        (None, None) => {
            Err(problem(Span::at(0), "expected an API description, found neither `openapi:` nor `swagger:`"))
        }
    }
}

/// A token of a JSON pointer as the key it stands for: `~1` is `/`, `~0` is `~`, and in a reference `%7B` is `{`.
fn unescape(token: &str) -> Cow<'_, str> {
    if !token.contains(['%', '~']) {
        return Cow::Borrowed(token);
    }
    Cow::Owned(percent_decoded(token).replace("~1", "/").replace("~0", "~"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Description, String> {
        Description::load(&SourceFile::new("api", text)).map_err(|problem| problem.message)
    }

    #[test]
    fn the_three_versions_load_from_both_formats() {
        assert_eq!(load("openapi: 3.1.0\npaths: {}\n").unwrap().version(), Version::OpenApi31);
        assert_eq!(load(r#"{"openapi": "3.0.1", "paths": {}}"#).unwrap().version(), Version::OpenApi30);
        assert_eq!(load("swagger: '2.0'\npaths: {}\n").unwrap().version(), Version::Swagger2);
        assert_eq!(load("swagger: 2.0\npaths: {}\n").unwrap().version(), Version::Swagger2);
    }

    #[test]
    fn what_cannot_be_used_says_why() {
        assert!(load("a: 1\n").unwrap_err().contains("neither"));
        assert!(load("openapi: 4.0.0\npaths: {}\n").unwrap_err().contains("found version `4.0.0`"));
        assert!(load("openapi: 3.1.0\n").unwrap_err().contains("no mapping `paths`"));
        assert!(load("{\"openapi\": \"3.1.0\", \"paths\": {}").unwrap_err().contains("invalid JSON"));
        assert!(load("").unwrap_err().contains("YAML mapping"));
        assert!(load(&"{\"a\":".repeat(10_000)).is_err());
    }

    #[test]
    fn references_are_followed_and_circles_end() {
        let description = load(concat!(
            "openapi: 3.1.0\npaths:\n  /a/{id}:\n    get: {summary: x}\n",
            "components:\n  schemas:\n    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n",
            "    C: {$ref: '#/components/schemas/D'}\n    D: {type: string}\n",
        ))
        .unwrap();
        let schema = |name: &str| description.resolve(description.pointer(&format!("#/components/schemas/{name}"))?);
        assert!(schema("A").is_none());
        assert_eq!(schema("C").and_then(|node| node.get("type")?.as_str()), Some("string"));
        assert!(description.pointer("#/paths/~1a~1%7Bid%7D/get/summary").is_some());
    }
}
