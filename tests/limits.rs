//! Everything that exceeds a limit is reported, and `docs/limits.md` lists every limit.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

mod common;

use std::fs;
use std::path::Path;

use common::Workspace;

const MEBIBYTE: usize = 1024 * 1024;
const COMMAND: &str = "---\ndescription: Find a ticket\n---\n\nFind the ticket.\n";

/// Constants that do not limit work: thresholds, formats, and limits of Claude Code that its model reports.
const NOT_LIMITS: &[&str] = &[
    "src/hosts/",
    "src/rules/frontmatter/",
    "src/rules/agent_skills/",
    "src/report/",
    "src/secrets/triggers.rs",
    "src/generate/origin.rs",
];
const NOT_LIMIT: &[&str] = &[
    "VERSION",
    "LONGEST_NAME",
    "MANY_KEYS",
    "MOST_ARGUMENTS",
    "ENOUGH",
    "LIKELY",
    "SOME",
    "NAMED",
    "src/rules/structure/long_skill.rs MAX_LINES",
    "MAX_LINKS",
    "MAX_WORDS",
    "MAX_PLACES",
    "WIDTH",
    "COUNT",
    "SHORT_WORD_LIMIT",
    "NEAR",
    "src/rules/api/subject.rs MAX_TEXT",
];

/// The findings about limits, one line each.
fn found(workspace: &Workspace, arguments: &[&str]) -> Vec<String> {
    let run = workspace.run(&[&["check", "--format=concise"], arguments].concat());
    assert!(run.code < 2, "{run:?}");
    let is_limit =
        |line: &&str| ["[skipped-content]", "[oversized-file]", "[unread-file]"].iter().any(|r| line.contains(r));
    run.stdout.lines().filter(is_limit).map(ToOwned::to_owned).collect()
}

fn nested(depth: usize) -> String {
    "[".repeat(depth) + &"]".repeat(depth)
}

/// A text of exactly `size` bytes.
fn filled(text: &str, size: usize) -> String {
    text.to_owned() + &"\n".repeat(size - text.len())
}

#[test]
fn a_file_of_one_mebibyte_is_read_and_one_byte_more_is_not() {
    let readme = "# A\n\n[gone](gone.md)\n";
    for (more, broken) in [(0, true), (1, false)] {
        let workspace = Workspace::plugin(&[
            ("commands/a.md", &filled(COMMAND, MEBIBYTE + more)),
            ("README.md", &filled(readme, MEBIBYTE + more)),
            ("data.csv", &filled("a,b\n", MEBIBYTE + more)),
            (".mcp.json", &filled("{\"mcpServers\": {}}", MEBIBYTE + more)),
        ]);
        let lines = found(&workspace, &[]);
        let of = |path: &str| lines.iter().filter(|line| line.starts_with(path)).count();
        let expected = if more == 0 { [0, 0, 0] } else { [1, 1, 1] };
        assert_eq!([of("commands/a.md"), of("README.md"), of("data.csv")], expected, "{more}: {lines:#?}");
        assert_eq!(lines.iter().any(|line| line.contains(".mcp.json")), more == 1, "{more}: {lines:#?}");
        let all = workspace.run(&["check", "--format=concise"]).stdout;
        assert_eq!(all.contains("[broken-link]"), broken, "{more}: {all}");
    }
}

#[test]
fn a_large_program_is_not_a_file_to_split() {
    let workspace = Workspace::plugin(&[("commands/a.md", COMMAND)]);
    for path in ["bin/server", "data.csv"] {
        workspace.write(path, vec![0x7f; MEBIBYTE + 1]);
    }
    let all = workspace.run(&["check", "--format=json"]).stdout;
    assert_eq!(all.matches("split the file, or remove it").count(), 1, "{all}");
    assert_eq!(all.matches("whose checksum you compared").count(), 1, "{all}");
}

#[test]
fn a_file_that_is_not_utf8_is_reported() {
    let workspace = Workspace::plugin(&[("commands/a.md", COMMAND)]);
    workspace.write("notes.txt", b"Caf\xe9 key\n");
    assert_eq!(
        found(&workspace, &[]),
        ["notes.txt:1:1: warning[skipped-content]: skipped: not UTF-8: invalid byte at offset 3"]
    );
}

