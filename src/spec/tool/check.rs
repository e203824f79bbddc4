//! What must hold between the parts of one tool spec: references, operators, hints against requests.
//!
//! It sees one tool at a time. That an operation and its names exist in the API description is a rule's business.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fields::ToolFields;
use super::output::Field;
use super::request::Request;
use crate::diag::nearest;
use crate::source::Span;
use crate::spec::fields::{Decode, Decoder, Map, Spanned};
use crate::spec::server::Page;
use crate::syntax::{Kind, Node};

/// Operators of expressions, with the key that each needs beside it.
const OPERATORS: &[(&str, Option<&str>)] = &[
    ("$first", None),
    ("$not", None),
    ("$equals", None),
    ("$earlier", None),
    ("$divide", None),
    ("$end_of_day", None),
    ("$hours_from_now", None),
    ("$pairs", None),
    ("$text", None),
    ("$join", Some("with")),
    ("$if", Some("then")),
    ("$map", Some("cases")),
];
/// The methods of requests.
const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE"];
/// Longest full name of a tool that clients accept, less the longest prefix they put before it.
const LONGEST_NAME: usize = 40;

/// One tool of the server, with everything that a name in it refers to proven to exist.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(transparent)]
pub struct ToolSpec(pub ToolFields);

impl std::ops::Deref for ToolSpec {
    type Target = ToolFields;

    fn deref(&self) -> &ToolFields {
        &self.0
    }
}

impl Decode for ToolSpec {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let tool = ToolFields::decode(node, decoder)?;
        check(&tool, decoder);
        Some(Self(tool))
    }

    fn schema() -> Value {
        ToolFields::schema()
    }
}

/// Everything that concerns several parts of a tool.
fn check(tool: &ToolFields, decoder: &mut Decoder<'_>) {
    let name = &tool.name.value;
    let good = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !good || name.len() > LONGEST_NAME {
        decoder.report_at(
            tool.name.span,
            format!("expected a name of a-z, 0-9 and _, at most {LONGEST_NAME} characters, found `{name}`"),
            "clients add a prefix to it and reject long names",
        );
    }
    [&tool.title, &tool.description].into_iter().for_each(|text| sentence(text, decoder));
    for name in &tool.needs_one_of {
        known(decoder, name, "input", &inputs(tool));
    }
    let mut seen = Vec::new();
    for request in &tool.requests {
        check_request(tool, request, &seen, decoder);
        if seen.contains(&request.name.value.as_str()) {
            decoder.report_at(
                request.name.span,
                format!("two requests are named `{}`", request.name.value),
                "give each its own name",
            );
        }
        seen.push(&request.name.value);
    }
    for refusal in &tool.refuse {
        expression(tool, &seen, &refusal.when.value, decoder);
        sentence(&refusal.because, decoder);
    }
    let hints = &tool.hints;
    let write = tool.requests.iter().find(|request| request.writes());
    if write.is_some() == hints.read_only.value {
        let does = write.map_or("only reads".to_owned(), |write| format!("sends a {}", write.parts().0));
        let message = format!("`read_only: {}`, but the tool {does}", hints.read_only.value);
        let help =
            "a server without write tools relies on this hint; `reads: true` marks a request that changes nothing";
        decoder.report_at(hints.read_only.span, message, help);
    }
    if hints.read_only.value && hints.destructive.value {
        decoder.report_at(hints.destructive.span, "a tool that only reads cannot be destructive", "set it to false");
    }
    let deletes = tool.requests.iter().any(|request| request.writes() && request.parts().0 == "DELETE");
    if (deletes || tool.behind_switch) && !hints.destructive.value {
        let what = if deletes { "sends a DELETE" } else { "is `behind_switch`" };
        decoder.report_at(
            hints.destructive.span,
            format!("`destructive: false`, but the tool {what}"),
            "set it to true",
        );
    }
    if deletes && !tool.behind_switch {
        let help = "add `behind_switch: true`: it is offered only when the user switches destructive tools on";
        decoder.report_at(tool.name.span, "a tool that sends a DELETE is not `behind_switch`", help);
    }
    check_output(tool, &seen, decoder);
}

/// That a text for the model says something.
fn sentence(text: &Spanned<String>, decoder: &mut Decoder<'_>) {
    if text.value.trim().is_empty() {
        decoder.report_at(
            text.span,
            "expected a sentence, found an empty string",
            "write what the model needs to know; it chooses tools and its next step by these texts",
        );
    }
}

