//! Any text as a code block and as a document: no panic, and every span is inside the text.
#![no_main]

use std::collections::BTreeMap;

use camino::Utf8Path;
use libfuzzer_sys::fuzz_target;
use plugin_gen::claims::{Body, Claim, Request, of_document, parse_requests};
use plugin_gen::plugin::{Document, FileTree};
use plugin_gen::source::Span;
use plugin_gen::syntax::Node;

fn in_text(text: &str, span: Span) {
    assert!(text.get(span.range()).is_some());
}

fn node(text: &str, value: &Node) {
    in_text(text, value.span);
    value.items().iter().for_each(|item| node(text, item));
    for entry in value.entries() {
        in_text(text, entry.key_span);
        node(text, &entry.value);
    }
}

fn request(text: &str, found: &Request) {
    in_text(text, found.target.span);
    for pair in &found.target.query {
        in_text(text, pair.name.span);
        pair.value.iter().for_each(|value| in_text(text, value.span));
    }
    match &found.body {
        Some(Body::Json(value)) => node(text, value),
        Some(body) => in_text(text, body.span()),
        None => {}
    }
    found.response.iter().for_each(|value| node(text, value));
}

fuzz_target!(|text: &str| {
    for language in ["http", "bash", "json"] {
        parse_requests(text, language).iter().for_each(|found| request(text, found));
    }
    let tree = FileTree::from_memory(BTreeMap::from([("x.md".into(), text.as_bytes().to_vec())]));
    let path = Utf8Path::new("x.md");
    let Some(kind) = tree.kind(path) else { return };
    let Some(document) = Document::load(&tree, Utf8Path::new(""), path, &kind) else { return };
    for claim in of_document(&document) {
        match claim {
            Claim::Request(found) => request(document.file.text(), &found),
            Claim::Table(table) => table.names.iter().for_each(|row| in_text(document.file.text(), row.name.span)),
            Claim::Sample(sample) => node(document.file.text(), &sample.node),
            Claim::Mention(mention) => in_text(document.file.text(), mention.name.span),
        }
    }
});
