//! A small API with a server's tools, and what is reported in a skill about it.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::sync::Arc;

use plugin_gen::openapi::Description;
use plugin_gen::plugin::FileTree;
use plugin_gen::report::concise_line;
use plugin_gen::rules::api::Descriptions;
use plugin_gen::rules::tools::ToolCatalog;
use plugin_gen::rules::{Check, Options, RULES, check};
use plugin_gen::source::SourceFile;

const API: &str = r##"
openapi: 3.1.0
info: {title: Desk, version: "1"}
servers: [{url: "https://eu.desk.example/api"}]
paths:
  /tickets:
    get:
      parameters:
        - {name: open_only, in: query, schema: {type: boolean}}
        - {name: page_size, in: query, schema: {type: integer}}
        - {name: order, in: query, schema: {type: string, enum: [newest, oldest]}}
      responses: {"200": {content: {application/json: {schema: {$ref: "#/components/schemas/TicketList"}}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Ticket"}}}}
      responses: {"201": {content: {application/json: {schema: {$ref: "#/components/schemas/Ticket"}}}}}
  /tickets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      responses: {"200": {content: {application/json: {schema: {$ref: "#/components/schemas/Ticket"}}}}}
    delete:
      responses: {"204": {description: gone}}
  /customers:
    get:
      responses: {"200": {content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Customer"}}}}}}
  /invoices:
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Invoice"}}}}
      responses: {"201": {content: {application/json: {schema: {$ref: "#/components/schemas/Invoice"}}}}}
  /imports:
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {tickets: {type: array, items: {$ref: "#/components/schemas/Ticket"}}}}}}}
      responses: {"201": {description: done}}
  /customers/export:
    get:
      responses: {"200": {description: a file}}
  /oauth/token:
    servers: [{url: "https://eu.desk.example"}]
    post:
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [grant_type]
              properties: {grant_type: {type: string}, client_id: {type: string}, client_secret: {type: string}}
      responses: {"200": {description: a token}}
components:
  schemas:
    TicketList: {type: object, properties: {tickets: {type: array, items: {$ref: "#/components/schemas/Ticket"}}, record_count: {type: integer}}}
    Ticket:
      type: object
      properties:
        id: {type: integer}
        summary: {type: string}
        details: {type: string}
        team_name: {type: string}
        customer_id: {type: integer}
        on_hold: {type: boolean}
        due_date: {type: string, format: date-time}
        assets: {type: array, items: {type: object, properties: {asset_id: {type: integer}}}}
    Invoice:
      type: object
      additionalProperties: true
      properties: {id: {type: integer}, reference: {type: string}, paid_on: {type: string}}
    Customer:
      type: object
      properties: {id: {type: integer}, name: {type: string}, phone_number: {type: string}, account_manager: {type: string}}
"##;

const TOOLS: &str = r#"{"tools": [
  {"name": "desk_search_tickets",
   "inputSchema": {"type": "object", "properties": {"query": {"type": "string"}, "status": {"type": "string", "enum": ["open", "closed"]}}, "required": ["query"]},
   "outputSchema": {"type": "object", "properties": {"items": {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "integer"}, "summary": {"type": "string"}}}}}}},
  {"name": "desk_get_ticket", "inputSchema": {"type": "object", "properties": {"ticket_id": {"type": "integer"}}, "required": ["ticket_id"]}}
]}"#;

/// Text around each claim, which says that the skill is about tickets of this API.
const HEAD: &str = "---\nname: tickets\ndescription: Tickets\n---\n\n# Tickets\n\nList them with `GET /tickets`.\n\n";

/// What the rules about APIs and tools report in a skill that holds a text.
pub(super) fn findings(text: &str) -> Vec<String> {
    let description = Description::load(&SourceFile::new("desk.yaml", API)).unwrap_or_else(|p| panic!("{}", p.message));
    let tools = ToolCatalog::of_list(&SourceFile::new("tools.json", TOOLS)).unwrap_or_else(|p| panic!("{}", p.message));
    let only: BTreeSet<String> = RULES
        .iter()
        .filter(|rule| matches!(rule.check, Check::Api(_) | Check::Tools(_)))
        .map(|rule| rule.meta.name.to_owned())
        .collect();
    let descriptions =
        Descriptions { all: Some(Arc::new(description)), all_tools: Some(Arc::new(tools)), ..Descriptions::default() };
    let options = Options { only, descriptions, ..Options::default() };
    let files = [
        (".claude-plugin/plugin.json".into(), br#"{"name": "desk", "version": "1.0.0"}"#.to_vec()),
        ("skills/tickets/SKILL.md".into(), format!("{HEAD}{text}").into_bytes()),
    ];
    check(&FileTree::from_memory(files.into()), &options).diagnostics.iter().map(concise_line).collect()
}
