//! YAML text to a [`Node`] tree. The only place that names the YAML parser; `yaml_simple` spares it the simple texts.
//!
//! Scalars follow the YAML 1.2 core schema (`yes` is text, as in Claude Code's own reader). Anchors are expanded under a
//! cap, so that an alias bomb is a message and not a full memory.

use std::collections::BTreeMap;

use granit_parser::{Event, Parser, ScalarStyle};

use super::tree::{Entry, Kind, Node, Parsed};
use super::yaml_simple;
use crate::source::Span;

/// Deeper nesting is refused: no honest file comes near it, and recursion over the tree stays shallow.
pub const MAX_DEPTH: usize = 128;
/// More values than this from aliases are refused: honest files repeat a few.
const MAX_ALIASED: usize = 50_000;

/// Reads the first document of `text`. An empty text is `null`.
#[must_use]
pub fn parse(text: &str) -> Parsed {
    parse_with(text, false)
}

/// The same, where a key that is a list or mapping is taken by its text; no other reader of ours wants that.
#[must_use]
pub fn parse_any_keys(text: &str) -> Parsed {
    parse_with(text, true)
}

fn parse_with(text: &str, any_keys: bool) -> Parsed {
    yaml_simple::parse(text).unwrap_or_else(|| parse_events(text, any_keys))
}

