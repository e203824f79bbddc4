//! `plugin-gen new tool --operation`: a tool spec from an operation of the API description.
//!
//! It is right rather than short: it builds at once, and its author then words it and leaves out what nobody needs.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::yaml;
use crate::openapi::{Description, Operation, Place, Schema};
use crate::spec::fields::{Map, Spanned};
use crate::spec::server::ServerSpec;
use crate::spec::tool::{Request, ToolFields};
use crate::syntax::Node;

/// Most fields of an answer, the most telling first.
const FIELDS: usize = 15;
/// Longest description of an input; the list of tools is in every conversation.
const DESCRIPTION: usize = 100;
/// Names of the parameter for the rows of a page.
const SIZES: &[&str] = &["pagesize", "perpage", "limit", "size", "maxresults", "pagelimit", "count"];
/// Names of the parameter for the number of a page.
const NUMBERS: &[&str] = &["page", "pagenumber", "pageno", "pageindex"];
/// Names of the parameter for where to read on.
const CURSORS: &[&str] =
    &["cursor", "after", "startingafter", "pagetoken", "nexttoken", "nextpagetoken", "continuationtoken"];

/// An input of the tool and the value that it gives.
pub(super) struct Input {
    /// Its name in the tool.
    pub(super) name: String,
    /// Its name in the API, dotted inside the body.
    pub(super) source: String,
    part: Part,
    spec: Value,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Path,
    Query,
    Body,
}

/// What an operation becomes.
pub(super) struct Draft<'d> {
    operation: Operation<'d>,
    /// The inputs in order.
    pub(super) inputs: Vec<Input>,
    /// Parameters and body fields that no input can hold.
    left_out: Vec<String>,
    paging: Option<(Value, Value)>,
    rows: Option<String>,
    /// Fields of the answer: name in the tool, dotted source, spec.
    pub(super) fields: Vec<(String, String, Value)>,
    record_id: Option<String>,
    no_content: bool,
}

impl<'d> Draft<'d> {
    /// Reads the operation.
    pub(super) fn of(operation: Operation<'d>, server: &ServerSpec) -> Self {
        let mut draft = Self {
            operation,
            inputs: Vec::new(),
            left_out: Vec::new(),
            paging: None,
            rows: None,
            fields: Vec::new(),
            record_id: None,
            no_content: false,
        };
        draft.answer(server);
        draft.parameters(server);
        draft.body();
        draft
    }

