//! Mistakes in tool specs, each with its line.

#![allow(clippy::unwrap_used, clippy::panic)]

use camino::Utf8Path;
use plugin_gen::spec::load::check_text;

const GOOD: &str = "\
name: find_things
title: Find things
description: Finds things.
hints: {read_only: true, destructive: false, idempotent: true, open_world: true}
scopes: []
input:
  query: {type: string, required: true, max_length: 9, description: Words., example: abc}
requests:
  - name: things
    operation: GET /Things
    query: {search: $query}
    rows: things
output:
  list: [things]
  fields:
    id: {type: integer}
";

fn problems(text: &str) -> Vec<String> {
    let found = check_text(Utf8Path::new("tools/find_things.yaml"), text);
    let line = |found: &plugin_gen::diag::Diagnostic| {
        let location = &found.primary.location;
        format!("{}: {}", location.file.line_column(location.span.start).0, found.message)
    };
    found.iter().map(line).collect()
}

#[test]
fn a_good_tool_has_no_problems() {
    assert_eq!(problems(GOOD), Vec::<String>::new());
}

#[test]
fn each_mistake_is_found_on_its_line() {
    let cases = [
        ("name: find_things", "name: Find-Things", "1: expected a name of a-z"),
        ("description: Finds things.", "description: ''", "3: expected a sentence"),
        ("read_only: true, ", "", "4: missing key `read_only` in the hints"),
        ("read_only: true", "read_only: false", "4: `read_only: false`, but the tool only reads"),
        ("max_length: 9, ", "", "7: a string without `max_length` or `enum`"),
        ("example: abc", "example: abcdefghijk", "7: expected a string within the bounds as the example"),
        (", example: abc", "", "7: missing key `example` in an input"),
        ("GET /Things", "FETCH /Things", "10: expected `GET /Path`, or another of GET, POST, PUT, PATCH, DELETE"),
        ("GET /Things", "GET /Things/{id}", "10: missing value for the path parameter `id`"),
        ("GET /Things", "DELETE /Things", "4: `destructive: false`, but the tool sends a DELETE"),
        ("GET /Things", "DELETE /Things", "1: a tool that sends a DELETE is not `behind_switch`"),
        ("GET /Things", "PUT /Things", "10: a PUT without a body"),
        ("GET /Things", "PATCH /Things", "4: `read_only: true`, but the tool sends a PATCH"),
        ("scopes: []", "scopes: []\nbehind_switch: true", "4: `destructive: false`, but the tool is `behind_switch`"),
        ("$query", "$qwery", "11: unknown input or earlier request `qwery`"),
        ("$query", "$query.id", "11: unknown earlier request `query`"),
        ("$query", "{$frist: [$query]}", "11: unknown operator `$frist`"),
        ("$query", "{$earlier: [$query]}", "11: `$earlier` takes a list of two"),
        ("$query", "{$if: $query}", "11: `$if` takes exactly the keys $if and then"),
        ("    rows: things\n", "", "13: unknown request with `rows` `things`"),
        (
            "rows: things",
            "rows: things\n    usable: {inactive: $qwery}",
            "13: unknown input or earlier request `qwery`",
        ),
        (
            "requests:",
            "refuse:\n  - {when: $qwery, because: No.}\nrequests:",
            "9: unknown input or earlier request `qwery`",
        ),
        ("requests:", "refuse:\n  - {when: $query, because: ''}\nrequests:", "9: expected a sentence"),
        (
            "list: [things]",
            "list: [things]\n  notes: [{when: $thing.id, text: Odd.}]",
            "15: unknown earlier request `thing`",
        ),
        ("list: [things]", "record: thing", "14: unknown request `thing`"),
        ("list: [things]", "limit: 5", "1: expected exactly one of `record` and `list` in the output"),
        ("type: integer", "type: total", "16: `type: total` without `request`"),
        ("type: integer", "type: object", "16: `type: object` without `fields`"),
        ("type: integer", "type: link", "16: expected both or neither of `type: link` and `link`"),
        ("type: integer", "typ: integer", "16: unknown key `typ` in a field"),
    ];
    for (right, wrong, expected) in cases {
        let text = GOOD.replacen(right, wrong, 1);
        assert_ne!(text, GOOD, "{right}");
        let found = problems(&text);
        assert!(found.iter().any(|problem| problem.starts_with(expected)), "{wrong}: {found:?}");
    }
}
