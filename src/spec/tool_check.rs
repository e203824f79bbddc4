//! What must hold inside one tool spec: bounds, references, operators, hints against requests.
//!
//! It sees one tool at a time. That an operation and its names exist in the API description is a rule's business.

use super::fields::{Decoder, Map, Spanned};
use super::server::Page;
use super::tool::{Field, FieldKind, Input, InputKind, Request, ToolFields};
use crate::diag::nearest;
use crate::source::Span;
use crate::syntax::{Kind, Node};

/// Operators of expressions, with the key that each needs beside it.
const OPERATORS: &[(&str, Option<&str>)] = &[
    ("$first", None),
    ("$not", None),
    ("$equals", None),
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
/// Longest full name of a tool that clients accept, less the longest prefix they put in front of it.
const LONGEST_NAME: usize = 40;

fn report(decoder: &mut Decoder<'_>, span: Span, message: impl Into<String>, help: &str) {
    let found = decoder.problem(span, message).help(help);
    decoder.report(found);
}

/// Bounds of an input, and that its default and example keep them.
pub(super) fn input(input: &Input, node: &Node, decoder: &mut Decoder<'_>) {
    let at = node.span;
    if input.description.value.trim().is_empty() {
        report(decoder, input.description.span, "expected a description, found nothing", "say what the value means");
    }
    match input.kind {
        InputKind::Integer if input.minimum.is_none() => {
            report(decoder, at, "a whole number without `minimum`", "add `minimum: 1` for an id");
        }
        InputKind::String if input.max_length.is_none() && input.values.is_empty() => {
            report(decoder, at, "a text without `max_length` or `enum`", "add `max_length: 200`");
        }
        _ => {}
    }
    if input.required && input.default.is_some() {
        report(decoder, at, "an input that is `required` and has a `default`", "take one of the two away");
    }
    for (value, what) in input.default.iter().map(|value| (value, "default")).chain([(&input.example, "example")]) {
        if let Some(expected) = misfit(input, &value.value) {
            report(
                decoder,
                value.span,
                format!("expected {expected} as {what}"),
                "give a value that callers could send",
            );
        }
    }
}

fn misfit(input: &Input, value: &Node) -> Option<String> {
    match input.kind {
        InputKind::Boolean => value.as_bool().is_none().then(|| "true or false".to_owned()),
        InputKind::Integer => {
            let number = match &value.kind {
                Kind::Number(text) => text.parse::<i64>().ok(),
                _ => None,
            };
            let range = input.minimum.unwrap_or(i64::MIN)..=input.maximum.unwrap_or(i64::MAX);
            (!number.is_some_and(|number| range.contains(&number)))
                .then(|| "a whole number within the bounds".to_owned())
        }
        InputKind::Map => (!value.is_mapping()
            || value.entries().iter().any(|entry| entry.value.scalar_text().is_none()))
        .then(|| "a mapping of names to single values".to_owned()),
        InputKind::Time => {
            let good = value.as_str().is_some_and(|text| text.len() >= 10 && text.split('-').count() == 3);
            (!good).then(|| "a time like \"2026-11-30T14:30\", in quotes".to_owned())
        }
        InputKind::Date => {
            let good = value.as_str().is_some_and(|text| text.len() == 10 && text.split('-').count() == 3);
            (!good).then(|| "a day like \"2026-11-30\", in quotes".to_owned())
        }
        InputKind::String if !input.values.is_empty() => {
            let good = value.scalar_text().is_some_and(|text| input.values.iter().any(|allowed| allowed == text));
            (!good).then(|| format!("one of {}", input.values.join(", ")))
        }
        InputKind::String => {
            let range = input.min_length.unwrap_or(0)..=input.max_length.unwrap_or(usize::MAX);
            let length = value.as_str().map(|text| text.chars().count());
            (!length.is_some_and(|length| range.contains(&length))).then(|| "a text within the bounds".to_owned())
        }
    }
}

/// That a field has the keys its kind needs.
pub(super) fn field(field: &Field, node: &Node, decoder: &mut Decoder<'_>) {
    let nested = matches!(field.kind, FieldKind::List | FieldKind::Object);
    if nested == field.fields.0.is_empty() {
        let help = if nested { "name the fields to show" } else { "only a `list` or an `object` has fields" };
        report(
            decoder,
            node.span,
            format!("a `{}` with{} `fields`", field.kind.word(), if nested { "out" } else { "" }),
            help,
        );
    }
    if field.kind == FieldKind::Total && field.request.is_none() {
        report(decoder, node.span, "a `total` without `request`", "name the request whose rows are counted");
    }
    if (field.kind == FieldKind::Link) != field.link.is_some() {
        report(decoder, node.span, "`type: link` and `link:` belong together", "name a link of server.yaml");
    }
}

/// Everything that concerns several parts of a tool.
pub(super) fn check(tool: &ToolFields, decoder: &mut Decoder<'_>) {
    let name = &tool.name.value;
    let good = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !good || name.len() > LONGEST_NAME {
        report(
            decoder,
            tool.name.span,
            format!("expected a name of a-z, 0-9 and _, at most {LONGEST_NAME} characters, found `{name}`"),
            "clients put a prefix in front of it and refuse long names",
        );
    }
    for text in [&tool.title, &tool.description] {
        if text.value.trim().is_empty() {
            report(decoder, text.span, "expected a sentence, found nothing", "a model chooses a tool by this text");
        }
    }
    for name in &tool.needs_one_of {
        known(decoder, name, "input", &tool.input.0.iter().map(|(name, _)| name.value.as_str()).collect::<Vec<_>>());
    }
    let mut seen = Vec::new();
    for request in &tool.requests {
        check_request(tool, request, &seen, decoder);
        if seen.contains(&request.name.value.as_str()) {
            report(
                decoder,
                request.name.span,
                format!("two requests are named `{}`", request.name.value),
                "give each its own name",
            );
        }
        seen.push(&request.name.value);
    }
    let hints = &tool.hints;
    let write = tool.requests.iter().find(|request| request.writes());
    if write.is_some() == hints.read_only.value {
        let does = write.map_or("only reads".to_owned(), |write| format!("sends a {}", write.parts().0));
        let message = format!("`read_only: {}`, but the tool {does}", hints.read_only.value);
        let help =
            "a server without write tools relies on this hint; `reads: true` marks a request that changes nothing";
        report(decoder, hints.read_only.span, message, help);
    }
    if hints.read_only.value && hints.destructive.value {
        report(decoder, hints.destructive.span, "a tool that only reads cannot be destructive", "set it to false");
    }
    let deletes = tool.requests.iter().any(|request| request.writes() && request.parts().0 == "DELETE");
    if (deletes || tool.behind_switch) && !hints.destructive.value {
        let what = if deletes { "sends a DELETE" } else { "is `behind_switch`" };
        report(decoder, hints.destructive.span, format!("`destructive: false`, but the tool {what}"), "set it to true");
    }
    if deletes && !tool.behind_switch {
        let help = "add `behind_switch: true`: it is offered only when the user switches destructive tools on";
        report(decoder, tool.name.span, "a tool that sends a DELETE is not `behind_switch`", help);
    }
    check_output(tool, &seen, decoder);
}

fn check_request(tool: &ToolFields, request: &Request, earlier: &[&str], decoder: &mut Decoder<'_>) {
    let operation = &request.operation;
    let (method, path) = request.parts();
    if !METHODS.contains(&method) || !path.starts_with('/') {
        let message =
            format!("expected `GET /Path`, or another of {}, found `{}`", METHODS.join(", "), operation.value);
        report(decoder, operation.span, message, "write the operation as the API description does");
        return;
    }
    let holes: Vec<&str> =
        path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(hole, _)| hole).collect();
    for hole in &holes {
        if request.path.get(hole).is_none() {
            report(
                decoder,
                operation.span,
                format!("no value for `{{{hole}}}`"),
                &format!("add `path: {{{hole}: $input}}`"),
            );
        }
    }
    for (name, _) in &request.path.0 {
        known(decoder, name, "part of the path", &holes);
    }
    let bodies = usize::from(request.body.is_some()) + usize::from(!request.multipart.is_empty());
    let allowed = match method {
        "GET" => 0..=0,
        "DELETE" => 0..=1,
        _ => 1..=1,
    };
    if !allowed.contains(&bodies) {
        let message = format!("a {method} with {bodies} bodies");
        let help = "a GET has none; a POST, PUT or PATCH has one of `body` and `multipart`, and `body: {}` sends an empty object";
        report(decoder, operation.span, message, help);
    }
    if request.reads && method == "GET" {
        report(decoder, operation.span, "a GET with `reads`", "remove `reads`: a GET changes nothing in any case");
    }
    if request.no_content && request.rows.is_some() {
        report(decoder, operation.span, "`no_content` beside `rows`", "keep the one that the answer has");
    }
    if let Some(read) = request.pick.as_ref().and_then(|pick| pick.read.as_ref())
        && !(read.value.starts_with("GET /") && read.value.matches('{').count() == 1)
    {
        report(
            decoder,
            read.span,
            format!("expected `GET /Path/{{id}}`, found `{}`", read.value),
            "write the operation as the API description does",
        );
    }
    for value in request.values() {
        expression(tool, earlier, &value.value, decoder);
    }
    if let (Some(paging), None) = (&request.paging, &request.page) {
        report(decoder, paging.size.span, "`paging` without `page`", "add `page` with the values of the parameters");
    }
    if (request.page.is_some() || request.pick.is_some()) && request.rows.is_none() {
        report(decoder, request.name.span, "a `page` or `pick` without `rows`", "name the key of the rows, or `any`");
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
                    let found = decoder.problem(first.key_span, format!("there is no operator `{}`", first.key));
                    let found = found.did_you_mean(nearest(&first.key, names.iter().copied()));
                    decoder.report(found.help(format!("the operators are {}", names.join(", "))));
                    return;
                };
                let expected: Vec<&str> = std::iter::once(first.key.as_str()).chain(*beside).collect();
                if entries.iter().map(|entry| entry.key.as_str()).collect::<Vec<_>>() != expected {
                    report(
                        decoder,
                        node.span,
                        format!("`{}` takes the keys {}", first.key, expected.join(" and ")),
                        "no others",
                    );
                }
                if matches!(first.key.as_str(), "$equals" | "$divide") && first.value.items().len() != 2 {
                    report(
                        decoder,
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
    let inputs = tool.input.0.iter().map(|(name, _)| name.value.as_str()).filter(|_| !dotted);
    let names: Vec<&str> = inputs.chain(requests.iter().copied()).collect();
    if !names.contains(&name) {
        let what = if dotted { "earlier request" } else { "input or earlier request" };
        let found = decoder.problem(span, format!("there is no {what} `{name}`"));
        let found = found.did_you_mean(nearest(name, names.iter().copied()));
        decoder.report(found.help(format!("there are {}", names.join(", "))));
    }
}

fn check_output(tool: &ToolFields, requests: &[&str], decoder: &mut Decoder<'_>) {
    let output = &tool.output;
    if let Some(get) = &tool.documented_get {
        for value in [&get.path, &get.query, &get.fields] {
            expression(tool, requests, &value.value, decoder);
        }
        if !tool.requests.is_empty() || !output.fields.is_empty() {
            report(decoder, tool.name.span, "a `documented_get` beside `requests` or `fields`", "leave both empty");
        }
        return;
    }
    for value in output.page.iter().flat_map(Page::values) {
        expression(tool, requests, &value.value, decoder);
    }
    if let Some(page) = output.page.as_ref().filter(|page| page.number.is_none()) {
        report(
            decoder,
            page.size.span,
            "a page of the output without `number`",
            "rows that were read are paged by number",
        );
    }
    if output.record.is_some() != output.list.is_empty() {
        report(
            decoder,
            tool.name.span,
            "the output is neither one `record` nor one `list`",
            "name the request to show under exactly one of the two",
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
    for keep in &output.keep {
        for value in keep.when.iter().chain(&keep.contains).chain(&keep.equals).chain(&keep.before) {
            expression(tool, requests, &value.value, decoder);
        }
        if [&keep.contains, &keep.equals, &keep.before].into_iter().flatten().count() != 1 {
            let at = keep.field.first().map_or(tool.name.span, |field| field.span);
            report(decoder, at, "a filter has one of `contains`, `equals` and `before`", "give one of the three");
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
            known(
                decoder,
                start,
                "input",
                &tool.input.0.iter().map(|(name, _)| name.value.as_str()).collect::<Vec<_>>(),
            );
        }
        for from in &field.from {
            if let Some(path) = from.value.strip_prefix('$') {
                reference(tool, requests, path, from.span, decoder);
            }
        }
        fields(tool, requests, with_rows, &field.fields, decoder);
    }
}

fn known(decoder: &mut Decoder<'_>, name: &Spanned<String>, what: &str, names: &[&str]) {
    if !names.contains(&name.value.as_str()) {
        let found = decoder.problem(name.span, format!("there is no {what} `{}`", name.value));
        let found = found.did_you_mean(nearest(&name.value, names.iter().copied()));
        decoder.report(found.help(format!("there are {}", names.join(", "))));
    }
}
