//! The claims of a whole document: its code blocks, its inline code, its tables.

use std::collections::HashSet;

use super::blocks::Blocks;
use super::mentions::{self, Mention};
use super::role::{self, Role};
use super::samples::{self, Sample};
use super::{
    Body, Claim, Denial, MAX_INLINE, MAX_TEXT, Request, Shown, calls, denial, endpoints, json, lines, tables, target,
};
use crate::plugin::Document;
use crate::source::Span;
use crate::syntax::Markdown;
use crate::syntax::markdown::{CodeBlock, Text};

/// Languages of fences that may hold the body of a request, or its answer.
const DATA: &[&str] = &["", "json", "json5", "jsonc", "js", "javascript", "text"];

/// What a document claims, in the order of blocks, tables of endpoints, inline code, sentences and tables of names.
#[must_use]
pub fn of_document(document: &Document) -> Vec<Claim> {
    let Some(markdown) = document.markdown() else { return Vec::new() };
    let text = document.file.text();
    let request = |request: Request| Claim::Request(Box::new(request));
    let (in_blocks, samples) = in_blocks(text, markdown, Depth::File);
    let mut taken: HashSet<usize> = in_blocks.iter().map(|request| request.target.span.start).collect();
    let mut claims: Vec<Claim> = in_blocks.into_iter().map(request).collect();
    let in_tables = endpoints::in_tables(text, markdown);
    taken.extend(in_tables.iter().map(|request| request.target.span.start));
    claims.extend(in_tables.into_iter().map(request));
    let in_code = in_code_spans(text, markdown, &taken);
    taken.extend(in_code.iter().filter_map(|claim| match claim {
        Claim::Request(request) => Some(request.target.span.start),
        _ => None,
    }));
    claims.extend(in_code);
    let in_text = endpoints::in_text(text, markdown);
    claims.extend(in_text.into_iter().filter(|request| !taken.contains(&request.target.span.start)).map(request));
    claims.extend(tables::of_markdown(text, markdown).into_iter().map(Claim::Table));
    claims.extend(samples.into_iter().map(Claim::Sample));
    claims
}

/// The code of a document that is too large or too deeply nested to be read for claims, with the reason.
#[must_use]
pub fn over_limit(document: &Document) -> Vec<(Span, String)> {
    let Some(markdown) = document.markdown() else { return Vec::new() };
    let blocks = markdown.code_blocks.iter().filter_map(|block| {
        let code = block.text(markdown);
        let reason = if code.len() > MAX_TEXT {
            format!("a code block of {} bytes, more than {MAX_TEXT}", code.len())
        } else if json::is_too_deep(code) {
            format!("an example nested deeper than {} levels", json::MAX_DEPTH)
        } else {
            return None;
        };
        let fence = document.file.slice(block.span).find('\n').unwrap_or(block.span.end - block.span.start);
        Some((Span::new(block.span.start, block.span.start + fence), reason))
    });
    let inline = markdown.code_spans.iter().filter(|code| code.text(markdown).len() > MAX_INLINE).map(|code| {
        let length = code.text(markdown).len();
        (Span::at(code.span.start), format!("inline code of {length} bytes, more than {MAX_INLINE}"))
    });
    blocks.chain(inline).collect()
}

/// What the blocks that are read belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    File,
    /// A block that swallowed them. One level only: reading each level again would take quadratic time.
    Swallowed,
}

