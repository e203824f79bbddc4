#![no_main]
//! Every parser: no panic, and spans that slice the text.

use libfuzzer_sys::fuzz_target;
use plugin_gen::syntax::{Frontmatter, Markdown, Node, Parsed, json, yaml};

fn node(text: &str, node: &Node) {
    assert!(text.get(node.span.range()).is_some(), "{:?} in {text:?}", node.span);
    node.items().iter().for_each(|item| self::node(text, item));
    for entry in node.entries() {
        assert!(text.get(entry.key_span.range()).is_some(), "{:?} in {text:?}", entry.key_span);
        self::node(text, &entry.value);
    }
}

fn parsed(text: &str, parsed: &Parsed) {
    parsed.root.iter().for_each(|root| node(text, root));
    assert!(parsed.root.is_some() || !parsed.problems.is_empty(), "neither a tree nor a problem for {text:?}");
    let problems = parsed.problems.iter().map(|problem| problem.span);
    for span in problems.chain(parsed.comments.iter().copied()) {
        assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
    }
}

fuzz_target!(|text: &str| {
    parsed(text, &yaml::parse(text));
    parsed(text, &json::parse(text));
    let frontmatter = Frontmatter::find(text);
    if let Some(frontmatter) = &frontmatter {
        assert!(text.get(frontmatter.span.range()).is_some() && text.get(frontmatter.content.range()).is_some());
        parsed(text, &frontmatter.yaml);
    }
    let markdown = Markdown::parse(text, frontmatter.map_or(0, |frontmatter| frontmatter.span.end));
    let headings = markdown.headings.iter().map(|heading| heading.span);
    let links = markdown.links.iter().map(|link| link.span);
    for span in headings.chain(links).chain(markdown.html.iter().copied()).chain(markdown.blocks.iter().copied()) {
        assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
    }
    for block in &markdown.code_blocks {
        let whole = plugin_gen::source::Span::new(0, block.text(&markdown).len());
        assert!(text.get(block.source_span(&markdown, whole).range()).is_some(), "{block:?}");
    }
});