fn check_request(tool: &ToolFields, request: &Request, earlier: &[&str], decoder: &mut Decoder<'_>) {
    let operation = &request.operation;
    let (method, path) = request.parts();
    if !METHODS.contains(&method) || !path.starts_with('/') {
        let message =
            format!("expected `GET /Path`, or another of {}, found `{}`", METHODS.join(", "), operation.value);
        decoder.report_at(operation.span, message, "write the operation as the API description does");
        return;
    }
    let holes: Vec<&str> =
        path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(hole, _)| hole).collect();
    for hole in &holes {
        if request.path.get(hole).is_none() {
            decoder.report_at(
                operation.span,
                format!("missing value for the path parameter `{hole}`"),
                format!("add `path: {{{hole}: $input}}`"),
            );
        }
    }
    for (name, _) in &request.path.0 {
        known(decoder, name, "path parameter", &holes);
    }
    let bodies = usize::from(request.body.is_some()) + usize::from(!request.multipart.is_empty());
    let allowed = match method {
        "GET" => 0..=0,
        "DELETE" => 0..=1,
        _ => 1..=1,
    };
    if !allowed.contains(&bodies) {
        let message = match bodies {
            0 => format!("a {method} without a body"),
            1 => format!("a {method} with a body"),
            _ => format!("a {method} with both `body` and `multipart`"),
        };
        let help = "a GET takes no body; a POST, PUT or PATCH takes either `body` or `multipart`; `body: {}` sends an empty object";
        decoder.report_at(operation.span, message, help);
    }
    if request.reads && method == "GET" {
        decoder.report_at(operation.span, "a GET with `reads`", "remove `reads`; a GET never changes anything");
    }
    if request.no_content && request.rows.is_some() {
        decoder.report_at(
            operation.span,
            "`no_content` together with `rows`",
            "keep the one that matches the response",
        );
    }
    if let Some(read) = request.pick.as_ref().and_then(|pick| pick.read.as_ref())
        && !(read.value.starts_with("GET /") && read.value.matches('{').count() == 1)
    {
        decoder.report_at(
            read.span,
            format!("expected `GET /Path/{{id}}`, found `{}`", read.value),
            "write the operation as the API description does",
        );
    }
    for value in request.values() {
        expression(tool, earlier, &value.value, decoder);
    }
    if let (Some(paging), None) = (&request.paging, &request.page) {
        decoder.report_at(paging.size.span, "`paging` without `page`", "add `page` with the values of the parameters");
    }
    if (request.page.is_some() || request.pick.is_some()) && request.rows.is_none() {
        decoder.report_at(request.name.span, "a `page` or `pick` without `rows`", "name the key of the rows, or `any`");
    }
}

/// That `$names` exist and operators are used as they must be.
fn expression(tool: &ToolFields, requests: &[&str], node: &Node, decoder: &mut Decoder<'_>) {
    match &node.kind {
        Kind::String(text) => {
            if let Some(path) = text.strip_prefix('$') {
                reference(tool, requests, path, node.span, decoder);
            }
        }
        Kind::Sequence(items) => items.iter().for_each(|item| expression(tool, requests, item, decoder)),
        Kind::Mapping(entries) => {
            let operator = entries.first().filter(|entry| entry.key.starts_with('$'));
            if let Some(first) = operator {
                let Some((_, beside)) = OPERATORS.iter().find(|(name, _)| *name == first.key) else {
                    let names: Vec<&str> = OPERATORS.iter().map(|(name, _)| *name).collect();
                    unknown(decoder, first.key_span, "operator", &first.key, &names);
                    return;
                };
                let expected: Vec<&str> = std::iter::once(first.key.as_str()).chain(*beside).collect();
                if entries.iter().map(|entry| entry.key.as_str()).collect::<Vec<_>>() != expected {
                    decoder.report_at(
                        node.span,
                        format!("`{}` takes exactly the keys {}", first.key, expected.join(" and ")),
                        "add the missing keys, or remove the others",
                    );
                }
                if matches!(first.key.as_str(), "$equals" | "$earlier" | "$divide") && first.value.items().len() != 2 {
                    decoder.report_at(
                        first.value.span,
                        format!("`{}` takes a list of two", first.key),
                        "write `[left, right]`",
                    );
                }
            }
            entries.iter().for_each(|entry| expression(tool, requests, &entry.value, decoder));
        }
        _ => {}
    }
}

