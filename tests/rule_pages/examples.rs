//! The examples of a rule's page.

use std::collections::BTreeMap;

use plugin_gen::source::Span;
use plugin_gen::syntax::Markdown;
use plugin_gen::syntax::markdown::CodeBlock;

/// The examples of a page: kind, files, and the block with the expected output.
pub(crate) struct Example {
    pub(crate) title: String,
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) specs: BTreeMap<String, String>,
    pub(crate) links: BTreeMap<String, String>,
    pub(crate) commits: [BTreeMap<String, String>; 2],
    pub(crate) output: Option<(Span, String)>,
    pub(crate) end: usize,
}

/// The text of a file. With `size=BYTES` in the info string, it is padded with line breaks to that size.
fn sized(markdown: &Markdown, block: &CodeBlock) -> String {
    let size: usize = attribute(&block.info, "size").map_or(0, |size| size.parse().unwrap());
    let text = block.text(markdown);
    let missing = size.saturating_sub(text.len());
    let text = text.to_owned() + &"\n".repeat(missing);
    let text = if attribute(&block.info, "escapes").is_some() { with_bytes(&text) } else { text };
    if attribute(&block.info, "line-ends") == Some("crlf") { text.replace('\n', "\r\n") } else { text }
}

/// Reads `\xNN` as a byte. A byte that is not ASCII is a private-use character until the file is written.
fn with_bytes(text: &str) -> String {
    let mut parts = text.split("\\x");
    let mut read = parts.next().unwrap().to_owned();
    for part in parts {
        let byte = u32::from_str_radix(&part[..2], 16).unwrap();
        read.push(char::from_u32(if byte < 0x80 { byte } else { PRIVATE + byte }).unwrap());
        read.push_str(&part[2..]);
    }
    read
}

const PRIVATE: u32 = 0xe000;

pub(crate) fn bytes_of(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for character in text.chars() {
        match u32::from(character).checked_sub(PRIVATE) {
            Some(byte @ 0x80..=0xff) => bytes.push(byte as u8),
            _ => bytes.extend(character.encode_utf8(&mut [0; 4]).bytes()),
        }
    }
    bytes
}

fn attribute<'i>(info: &'i str, name: &str) -> Option<&'i str> {
    info.split_whitespace().find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
}

pub(crate) fn examples(page: &str) -> Vec<Example> {
    let markdown = Markdown::parse(page, 0);
    let mut examples = Vec::new();
    for (index, heading) in markdown.headings.iter().enumerate().filter(|(_, heading)| heading.level == 3) {
        let section: Span = markdown.section(index);
        let blocks: Vec<&CodeBlock> =
            markdown.code_blocks.iter().filter(|block| section.contains(block.span)).collect();
        let marked = |name| {
            let named = |block: &&CodeBlock| Some((attribute(&block.info, name)?.to_owned(), sized(&markdown, block)));
            blocks.iter().filter_map(named).collect()
        };
        let (files, specs, links) = (marked("file"), marked("spec"), marked("link"));
        let commits = [marked("commit1"), marked("commit2")];
        let output = blocks.iter().find(|block| block.info == "text output");
        let output = output.map(|block| (block.span, block.text(&markdown).to_owned()));
        let end = blocks.last().map_or(heading.span.end, |block| block.span.end);
        examples.push(Example { title: heading.text(&markdown).to_owned(), files, specs, links, commits, output, end });
    }
    examples
}
