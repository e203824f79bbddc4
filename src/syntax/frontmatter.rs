//! The YAML block at the top of a skill, command or agent, located as Claude Code does.
//!
//! Source: the Claude Code CLI looks for `^---\s*\n([\s\S]*?)---\s*\n?`: the first `---` anywhere closes the block,
//! even inside a value. A leading byte-order mark is skipped. A block that is not valid YAML is parsed a second time
//! with quotes around the offending values, as Claude Code does. Other parsers reject such a block.

use super::lenient::{self, Lenient};
use super::tree::{Node, Parsed, Problem};
use super::yaml;
use crate::source::Span;

/// The block and its content.
#[derive(Debug, Clone)]
pub struct Frontmatter {
    /// The block, including both `---`.
    pub span: Span,
    /// The text between them.
    pub content: Span,
    /// The block as strict YAML. Spans are relative to the start of the file.
    pub yaml: Parsed,
    /// Claude Code's reading of a block that is not valid YAML.
    pub lenient: Option<Lenient>,
    /// What Claude Code rejects in a block that is valid YAML.
    pub refusal: Option<Problem>,
}

impl Frontmatter {
    /// Finds and parses the block at the top of `text`; `None` if there is none.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        let (span, content) = locate(text)?;
        let block = &text[content.range()];
        let mut yaml = yaml::parse(block);
        let mut refusal = yaml.root.as_ref().and_then(|root| lenient::refusal(block, root));
        let lenient = match yaml.root {
            Some(_) if refusal.is_none() => None,
            _ => lenient::read(block, content.start),
        };
        refusal = refusal.filter(|_| lenient.is_none());
        if let Some(problem) = &mut refusal {
            problem.span = problem.span.shifted(content.start);
        }
        yaml.shift(content.start);
        Some(Self { span, content, yaml, lenient, refusal })
    }

    /// The tree as Claude Code reads it: from strict YAML, or from its second attempt.
    ///
    /// # Errors
    /// The reason why Claude Code cannot read the block.
    pub fn as_claude_reads(&self) -> Result<&Node, Problem> {
        match (&self.lenient, &self.refusal, &self.yaml.root) {
            (Some(lenient), _, _) => Ok(&lenient.root),
            (None, None, Some(root)) => Ok(root),
            (None, Some(problem), _) => Err(problem.clone()),
            (None, None, None) => {
                Err(self.yaml.problems.first().cloned().unwrap_or_else(|| Problem::new(self.content, "invalid YAML")))
            }
        }
    }

    /// The value of a field, as Claude Code reads it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        let root = self.lenient.as_ref().map(|lenient| &lenient.root).or(self.yaml.root.as_ref());
        root?.get(key)
    }
}

/// The spans of the whole block and of its content.
fn locate(text: &str) -> Option<(Span, Span)> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let after = text[start..].strip_prefix("---")?;
    let white = after.len() - after.trim_start_matches(is_white).len();
    let line_break = after[..white].rfind('\n')?;
    let content_start = start + 3 + line_break + 1;
    let content_end = content_start + text[content_start..].find("---")?;
    let rest = &text[content_end + 3..];
    let white = &rest[..rest.len() - rest.trim_start_matches(is_white).len()];
    let end = content_end + 3 + white.rfind('\n').map_or(white.len(), |at| at + 1);
    Some((Span::new(start, end), Span::new(content_start, content_end)))
}

/// The meaning of `\s` in the CLI: white space without the next-line character, but with the byte-order mark.
fn is_white(character: char) -> bool {
    character == '\u{feff}' || character.is_whitespace() && character != '\u{85}'
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
    fn what_is_no_yaml_is_read_a_second_time() {
        let text = "---\nname: x\ndescription: Use it: now [a] \"b\"\nhint: [a] [b]\n---\n";
        let frontmatter = Frontmatter::find(text).unwrap();
        assert!(frontmatter.yaml.root.is_none());
        let root = frontmatter.as_claude_reads().unwrap();
        assert_eq!(root.get("description").and_then(Node::as_str), Some("Use it: now [a] \"b\""));
        assert_eq!(&text[root.entry("hint").unwrap().key_span.range()], "hint");
        assert_eq!(&text[root.get("hint").unwrap().span.range()], "[a] [b]");
        assert_eq!(frontmatter.lenient.unwrap().quoted.len(), 2);
        assert!(Frontmatter::find("---\nx:\n  a: b: c\n---\n").unwrap().as_claude_reads().is_err());
    }

    #[test]
    fn spans_count_from_the_start_of_the_file() {
        let text = "---\nname: x\n---\nbody";
        let frontmatter = Frontmatter::find(text).unwrap();
        assert_eq!(&text[frontmatter.get("name").unwrap().span.range()], "x");
        assert_eq!(&text[frontmatter.span.end..], "body");
    }
}