/// The requests of all code blocks and headings, and the data that belongs to none of them.
fn in_blocks(text: &str, markdown: &Markdown, depth: Depth) -> (Vec<Request>, Vec<Sample>) {
    let mut found: Vec<Request> = Vec::new();
    let mut samples = Vec::new();
    let mut headings = markdown.headings.iter().peekable();
    // The last block that held a request or data of one, so that more data may follow.
    let mut last: Option<Span> = None;
    for block in &markdown.code_blocks {
        while let Some(heading) = headings.next_if(|heading| heading.span.start < block.span.start) {
            if let Some(request) = endpoints::in_heading(text, heading.span) {
                found.push(request);
                last = Some(heading.span);
            }
        }
        let code = block.text(markdown);
        let mut requests = lines::parse(code, &block.language());
        if requests.is_empty() {
            requests = calls::parse(code, &block.language());
        }
        let denied = is_denied_above(text, markdown, block);
        if requests.is_empty()
            && !denied
            && depth == Depth::File
            && let Some(swallowed) = swallowed(text, markdown, block)
        {
            let inner = text.get(..swallowed.end).unwrap_or_default();
            let (requests, data) = in_blocks(inner, &Markdown::parse(inner, swallowed.start), Depth::Swallowed);
            found.extend(requests);
            samples.extend(data);
            last = None;
            continue;
        }
        if requests.is_empty() {
            let follows = last.is_some_and(|last| follow(text, markdown, block, last, &mut found));
            last = last.filter(|_| follows).map(|_| block.span);
            if !follows && !denied {
                samples.extend(samples::of_block(text, markdown, block));
            }
            continue;
        }
        for request in &mut requests {
            request.relocate(&|span| block.source_span(markdown, span));
            request.block = block.span;
            if denied {
                request.denied = Denial::Advice;
            }
        }
        found.extend(requests);
        last = Some(block.span);
    }
    found.extend(headings.filter_map(|heading| endpoints::in_heading(text, heading.span)));
    (found, samples)
}

/// The content of a block that swallows the opening fence of another one, because a fence before it is not closed: headings,
/// text and the other block. A longer fence around a shorter one quotes it, and is left alone.
fn swallowed(text: &str, markdown: &Markdown, block: &CodeBlock) -> Option<Span> {
    let code = block.text(markdown);
    let written = text.get(block.span.range())?.trim_start();
    let fence =
        written.get(..written.len() - written.trim_start_matches('`').len()).filter(|marks| !marks.is_empty())?;
    let opens = |line: &str| {
        let info = line.trim_start().strip_prefix(fence).unwrap_or_default().trim_start_matches('`');
        info.starts_with(|c: char| c.is_ascii_alphabetic())
    };
    if !block.language().is_empty() || !code.lines().any(opens) {
        return None;
    }
    let inner = block.source_span(markdown, Span::new(0, code.len()));
    // In a list or a quote, the code does not stand in the file as it is.
    text.get(inner.range()).is_some_and(|raw| raw == code).then_some(inner)
}

/// Whether the label or heading right above a block says that what the block shows is wrong.
fn is_denied_above(text: &str, markdown: &Markdown, block: &CodeBlock) -> bool {
    let touches = |span: Span| text.get(span.end..block.span.start).is_some_and(|gap| gap.trim_start().is_empty());
    let place = block.span.start;
    let heading = super::last_before(&markdown.headings, place, |heading| heading.span);
    if heading.is_some_and(|heading| denial::heading_denies(heading.text(markdown))) {
        return true;
    }
    let paragraph = super::last_before(&markdown.paragraphs, place, |paragraph| paragraph.span);
    let paragraph = paragraph.filter(|paragraph| touches(paragraph.span));
    paragraph.is_some_and(|paragraph| denial::label_denies(text.get(paragraph.span.range()).unwrap_or_default()))
}

/// Takes a block of JSON after a request as its body or answer; says whether it was one.
fn follow(text: &str, markdown: &Markdown, block: &CodeBlock, last: Span, found: &mut [Request]) -> bool {
    let language = block.language();
    let lead = first_data(block.text(markdown));
    if !DATA.contains(&language.as_str()) || block.text(markdown).len() > MAX_TEXT {
        return false;
    }
    let Some((mut node, end)) = lead.and_then(|lead| json::parse(block.text(markdown), lead)) else { return false };
    if !block.text(markdown).get(end..).unwrap_or_default().trim_matches([' ', '\n', ';', '\r', '`']).is_empty() {
        return false;
    }
    let between = Span::new(last.end, block.span.start);
    let mut words = text.get(between.range()).unwrap_or_default().to_owned();
    words.push_str(block.text(markdown).get(..lead.unwrap_or_default()).unwrap_or_default());
    words.push_str(&block.info);
    let words = words.trim_end_matches(&language).to_owned();
    let role = role::role(&words);
    let from = markdown.headings.partition_point(|heading| heading.span.start < between.start);
    let headings = markdown.headings.iter().skip(from).take_while(|heading| between.contains(heading.span));
    let heading_between = headings.clone().next().is_some();
    let silent = words.trim().is_empty();
    if is_denied_above(text, markdown, block) || role.is_none() && (!silent || heading_between) {
        return false;
    }
    if !headings.into_iter().all(|heading| role::role(heading.text(markdown)).is_some()) {
        return false;
    }
    let Some(request) = found.last_mut() else { return false };
    node.map_spans(&|span| block.source_span(markdown, span));
    let reads = request.method.as_ref().is_none_or(|method| matches!(method.text.as_str(), "GET" | "HEAD" | "DELETE"));
    let is_body = match role {
        Some(role) => role == Role::Body && !reads,
        None => !reads && request.body.is_none(),
    };
    match is_body {
        true if request.body.is_none() => request.body = Some(Body::Json(node)),
        false if request.response.is_none() => request.response = Some(node),
        _ => return false,
    }
    true
}

