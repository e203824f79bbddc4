//! Mistakes in the specs: all are reported, and nothing is written.

use std::fs;

use crate::{edit, project, run, write};

#[test]
fn every_mistake_in_the_specs_is_told_and_nothing_is_written() {
    let project = project();
    let spec = project.path().join("spec/halopsa");
    edit(&spec.join("skills/tickets.yaml"), "{skill: clients,", "{skill: client,");
    edit(&spec.join("commands/create-ticket.yaml"), "kind: positional", "kind: positionel");
    let (code, printed) = run(project.path(), &["build"]);
    assert_eq!(code, 1, "{printed}");
    assert!(printed.contains("the plugin has no skill `client`"), "{printed}");
    assert!(printed.contains("expected one of positional, option, flag, found `positionel`"), "{printed}");
    assert!(!project.path().join("dist").exists());
}

#[test]
fn names_that_the_api_does_not_have_stop_the_build() {
    let project = project();
    let skill = project.path().join("spec/halopsa/skills/tickets.yaml");
    edit(&skill, "      - summary\n", "      - sumary\n");
    edit(&skill, "operation: POST /Actions", "operation: POST /Action");
    let (code, printed) = run(project.path(), &["build"]);
    assert_eq!(code, 1, "{printed}");
    assert!(
        printed.contains("the schema Ticket has no field `sumary`") && printed.contains("did you mean `summary`?"),
        "{printed}"
    );
    assert!(
        printed.contains("has no operation `POST /Action`") && printed.contains("did you mean `POST /Actions`?"),
        "{printed}"
    );
}

#[test]
fn a_tool_that_the_server_does_not_have_stops_the_build_once() {
    let project = project();
    let command = project.path().join("spec/halopsa/commands/create-ticket.yaml");
    edit(
        &command,
        "tools: [halopsa_search_sites, halopsa_get_site]",
        "tools: [halopsa_search_sites, halopsa_get_sites]",
    );
    let (code, printed) = run(project.path(), &["build"]);
    assert_eq!(code, 1, "{printed}");
    assert_eq!(printed.matches("`halopsa_get_sites`").count(), 1, "{printed}");
    assert!(printed.contains("did you mean `halopsa_get_site`?"), "{printed}");
}

#[test]
fn two_plugins_never_write_one_file_and_none_leaves_the_output() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| write(folder.path(), path, text);
    write("spec/a/plugin.yaml", "name: a\npath: same\n");
    write("spec/b/plugin.yaml", "name: b\npath: same\n");
    let (code, printed) = run(folder.path(), &["build"]);
    assert!(code == 1 && printed.contains("two specs write `same/.claude-plugin/plugin.json`"), "{printed}");
    for outside in ["../x", "/x", "a/../../x", "''"] {
        write("spec/b/plugin.yaml", &format!("name: b\npath: {outside}\n"));
        let (code, printed) = run(folder.path(), &["build"]);
        assert!(code == 1 && printed.contains("is not a folder below the marketplace's root"), "{printed}");
    }
}

#[test]
fn bad_input_of_any_kind_is_a_message() {
    let project = project();
    let (code, printed) = run(project.path(), &["build", "--spec", "nowhere"]);
    assert!(code == 2 && printed.contains("no folder nowhere"), "{printed}");
    let (code, printed) = run(project.path(), &["build", "--plugin", "autotask"]);
    assert!(code == 2 && printed.contains("has no plugin `autotask`"), "{printed}");
    fs::create_dir_all(project.path().join("dist")).unwrap();
    fs::write(project.path().join("dist/.plugin-gen.json"), "{ half").unwrap();
    let (code, printed) = run(project.path(), &["build"]);
    assert!(code == 2 && printed.contains(".plugin-gen.json is damaged"), "{printed}");
    let skill = project.path().join("spec/halopsa/skills/tickets.yaml");
    for bytes in [&b""[..], &b"\xff\xfe\x00"[..], &b"- [\n"[..], "a: &a [*a]".as_bytes(), "[".repeat(9000).as_bytes()] {
        fs::write(&skill, bytes).unwrap();
        let (code, printed) = run(project.path(), &["build"]);
        assert!(code == 1 && printed.contains("tickets.yaml"), "{code} {printed}");
    }
}

/// Mistakes in a tool's requests and answer, each with the message of `build`. The file is that of `create_ticket`.
const TOOL_MISTAKES: &[(&str, &str, &str)] = &[
    ("query: {search: $client}", "query: {serch: $client}", "query parameter `serch` of `GET /Client` is not in"),
    ("rows: sites", "rows: places", "field `places` of the answer of `GET /Site` is not in"),
    ("show: [client_name]", "show: [clientname]", "field `clientname` of the answer of `GET /Site` is not in"),
    ("GET /Priority", "GET /Prioritys", "the API has no path `/Prioritys`"),
    ("details: $details", "details: 5", "`[0].details` in the body of `POST /Tickets` takes a string"),
    ("$contact.site_id", "$contact.siteid", "field `siteid` of the answer of `GET /Users/{id}` is not in"),
    ("user_id: $contact.id", "userid: $contact.id", "field `userid` in the body of `POST /Tickets` is not in"),
    ("    site_id: {type: integer}", "    siteid: {type: integer}", "field `siteid` of the answer of `POST /Tickets`"),
    ("$priority.priorityid", "$priority.priority", "field `priority` of the answer of `GET /Priority` is not in"),
];

#[test]
fn a_request_map_that_the_api_does_not_back_is_refused() {
    let folder = project();
    let path = folder.path().join("spec/halopsa/tools/halopsa_create_ticket.yaml");
    let right = fs::read_to_string(&path).unwrap();
    for (from, to, expected) in TOOL_MISTAKES {
        fs::write(&path, &right).unwrap();
        edit(&path, from, to);
        let (code, printed) = run(folder.path(), &["build"]);
        assert_eq!(code, 1, "{to}: {printed}");
        assert!(printed.contains(expected) && printed.contains("halopsa_create_ticket.yaml:"), "{to}: {printed}");
        assert!(!folder.path().join("dist").exists());
    }
}

#[test]
fn the_missing_keys_of_one_file_are_one_finding() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| write(folder.path(), path, text);
    write("spec/p/plugin.yaml", "name: p\n");
    write("spec/p/commands/c.yaml", "arguments:\n  - {name: a}\n  - {kind: flag}\n");
    write("spec/p/skills/s.yaml", "title: S\n");
    let (code, printed) = run(folder.path(), &["build"]);
    assert!(code == 1 && printed.contains("2 errors"), "{printed}");
    for part in [
        "missing keys `required`, `kind`, `description` in an argument",
        "missing keys `name`, `required`, `description` in an argument",
        "missing keys `name`, `description` in a component",
    ] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
}