    fn method(&self) -> &'static str {
        self.operation.method()
    }

    fn input(&mut self, source: &str, part: Part, required: bool, schema: &Schema<'d>, description: Option<&str>) {
        let mut name = snake(source);
        if self.inputs.iter().any(|known| known.name == name) {
            name = format!("{}_{name}", if part == Part::Path { "path" } else { "body" });
        }
        match input_spec(&name, required, schema, description) {
            Some(spec) => self.inputs.push(Input { name, source: source.to_owned(), part, spec }),
            None => self.left_out.push(format!("{source} ({})", schema.type_name())),
        }
    }

    fn parameters(&mut self, server: &ServerSpec) {
        let parameters = self.operation.parameters();
        let paging = self.recognise(server, &parameters.iter().map(|one| one.name).collect::<Vec<_>>());
        let own: Vec<String> = paging.iter().flat_map(|paging| paging.names.clone()).collect();
        for one in parameters.iter().filter(|one| !own.iter().any(|name| name == one.name)) {
            match one.place {
                Place::Path => self.input(one.name, Part::Path, true, &one.schema, one.description()),
                Place::Query => self.input(one.name, Part::Query, one.required, &one.schema, one.description()),
                Place::Header | Place::Form => self.left_out.push(one.name.to_owned()),
            }
        }
        let Some(paging) = paging else { return };
        let size = json!({"type": "integer", "minimum": 1, "maximum": 100, "default": 50, "description": "Rows a page.", "example": 25});
        let (name, spec) = match paging.by_number {
            true => (
                "page",
                json!({"type": "integer", "minimum": 1, "maximum": 100_000, "default": 1, "description": "Page, from 1.", "example": 2}),
            ),
            false if paging.is_text => (
                "cursor",
                json!({"type": "string", "max_length": 500, "description": "next_cursor of the page before.", "example": "c-2"}),
            ),
            false => (
                "cursor",
                json!({"type": "integer", "minimum": 0, "description": "next_cursor of the page before.", "example": 812}),
            ),
        };
        let key = if paging.by_number { "number" } else { "after" };
        let page = json!({key: format!("${name}"), "size": "$page_size"});
        for (name, spec) in [(name, spec), ("page_size", size)] {
            self.inputs.push(Input { name: name.to_owned(), source: String::new(), part: Part::Query, spec });
        }
        self.paging = Some((page, paging.own));
    }

    /// The paging of a list, from the server's conventions or from the usual names.
    fn recognise(&self, server: &ServerSpec, names: &[&str]) -> Option<Recognised> {
        self.rows.as_ref()?;
        let of_server = server.paging.as_ref().filter(|paging| {
            let mut parameters = paging.number.iter().chain(&paging.after).chain([&paging.size]);
            !paging.in_body && parameters.all(|name| names.contains(&name.value.as_str()))
        });
        if let Some(paging) = of_server {
            let after = paging.after.as_ref().map(|name| name.value.as_str());
            let own = paging.parameters().map(|name| name.value.clone()).collect();
            return Some(Recognised {
                names: own,
                by_number: after.is_none(),
                is_text: self.is_text(after),
                own: Value::Null,
            });
        }
        let find = |known: &[&str]| names.iter().copied().find(|name| known.contains(&bare(name).as_str()));
        let size = find(SIZES)?;
        if let Some(number) = find(NUMBERS) {
            let own = json!({"number": number, "size": size});
            return Some(Recognised { names: vec![number.into(), size.into()], by_number: true, is_text: false, own });
        }
        let after = find(CURSORS)?;
        let next = self.operation.response().and_then(|answer| next_of(&answer));
        let own = match next {
            Some(next) => json!({"after": after, "size": size, "next": next}),
            None if self.fields.iter().any(|(_, source, _)| source == "id") => {
                json!({"after": after, "size": size, "last": "id"})
            }
            None => return None,
        };
        let is_text = self.is_text(Some(after));
        Some(Recognised { names: vec![after.into(), size.into()], by_number: false, is_text, own })
    }

    fn is_text(&self, after: Option<&str>) -> bool {
        let parameter = after.and_then(|after| self.operation.parameter(Place::Query, after));
        parameter.is_none_or(|parameter| !parameter.schema.types().contains(&"integer"))
    }

    fn body(&mut self) {
        let Some(schema) = self.operation.body().and_then(|body| body.schema) else { return };
        let required = schema.required();
        for field in schema.fields().into_iter().filter(|field| !field.read_only()) {
            let is_required = required.contains(&field.name);
            let inner = field.schema.fields();
            if inner.is_empty() || field.schema.types().contains(&"array") {
                self.input(field.name, Part::Body, is_required, &field.schema, field.description());
                continue;
            }
            let needed = field.schema.required();
            for below in inner.into_iter().filter(|below| !below.read_only()) {
                let source = format!("{}.{}", field.name, below.name);
                let is_required = is_required && needed.contains(&below.name);
                self.input(&source, Part::Body, is_required, &below.schema, below.description());
            }
        }
    }

    fn answer(&mut self, server: &ServerSpec) {
        let Some(answer) = self.operation.response() else {
            self.no_content = true;
            return;
        };
        let is_list = answer.types().contains(&"array");
        let lists: Vec<_> =
            answer.fields().into_iter().filter(|field| field.schema.types().contains(&"array")).collect();
        let row = match (is_list, lists.as_slice()) {
            (true, _) => {
                self.rows = Some("any".to_owned());
                answer.element()
            }
            (false, [only]) if answer.own_field(&server.record_id).is_none() => {
                self.rows = Some(only.name.to_owned());
                only.schema.element()
            }
            _ => answer,
        };
        self.fields = fields_of(&row);
        if self.fields.is_empty() {
            self.rows = None;
            self.no_content = true;
        } else if self.rows.is_none() && row.own_field(&server.record_id).is_none() {
            self.record_id = self.fields.first().map(|(_, source, _)| source.clone());
        }
    }

    /// What the description has and a tool's request lacks, and the other way round.
    pub(super) fn compare(&self, tool: &ToolFields, request: &Request) -> Vec<String> {
        let mut out = Vec::new();
        let mut body = BTreeSet::new();
        if let Some(value) = &request.body {
            members(&value.value, "", &mut body);
        }
        let names =
            |map: &Map<Spanned<Node>>| map.0.iter().map(|(name, _)| name.value.clone()).collect::<BTreeSet<_>>();
        for (part, what, own) in [
            (Part::Path, "path parameter", names(&request.path)),
            (Part::Query, "query parameter", names(&request.query)),
            (Part::Body, "body field", body),
        ] {
            let described = self.inputs.iter().filter(|input| input.part == part && !input.source.is_empty());
            let described: BTreeSet<String> = described.map(|input| input.source.clone()).collect();
            differences(&mut out, what, &described, &own, |name| {
                // A structure that no input holds is in the description all the same.
                self.left_out.iter().any(|left| left.split(' ').next() == Some(name))
            });
        }
        let mut own = BTreeSet::new();
        for (name, field) in &tool.output.fields.0 {
            let from = field.from.iter().map(|from| from.value.clone()).filter(|from| !from.starts_with('$'));
            own.extend(from.chain(field.from.is_empty().then(|| name.value.clone())));
        }
        let described: BTreeSet<String> = self.fields.iter().map(|(_, source, _)| source.clone()).collect();
        let answer = self.operation.response();
        differences(&mut out, "field of the answer", &described, &own, |name| {
            let in_row = |schema: &Schema<'_>| schema.field(name).is_some() || schema.element().field(name).is_some();
            answer.is_some_and(|answer| in_row(&answer) || answer.fields().iter().any(|field| in_row(&field.schema)))
        });
        if out.is_empty() {
            out.push("it uses everything that the description has".to_owned());
        }
        out
    }

    /// The text of the tool's spec; `name` is its name, `scopes` what the description says it needs.
    pub(super) fn text(&self, name: &str, schema: &str, scopes: &[String]) -> String {
        let method = self.method();
        let summary = self.operation.summary().or_else(|| self.operation.description()).unwrap_or_default();
        let summary = sentence(summary, &spaced(name), 160);
        let writes = method != "GET";
        let destructive = matches!(method, "PUT" | "PATCH" | "DELETE");
        let mut out = format!("{schema}name: {name}\n");
        let title = summary.trim_end_matches('.').chars().take(60).collect::<String>();
        out += &format!("title: {}\ndescription: {}\n", yaml::scalar(&title), yaml::scalar(&summary));
        out += &format!(
            "hints: {{read_only: {}, destructive: {destructive}, idempotent: {}, open_world: true}}\n",
            !writes,
            method != "POST"
        );
        if method == "DELETE" {
            out += "behind_switch: true\n";
        }
        out += &format!("scopes: {}\n", yaml::flow(&json!(scopes)));
        if !self.inputs.is_empty() {
            out += "input:\n";
            for input in &self.inputs {
                out += &format!("  {}: {}\n", input.name, yaml::flow(&input.spec));
            }
        }
        if !self.left_out.is_empty() {
            out += &format!("# Not inputs, because no kind of input holds them: {}\n", self.left_out.join(", "));
        }
        out += &format!("requests:\n  - name: answer\n    operation: {}\n", yaml::scalar(&self.operation.name()));
        for (part, key) in [(Part::Path, "path"), (Part::Query, "query")] {
            let own = self.inputs.iter().filter(|input| input.part == part && !input.source.is_empty());
            let members: serde_json::Map<String, Value> =
                own.map(|input| (input.source.clone(), format!("${}", input.name).into())).collect();
            if !members.is_empty() {
                out += &format!("    {key}: {}\n", yaml::flow(&Value::Object(members)));
            }
        }
        if matches!(method, "POST" | "PUT" | "PATCH") {
            out += &format!("    body: {}\n", yaml::flow(&self.body_value()));
        }
        if let Some(rows) = &self.rows {
            out += &format!("    rows: {}\n", yaml::scalar(rows));
        }
        if let Some((page, own)) = &self.paging {
            out += &format!("    page: {}\n", yaml::flow(page));
            if !own.is_null() {
                out += &format!("    paging: {}\n", yaml::flow(own));
            }
        }
        if let Some(id) = &self.record_id {
            out += &format!("    record_id: {}\n", yaml::scalar(id));
        }
        if self.no_content {
            out += "    no_content: true\n";
        }
        out += match self.rows {
            Some(_) => "output:\n  list: [answer]\n",
            None => "output:\n  record: answer\n",
        };
        out + &self.fields_text()
    }

    fn body_value(&self) -> Value {
        let mut body = json!({});
        for input in self.inputs.iter().filter(|input| input.part == Part::Body) {
            let reference: Value = format!("${}", input.name).into();
            match input.source.split_once('.') {
                Some((parent, own)) => body[parent][own] = reference,
                None => body[&input.source] = reference,
            }
        }
        body
    }

    fn fields_text(&self) -> String {
        if self.no_content {
            // Nothing came back: the answer says what it was asked for.
            let own: Vec<String> = self
                .inputs
                .iter()
                .filter(|input| input.part == Part::Path)
                .map(|input| {
                    let kind = if input.spec["type"] == "integer" { "integer" } else { "string" };
                    format!("    {}: {{type: {kind}, from: [${}]}}\n", input.name, input.name)
                })
                .collect();
            return if own.is_empty() { "  fields: {}\n".to_owned() } else { format!("  fields:\n{}", own.concat()) };
        }
        let fields =
            self.fields.iter().map(|(name, _, spec)| format!("    {}: {}\n", yaml::scalar(name), yaml::flow(spec)));
        format!("  fields:\n{}", fields.collect::<String>())
    }
}