/// Where the data of a block begins, after remarks and a declaration such as `const body =`.
fn first_data(text: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        if trimmed.starts_with(['{', '[']) {
            return Some(at + line.len() - trimmed.len());
        }
        if !trimmed.is_empty() && !trimmed.starts_with("//") && !trimmed.starts_with('#') {
            return None;
        }
        at += line.len();
    }
    None
}

fn in_code_spans(text: &str, markdown: &Markdown, taken: &HashSet<usize>) -> Vec<Claim> {
    let blocks = Blocks::new(text, markdown);
    let mut claims = Vec::new();
    for code in &markdown.code_spans {
        let Some(start) = content_start(text, markdown, code) else { continue };
        let block = blocks.around(code.span);
        let span = block.map_or(code.span, |block| block.span);
        let denial = || {
            let inner = Span::new(code.span.start - span.start, code.span.end - span.start);
            let denial = text.get(span.range()).map_or(Denial::None, |block| denial::denial(block, inner));
            let above = block.map_or(Denial::None, |block| block.denied);
            // Of an item, only the first name is what the heading denies.
            let is_first = || text.get(span.start..code.span.start).is_some_and(|lead| lead.trim().len() <= 1);
            match (denial, above) {
                (Denial::None, Denial::Existence) if !is_first() => Denial::Advice,
                (Denial::None, above) => above,
                (own, _) => own,
            }
        };
        if let Some(request) = request_in(code.text(markdown), start) {
            if !taken.contains(&request.target.span.start) {
                let block = block.and_then(|block| block.row).unwrap_or(span);
                claims.push(Claim::Request(Box::new(Request { denied: denial(), block, ..request })));
            }
            continue;
        }
        let names = mentions::names(code.text(markdown), start);
        if names.is_empty() {
            continue;
        }
        let denial = denial();
        claims.extend(names.into_iter().map(|(name, form)| {
            let (row, column) = block.map_or((None, None), |block| (block.row, block.column));
            Claim::Mention(Mention { name, form, code: code.span, block: span, row, column, denial })
        }));
    }
    claims
}

/// Where the content of inline code begins; `None` when it does not stand in the text as it is (an escaped `|`).
fn content_start(text: &str, markdown: &Markdown, code: &Text) -> Option<usize> {
    let (raw, content) = (text.get(code.span.range())?, code.text(markdown));
    Some(code.span.start + raw.find(content).filter(|_| !content.is_empty())?)
}

