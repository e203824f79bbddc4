//! The claims of a whole document: its code blocks, its inline code, its tables.

use super::{Body, Claim, MAX_INLINE, MAX_TEXT, Piece, Request, Shown, json, lines, prose, tables, target};
use crate::plugin::Document;
use crate::source::Span;
use crate::syntax::Markdown;
use crate::syntax::markdown::{CodeBlock, Text};

/// Languages of fences that may hold the body of a request, or its answer.
const DATA: &[&str] = &["", "json", "json5", "jsonc", "js", "javascript", "text"];

/// What a document claims, in the order of blocks, inline code and tables. `is_known` says which names alone in inline code
/// are claims: of most of them an API has nothing to say, and then the text around them need not be read.
#[must_use]
pub fn of_document(document: &Document, is_known: &dyn Fn(&str) -> bool) -> Vec<Claim> {
    let Some(markdown) = document.markdown() else { return Vec::new() };
    let text = document.file.text();
    let mut claims: Vec<Claim> =
        in_blocks(text, markdown).into_iter().map(|request| Claim::Request(Box::new(request))).collect();
    claims.extend(in_code_spans(text, markdown, is_known));
    claims.extend(tables::of_markdown(text, markdown).into_iter().map(Claim::Names));
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

fn in_blocks(text: &str, markdown: &Markdown) -> Vec<Request> {
    let mut found: Vec<Request> = Vec::new();
    // The last block that held a request or data of one, and how many requests are open to more data.
    let mut last: Option<Span> = None;
    for block in &markdown.code_blocks {
        let mut requests = lines::parse(block.text(markdown), &block.language());
        let above = above(text, markdown, block);
        if requests.is_empty() {
            let follows = last.is_some_and(|last| follow(text, markdown, block, last, &mut found));
            last = last.filter(|_| follows).map(|_| block.span);
            continue;
        }
        let denied = prose::denies(above);
        for request in &mut requests {
            request.relocate(&|span| block.source_span(markdown, span));
            request.denied |= denied;
        }
        found.extend(requests);
        last = Some(block.span);
    }
    found
}

/// The paragraph or heading right above a block.
fn above<'m>(text: &str, markdown: &'m Markdown, block: &CodeBlock) -> &'m str {
    let touches = |span: Span| text.get(span.end..block.span.start).is_some_and(|gap| gap.trim_start().is_empty());
    let place = block.span.start;
    let paragraph = super::last_before(&markdown.paragraphs, place, |paragraph| paragraph.span);
    let heading = super::last_before(&markdown.headings, place, |heading| heading.span);
    let paragraph = paragraph.filter(|paragraph| touches(paragraph.span)).map(|paragraph| paragraph.text(markdown));
    let heading = heading.filter(|heading| touches(heading.span)).map(|heading| heading.text(markdown));
    paragraph.or(heading).unwrap_or_default()
}

/// Takes a block of JSON behind a request as its body or answer; says whether it was one.
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
    let role = prose::role(&words);
    let from = markdown.headings.partition_point(|heading| heading.span.start < between.start);
    let headings = markdown.headings.iter().skip(from).take_while(|heading| between.contains(heading.span));
    let heading_between = headings.clone().next().is_some();
    let silent = words.trim().is_empty();
    if prose::denies(above(text, markdown, block)) || role.is_none() && (!silent || heading_between) {
        return false;
    }
    if !headings.into_iter().all(|heading| prose::role(heading.text(markdown)).is_some()) {
        return false;
    }
    let Some(request) = found.last_mut() else { return false };
    node.map_spans(&|span| block.source_span(markdown, span));
    let reads = request.method.as_ref().is_none_or(|method| matches!(method.text.as_str(), "GET" | "HEAD" | "DELETE"));
    let is_body = match role {
        Some(role) => role == prose::Role::Body && !reads,
        None => !reads && request.body.is_none(),
    };
    match is_body {
        true if request.body.is_none() => request.body = Some(Body::Json(node)),
        false if request.response.is_none() => request.response = Some(node),
        _ => return false,
    }
    true
}

/// Where the data of a block begins, behind remarks and a declaration such as `const body =`.
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

