//! Parses YAML into a [`Node`] tree. Only this module uses the YAML parser.
//!
//! Scalars follow the YAML 1.2 core schema (`yes` is a string, as in Claude Code). Aliases are expanded up to a limit,
//! so that an alias bomb causes an error message instead of exhausting memory.

use std::collections::BTreeMap;

use granit_parser::{Event, Parser, ScalarStyle};

use super::tree::{Entry, Kind, Node, Parsed, Problem};
use crate::source::Span;

/// The maximum nesting. No legitimate file needs more, and recursion over the tree stays shallow.
pub const MAX_DEPTH: usize = 128;
/// The maximum number of values that aliases may add. Legitimate files repeat only a few.
const MAX_ALIASED: usize = 50_000;

/// Parses the first document of `text`. An empty text is `null`.
#[must_use]
pub fn parse(text: &str) -> Parsed {
    parse_events(text, false)
}

/// The same, but accepts a key that is a list or mapping, and uses its text. Only the lenient frontmatter parser needs
/// this.
#[must_use]
pub fn parse_any_keys(text: &str) -> Parsed {
    parse_events(text, true)
}

fn parse_events(text: &str, any_keys: bool) -> Parsed {
    let mut builder =
        Builder { text, any_keys, stack: Vec::new(), parsed: Parsed::default(), anchors: BTreeMap::new(), aliased: 0 };
    let mut documents = 0;
    for next in Parser::new_from_str(text) {
        let (event, span) = match next {
            Ok(next) => next,
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
                builder.parsed.root = None;
                builder.parsed.problems.push(Problem::new(Span::at(at), sentence(&error.info())));
                return builder.parsed;
            }
        };
        let span = span.byte_range().map_or_else(|| Span::at(text.len()), Span::from);
        if matches!(event, Event::DocumentStart(..)) {
            documents += 1;
            if documents > 1 {
                let message = "expected one YAML document, found a second one";
                builder.parsed.problems.push(Problem::new(span, message));
                return builder.parsed;
            }
        }
        if let Err(problem) = builder.event(event, span) {
            builder.parsed.root = None;
            builder.parsed.problems.push(problem);
            return builder.parsed;
        }
    }
    if builder.parsed.root.is_none() {
        builder.parsed.root = Some(Node { span: Span::at(0), kind: Kind::Null, plain: true });
    }
    builder.parsed
}

struct Builder<'t> {
    text: &'t str,
    any_keys: bool,
    stack: Vec<Open>,
    parsed: Parsed,
    anchors: BTreeMap<usize, Node>,
    aliased: usize,
}

/// A list or mapping that is still open.
struct Open {
    span: Span,
    anchor: usize,
    items: Vec<Node>,
    entries: Vec<Entry>,
    key: Option<(String, Span)>,
    mapping: bool,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Problem> {
        match event {
            Event::Comment(..) => self.parsed.comments.push(span),
            Event::Scalar(text, style, anchor, tag) => {
                let is_text_tag = tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
                let plain = style == ScalarStyle::Plain;
                let kind = if plain && !is_text_tag { plain_scalar(&text) } else { Kind::String(text.into_owned()) };
                self.finish(Node { span: self.trimmed(span), kind, plain }, anchor, span)?;
            }
            Event::SequenceStart(_, anchor, _) => self.open(span, anchor, false)?,
            Event::MappingStart(_, anchor, _) => self.open(span, anchor, true)?,
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(open) = self.stack.pop() {
                    let last =
                        open.items.last().map(|node| node.span).or(open.entries.last().map(|entry| entry.value.span));
                    let end = span.end.min(self.text.len()).max(open.span.end);
                    let end = if span.is_empty() { last.map_or(open.span.end, |last| last.end) } else { end };
                    let kind = if open.mapping {
                        self.parsed.note_duplicate_keys(&open.entries);
                        Kind::Mapping(open.entries)
                    } else {
                        Kind::Sequence(open.items)
                    };
                    self.finish(Node::new(Span::new(open.span.start, end), kind), open.anchor, span)?;
                }
            }
            Event::Alias(id) => {
                let endless = || Problem::new(span, "recursive alias: the value contains the alias itself");
                let target = self.anchors.get(&id).ok_or_else(endless)?;
                self.aliased += count(target);
                if self.aliased > MAX_ALIASED {
                    let message = format!("more than {MAX_ALIASED} values after expanding aliases");
                    return Err(Problem::limit(span, message));
                }
                let mut node = target.clone();
                node.span = span;
                self.finish(node, 0, span)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Removes trailing line breaks from a block scalar's span, so that a finding does not include them.
    fn trimmed(&self, span: Span) -> Span {
        let text = self.text.get(span.range()).unwrap_or_default();
        Span::new(span.start, span.start + text.trim_end().len())
    }

    fn open(&mut self, span: Span, anchor: usize, mapping: bool) -> Result<(), Problem> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(Problem::limit(span, format!("nested deeper than {MAX_DEPTH} levels")));
        }
        self.stack.push(Open { span, anchor, items: Vec::new(), entries: Vec::new(), key: None, mapping });
        Ok(())
    }

    /// Adds a finished node to its parent. `span` is the event that finished it.
    fn finish(&mut self, node: Node, anchor: usize, span: Span) -> Result<(), Problem> {
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.stack.last_mut() {
            None => self.parsed.root = Some(node),
            Some(open) if !open.mapping => open.items.push(node),
            Some(open) => match open.key.take() {
                None => {
                    let text = node.scalar_text().map(ToOwned::to_owned).or(match node.kind {
                        Kind::Null => Some(String::new()),
                        _ if self.any_keys => self.text.get(node.span.range()).map(ToOwned::to_owned),
                        _ => None,
                    });
                    let no_text = || Problem::new(span, "expected a scalar as a key, found a list or mapping");
                    open.key = Some((text.ok_or_else(no_text)?, node.span));
                }
                Some((key, key_span)) => open.entries.push(Entry { key, key_span, value: node }),
            },
        }
        Ok(())
    }
}

fn count(node: &Node) -> usize {
    1 + node.items().iter().map(count).sum::<usize>()
        + node.entries().iter().map(|entry| count(&entry.value)).sum::<usize>()
}

/// The value of an unquoted scalar in the YAML 1.2 core schema.
fn plain_scalar(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" => Kind::Bool(true),
        "false" | "False" | "FALSE" => Kind::Bool(false),
        _ if is_number(text) => Kind::Number(text.to_owned()),
        _ => Kind::String(text.to_owned()),
    }
}

fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if let Some(hexadecimal) = text.strip_prefix("0x") {
        return !hexadecimal.is_empty() && hexadecimal.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    if let Some(octal) = text.strip_prefix("0o") {
        return !octal.is_empty() && octal.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
    }
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && unsigned.bytes().any(|byte| byte.is_ascii_digit())
        && unsigned.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'))
        && unsigned.parse::<f64>().is_ok()
}

/// The parser's message without a final period and starting in lowercase, like our headlines.
fn sentence(message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    if let Some(found) = message.strip_prefix("unexpected character: `").and_then(|rest| rest.strip_suffix('\'')) {
        return if found == "`" { "unexpected backtick".to_owned() } else { format!("unexpected character `{found}`") };
    }
    let mut characters = message.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => "invalid YAML".to_owned(),
    }
}

#[cfg(test)]
#[path = "yaml_tests.rs"]
mod tests;