/// A request, a path or an address in inline code.
fn request_in(code: &str, start: usize) -> Option<Request> {
    if code.len() > MAX_INLINE {
        return None;
    }
    let mention = |request: Request| Request { shown: Shown::Mention, ..request };
    let lead = code.len() - code.trim_start().len();
    let code = code.trim();
    let start = start + lead;
    if let Some(request) = lines::request_line(code, start) {
        return Some(mention(request));
    }
    if code.starts_with("curl ") {
        let mut request = lines::parse(code, "bash").into_iter().next()?;
        request.relocate(&|span| span.shifted(start));
        return Some(request);
    }
    let is_target = code.starts_with('/') || code.starts_with("http://") || code.starts_with("https://");
    if !is_target || code.contains(char::is_whitespace) {
        return None;
    }
    Some(mention(Request { target: target::parse(code, start)?, ..Request::default() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::FileTree;
    use camino::Utf8Path;

    fn claims(text: &str) -> Vec<String> {
        let files = [("README.md".into(), text.as_bytes().to_vec())].into();
        let tree = FileTree::from_memory(files);
        let path = Utf8Path::new("README.md");
        let document = Document::load(&tree, Utf8Path::new(""), path, &tree.kind(path).unwrap()).unwrap();
        of_document(&document)
            .into_iter()
            .map(|claim| match claim {
                Claim::Request(request) => {
                    let mut shown = request.method.as_ref().map_or(String::new(), |method| format!("{} ", method.text));
                    assert_eq!(text[request.target.path.span.range()], request.target.path.text);
                    shown += &request.target.path.text;
                    if let Some(Body::Json(node)) = &request.body {
                        shown += &format!(" body {}", &text[node.span.range()]);
                    }
                    if let Some(node) = &request.response {
                        shown += &format!(" answer {}", &text[node.span.range()]);
                    }
                    if request.denied == Denial::None { shown } else { shown + " denied" }
                }
                Claim::Table(table) => format!("names {}", table.names.len()),
                Claim::Sample(sample) => format!("sample {}", &text[sample.node.span.range()]),
                Claim::Mention(mention) => {
                    assert_eq!(text[mention.name.span.range()], mention.name.text);
                    let denied = if mention.denial == Denial::None { "" } else { " denied" };
                    format!("name {}{denied}", mention.name.text)
                }
            })
            .collect()
    }

    #[test]
    fn blocks_behind_a_request_are_its_body_or_answer() {
        let text = "## A\n\n```http\nPOST /t\n```\n\n```json\n[1]\n```\n\nResponse:\n\n```json\n{\"id\": 1}\n```\n\n## B\n\n```json\n{\"x\": 1}\n```\n";
        assert_eq!(claims(text), ["POST /t body [1] answer {\"id\": 1}", "sample {\"x\": 1}"]);
        let text = "```http\nGET /t\n```\n\n### Response\n\n```json\n[1]\n```\n\n```http\nGET /u\n```\n\nConfigure it:\n\n```json\n{\"a\": 1}\n```\n";
        assert_eq!(claims(text), ["GET /t answer [1]", "GET /u", "sample {\"a\": 1}"]);
        let text = "### 1. List: `GET /t?a=1`\n\nReturns:\n\n```json\n[1]\n```\n\n## PUT /u\n";
        assert_eq!(claims(text), ["GET /t answer [1]", "PUT /u"]);
    }

    #[test]
    fn inline_code_is_a_claim_when_it_has_the_form_of_one() {
        let text = "Call `GET /a?x=1` or `/b`, with `open_only=true`. `DELETE /c` does not exist; see `~/x`, `a b`, `Upper`.\n";
        assert_eq!(claims(text), ["GET /a", "/b", "name open_only", "DELETE /c denied", "name Upper"]);
        assert_eq!(claims("1. Step: `POST /x`\n   ```http\n   GET /y\n   ```\n"), ["GET /y", "POST /x"]);
    }

    #[test]
    fn a_denial_counts_in_its_own_item_of_nested_lists() {
        let text = "- Calls\n  - `GET /a`\n  - `GET /b` does not exist\n    - `GET /c`\n  - `GET /d`\n";
        assert_eq!(claims(text), ["GET /a", "GET /b denied", "GET /c", "GET /d"]);
        // `2)` does not end a clause, so only the item's own text tells the two apart.
        let text = "- Calls\n  1) `GET /a` does not exist\n  2) `GET /b`\n";
        assert_eq!(claims(text), ["GET /a denied", "GET /b"]);
        let text = "- There is no such thing as\n  - `GET /a`\n\n  and\n\n  - `GET /b` does not exist\n- `GET /c`\n";
        assert_eq!(claims(text), ["GET /a", "GET /b denied", "GET /c"]);
    }

    #[test]
    fn wrong_examples_are_marked() {
        assert_eq!(
            claims("**Wrong:**\n\n```http\nGET /a\n```\n\nRight:\n\n```http\nGET /b\n```\n"),
            ["GET /a denied", "GET /b"]
        );
    }

    #[test]
    fn a_swallowed_block_is_read_one_level_deep() {
        let once = "```\n\n```json\n{\"x\": 1}\n```\n";
        let twice = "````\n\n```\n\n````json\n{\"x\": 1}\n````\n";
        assert_eq!(claims(once), ["sample {\"x\": 1}"]);
        assert!(claims(twice).is_empty(), "each further level would read the rest of the file again");
    }
}