#[test]
fn a_line_of_too_many_quotes_is_reported() {
    let page = |quotes: usize| format!("{COMMAND}\n[gone](gone.md)\n\n{} x\n", ">".repeat(quotes));
    let workspace = Workspace::plugin(&[("commands/a.md", &page(256))]);
    assert_eq!(found(&workspace, &[]), Vec::<String>::new());
    assert!(workspace.run(&["check"]).stdout.contains("broken-link"));
    workspace.write("commands/a.md", page(257));
    let expected = "commands/a.md:9:1: warning[skipped-content]: more than 256 nested quotes and lists";
    assert_eq!(found(&workspace, &[]), [expected]);
    assert!(!workspace.run(&["check"]).stdout.contains("broken-link"));
    workspace.write("commands/a.md", format!("{COMMAND}\n{}x\n", "1. - ".repeat(129)));
    assert_eq!(found(&workspace, &[]).len(), 1);
}

#[test]
fn a_line_of_prose_over_the_limit_is_reported() {
    let page = |length: usize| format!("{COMMAND}\n{}\n\n```text\n{}\n```\n", "x".repeat(length), "y".repeat(30_000));
    let workspace = Workspace::plugin(&[("commands/a.md", &page(20_000))]);
    assert_eq!(found(&workspace, &[]), Vec::<String>::new());
    workspace.write("commands/a.md", page(20_001));
    assert_eq!(found(&workspace, &[]), ["commands/a.md:7:1: warning[skipped-content]: a line of 20001 bytes"]);
}

#[test]
fn yaml_and_json_over_their_limits_are_reported() {
    let workspace = Workspace::plugin(&[("a.yaml", &nested(128)), ("b.json", &nested(513)), ("c.yaml", "a: [")]);
    assert_eq!(found(&workspace, &[]), Vec::<String>::new());
    let aliases = format!("a: &a [{}]\nb: [{}]\n", ["x"; 300].join(","), ["*a"; 300].join(","));
    let workspace = Workspace::plugin(&[("a.yaml", &nested(129)), ("b.json", &nested(514)), ("c.yml", &aliases)]);
    let lines = found(&workspace, &[]);
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert!(lines[0].ends_with("nested deeper than 128 levels"), "{lines:#?}");
    assert!(lines[1].ends_with("nested deeper than 512 levels (an object counts as two)"), "{lines:#?}");
    assert!(lines[2].ends_with("more than 50000 values after expanding aliases"), "{lines:#?}");
    let workspace = Workspace::plugin(&[(".mcp.json", &nested(514))]);
    let run = workspace.run(&["check", "--format=concise"]);
    assert!(run.stdout.contains("nested deeper than 512 levels"), "{run:?}");
}

#[test]
fn examples_over_a_limit_are_reported() {
    let api = "openapi: 3.1.0\nservers: [{url: https://api.example.net}]\npaths:\n  /rows:\n    post:\n      requestBody:\n        \
               content:\n          application/json:\n            schema: {type: array, items: {type: integer}}\n";
    let body = |json: &str| format!("{COMMAND}\n```http\nPOST https://api.example.net/rows\n\n{json}\n```\n");
    let rows = |count: usize| body(&format!("[{}]", vec!["1"; count].join(",")));
    let fenced = |size: usize| format!("{COMMAND}\n```text\n{}\n```\n", "z".repeat(size - 1));
    let inline = |size: usize| format!("{COMMAND}\n`{}`\n", "z".repeat(size));
    let cases = [
        (rows(19_000), None),
        (rows(20_001), Some("an example with too many values")),
        (body(&nested(64)), None),
        (body(&nested(65)), Some("an example nested deeper than 64 levels")),
        (fenced(262_144), None),
        (fenced(262_145), Some("a code block of 262145 bytes, more than 262144")),
        (inline(2_000), None),
        (inline(2_001), Some("inline code of 2001 bytes, more than 2000")),
    ];
    for (page, expected) in cases {
        let workspace = Workspace::plugin(&[("commands/a.md", &page)]);
        workspace.write("api.yaml", api);
        assert_eq!(found(&workspace, &[]), Vec::<String>::new(), "without a description nothing is compared");
        let lines = found(&workspace, &["--openapi=api.yaml"]);
        assert_eq!(lines.len(), usize::from(expected.is_some()), "{lines:?}");
        assert!(expected.is_none_or(|expected| lines[0].ends_with(expected)), "{lines:?}");
    }
}

