//! Tests of the Markdown reader: headings, sections, code and lists.

use super::*;

#[test]
fn a_heading_inside_a_fence_is_none() {
    let text = "# One\n\n```md\n## Two\n```\n\n## Three `x`\n\ntext\n";
    let markdown = Markdown::parse(text, 0);
    let headings: Vec<_> = markdown.headings.iter().map(|heading| (heading.level, heading.text(&markdown))).collect();
    assert_eq!(headings, [(1, "One"), (2, "Three x")]);
    assert_eq!(&text[markdown.headings[1].span.range()], "## Three `x`");
    assert!(markdown.has_content(markdown.section(1)));
}

#[test]
fn a_line_of_thousands_of_lists_is_not_read() {
    let begin = std::time::Instant::now();
    let text = format!("{}x\n{}", "- ".repeat(50_000), "x\n".repeat(50_000));
    assert!(Markdown::parse(&text, 0).items.is_empty());
    assert!(begin.elapsed() < std::time::Duration::from_secs(10));
    assert_eq!(Markdown::parse(&format!("{}x", "> - ".repeat(100)), 0).items.len(), 100);
}

#[test]
fn blanks_that_a_tab_leaves_stay_inside_the_file() {
    let text = "{\n ~~~~\n\t";
    let markdown = Markdown::parse(text, 0);
    let code = &markdown.code_blocks[0];
    assert_eq!(code.text(&markdown), "   ");
    assert!(text.get(code.source_span(&markdown, Span::new(0, 3)).range()).is_some());
}

#[test]
fn an_empty_section_has_no_content() {
    let markdown = Markdown::parse("## A\n\n<!-- note -->\n\n## B\n\n### C\n\nx\n", 0);
    assert!(!markdown.has_content(markdown.section(0)));
    assert!(markdown.has_content(markdown.section(1)));
}

#[test]
fn code_in_a_list_maps_back_to_the_file() {
    let text = "1. step\n\n   ```json\n   {\"a\":\n   1}\n   ```\n";
    let markdown = Markdown::parse(text, 0);
    let code = &markdown.code_blocks[0];
    assert_eq!((code.text(&markdown), code.language().as_str(), code.closed), ("{\"a\":\n1}\n", "json", true));
    let at = code.text(&markdown).find('1').unwrap();
    assert_eq!(&text[code.source_span(&markdown, Span::new(at, at + 1)).range()], "1");
}

#[test]
fn an_unclosed_fence_is_seen() {
    assert!(!Markdown::parse("```\ncode\n", 0).code_blocks[0].closed);
    assert!(!Markdown::parse("```", 0).code_blocks[0].closed);
    assert!(Markdown::parse("````md\n```\n````", 0).code_blocks[0].closed);
    assert!(!Markdown::parse("````md\n```\n", 0).code_blocks[0].closed);
}

#[test]
fn tables_have_cells_with_places() {
    let text = "x\n\n| A | `B` |\n|---|---|\n| 1 | two `c` |\n";
    let markdown = Markdown::parse(text, 0);
    let table = &markdown.tables[0];
    let row = table.rows().next().unwrap();
    assert_eq!(table.header()[1].text(&markdown), "B");
    assert_eq!(row[1].text(&markdown), "two c");
    assert_eq!(text[row[0].span.range()].trim(), "1");
}

#[test]
fn the_path_of_headings_is_the_outline() {
    let markdown = Markdown::parse("# A\n## B\n### C\n## D\nx", 0);
    let path: Vec<_> = markdown.headings_above(100).iter().map(|heading| heading.text(&markdown)).collect();
    assert_eq!(path, ["A", "D"]);
}
