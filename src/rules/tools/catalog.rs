//! The tools of an MCP server: from the specs it is built from, or from a recorded answer to `tools/list`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diag::nearest;
use crate::source::SourceFile;
use crate::spec::ServerSource;
use crate::spec::fields::Map;
use crate::spec::tool::{Field, InputKind};
use crate::syntax::{Node, Problem, json};

/// The tools of one server.
#[derive(Debug, Default)]
pub struct ToolCatalog {
    tools: BTreeMap<String, KnownTool>,
    /// What all names begin with, with its underscore: `halo_`.
    prefix: String,
}

/// One tool.
#[derive(Debug, Default)]
pub struct KnownTool {
    /// The inputs by name.
    pub inputs: BTreeMap<String, ToolInput>,
    /// The names of all fields of the answer; absent when the server does not say.
    pub outputs: Option<BTreeSet<String>>,
}

/// One input of a tool.
#[derive(Debug, Default)]
pub struct ToolInput {
    /// `string`, `integer`, `number`, `boolean`, `array` or `object`; empty when it is open.
    pub types: Vec<String>,
    /// The values that it is limited to.
    pub values: Vec<String>,
    /// Whether it must be given.
    pub required: bool,
}

impl ToolCatalog {
    fn new(tools: BTreeMap<String, KnownTool>) -> Self {
        let mut names = tools.keys();
        let first = names.next().map(String::as_str).unwrap_or_default();
        let shared = names.fold(first, |shared, name| {
            let same = shared.bytes().zip(name.bytes()).take_while(|(left, right)| left == right).count();
            shared.get(..same).unwrap_or_default()
        });
        let prefix = shared.rfind('_').and_then(|at| shared.get(..=at)).unwrap_or_default().to_owned();
        Self { tools, prefix }
    }

    /// The tools of a server that is built from specs.
    #[must_use]
    pub fn of_specs(server: &ServerSource) -> Self {
        let tools = server.tools.iter().map(|source| {
            let spec = &source.spec;
            let inputs = spec.input.0.iter().map(|(name, input)| {
                let kind = match input.kind {
                    InputKind::Integer => "integer",
                    InputKind::Boolean => "boolean",
                    InputKind::Map => "object",
                    InputKind::String | InputKind::Date | InputKind::Time | InputKind::Email | InputKind::Ids => {
                        "string"
                    }
                };
                let known =
                    ToolInput { types: vec![kind.to_owned()], values: input.values.clone(), required: input.required };
                (name.value.clone(), known)
            });
            let configuration = if spec.tells_configuration { CONFIGURATION } else { &[] };
            let mut outputs: BTreeSet<String> =
                ENVELOPE.iter().chain(configuration).map(|name| (*name).to_owned()).collect();
            collect_fields(&spec.output.fields, &mut outputs);
            (spec.name.value.clone(), KnownTool { inputs: inputs.collect(), outputs: Some(outputs) })
        });
        Self::new(tools.collect())
    }

    /// The tools of a recorded answer to `tools/list`: the whole message, its result, or the list alone.
    ///
    /// # Errors
    /// What keeps the file from being one.
    pub fn of_list(file: &Arc<SourceFile>) -> Result<Self, Problem> {
        let parsed = json::parse(file.text());
        let Some(root) = parsed.root else {
            let first = parsed.problems.into_iter().next();
            return Err(first.unwrap_or_else(|| problem("expected JSON")));
        };
        let list = root.at(&["result", "tools"]).or_else(|| root.get("tools")).unwrap_or(&root);
        let named =
            list.items().iter().filter_map(|tool| Some((tool.get("name")?.as_str()?.to_owned(), recorded(tool))));
        let tools: BTreeMap<String, KnownTool> = named.collect();
        if tools.is_empty() {
            return Err(problem("expected the answer to `tools/list`, found no list of tools with names"));
        }
        Ok(Self::new(tools))
    }

    /// The tool of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&KnownTool> {
        self.tools.get(name)
    }

    /// The names of all tools.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tools.keys().map(String::as_str)
    }

    /// Whether a name is a tool, an input, a field of an answer, or a value of an input.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.tools.contains_key(name) || self.is_value(name) || self.tools.values().any(|tool| tool.has(name))
    }

    /// Whether a name is a value of an input.
    #[must_use]
    pub fn is_value(&self, name: &str) -> bool {
        let mut inputs = self.tools.values().flat_map(|tool| tool.inputs.values());
        inputs.any(|input| input.values.iter().any(|value| value == name))
    }

    /// Whether a name is written like those of this server's tools and is not one of them.
    #[must_use]
    pub fn lacks(&self, name: &str) -> bool {
        let is_alike = self.prefix.len() > 3 && name.len() > self.prefix.len() && name.starts_with(&self.prefix);
        is_alike && !self.has(name)
    }

    /// The tool that a wrong name may mean: spelled nearly so, or made of the same words.
    #[must_use]
    pub fn near(&self, name: &str) -> Option<&str> {
        let words = |name: &str| name.split(['_', '-']).map(crate::openapi::schema::plain).collect::<BTreeSet<_>>();
        let own = words(name);
        let same = self.names().find(|known| words(known) == own);
        same.or_else(|| nearest(name, self.names()))
    }
}