#[test]
fn a_description_over_the_limit_is_refused() {
    let workspace = Workspace::plugin(&[]);
    workspace.write("api.json", "");
    let file = fs::OpenOptions::new().write(true).open(workspace.path("api.json")).unwrap();
    file.set_len(64 * 1024 * 1024 + 1).unwrap();
    let run = workspace.run(&["check", "--openapi=api.json"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("67108865") && run.stderr.contains("67108864 bytes"), "{run:?}");
}

#[test]
fn the_findings_of_a_folder_are_capped_above_six() {
    let lines = |links: usize| {
        let page: String = (0..links).map(|link| format!("[x](gone-{link}.md)\n\n")).collect();
        let workspace = Workspace::plugin(&[("docs/a.md", &page)]);
        let run = workspace.run(&["check", "--format=concise"]);
        run.stdout.lines().filter(|line| line.contains("[broken-link]")).map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    for few in [lines(5), lines(6)] {
        assert!(few.iter().all(|line| line.starts_with("docs/a.md:")), "{few:#?}");
    }
    assert_eq!((lines(5).len(), lines(6).len()), (5, 6));
    let seven = lines(7);
    assert_eq!(seven.len(), 6, "{seven:#?}");
    assert_eq!(seven[0], "docs:1:1: warning[broken-link]: more findings of this rule in this folder");
}

/// The cells of every row of the page's tables.
fn rows() -> Vec<Vec<String>> {
    let page = include_str!("../docs/limits.md");
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| limit"));
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_str().unwrap().replace('\\', "/");
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The whole numbers that constants of a source have, by `path NAME`.
fn constants(path: &str, text: &str) -> Vec<(String, u64)> {
    let mut found = Vec::new();
    for line in text.lines() {
        let Some((_, rest)) =
            line.split_once("const ").filter(|(before, _)| before.trim().is_empty() || before.contains("pub"))
        else {
            continue;
        };
        let Some((name, rest)) = rest.split_once(": ") else { continue };
        let Some((kind, value)) = rest.split_once(" = ") else { continue };
        if !matches!(kind, "usize" | "u64" | "u32") {
            continue;
        }
        let factors = value.trim_end_matches(';').split(" * ").map(|factor| factor.replace('_', "").parse::<u64>());
        if let Ok(factors) = factors.collect::<Result<Vec<u64>, _>>() {
            found.push((format!("{path} {name}"), factors.iter().product()));
        }
    }
    found
}

#[test]
fn the_page_lists_every_limit_with_its_value_and_test() {
    let (mut files, mut tests) = (Vec::new(), Vec::new());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    sources(&root.join("src"), &mut files);
    sources(&root.join("tests"), &mut tests);
    let all: Vec<(String, u64)> = files.iter().flat_map(|(path, text)| constants(path, text)).collect();
    assert!(all.len() > 30, "{all:?}");
    let rows = rows();
    let key = |row: &[String]| row[2].replace('`', "");
    let mut missing = Vec::new();
    for (constant, value) in &all {
        let is_none = NOT_LIMITS.iter().any(|start| constant.starts_with(start))
            || NOT_LIMIT.iter().any(|name| constant == name || constant.ends_with(&format!(" {name}")));
        let row = rows.iter().find(|row| key(row) == *constant);
        if row.is_none() && !is_none {
            missing.push(constant);
        }
        assert!(row.is_none_or(|row| row[1] == value.to_string()), "docs/limits.md: {constant} is {value}");
    }
    assert!(missing.is_empty(), "docs/limits.md does not list {missing:#?}");
    for row in &rows {
        assert!(all.iter().any(|(constant, _)| *constant == key(row)), "no constant {}", key(row));
        if let Some(test) = row.get(4) {
            let test = format!("fn {}()", test.trim_matches('`'));
            assert!(tests.iter().chain(&files).any(|(_, text)| text.contains(&test)), "no {test}");
        }
    }
}
