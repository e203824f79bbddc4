//! The short way and the parser make the same of every text.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;

#[track_caller]
fn same(text: &str) {
    assert_eq!(Markdown::parse(text, 0), Markdown::parse_whole(text, 0), "{text:?}");
}

/// Whether the parser never sees the text.
fn is_plain(text: &str) -> bool {
    Plain::new(&mut Markdown::default(), text).read(0) == text.len()
}

#[test]
fn what_most_people_write_is_plain() {
    for text in [
        "# Title\n\nTwo lines\nof *text* with `code` and a [link](a/b.md#c).\n\n## Next\n- one\n- **two**: x_y\n  - three\n    goes on\n\n---\n",
        "Run:\n```bash\nls -l\n```\n| A | `B` |\n|---|:-:|\n| 1 | ![x](y.png) |\n\n1. a\n2. b\n\n[ ] 3 < 4 & 5 ~6 [x]\n",
    ] {
        assert!(is_plain(text), "{text}");
        same(text);
    }
}

#[test]
fn what_is_not_plain_is_read_by_the_parser() {
    for text in [
        "a <b> c\n",
        "a\\*b\n",
        "*a**\n",
        "> q\n",
        "- a\n\n- b\n",
        "# a \t",
        "a <+b@c>\n",
        "a\n===\n",
        "    code\n",
        "[a](b \"c\")\n",
        "```\n",
    ] {
        assert!(!is_plain(text), "{text}");
        same(text);
    }
}

#[test]
fn parts_end_where_no_block_is_open() {
    for text in [
        // Code goes on behind a blank line, in whatever kind of block it stands.
        "a <b>\n  # h\n      code\n\n    code\n",
        "<a@b.c>\n# h\n    code\n\n    code\n",
        "a <b>\n***\n    code\n\n    code\n",
        "<div>\n-\ta\n```\n\n- x\n",
        // A marker that begins no item does not hold a fence.
        "a <b>\n0. z\n   ```\n```\n\ntext\n",
        "-     code\na|b\n- | -\n   ```\n```\n",
        "2. \tn\n   ```\n\n`",
        // An item without content ends elsewhere than others.
        "-\n\ntext\n",
        "- [ ]\n\n===\n",
        // A quote goes on below an indented one.
        "   > q\n> q\n",
    ] {
        same(text);
    }
}

fn markdown_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            markdown_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

#[test]
fn the_files_of_this_project_read_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![root.join("README.md")];
    ["dist", "docs", "spec"].iter().for_each(|folder| markdown_files(&root.join(folder), &mut files));
    assert!(files.len() > 140, "{}", files.len());
    files.iter().for_each(|file| same(&fs::read_to_string(file).unwrap()));
}

const LINES: &[&str] = &[
    "",
    "",
    "",
    " ",
    "text",
    "more text",
    "# A",
    "## B `c`",
    "### C #",
    "#",
    "#x",
    "- a",
    "- b",
    "* c",
    "+ d",
    "1. one",
    "2. two",
    "10) ten",
    "-",
    "- ",
    "1.",
    "  - in",
    "   - in",
    "    - deep",
    "  on",
    "    on",
    "     on",
    "\ton",
    "- [ ] task",
    "- [x] done",
    "- [ ]",
    "```",
    "```json",
    "````",
    "~~~",
    "   ```",
    "  ```",
    "    ```",
    "- ```",
    "> q",
    "> ```",
    ">",
    "> - a",
    "|a|b|",
    "| a | b |",
    "|---|---|",
    "|-|:-:|",
    "| --- |",
    "a | b",
    "---|---",
    "- | -",
    "|",
    "||",
    "---",
    "***",
    "___",
    "* * *",
    "- - -",
    "===",
    "--",
    "=",
    "<div>",
    "</div>",
    "<b>x</b>",
    "<!-- c -->",
    "<!--",
    "-->",
    "<pre>",
    "</pre>",
    "<?x",
    "?>",
    "<!X>",
    "`a`",
    "`a",
    "a`",
    "``a`b``",
    "**b**",
    "*i*",
    "_i_",
    "__b__",
    "a_b_c",
    "*",
    "**",
    "a * b",
    "*a",
    "a*",
    "**a:** b",
    "(*a*)",
    "~5",
    "~5 to ~6",
    "~~s~~",
    "a~b~",
    "[x]",
    "[l](d)",
    "[l](d) e",
    "![i](d)",
    "[a [b](c)",
    "[`c`](d)",
    "[**b**](c)",
    "**[b](c)**",
    "[a](b c)",
    "[a]()",
    "[r]: /u",
    "x[r]: y",
    "[r]",
    "a\\",
    "a\\*",
    "a\\b",
    "a  ",
    "a\t",
    "&amp;",
    "a & b",
    "a <b",
    "<+m@p> <=",
    "<=@",
    "a < b",
    "a&b",
    "é*é*",
    "—*a*—",
    "*a*—",
    "\u{a0}",
    "*\u{a0}a*",
    "1) x",
    "0. z",
    "a.",
    "!",
    "![",
    "[",
    "]",
    "](",
    "](x)",
    "<a@b.c>",
    "https://a.b",
    "'",
    "\"q\"",
    ":",
    ": d",
    "+",
    "{#x}",
    "a\r",
    "\u{b}",
    "\u{c}",
    "\0",
    "\u{feff}# x",
    "-\ta",
    "- \ta",
    "2. \tn",
    "1.\ta",
    "-     code",
    "  # A",
    "# A \t",
    "# A\t ",
    "   text",
    " - a",
    "  1. a",
    "   > q",
    "  | a |",
    " |---|",
    "  <div>",
    "  <!-- c",
    "- <div>",
    "- > q",
    "- # h",
    "- - n",
    "- 1. n",
    "- |a|",
    "a|b",
    "-|-",
    "--|--",
    "*|*",
    "![a](b)](c)",
    "[a]: b",
    "*a [b*](c)",
    "`a*b` *c*",
    "a ]",
    "[a]b](c)",
    "`` ` ``",
    "` `",
    "`a `",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn every_text_reads_the_same(lines in proptest::collection::vec(0..LINES.len(), 0..12), end in any::<bool>()) {
        let lines: Vec<&str> = lines.into_iter().map(|line| LINES[line]).collect();
        same(&(lines.join("\n") + if end { "\n" } else { "" }));
    }

    #[test]
    fn every_line_reads_the_same(text in "[a-c *_~`\\[\\]()!<>&\\\\|#.\\-\n]{0,30}") {
        same(&text);
    }
}