fn in_code_spans(text: &str, markdown: &Markdown, is_known: &dyn Fn(&str) -> bool) -> Vec<Claim> {
    let blocks = Blocks::new(markdown);
    let mut claims = Vec::new();
    for code in &markdown.code_spans {
        let Some(start) = content_start(text, markdown, code) else { continue };
        let Some(mut claim) = in_code(code.text(markdown), start) else { continue };
        if matches!(&claim, Claim::Name(name) if !is_known(&name.text)) {
            continue;
        }
        let denied = blocks.around(code.span).is_some_and(|block| {
            let inner = Span::new(code.span.start - block.start, code.span.end - block.start);
            text.get(block.range()).is_some_and(|block| prose::is_denied(block, inner))
        });
        match &mut claim {
            Claim::Request(request) => request.denied |= denied,
            _ if denied => continue,
            _ => {}
        }
        claims.push(claim);
    }
    claims
}

/// Where the content of inline code begins; `None` when it does not stand in the text as it is (an escaped `|`).
fn content_start(text: &str, markdown: &Markdown, code: &Text) -> Option<usize> {
    let (raw, content) = (text.get(code.span.range())?, code.text(markdown));
    Some(code.span.start + raw.find(content).filter(|_| !content.is_empty())?)
}

fn in_code(code: &str, start: usize) -> Option<Claim> {
    if code.len() > MAX_INLINE {
        return None;
    }
    let mention = |request: Request| Claim::Request(Box::new(Request { shown: Shown::Mention, ..request }));
    let lead = code.len() - code.trim_start().len();
    let code = code.trim();
    let start = start + lead;
    if let Some(request) = lines::request_line(code, start) {
        return Some(mention(request));
    }
    if code.starts_with("curl ") {
        let mut request = lines::parse(code, "bash").into_iter().next()?;
        request.relocate(&|span| span.shifted(start));
        return Some(Claim::Request(Box::new(request)));
    }
    let is_target = code.starts_with('/') || code.starts_with("http://") || code.starts_with("https://");
    if is_target && !code.contains(char::is_whitespace) {
        return Some(mention(Request { target: target::parse(code, start)?, ..Request::default() }));
    }
    let name = code.split('=').next().unwrap_or(code);
    let is_name = !name.is_empty()
        && name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name.then(|| Claim::Name(Piece::new(name, Span::new(start, start + name.len()))))
}

/// Paragraphs, items, headings and cells in the order of their beginning, for the smallest one around a place.
struct Blocks(Vec<Span>);

impl Blocks {
    fn new(markdown: &Markdown) -> Self {
        let cells = markdown.tables.iter().flat_map(|table| table.cells());
        let texts = markdown.paragraphs.iter().chain(&markdown.items).chain(cells).map(|text| text.span);
        let mut all: Vec<Span> = texts.chain(markdown.headings.iter().map(|heading| heading.span)).collect();
        all.sort();
        Self(all)
    }

    fn around(&self, place: Span) -> Option<Span> {
        let behind = self.0.partition_point(|block| block.start <= place.start);
        // The innermost block begins last; a few siblings may stand between it and the place.
        self.0.get(..behind)?.iter().rev().take(64).find(|block| block.contains(place)).copied()
    }
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
        of_document(&document, &|_| true)
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
                    if request.denied { shown + " denied" } else { shown }
                }
                Claim::Names(names) => format!("names {}", names.names.len()),
                Claim::Name(name) => {
                    assert_eq!(text[name.span.range()], name.text);
                    format!("name {}", name.text)
                }
            })
            .collect()
    }

    #[test]
    fn blocks_behind_a_request_are_its_body_or_answer() {
        let text = "## A\n\n```http\nPOST /t\n```\n\n```json\n[1]\n```\n\nResponse:\n\n```json\n{\"id\": 1}\n```\n\n## B\n\n```json\n{\"x\": 1}\n```\n";
        assert_eq!(claims(text), ["POST /t body [1] answer {\"id\": 1}"]);
        let text = "```http\nGET /t\n```\n\n### Response\n\n```json\n[1]\n```\n\n```http\nGET /u\n```\n\nConfigure it:\n\n```json\n{\"a\": 1}\n```\n";
        assert_eq!(claims(text), ["GET /t answer [1]", "GET /u"]);
    }

    #[test]
    fn inline_code_is_a_claim_when_it_has_the_form_of_one() {
        let text = "Call `GET /a?x=1` or `/b`, with `open_only=true`. `DELETE /c` does not exist; see `~/x`, `a b`, `Upper`.\n";
        assert_eq!(claims(text), ["GET /a", "/b", "name open_only", "DELETE /c denied"]);
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
}
