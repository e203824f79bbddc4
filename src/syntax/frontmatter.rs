//! The YAML block at the top of a skill, command or agent, found as Claude Code finds it.
//!
//! Source: the Claude Code CLI 2.1.330 looks for `^---\s*\n([\s\S]*?)---\s*\n?`: the first `---` anywhere closes the block,
//! even inside a value. A byte-order mark in front is skipped. What is no YAML is read a second time, with the values that
//! trip YAML up put into quotes, as Claude Code does; other readers refuse such a block.

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
    /// What the second reading gave, where the strict one failed: the tree, and the spans of the values it put into quotes.
    pub lenient: Option<Lenient>,
}

/// A block that is no YAML and that Claude Code reads all the same.
#[derive(Debug, Clone)]
pub struct Lenient {
    /// The tree.
    pub root: Node,
    /// The values that had to be put into quotes, with the text that stands for each in correct YAML.
    pub quoted: Vec<(Span, String)>,
}

impl Frontmatter {
    /// Finds and reads the block at the top of `text`; `None` when there is none.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        let (span, content) = locate(text)?;
        let mut yaml = yaml::parse(&text[content.range()]);
        let lenient = if yaml.root.is_none() { second_reading(text, content) } else { None };
        yaml.shift(content.start);
        Some(Self { span, content, yaml, lenient })
    }

    /// The tree as Claude Code has it: by the strict reading, else by the second one.
    #[must_use]
    pub fn lenient_root(&self) -> Option<&Node> {
        self.yaml.root.as_ref().or(self.lenient.as_ref().map(|lenient| &lenient.root))
    }

    /// The value of a field.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.yaml.root.as_ref()?.get(key)
    }
}

/// Reads the block with every top-level value in quotes that holds what YAML takes for syntax, and leading tabs as spaces.
fn second_reading(text: &str, content: Span) -> Option<Lenient> {
    let mut changed = String::with_capacity(content.end - content.start + 16);
    // Where a piece of the text was replaced: its place in the changed text, and in the file.
    let mut pieces: Vec<(Span, Span)> = Vec::new();
    let mut quoted = Vec::new();
    let mut start = content.start;
    for line in text[content.range()].split_inclusive('\n') {
        let tabs = line.len() - line.trim_start_matches('\t').len();
        let body = line[tabs..].trim_end_matches(['\n', '\r']);
        if tabs > 0 {
            let from = changed.len();
            changed.push_str(&"  ".repeat(tabs));
            pieces.push((Span::new(from, changed.len()), Span::new(start, start + tabs)));
        }
        match value_to_quote(body).filter(|_| tabs == 0) {
            Some(value) => {
                changed.push_str(&body[..value.start]);
                let escaped = body[value.range()].replace('\\', "\\\\").replace('"', "\\\"");
                let from = changed.len();
                changed.push_str(&format!("\"{escaped}\""));
                let at = value.shifted(start);
                pieces.push((Span::new(from, changed.len()), at));
                quoted.push((at, changed[from..].to_owned()));
                changed.push_str(&body[value.end..]);
                changed.push_str(&line[tabs + body.len()..]);
            }
            None => changed.push_str(&line[tabs..]),
        }
        start += line.len();
    }
    let mut root = yaml::parse(&changed).root?;
    let place = |position: usize| {
        let mut origin = (0, content.start);
        for (new, old) in &pieces {
            if position < new.start {
                break;
            }
            if position < new.end {
                return (old.start + (position - new.start)).min(old.end);
            }
            origin = (new.end, old.end);
        }
        origin.1 + (position - origin.0)
    };
    root.map_spans(&|span| Span::new(place(span.start), place(span.end)));
    Some(Lenient { root, quoted })
}

/// The value in a line `key: value` that YAML would take for syntax; `None` when there is none or it is in quotes.
fn value_to_quote(line: &str) -> Option<Span> {
    let (key, rest) = line.split_once(':')?;
    let is_key = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-'));
    let value = rest.trim();
    if !is_key || !rest.starts_with(char::is_whitespace) || value.is_empty() {
        return None;
    }
    let in_quotes = |quote| value.len() > 1 && value.starts_with(quote) && value.ends_with(quote);
    let trips =
        value.contains(['{', '}', '[', ']', '*', '&', '#', '!', '|', '>', '%', '@', '`']) || value.contains(": ");
    if in_quotes('"') || in_quotes('\'') || !trips {
        return None;
    }
    let start = line.len() - rest.trim_start().len();
    Some(Span::new(start, start + value.len()))
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
    fn what_is_no_yaml_is_read_a_second_time() {
        let text = "---\nname: x\ndescription: Use it: now [a] \"b\"\nhint: [a] [b]\n---\n";
        let frontmatter = Frontmatter::find(text).unwrap();
        assert!(frontmatter.yaml.root.is_none());
        let root = frontmatter.lenient_root().unwrap();
        assert_eq!(root.get("description").and_then(Node::as_str), Some("Use it: now [a] \"b\""));
        assert_eq!(&text[root.entry("hint").unwrap().key_span.range()], "hint");
        assert_eq!(&text[root.get("hint").unwrap().span.range()], "[a] [b]");
        assert_eq!(frontmatter.lenient.unwrap().quoted.len(), 2);
        assert!(Frontmatter::find("---\nx:\n  a: b: c\n---\n").unwrap().lenient_root().is_none());
    }

    #[test]
    fn spans_count_from_the_start_of_the_file() {
        let text = "---\nname: x\n---\nbody";
        let frontmatter = Frontmatter::find(text).unwrap();
        assert_eq!(&text[frontmatter.get("name").unwrap().span.range()], "x");
        assert_eq!(&text[frontmatter.span.end..], "body");
    }
}
