//! Nested fences of the same length, after which code and text are swapped.

use memchr::memmem;

use super::prose::code_lines;
use crate::plugin::Document;
use crate::source::Span;

/// The first block that contains a line like an opening fence: the block's start, and that line.
#[must_use]
pub(crate) fn nested(document: &Document) -> Option<(usize, Span)> {
    let markdown = document.markdown()?;
    let blocks = markdown
        .code_blocks
        .iter()
        .filter(|block| block.fenced && memmem::find(block.text(markdown).as_bytes(), b"```").is_some());
    blocks.into_iter().find_map(|block| {
        let marks = document.file.slice(block.span).bytes().take_while(|byte| *byte == b'`').count();
        let inner = code_lines(markdown, block).find(|line| is_opening(line.text, marks))?;
        Some((block.span.start, inner.span))
    })
}

fn is_opening(line: &str, marks: usize) -> bool {
    let line = line.trim_start();
    let info = line.trim_start_matches('`');
    line.len() - info.len() == marks && !info.trim().is_empty() && !info.contains('`')
}

/// Where the rendered text first differs from what the author meant; the end of the file if it never does.
#[must_use]
pub(crate) fn reliable_until(document: &Document) -> usize {
    nested(document).map_or(document.file.text().len(), |(start, _)| start)
}
