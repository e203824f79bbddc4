//! What a tool reads from the answers of an API, held against the description when the server is built.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;

use camino::Utf8Path;
use plugin_gen::openapi::Description;
use plugin_gen::report::concise_line;
use plugin_gen::rules::api::check_tools;
use plugin_gen::source::SourceFile;
use plugin_gen::spec::load_server;

const API: &str = r##"
openapi: 3.1.0
info: {title: Desk, version: "1"}
paths:
  /tickets:
    get:
      parameters: [{name: search, in: query, schema: {type: string}}]
      responses: {"200": {content: {application/json: {schema: {type: object, properties: {tickets: {type: array, items: {$ref: "#/components/schemas/Ticket"}}}}}}}}
  /tickets/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {"200": {content: {application/json: {schema: {$ref: "#/components/schemas/Ticket"}}}}}
components:
  schemas:
    Ticket:
      type: object
      properties:
        id: {type: integer}
        stopped: {type: integer}
        due: {type: string, format: date-time}
        hours: {type: [number, "null"]}
        urgent: {type: string}
        open: {type: boolean}
        tags: {type: array, items: {type: string}}
        customer: {type: object, properties: {name: {type: string}}}
        anything: {}
        notes: {type: array}
"##;

/// What is wrong with a tool whose output has this one field.
fn findings(test: &str, field: &str) -> Vec<String> {
    findings_with(test, field, "")
}

/// The same for a tool that makes another request first.
fn findings_with(test: &str, field: &str, request: &str) -> Vec<String> {
    let folder = Utf8Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("tool_answers_{test}"));
    fs::create_dir_all(folder.join("tools")).unwrap();
    let server = "name: desk-mcp\ntitle: Desk\ninstructions: Tools of Desk.\nenvironment: DESK_\nsetup: Set it up.\n\
                  hosts: {domains: [desk.example], regions: {eu: eu.desk.example}}\napi_path: /api\nauthentication: {path: /auth, token: /token, scope: all, \
                  refused: none, lifetime: 3600}\nrecord_id: id\nerror_message: message\n";
    fs::write(folder.join("server.yaml"), server).unwrap();
    let first = if request.is_empty() { String::new() } else { format!("  - {request}\n") };
    let tool = format!(
        "name: desk_find\ntitle: Find\ndescription: Finds tickets.\n\
         hints: {{read_only: true, destructive: false, idempotent: true, open_world: true}}\nscopes: []\n\
         input:\n  query: {{type: string, required: true, max_length: 9, description: Words., example: abc}}\n\
         requests:\n{first}  - {{name: tickets, operation: GET /tickets, query: {{search: $query}}, rows: tickets}}\n\
         output:\n  list: [tickets]\n  fields:\n    {field}\n"
    );
    fs::write(folder.join("tools/desk_find.yaml"), tool).unwrap();
    let server = load_server(&folder)
        .unwrap_or_else(|problems| panic!("{:?}", problems.iter().map(concise_line).collect::<Vec<_>>()));
    let description = Description::load(&SourceFile::new("desk.yaml", API)).unwrap_or_else(|p| panic!("{}", p.message));
    let found = check_tools(&server, &description);
    found.iter().map(|one| one.message.clone()).collect()
}

#[test]
fn a_field_that_the_server_can_read_is_fine() {
    for field in [
        "id: {type: integer}",
        "stopped: {type: boolean}",
        "due: {type: date}",
        "hours: {type: number}",
        "open: {type: boolean}",
        "tags: {type: count}",
        "customer: {type: object, fields: {name: {type: string}}}",
        "anything: {type: date}",
        "who: {type: string, from: [customer.name]}",
    ] {
        assert_eq!(findings("fine", field), Vec::<String>::new(), "{field}");
    }
}

#[test]
fn rows_that_the_description_does_not_describe_are_fine() {
    let note = "{name: note, operation: \"GET /tickets/{id}\", path: {id: 7}, rows: notes, pick: {what: note, by: 7, id: id, name: [text]}}";
    let found = findings_with("undescribed", "id: {type: integer, from: [$note.number]}", note);
    assert_eq!(found, Vec::<String>::new());
    let found = findings_with("described", "id: {type: integer}", &note.replace("rows: notes", "rows: nodes"));
    assert_eq!(found, ["field `nodes` of the answer of `GET /tickets/{id}` is not in the description"]);
}

#[test]
fn a_field_whose_values_the_server_would_drop_is_reported() {
    for (field, message) in [
        ("due: {type: boolean}", "`due` of the answer of `GET /tickets` is a date-time"),
        ("urgent: {type: boolean}", "`urgent` of the answer of `GET /tickets` is a string"),
        ("open: {type: date}", "`open` of the answer of `GET /tickets` is a boolean"),
        ("tags: {type: string}", "`tags` of the answer of `GET /tickets` is a list of string"),
        ("id: {type: count}", "`id` of the answer of `GET /tickets` is an integer"),
        ("who: {type: integer, from: [customer]}", "`customer` of the answer of `GET /tickets` is an object"),
    ] {
        assert_eq!(findings("dropped", field), [message], "{field}");
    }
}

#[test]
fn a_field_that_the_answer_does_not_have_is_reported() {
    for (field, message) in [
        ("owner: {type: string}", "field `owner` of the answer of `GET /tickets` is not in the description"),
        (
            "customer: {type: object, fields: {phone: {type: string}}}",
            "field `phone` of `customer` of the answer of `GET /tickets` is not in the description",
        ),
    ] {
        assert_eq!(findings("missing", field), [message], "{field}");
    }
}
