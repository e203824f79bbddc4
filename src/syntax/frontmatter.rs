//! The YAML block at the top of a skill, command or agent, found as Claude Code finds it.
//!
//! Source: the Claude Code CLI 2.1.330 looks for `^---\s*\n([\s\S]*?)---\s*\n?`: the first `---` anywhere closes the block,
//! even inside a value. A byte-order mark in front is skipped.

use super::tree::{Node, Parsed};
use super::yaml;
use crate::source::Span;

/// The block and what is in it.
#[derive(Debug, Clone)]
pub struct Frontmatter {
    /// From the opening `---` to behind the closing one.
    pub span: Span,
    /// The text between them.
    pub content: Span,
    /// The YAML read strictly; spans count from the start of the file.
    pub yaml: Parsed,
}

impl Frontmatter {
    /// Finds and reads the block at the top of `text`; `None` when there is none.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        let (span, content) = locate(text)?;
        let mut yaml = yaml::parse(&text[content.range()]);
        yaml.shift(content.start);
        Some(Self { span, content, yaml })
    }

    /// The value of a field.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.yaml.root.as_ref()?.get(key)
    }
}

/// The spans of the whole block and of its content.
fn locate(text: &str) -> Option<(Span, Span)> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let after = text[start..].strip_prefix("---")?;
    let white = after.len() - after.trim_start().len();
    let line_break = after[..white].rfind('\n')?;
    let content_start = start + 3 + line_break + 1;
    let content_end = content_start + text[content_start..].find("---")?;
    let rest = &text[content_end + 3..];
    let white = &rest[..rest.len() - rest.trim_start().len()];
    let end = content_end + 3 + white.rfind('\n').map_or(white.len(), |at| at + 1);
    Some((Span::new(start, end), Span::new(content_start, content_end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(text: &str) -> Option<&str> {
        locate(text).map(|(_, content)| &text[content.range()])
    }

    #[test]
    fn the_block_is_found_as_the_cli_finds_it() {
        assert_eq!(content("---\na: 1\n---\n# x"), Some("a: 1\n"));
        assert_eq!(content("\u{feff}---  \r\na: 1\n---"), Some("a: 1\n"));
        assert_eq!(content("---\n---\n"), Some(""));
        assert_eq!(content("---\ndescription: a --- b\n---\n"), Some("description: a "));
        assert_eq!(content("\n---\na: 1\n---\n"), None);
        assert_eq!(content("--- a: 1\n---\n"), None);
        assert_eq!(content("---\na: 1\n"), None);
    }

    #[test]
    fn spans_count_from_the_start_of_the_file() {
        let text = "---\nname: x\n---\nbody";
        let frontmatter = Frontmatter::find(text).unwrap();
        assert_eq!(&text[frontmatter.get("name").unwrap().span.range()], "x");
        assert_eq!(&text[frontmatter.span.end..], "body");
    }
}
