//! The specs of an MCP server as one file, `server/specs.json`: what a server program runs.
//!
//! The file is written from specs that were checked, and its reader only has to know that nobody changed it since: it has a
//! version and a digest.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::fields::Decode;
use super::project::ServerSource;
use super::server::ServerSpec;
use super::tool::{ToolFields, ToolSpec};
use crate::source::sha256;
use crate::syntax::{Node, yaml};

/// Where the file lies in a plugin.
pub const SPECS_FILE: &str = "server/specs.json";
/// The version that is written, and the only one that is read.
const VERSION: u64 = 1;
const ABOUT: &str =
    "The tools of this plugin's MCP server, written by plugin-gen build. Edit the specs, not this file.";

/// A server: a vendor's conventions and the tools.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Specs {
    /// The vendor's conventions.
    pub service: ServerSpec,
    /// The tools, in the order in which they are listed.
    pub tools: Vec<ToolFields>,
    /// The paths that a tool with `documented_get` may read, each with the names of its query parameters.
    #[serde(default)]
    pub api: BTreeMap<String, Vec<String>>,
}

impl Specs {
    /// The specs of a server; `api` is the text of the API description, which `documented_get` needs.
    #[must_use]
    pub fn of(server: &ServerSource, api: Option<&str>) -> Self {
        let tools: Vec<ToolFields> = server.tools.iter().map(|tool| tool.spec.0.clone()).collect();
        let reads = tools.iter().any(|tool| tool.documented_get.is_some());
        let root = api.filter(|_| reads).and_then(|text| yaml::parse(text).root);
        let api = root.as_ref().map(documented_gets).unwrap_or_default();
        Self { service: server.server.spec.clone(), tools, api }
    }

    /// The specs as JSON, without keys that have no value.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut json = json!(self);
        without_nulls(&mut json);
        json
    }

    /// Specs from their JSON form.
    ///
    /// # Errors
    /// When the text is not a service with tools.
    pub fn from_json(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    /// The text of `server/specs.json`.
    #[must_use]
    pub fn to_file(&self) -> String {
        let json = self.to_json();
        let mut file = Map::new();
        file.insert("about".to_owned(), ABOUT.into());
        file.insert("version".to_owned(), VERSION.into());
        file.insert("sha256".to_owned(), digest(&json).into());
        if let Value::Object(specs) = json {
            file.extend(specs);
        }
        format!("{:#}\n", Value::Object(file))
    }

    /// Specs from the text of `server/specs.json`.
    ///
    /// # Errors
    /// When the text is not what [`Specs::to_file`] writes: another file, another version, or changed since.
    pub fn from_file(text: &str) -> Result<Self, String> {
        let again = "run `plugin-gen build` to write it again";
        let mut file: Map<String, Value> =
            serde_json::from_str(text).map_err(|error| format!("not a JSON object ({error}); {again}"))?;
        file.shift_remove("about");
        let (version, known) = (file.shift_remove("version"), file.shift_remove("sha256"));
        match version.as_ref().map(Value::as_u64) {
            Some(Some(VERSION)) => {}
            Some(Some(other)) => {
                return Err(format!(
                    "version {other} of the format, but this program reads version {VERSION}; use `plugin-gen` and this program from the same release"
                ));
            }
            _ => return Err(format!("no `version`, so `plugin-gen build` did not write it; {again}")),
        }
        let specs = Value::Object(file);
        if known.as_ref().and_then(Value::as_str) != Some(digest(&specs).as_str()) {
            return Err(format!("the file was changed after `plugin-gen build` wrote it; {again}"));
        }
        serde_json::from_value(specs).map_err(|error| format!("cannot read the specs ({error}); {again}"))
    }

    /// The JSON Schema of `server/specs.json`.
    #[must_use]
    pub fn schema() -> Value {
        let names = json!({ "type": "array", "items": { "type": "string" } });
        let properties = [
            ("about", String::schema()),
            ("version", json!({ "const": VERSION })),
            ("sha256", json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })),
            ("service", ServerSpec::schema()),
            ("tools", Vec::<ToolSpec>::schema()),
            ("api", json!({ "type": "object", "additionalProperties": names })),
        ];
        super::declare::object(properties, &["version", "sha256", "service", "tools"])
    }
}

/// The SHA-256 of the compact JSON, so that line ends and indentation do not count.
fn digest(specs: &Value) -> String {
    sha256(specs.to_string().as_bytes())
}

fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, value| !value.is_null());
            members.values_mut().for_each(without_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(without_nulls),
        _ => {}
    }
}

/// The paths of an API description that can be read, each with the names of its query parameters.
fn documented_gets(root: &Node) -> BTreeMap<String, Vec<String>> {
    let resolve = |node: &Node| -> Option<Node> {
        let Some(reference) = node.get("$ref").and_then(Node::as_str) else { return Some(node.clone()) };
        let path: Vec<&str> = reference.trim_start_matches("#/").split('/').collect();
        root.at(&path).cloned()
    };
    let mut out = BTreeMap::new();
    for path in root.get("paths").map(Node::entries).unwrap_or_default() {
        let Some(get) = path.value.get("get") else { continue };
        // A path with servers of its own lies elsewhere: the token endpoint does.
        if get.get("servers").or_else(|| path.value.get("servers")).is_some() {
            continue;
        }
        let parameters = [path.value.get("parameters"), get.get("parameters")];
        let names = parameters
            .into_iter()
            .flatten()
            .flat_map(|list| list.items())
            .filter_map(&resolve)
            .filter(|parameter| parameter.get("in").and_then(Node::as_str) == Some("query"))
            .filter_map(|parameter| Some(parameter.get("name")?.as_str()?.to_owned()));
        out.insert(path.key.clone(), names.collect());
    }
    out
}