/// The same as [`parse`] by the full parser's events alone, so that tests and fuzzing can hold the short way to it.
#[must_use]
pub fn parse_whole(text: &str) -> Parsed {
    parse_events(text, false)
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
                builder.fail(Span::at(at), sentence(&error.info()));
                return builder.parsed;
            }
        };
        let span = span.byte_range().map_or_else(|| Span::at(text.len()), Span::from);
        if matches!(event, Event::DocumentStart(..)) {
            documents += 1;
            if documents > 1 {
                builder.fail(span, "expected one YAML document, found a second one");
                return builder.parsed;
            }
        }
        if let Err(message) = builder.event(event, span) {
            builder.parsed.root = None;
            builder.fail(span, message);
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

/// A list or mapping whose end has not come yet.
struct Open {
    span: Span,
    anchor: usize,
    items: Vec<Node>,
    entries: Vec<Entry>,
    key: Option<(String, Span)>,
    mapping: bool,
}

impl Builder<'_> {
    fn fail(&mut self, span: Span, message: impl Into<String>) {
        self.parsed.problems.push(super::tree::Problem { span, message: message.into() });
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), String> {
        match event {
            Event::Comment(..) => self.parsed.comments.push(span),
            Event::Scalar(text, style, anchor, tag) => {
                let is_text_tag = tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
                let plain = style == ScalarStyle::Plain;
                let kind = if plain && !is_text_tag { plain_scalar(&text) } else { Kind::String(text.into_owned()) };
                self.finish(Node { span: self.trimmed(span), kind, plain }, anchor)?;
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
                    self.finish(Node::new(Span::new(open.span.start, end), kind), open.anchor)?;
                }
            }
            Event::Alias(id) => {
                let target =
                    self.anchors.get(&id).ok_or("an alias to a value that is still open, which would never end")?;
                self.aliased += count(target);
                if self.aliased > MAX_ALIASED {
                    return Err(format!("more than {MAX_ALIASED} values once aliases are expanded"));
                }
                let mut node = target.clone();
                node.span = span;
                self.finish(node, 0)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// A block scalar's span runs over the line breaks behind it; a finding should not.
    fn trimmed(&self, span: Span) -> Span {
        let text = self.text.get(span.range()).unwrap_or_default();
        Span::new(span.start, span.start + text.trim_end().len())
    }

    fn open(&mut self, span: Span, anchor: usize, mapping: bool) -> Result<(), String> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(format!("nested deeper than {MAX_DEPTH} levels"));
        }
        self.stack.push(Open { span, anchor, items: Vec::new(), entries: Vec::new(), key: None, mapping });
        Ok(())
    }

    fn finish(&mut self, node: Node, anchor: usize) -> Result<(), String> {
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
                    open.key = Some((text.ok_or("expected a text as key, found a list or mapping")?, node.span));
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

/// A scalar without quotes by the YAML 1.2 core schema.
pub(super) fn plain_scalar(text: &str) -> Kind {
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

/// The parser's message without a full stop and starting in lower case, as our headlines are.
fn sentence(message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    let mut characters = message.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => "expected YAML".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(text: &str) -> Node {
        parse(text).root.unwrap_or_else(|| panic!("{text:?} does not parse"))
    }

    #[test]
    fn every_key_and_value_has_its_bytes() {
        let text = "a: [1, 'x']\nb:\n  c: true # remark\n";
        let node = root(text);
        let entry = node.at(&["b"]).and_then(|b| b.entry("c")).unwrap();
        assert_eq!(&text[entry.key_span.range()], "c");
        assert_eq!(&text[entry.value.span.range()], "true");
        assert_eq!(&text[node.get("a").unwrap().items()[1].span.range()], "'x'");
        assert_eq!(&text[node.get("a").unwrap().span.range()], "[1, 'x']");
        assert_eq!(&text[parse(text).comments[0].range()], "# remark");
    }

    #[test]
    fn scalars_follow_the_core_schema_and_keep_their_spelling() {
        let node = root("a: yes\nb: 1.10\nc: ~\nd: '1'\ne: 1.0.0\nf: 0x1f\ng: -1\nh: 2026-01-01");
        let kinds: Vec<_> = node.entries().iter().map(|entry| entry.value.type_name()).collect();
        assert_eq!(kinds, ["string", "number", "null", "string", "string", "number", "number", "string"]);
        assert_eq!(node.get("b").and_then(Node::scalar_text), Some("1.10"));
    }

    #[test]
    fn a_block_scalar_keeps_its_lines() {
        assert_eq!(root("a: |\n  x\n\n  y\nb: 1").get("a").and_then(Node::as_str), Some("x\n\ny\n"));
    }

    #[test]
    fn repeated_keys_are_noted_with_both_places() {
        let text = "a: 1\nb: 2\na: 3\n";
        let (later, first) = parse(text).duplicate_keys[0];
        assert_eq!((later.start, first.start), (10, 0));
    }

    #[test]
    fn broken_text_is_a_problem_with_a_place() {
        let parsed = parse("a: 1\nb: [\n");
        assert!(parsed.root.is_none());
        assert_eq!(parsed.problems.len(), 1);
        assert!(!parse("a: b: c\n").problems.is_empty());
    }

    /// Every text that the simple reader takes has the very tree that the full parser makes of it.
    fn simple_agrees(text: &str) -> bool {
        let Some(simple) = yaml_simple::parse(text) else { return false };
        let whole = parse_whole(text);
        if simple != whole {
            let (simple, whole) = (format!("{simple:?}"), format!("{whole:?}"));
            let common = simple.bytes().zip(whole.bytes()).take_while(|(left, right)| left == right).count();
            let tail = |tree: &str| tree.chars().skip(common.saturating_sub(100)).take(300).collect::<String>();
            panic!("{:.400?}\n  simple: {}\n  whole:  {}", text, tail(&simple), tail(&whole));
        }
        true
    }

    #[test]
    fn simple_texts_have_the_tree_of_the_full_parser() {
        let simple = [
            "a: 1\n",
            "a: x y # remark\n# more\n\nb:   'it''s'\n",
            "a:\n- x\n- y: 1\n  z: 2\n-   - deep\n    - down\nb: {c: [1, \"two\", {d: e f}], g: []}\n",
            "a: |\n  x\n\n    y\n  z\n\n# remark\nb: >-\n  one\n  two\n\n  three\nc: >\n  x\n",
            "a: one\n  two three\n  - four\nb: 2\n",
            "paths:\n  /a/{id}:\n    get: {summary: 'x: y'}\n  \"/b\":\n    '200':\n      x-y: http://a/b\n    200: z\n",
            "a:\n- - x\n  - y\nb:\n- |\n  z\n",
            "- a\n- b: c\n-\n  d: e\n-\n  - f\n",
            "a: \"q \\\" \\\\ \\n\"\nname: ünïcode\na: again\n",
            "a:\n  b:\n    c: d",
        ];
        for text in simple {
            assert!(simple_agrees(text), "not taken: {text:?}");
        }
    }

    #[test]
    fn unusual_texts_are_left_to_the_full_parser() {
        for text in [
            "",
            "a",
            "a:\n",
            "a: &x 1\nb: *x\n",
            "a: !!str 1\n",
            "---\na: 1\n",
            "a: 1\n...\n",
            "a: 1\r\n",
            "a:\t1\n",
            "? a\n: b\n",
            "a: [1,\n  2]\n",
            "a: \"x\n  y\"\n",
            "a: \"\\x41\"\n",
            "a: |2\n   x\n",
            "a: |+\n  x\n",
            "a: b: c\n",
            "a: 1\n  b: 2\n",
            "a: [x] y\n",
            "[a: 1]\n",
            "a: {b}\n",
            "a: x\n\n  y\n",
            "  a: 1\n b: 2\n",
            "a: |\n x\n  \u{85}\n",
            "~: 1\n",
            "a: |\n  x",
        ] {
            assert!(yaml_simple::parse(text).is_none(), "taken: {text:?}");
        }
    }

    #[test]
    fn all_specs_without_anchors_are_simple() {
        let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/spec"))];
        let mut files = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "yaml") {
                    let text = std::fs::read_to_string(&path).unwrap();
                    assert!(simple_agrees(&text) || text.contains(": &"), "{} is read slowly", path.display());
                    files += 1;
                }
            }
        }
        assert!(files > 20, "{files}");
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(if cfg!(debug_assertions) { 4_000 } else { 100_000 }))]

        #[test]
        fn any_text_made_of_yaml_has_one_tree(parts in proptest::collection::vec(proptest::sample::select(PARTS), 1..24)) {
            simple_agrees(&parts.concat());
        }
    }

    /// What YAML is made of, so that random texts are nearly YAML.
    const PARTS: &[&str] = &[
        "\n",
        "\n",
        "\n  ",
        "\n  ",
        "\n    ",
        "\n ",
        " ",
        "  ",
        "a",
        "b: ",
        "key:",
        ": ",
        ":",
        "- ",
        "-",
        "c d",
        "x: 1",
        "x: 2",
        "'q'",
        "'a''b'",
        "\"d\"",
        "\"e\\\"\"",
        "\"",
        "'",
        "[",
        "]",
        "{",
        "}",
        ", ",
        ",",
        "a: {b: c}",
        "[1, 2]",
        "# r",
        " # r",
        "#",
        "|\n",
        "|-\n",
        ">\n",
        ">-\n",
        ">",
        "|",
        "true",
        "null",
        "~",
        "1.5",
        "?",
        "? ",
        "!",
        "&a",
        "*a",
        "%",
        "@",
        "é",
        "...",
        "---",
        "http://x",
        "\t",
    ];

    #[test]
    fn hostile_text_ends_with_a_message() {
        let deep = "[".repeat(10_000);
        assert!(parse(&deep).root.is_none());
        let mut bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned();
        for (previous, next) in ('a'..'i').zip('b'..='i') {
            bomb.push_str(&format!("{next}: &{next} [{}]\n", vec![format!("*{previous}"); 9].join(",")));
        }
        assert!(parse(&bomb).problems[0].message.contains("aliases"));
    }
}
