//! What the YAML reader promises, and that its short way keeps to the full parser's tree.

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
    let Some(simple) = simple_yaml::parse(text) else { return false };
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
        "--- a: 1\n",
        "a: |\n  x\n---\nb: 1\n",
        "a:\n  - b\n...a: 1\n",
        "a:\n-\n  b: c\n",
        "a:\n- # r\n  b: c\n",
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
        assert!(simple_yaml::parse(text).is_none(), "taken: {text:?}");
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
