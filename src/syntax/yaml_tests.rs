//! Tests of the YAML reader.

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

#[test]
fn limits_are_told_from_mistakes() {
    let nested = |depth| parse(&("[".repeat(depth) + &"]".repeat(depth)));
    assert!(nested(MAX_DEPTH).root.is_some());
    assert!(nested(MAX_DEPTH + 1).problems[0].is_limit);
    assert_eq!(nested(MAX_DEPTH + 1).problems[0].message, "nested deeper than 128 levels");
    // The list itself counts as one value in addition to its items.
    let aliased = |count: usize| parse(&format!("a: &a [{}]\nb: *a\n", vec!["x"; count - 1].join(",")));
    assert!(aliased(MAX_ALIASED).root.is_some());
    assert!(aliased(MAX_ALIASED + 1).problems[0].is_limit);
    assert!(!parse("a: [").problems[0].is_limit);
}
