//! Commands that Claude Code runs when a command or skill loads.
//!
//! Source: the code of the CLI, and the text that the model receives, recorded for every form in `tests/recorder.rs`.
//! Claude Code does not parse Markdown here: fences and comments do not protect a command.

use memchr::memmem;

use crate::plugin::Document;
use crate::source::Span;

/// A command that runs at load time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LoadCommand<'d> {
    /// The command line or script.
    pub command: &'d str,
    /// The bytes from `!` to the closing mark, or the whole block.
    pub span: Span,
}

/// The commands in a document's body, in order.
#[must_use]
pub(crate) fn load_commands(document: &Document) -> Vec<LoadCommand<'_>> {
    let Some(markdown) = document.markdown() else { return Vec::new() };
    let body = document.file.slice(markdown.span);
    let mut found = Vec::new();
    let mut add = |start: usize, end: usize, command: &'_ std::ops::Range<usize>| {
        let command = body[command.clone()].trim();
        if !command.is_empty() {
            let span = Span::new(start, end).shifted(markdown.span.start);
            found.push((command, span));
        }
    };
    let mut from = 0;
    while let Some(start) = find(&body[from..], "```!").map(|at| at + from) {
        let inside = start + 4;
        let Some(length) = find(&body[inside..], "```") else { break };
        from = inside + length + 3;
        add(start, from, &(inside..inside + length));
    }
    if find(body, "!`").is_some() {
        let shown = without_inline_code(body);
        let mut from = 0;
        while let Some(start) = find(&shown[from..], "!`").map(|at| at + from) {
            let inside = start + 2;
            from = inside;
            let opens = shown[..start].chars().next_back().is_none_or(char::is_whitespace);
            if !opens {
                continue;
            }
            let Some(length) = shown[inside..].find('`').filter(|length| *length > 0) else { continue };
            from = inside + length + 1;
            add(start, from, &(inside..inside + length));
        }
    }
    found.sort_by_key(|(_, span)| *span);
    found.into_iter().map(|(command, span)| LoadCommand { command, span }).collect()
}

/// Where `wanted` first occurs, searched many bytes at a time.
fn find(text: &str, wanted: &str) -> Option<usize> {
    memmem::find(text.as_bytes(), wanted.as_bytes())
}

/// The text with the content of single-line inline code blanked out, unless `!` or a backtick precedes it.
fn without_inline_code(body: &str) -> String {
    let bytes = body.as_bytes();
    let mut shown = body.to_owned().into_bytes();
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'`', &bytes[at..]).map(|offset| at + offset) {
        let close = bytes[open + 1..].iter().position(|byte| matches!(byte, b'`' | b'\n'));
        match close {
            Some(length) if length > 0 && bytes[open + 1 + length] == b'`' => {
                let kept = open > 0 && matches!(bytes[open - 1], b'!' | b'`');
                if !kept {
                    shown[open + 1..open + 1 + length].fill(b' ');
                }
                at = open + length + 2;
            }
            _ => at = open + 1,
        }
    }
    // Only whole code spans are blanked, so the text remains UTF-8.
    String::from_utf8(shown).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::{FileTree, Plugin};

    fn commands(body: &str) -> Vec<String> {
        let tree = FileTree::from_memory([("commands/x.md".into(), body.as_bytes().to_vec())].into());
        let plugin = Plugin::load(&tree, camino::Utf8Path::new(""));
        load_commands(&plugin.documents[0]).iter().map(|found| found.command.to_owned()).collect()
    }

    #[test]
    fn markdown_does_not_protect_a_command() {
        assert_eq!(commands("a !`one` b\n!`two`\n"), ["one", "two"]);
        assert_eq!(commands("```markdown\nT: !`one`\n```\n<!-- !`two` -->\n    !`three`\n"), ["one", "two", "three"]);
        assert_eq!(commands("```!\nnpm test\n```\n```!bash\nls\n```\n"), ["npm test", "bash\nls"]);
        assert_eq!(commands("`` !`one` ``"), ["one"]);
    }

    #[test]
    fn some_forms_do_not_run() {
        assert!(commands("Wow!`a`, (!`b`) \\!`c` x:!`d` `` ` !`` ``").is_empty());
        assert!(commands("Write `!npm test` or ``!`npm test` `` or ` !`.").is_empty());
        assert!(commands("``` !\nls\n```\n~~~!\nls\n~~~\n```bash !\nls\n```").is_empty());
    }
}