/// The dotted names of the members of a body.
fn members(node: &Node, prefix: &str, found: &mut BTreeSet<String>) {
    for entry in node.entries().iter().filter(|entry| !entry.key.starts_with('$')) {
        let name = format!("{prefix}{}", entry.key);
        if entry.value.entries().first().is_some_and(|first| !first.key.starts_with('$')) {
            members(&entry.value, &format!("{name}."), found);
        } else {
            found.insert(name);
        }
    }
}

/// Says what only one of the two sides has; `exists` knows names that the description has beside those listed.
fn differences(
    out: &mut Vec<String>,
    what: &str,
    described: &BTreeSet<String>,
    own: &BTreeSet<String>,
    exists: impl Fn(&str) -> bool,
) {
    for name in own.difference(described).filter(|name| !exists(name)) {
        out.push(format!("{what} `{name}` is not in the description any more"));
    }
    for name in described.difference(own) {
        out.push(format!("{what} `{name}` is in the description, and the tool does not use it"));
    }
}

struct Recognised {
    names: Vec<String>,
    by_number: bool,
    is_text: bool,
    /// The paging of the request; null when the server's is meant.
    own: Value,
}

/// A name in the plugin's scheme: `acme_list_devices` of `GET /v2/devices`.
pub(super) fn name_of(plugin: &str, operation: &Operation<'_>) -> String {
    let prefix = plugin.replace('-', "_");
    let words = |part: &&str| !part.is_empty() && !part.starts_with('{') && !is_version(part);
    let parts: Vec<&str> = operation.path().split('/').filter(|part| !part.is_empty()).collect();
    let named: Vec<&str> = parts.iter().copied().filter(words).collect();
    let noun = named.last().copied().unwrap_or("root");
    let ends_with_id = parts.last().is_some_and(|part| part.starts_with('{'));
    let is_list = operation.response().is_some_and(|answer| {
        answer.types().contains(&"array")
            || answer.fields().iter().filter(|field| field.schema.types().contains(&"array")).count() == 1
    });
    let verb = match operation.method() {
        "GET" if is_list && !ends_with_id => "list",
        "GET" => "get",
        "POST" => "create",
        "DELETE" => "delete",
        _ => "update",
    };
    // Below a record, its kind tells `list_device_disks` from any other disks.
    let of = match named.as_slice() {
        [.., parent, _] if !ends_with_id => format!("{}_", singular(&snake(parent))),
        _ => String::new(),
    };
    let noun = snake(noun);
    let noun = if verb == "list" { noun } else { singular(&noun) };
    let name = format!("{prefix}_{verb}_{of}{noun}");
    let shorter = format!("{prefix}_{verb}_{noun}");
    let name = if name.len() > 40 { shorter } else { name };
    name.chars().take(40).collect::<String>().trim_end_matches('_').to_owned()
}