/// `$input`, `$request` or `$request.field`; the request must have been made before.
fn reference(tool: &ToolFields, requests: &[&str], path: &str, span: Span, decoder: &mut Decoder<'_>) {
    let (name, dotted) = path.split_once('.').map_or((path, false), |(name, _)| (name, true));
    let inputs = inputs(tool).into_iter().filter(|_| !dotted);
    let names: Vec<&str> = inputs.chain(requests.iter().copied()).collect();
    if !names.contains(&name) {
        let what = if dotted { "earlier request" } else { "input or earlier request" };
        unknown(decoder, span, what, name, &names);
    }
}

fn check_output(tool: &ToolFields, requests: &[&str], decoder: &mut Decoder<'_>) {
    let output = &tool.output;
    if let Some(get) = &tool.documented_get {
        for value in [&get.path, &get.query, &get.fields] {
            expression(tool, requests, &value.value, decoder);
        }
        if let Some(start) = &get.start {
            known(decoder, start, "input", &inputs(tool));
        }
        if !tool.requests.is_empty() || !output.fields.is_empty() {
            decoder.report_at(
                tool.name.span,
                "`documented_get` together with `requests` or `fields`",
                "leave both empty",
            );
        }
        return;
    }
    for value in output.page.iter().flat_map(Page::values) {
        expression(tool, requests, &value.value, decoder);
    }
    if let Some(page) = output.page.as_ref().filter(|page| page.number.is_none()) {
        decoder.report_at(
            page.size.span,
            "a page of the output without `number`",
            "add `number`; rows that were already read are paged by number",
        );
    }
    if output.record.is_some() != output.list.is_empty() {
        decoder.report_at(
            tool.name.span,
            "expected exactly one of `record` and `list` in the output",
            "name the request to show under one of them",
        );
    }
    let with_rows: Vec<&str> = tool
        .requests
        .iter()
        .filter(|request| request.rows.is_some() && request.pick.is_none())
        .map(|request| request.name.value.as_str())
        .collect();
    if let Some(record) = &output.record {
        known(decoder, record, "request", requests);
    }
    output.list.iter().for_each(|list| known(decoder, list, "request with `rows`", &with_rows));
    for note in &output.notes {
        note.when.iter().for_each(|when| expression(tool, requests, &when.value, decoder));
        sentence(&note.text, decoder);
    }
    for keep in &output.keep {
        for value in keep.when.iter().chain(&keep.contains).chain(&keep.equals).chain(&keep.before) {
            expression(tool, requests, &value.value, decoder);
        }
        if [&keep.contains, &keep.equals, &keep.before].into_iter().flatten().count() != 1 {
            let at = keep.field.first().map_or(tool.name.span, |field| field.span);
            decoder.report_at(
                at,
                "expected exactly one of `contains`, `equals` and `before` in a filter",
                "keep one of the three",
            );
        }
    }
    fields(tool, requests, &with_rows, &output.fields, decoder);
}

fn fields(tool: &ToolFields, requests: &[&str], with_rows: &[&str], map: &Map<Field>, decoder: &mut Decoder<'_>) {
    for (_, field) in &map.0 {
        if let Some(request) = &field.request {
            known(decoder, request, "request with `rows`", with_rows);
        }
        if let Some(start) = &field.start {
            known(decoder, start, "input", &inputs(tool));
        }
        for from in &field.from {
            if let Some(path) = from.value.strip_prefix('$') {
                reference(tool, requests, path, from.span, decoder);
            }
        }
        fields(tool, requests, with_rows, &field.fields, decoder);
    }
}

/// That a name is one of `names`.
fn known(decoder: &mut Decoder<'_>, name: &Spanned<String>, what: &str, names: &[&str]) {
    if !names.contains(&name.value.as_str()) {
        unknown(decoder, name.span, what, &name.value, names);
    }
}

fn unknown(decoder: &mut Decoder<'_>, span: Span, what: &str, name: &str, names: &[&str]) {
    let found = decoder.problem(span, format!("unknown {what} `{name}`"));
    let found = found.did_you_mean(nearest(name, names.iter().copied()));
    decoder.report(match names {
        [] => found,
        names => found.help(format!("expected one of {}", names.join(", "))),
    });
}

fn inputs(tool: &ToolFields) -> Vec<&str> {
    tool.input.0.iter().map(|(name, _)| name.value.as_str()).collect()
}