/// What the server adds to an answer: the counts and rows of a list, and what did not fit.
const ENVELOPE: &[&str] = &["total", "returned", "page", "next_page", "next_cursor", "page_size", "items", "left_out"];

/// What a tool that tells the configuration answers besides, and the keys below it.
const CONFIGURATION: &[&str] = &[
    "configuration",
    "ready",
    "host",
    "tenant",
    "region",
    "scope",
    "read_only",
    "profile",
    "toolsets",
    "token",
    "problems",
    "how_to_set",
];

fn collect_fields(fields: &Map<Field>, found: &mut BTreeSet<String>) {
    for (name, field) in &fields.0 {
        found.insert(name.value.clone());
        collect_fields(&field.fields, found);
    }
}

fn recorded(tool: &Node) -> KnownTool {
    let schema = tool.get("inputSchema").or_else(|| tool.get("input_schema"));
    let required: Vec<&str> = schema
        .and_then(|schema| schema.get("required"))
        .map(Node::items)
        .unwrap_or_default()
        .iter()
        .filter_map(Node::as_str)
        .collect();
    let properties = schema.and_then(|schema| schema.get("properties")).map(Node::entries).unwrap_or_default();
    let inputs = properties.iter().map(|entry| {
        let types = entry.value.get("type");
        let one = types.and_then(Node::as_str).into_iter();
        let types = one.chain(types.map(Node::items).unwrap_or_default().iter().filter_map(Node::as_str));
        let values = entry.value.get("enum").map(Node::items).unwrap_or_default();
        let input = ToolInput {
            types: types.map(ToOwned::to_owned).collect(),
            values: values.iter().filter_map(Node::scalar_text).map(ToOwned::to_owned).collect(),
            required: required.contains(&entry.key.as_str()),
        };
        (entry.key.clone(), input)
    });
    let outputs = tool.get("outputSchema").map(|schema| {
        let mut names = BTreeSet::new();
        properties_of(schema, &mut names);
        names
    });
    KnownTool { inputs: inputs.collect(), outputs: outputs.filter(|names| !names.is_empty()) }
}

/// The names of all properties of a JSON Schema, at any depth.
fn properties_of(schema: &Node, found: &mut BTreeSet<String>) {
    for entry in schema.entries() {
        if entry.key == "properties" {
            found.extend(entry.value.entries().iter().map(|property| property.key.clone()));
            entry.value.entries().iter().for_each(|property| properties_of(&property.value, found));
        } else {
            properties_of(&entry.value, found);
        }
    }
    schema.items().iter().for_each(|item| properties_of(item, found));
}

fn problem(message: &str) -> Problem {
    Problem { span: crate::source::Span::at(0), message: message.to_owned(), is_limit: false }
}

impl KnownTool {
    /// Whether a name is an input or a field of the answer.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.inputs.contains_key(name) || self.outputs.as_ref().is_some_and(|outputs| outputs.contains(name))
    }

    /// The names of the inputs and of the answer's fields.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.inputs.keys().chain(self.outputs.iter().flatten()).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_may_be_a_message_a_result_or_bare() {
        let tool = r#"{"name": "acme_list_things", "inputSchema": {"properties": {"limit": {"type": "integer"}}, "required": ["limit"]},
            "outputSchema": {"properties": {"things": {"items": {"properties": {"id": {}}}}}}}"#;
        let other = r#"{"name": "acme_get_thing", "inputSchema": {}}"#;
        for text in [
            format!("{{\"result\": {{\"tools\": [{tool}, {other}]}}}}"),
            format!("{{\"tools\": [{tool}, {other}]}}"),
            format!("[{tool}, {other}]"),
        ] {
            let catalog = ToolCatalog::of_list(&SourceFile::new("tools.json", text)).unwrap();
            let list = catalog.get("acme_list_things").unwrap();
            assert!(list.has("limit") && list.has("id") && !list.has("name") && list.inputs["limit"].required);
            assert!(catalog.lacks("acme_remove_thing") && !catalog.lacks("acme_get_thing") && !catalog.lacks("other"));
            assert_eq!(catalog.near("acme_things_list"), Some("acme_list_things"));
            assert!(catalog.get("acme_get_thing").unwrap().outputs.is_none());
        }
        assert!(ToolCatalog::of_list(&SourceFile::new("tools.json", "{}")).is_err());
    }
}
