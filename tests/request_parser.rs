//! The request parser accepts any text: no panic, spans inside the text, bounded work. A short version of `fuzz/`.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use camino::Utf8Path;
use plugin_gen::claims::{Body, Claim, Request, of_document, parse_requests};
use plugin_gen::openapi::Description;
use plugin_gen::openapi::validate::validate;
use plugin_gen::plugin::{Document, FileTree};
use plugin_gen::source::{SourceFile, Span};
use plugin_gen::syntax::Node;
use proptest::prelude::*;

fn in_text(text: &str, span: Span) {
    assert!(text.get(span.range()).is_some(), "{span:?} is not in {text:?}");
}

fn node_in_text(text: &str, node: &Node) {
    in_text(text, node.span);
    node.items().iter().for_each(|item| node_in_text(text, item));
    for entry in node.entries() {
        in_text(text, entry.key_span);
        node_in_text(text, &entry.value);
    }
}

fn request_in_text(text: &str, request: &Request) {
    in_text(text, request.target.span);
    in_text(text, request.target.path.span);
    for pair in &request.target.query {
        in_text(text, pair.name.span);
        pair.value.iter().for_each(|value| in_text(text, value.span));
    }
    match &request.body {
        Some(Body::Json(node)) => node_in_text(text, node),
        Some(body) => in_text(text, body.span()),
        None => {}
    }
    request.response.iter().for_each(|node| node_in_text(text, node));
}

fn claims_in_text(text: &str) {
    for language in ["http", "bash", "json", "python", ""] {
        parse_requests(text, language).iter().for_each(|request| request_in_text(text, request));
    }
    let tree = FileTree::from_memory(BTreeMap::from([("x.md".into(), text.as_bytes().to_vec())]));
    let path = Utf8Path::new("x.md");
    let Some(document) = Document::load(&tree, Utf8Path::new(""), path, &tree.kind(path).unwrap()) else { return };
    for claim in of_document(&document) {
        match claim {
            Claim::Request(request) => request_in_text(text, &request),
            Claim::Sample(sample) => assert!(text.is_char_boundary(sample.span.start) && sample.span.end <= text.len()),
            Claim::Table(table) => table.names.iter().for_each(|row| in_text(text, row.name.span)),
            Claim::Mention(mention) => in_text(text, mention.name.span),
        }
    }
}

/// Pieces that the parser recognizes, for random combination.
const PIECES: &[&str] = &[
    "GET /a",
    "POST /a?b=c&d",
    " HTTP/1.1",
    "\n",
    "\n\n",
    "curl ",
    "-X POST ",
    "-d '",
    "'",
    "\"",
    "\\",
    "\\\n",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "...",
    "…",
    "//",
    "# ",
    "/*",
    "*/",
    "{id}",
    "<id>",
    "${X}",
    "$(",
    ")",
    "<<EOF\n",
    "EOF\n",
    "--data-urlencode ",
    "a=b",
    "&",
    "?",
    "https://h/x",
    "Host: h\n",
    "HTTP/1.1 200 OK\n",
    "```http\n",
    "```json\n",
    "```\n",
    "`",
    "| Field |\n|---|\n",
    "| `a.b` |\n",
    "ü",
    "\u{feff}",
    "\r\n",
    "true",
    "1.5",
    "\"a\": ",
    "`GET /x`",
    " does not exist",
    "not ",
    "## ",
    "- ",
    "1. ",
    "%41",
    "%",
    "\0",
    "@-",
    "-G ",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_in_any_order(pieces in proptest::collection::vec(0..PIECES.len(), 0..60)) {
        claims_in_text(&pieces.iter().map(|piece| PIECES[*piece]).collect::<String>());
    }

    #[test]
    fn any_text(text in "\\PC{0,200}") {
        claims_in_text(&text);
    }
}

#[test]
fn right_documents_with_a_byte_changed() {
    let folder = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    for path in ["no-false-alarms/skills/tickets/SKILL.md", "wrong-claims/skills/work-orders/SKILL.md"] {
        let text = std::fs::read_to_string(folder.join(path)).unwrap();
        for at in (0..text.len()).step_by(37).filter(|at| text.is_char_boundary(*at)) {
            for change in ["", "`", "\"", "{", "\\", "\n", "é"] {
                let end = text.ceil_char_boundary(at + 1);
                claims_in_text(&format!("{}{change}{}", &text[..at], &text[end..]));
            }
            claims_in_text(&text[..at]);
        }
    }
}

#[test]
fn hostile_texts_end_soon() {
    let started = Instant::now();
    let many = |piece: &str| piece.repeat(60_000 / piece.len());
    for piece in [
        "{",
        "[",
        "{\"a\":",
        "[{",
        "$(",
        "\"",
        "'",
        "\\\n",
        "`a` ",
        "`a`, ",
        "| a ",
        "GET /x\n",
        "curl ",
        "curl -d '",
        "?&",
        "{{",
        "<",
        "<<E\n",
        "```json\n{}\n```\n",
        "`GET /x` not ",
        "# a\n",
        "/* ",
        "a=b&",
        "/x/",
        "...",
        "{\"a\": \"b\" | ",
        "```http\nGET /x\n```\n\nResponse\n\n",
    ] {
        claims_in_text(&many(piece));
        claims_in_text(&format!("```http\nPOST /x\n\n{}\n```\n", many(piece)));
    }
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}

#[test]
fn hostile_descriptions_end_soon() {
    let started = Instant::now();
    let mut schemas = String::new();
    for number in 0..200 {
        // Each schema refers to all others, in every way at once.
        let all: Vec<String> =
            (0..200).map(|other| format!("{{\"$ref\": \"#/components/schemas/S{other}\"}}")).collect();
        let all = all.join(",");
        schemas += &format!(
            "{}\"S{number}\": {{\"allOf\": [{all}], \"anyOf\": [{all}], \"properties\": {{\"p{number}\": {{\"oneOf\": [{all}]}}}}}}",
            if number == 0 { "" } else { "," }
        );
    }
    let text = format!("{{\"openapi\": \"3.0.0\", \"paths\": {{}}, \"components\": {{\"schemas\": {{{schemas}}}}}}}");
    let description = Description::load(&SourceFile::new("api.json", text)).unwrap();
    let schema = description.schema("S0").unwrap();
    let body = format!("{}1{}", "{\"p1\": ".repeat(60), "}".repeat(60));
    let body = plugin_gen::syntax::json::parse(&body).root.unwrap();
    let _ = validate(&schema, &body);
    let _ = (schema.type_name(), schema.fields().len(), schema.required().len(), schema.field("p1.p2.p3"));
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}