fn is_version(part: &str) -> bool {
    part == "api"
        || part.strip_prefix('v').is_some_and(|rest| rest.chars().all(|one| one.is_ascii_digit() || one == '.'))
}

fn singular(word: &str) -> String {
    match word {
        word if word.ends_with("ies") => format!("{}y", &word[..word.len() - 3]),
        word if word.ends_with("sses") || word.ends_with("xes") => word[..word.len() - 2].to_owned(),
        word if word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") => {
            word[..word.len() - 1].to_owned()
        }
        word => word.to_owned(),
    }
}

/// `organizationId`, `organization-id` or `a.b` as `organization_id`, `a_b`.
fn snake(name: &str) -> String {
    let mut out = String::new();
    let mut before = '_';
    for one in name.chars() {
        if one.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit()) {
            out.push('_');
        }
        if one.is_ascii_alphanumeric() {
            out.push(one.to_ascii_lowercase());
        } else if !out.ends_with('_') && !out.is_empty() {
            out.push('_');
        }
        before = one;
    }
    let out = out.trim_end_matches('_').to_owned();
    if out.starts_with(|first: char| first.is_ascii_lowercase()) {
        out
    } else {
        format!("x_{out}").trim_end_matches('_').to_owned()
    }
}

fn bare(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

fn spaced(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The first sentence, with a full stop, without markup. A name of the API would be checked as one of the tool's.
fn sentence(text: &str, otherwise: &str, longest: usize) -> String {
    let text = text.split('<').next().unwrap_or_default().replace('`', "").replace('_', " ");
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let first = line.split(". ").next().unwrap_or_default().trim_end_matches(['.', ':', ';', ' ']);
    let first = if first.is_empty() { otherwise } else { first };
    let cut: String = first.chars().take(longest).collect();
    format!("{}.", cut.trim_end())
}

/// The spec of an input; `None` when no kind of input holds the value.
fn input_spec(name: &str, required: bool, schema: &Schema<'_>, description: Option<&str>) -> Option<Value> {
    let types = schema.types();
    let node = schema.value();
    let number = |key: &str| node.get(key).and_then(|value| value.node().to_json().as_i64());
    let values: Vec<String> =
        schema.enumeration().iter().filter_map(|value| value.scalar_text()).map(ToOwned::to_owned).collect();
    let format = node.text("format").unwrap_or_default();
    let example = node.get("example").or_else(|| node.get("default")).map(|value| value.node().to_json());
    let kind = match types.iter().find(|name| **name != "null") {
        Some(&"integer") => "integer",
        Some(&"boolean") => "boolean",
        Some(&"string") | None if types.is_empty() && values.is_empty() && schema.fields().is_empty() => "string",
        Some(&"string") => match format {
            "date" => "date",
            "date-time" => "time",
            _ => "string",
        },
        None if !values.is_empty() => "string",
        _ => return None,
    };
    let mut spec = json!({ "type": kind });
    if required {
        spec["required"] = true.into();
    }
    let example = match kind {
        "integer" => {
            let low = number("minimum").unwrap_or_else(|| i64::from(name == "id" || name.ends_with("_id")));
            spec["minimum"] = low.into();
            let high = number("maximum");
            if let Some(high) = high {
                spec["maximum"] = high.into();
            }
            let fits = |value: i64| value >= low && high.is_none_or(|high| value <= high);
            let given = example.and_then(|value| value.as_i64()).filter(|value| fits(*value));
            given.unwrap_or_else(|| if fits(12) { 12 } else { low }).into()
        }
        "boolean" => json!(true),
        "date" => json!("2026-11-30"),
        "time" => json!("2026-11-30T14:30"),
        _ if !values.is_empty() => {
            spec["enum"] = json!(values);
            json!(values.first())
        }
        _ => {
            let low = number("minLength").filter(|low| *low > 0);
            let high = number("maxLength").filter(|high| *high > 0).unwrap_or(if format == "uuid" { 36 } else { 200 });
            if let Some(low) = low {
                spec["min_length"] = low.into();
            }
            spec["max_length"] = high.into();
            let range = usize::try_from(low.unwrap_or(1)).unwrap_or(1)..=usize::try_from(high).unwrap_or(200);
            let fits = |text: &String| range.contains(&text.chars().count());
            let given = example.and_then(|value| value.as_str().map(ToOwned::to_owned)).filter(fits);
            let made =
                if format == "uuid" { "3f2b6a58-9c1e-4d7a-8a52-0c9d1e2f3a4b".to_owned() } else { "example".to_owned() };
            given.unwrap_or_else(|| if fits(&made) { made } else { "x".repeat(*range.start()) }).into()
        }
    };
    let own = description.or_else(|| node.text("description")).unwrap_or_default();
    spec["description"] = sentence(own, &spaced(name), DESCRIPTION).into();
    spec["example"] = example;
    Some(spec)
}

/// The scalar fields of a record, the most telling first.
fn fields_of(row: &Schema<'_>) -> Vec<(String, String, Value)> {
    let mut ranked: Vec<(usize, usize, String, String, Value)> = Vec::new();
    for (at, field) in row.fields().into_iter().enumerate() {
        let name = field.name;
        if name.contains(['.', '$']) {
            continue;
        }
        if let Some(kind) = output_kind(name, &field.schema) {
            let mut spec = json!({ "type": kind });
            if matches!(
                bare(name).as_str(),
                "description" | "notes" | "comment" | "message" | "subject" | "summary" | "body" | "title"
            ) {
                spec["untrusted"] = true.into();
            }
            ranked.push((rank(name), at, name.to_owned(), name.to_owned(), spec));
        } else if let Some(inner) = ["name", "displayName", "display_name", "title"].into_iter().find(|inner| {
            !field.schema.types().contains(&"array")
                && field
                    .schema
                    .own_field(inner)
                    .is_some_and(|inner| output_kind(inner.name, &inner.schema) == Some("string"))
        }) {
            let source = format!("{name}.{inner}");
            let spec = json!({"type": "string", "from": [source]});
            ranked.push((3, at, name.to_owned(), source, spec));
        }
    }
    ranked.sort_by_key(|(rank, at, ..)| (*rank, *at));
    ranked.truncate(FIELDS);
    ranked.into_iter().map(|(_, _, name, source, spec)| (name, source, spec)).collect()
}

/// How telling a field is: ids, then names, then states, then times, then the rest.
fn rank(name: &str) -> usize {
    let plain = bare(name);
    match plain.as_str() {
        "id" | "uid" | "uuid" | "key" | "number" => 0,
        _ if ["name", "title", "subject", "summary"].iter().any(|word| plain.ends_with(word)) => 1,
        _ if ["status", "state", "type", "class", "priority", "severity", "enabled", "active"]
            .iter()
            .any(|word| plain.contains(word)) =>
        {
            2
        }
        _ if plain.ends_with("id") => 4,
        _ if is_time(name) => 5,
        _ => 6,
    }
}

fn is_time(name: &str) -> bool {
    let plain = bare(name);
    let ends = ["time", "date", "created", "updated", "modified", "lastcontact", "lastseen", "timestamp"];
    ends.iter().any(|end| plain.ends_with(end)) || name.ends_with("_at") || name.ends_with("At")
}

/// The kind of a scalar field; `None` for a structure.
fn output_kind(name: &str, schema: &Schema<'_>) -> Option<&'static str> {
    let types = schema.types();
    let format = schema.value().text("format").unwrap_or_default();
    match types.iter().find(|name| **name != "null") {
        Some(&"string") if format.starts_with("date") => Some("date"),
        Some(&"string") => Some("string"),
        Some(&"integer" | &"number") if is_time(name) => Some("date"),
        Some(&"integer") => Some("integer"),
        Some(&"number") => Some("number"),
        Some(&"boolean") => Some("boolean"),
        None if !schema.enumeration().is_empty() => Some("string"),
        _ => None,
    }
}

/// The path in an answer to the value that asks for the next page.
fn next_of(answer: &Schema<'_>) -> Option<String> {
    let is_next = |name: &str| {
        let plain = bare(name);
        ["nextcursor", "nextpagetoken", "nexttoken", "lastcursorid", "continuationtoken"].contains(&plain.as_str())
            || plain == "cursor"
            || plain == "next"
    };
    for field in answer.fields() {
        let scalar = output_kind(field.name, &field.schema).is_some();
        if scalar && is_next(field.name) {
            return Some(field.name.to_owned());
        }
        if field.schema.types().contains(&"array") {
            continue;
        }
        for inner in field.schema.fields() {
            let of_cursor = bare(field.name).contains("cursor") && ["name", "value", "next"].contains(&inner.name);
            if output_kind(inner.name, &inner.schema).is_some() && (is_next(inner.name) || of_cursor) {
                return Some(format!("{}.{}", field.name, inner.name));
            }
        }
    }
    None
}

/// The scopes that the description names for an operation, or for all.
pub(super) fn scopes_of(description: &Description, operation: &Operation<'_>) -> Vec<String> {
    let of = |value: Option<crate::openapi::Value<'_>>| -> Option<Vec<String>> {
        let first = value?.node().items().first()?.entries().first()?;
        Some(first.value.items().iter().filter_map(|scope| scope.as_str()).map(ToOwned::to_owned).collect())
    };
    of(operation.value().get("security")).or_else(|| of(description.top("security"))).unwrap_or_default()
}
