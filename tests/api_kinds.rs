//! One false claim of each kind that real plugins make, and beside it a text of the same form that is right or says nothing.
//!
//! The API is a small one of our own, so that nothing but the form of a text decides.

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

fn findings(text: &str) -> Vec<String> {
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

/// The kind, a text with a false claim, the rule that reports it, what it names, and a text of the same form that is fine.
type Kind = (&'static str, &'static str, &'static str, &'static str, &'static str);

const KINDS: &[Kind] = &[
    (
        "a name in prose",
        "Each ticket has a `due_by` and a `summary`.",
        "undocumented-name",
        "due_by",
        "Each ticket has a `due_date`; the script reads `config_path` from `settings.json`.",
    ),
    (
        "a name in a list item",
        "Fields of a ticket:\n\n- `team_nme`: the team",
        "undocumented-name",
        "team_nme",
        "Fields of a ticket:\n\n- `team_name`: the team",
    ),
    (
        "one of an enumeration",
        "A ticket has `summary`, `urgency` and `details`.",
        "undocumented-name",
        "urgency",
        "A ticket has `summary` and `details`. Install `jq` first.\n\n| Variable | Meaning |\n|---|---|\n| `DESK_FIELDS` | `all`, `short`, `summary` or `details` |",
    ),
    (
        "name=value in text",
        "Add `only_open=true` to `GET /tickets`.",
        "undocumented-parameter",
        "only_open",
        "Add `open_only=true` to `GET /tickets`; start the script with `DEBUG=1`.",
    ),
    (
        "query names in words",
        "### GET /tickets\n\nQuery parameters:\n\n- `page_sise={n}` - rows",
        "undocumented-parameter",
        "page_sise",
        "### GET /tickets\n\nQuery parameters:\n\n- `page_size={n}` - rows",
    ),
    (
        "a request in a heading",
        "### GET /ticket_list\n\nAll of them.",
        "unknown-endpoint",
        "/ticket_list",
        "### GET /tickets\n\nAll of them.\n\n### GET started\n\nRead on.",
    ),
    (
        "the answer below a heading",
        "### GET /customers\n\n**Response:**\n\n```json\n[{\"id\": 1, \"fax_number\": \"1\"}]\n```",
        "undocumented-field",
        "fax_number",
        "### GET /customers\n\n**Response:**\n\n```json\n[{\"id\": 1, \"phone_number\": \"1\"}]\n```",
    ),
    (
        "a Field column that is not the first",
        "### Ticket\n\n| Question | Field |\n|---|---|\n| Who? | `customer_id` |\n| What? | `summary` |\n| When? | `due_by` |",
        "undocumented-field",
        "due_by",
        "### Ticket\n\n| Question | Field |\n|---|---|\n| Who? | `customer_id` |\n| When? | `due_date` |",
    ),
    (
        "a table under a topical heading",
        "## Ticket fields\n\n### Timeline fields\n\n| Field | Meaning |\n|---|---|\n| `due_by` | x |\n| `closed_on` | x |",
        "undocumented-field",
        "closed_on",
        "## Scripts\n\n### Settings\n\n| Setting | Field | Note |\n|---|---|---|\n| x | `retry_limit` | y |",
    ),
    (
        "the Type column",
        "### Ticket\n\n| Field | Type |\n|---|---|\n| `on_hold` | string |\n| `summary` | string |",
        "wrong-field-type",
        "on_hold",
        "### Ticket\n\n| Field | Type |\n|---|---|\n| `on_hold` | bool |\n| `due_date` | datetime |",
    ),
    (
        "the From column of an output",
        "## Output\n\n| Item | From | Meaning |\n|---|---|---|\n| Team | `team_nme` of the ticket | x |",
        "undocumented-name",
        "team_nme",
        "## Output\n\n| Item | From | Meaning |\n|---|---|---|\n| Team | `team_name` of the ticket | x |",
    ),
    (
        "a bare path in text",
        "Read `/tickets/{id}/watchers` as well.",
        "unknown-endpoint",
        "/tickets/{id}/watchers",
        "Read `/tickets/{id}` as well; logs are in `/var/log/desk`.",
    ),
    (
        "Method and Endpoint",
        "| Method | Endpoint |\n|---|---|\n| PATCH | `/tickets/{id}` |",
        "wrong-method",
        "PATCH",
        "| Method | Endpoint |\n|---|---|\n| DELETE | `/tickets/{id}` |",
    ),
    (
        "Endpoint and Method",
        "| Endpoint | Method |\n|---|---|\n| `/clients` | GET |",
        "unknown-endpoint",
        "/clients",
        "| Endpoint | Method |\n|---|---|\n| `/customers` | GET |",
    ),
    (
        "JSON below a schema heading",
        "### Ticket\n\n```json\n{\"summary\": \"x\", \"team_name\": \"y\", \"prio\": 1}\n```",
        "undocumented-field",
        "prio",
        "### Configuration\n\n```json\n{\"summary\": true, \"port\": 80, \"log\": \"x\"}\n```",
    ),
    (
        "the type of a value in a sample",
        "### Ticket\n\n```json\n{\"summary\": \"x\", \"team_name\": \"y\", \"on_hold\": \"yes\"}\n```",
        "wrong-field-type",
        "on_hold",
        "### Ticket\n\n```json\n{\"summary\": \"x\", \"team_name\": \"y\", \"on_hold\": true}\n```",
    ),
    (
        "YAML below a schema heading",
        "### Ticket\n\n```yaml\nsummary: x\nteam_name: y\nprio: 1\n```",
        "undocumented-field",
        "prio",
        "### Pipeline\n\n```yaml\non: push\njobs: {build: {runs-on: ubuntu}}\n```",
    ),
    (
        "a table below the details of a record",
        "## Ticket details\n\n| Field | Meaning |\n|---|---|\n| `due_by` | x |\n| `closed_on` | x |",
        "undocumented-field",
        "closed_on",
        "Work on tickets is billed to the customer of the contract by the hour:\n\n```json\n{\"ticket_id\": 1, \"hours\": 2, \"details\": \"y\"}\n```",
    ),
    (
        "JSON without a request, beside one",
        "## Create\n\n```http\nPOST /tickets\n```\n\nThen a note for colleagues, which nobody else sees.\n\n```json\n[{\"summary\": \"x\", \"details\": \"y\", \"priority\": 2}]\n```",
        "undocumented-field",
        "priority",
        "## Create\n\n```http\nPOST /tickets\n```\n\nKeep your settings elsewhere.\n\n```json\n{\"region\": \"eu\", \"color\": \"red\", \"id\": 1}\n```",
    ),
    (
        "fetch",
        "```js\nfetch(\"https://eu.desk.example/api/ticket\")\n```",
        "unknown-endpoint",
        "/ticket`",
        "```js\nfetch(\"https://cdn.example/api/ticket\")\n```",
    ),
    (
        "axios",
        "```js\naxios.get(`${base}/tickets`, {params: {only_open: true}})\n```",
        "undocumented-parameter",
        "only_open",
        "```js\naxios.get(`${base}/tickets`, {params: {open_only: true}})\n```",
    ),
    (
        "requests",
        "```python\nrequests.post(f\"{base}/tickets\", json={\"summary\": \"x\", \"prio\": 1})\n```",
        "undocumented-field",
        "prio",
        "```python\nrequests.post(f\"{base}/tickets\", json={\"summary\": \"x\"})\n```",
    ),
    (
        "httpx",
        "```python\nhttpx.get(\"https://eu.desk.example/api/tickets\", params={\"sise\": 1})\n```",
        "undocumented-parameter",
        "sise",
        "```python\nhttpx.get(\"https://eu.desk.example/api/tickets\", params={\"page_size\": 1})\n```",
    ),
    (
        "Invoke-RestMethod",
        "```powershell\nInvoke-RestMethod -Method Put -Uri \"https://eu.desk.example/api/tickets\"\n```",
        "wrong-method",
        "PUT",
        "```powershell\nInvoke-RestMethod -Method Get -Uri \"https://eu.desk.example/api/tickets\"\n```",
    ),
    (
        "Go",
        "```go\nhttp.Get(\"https://eu.desk.example/api/clients\")\n```",
        "unknown-endpoint",
        "/clients",
        "```go\nhttp.HandleFunc(\"/clients\", list)\n```",
    ),
    (
        "C#",
        "```csharp\nawait client.GetAsync(\"https://eu.desk.example/api/clients\");\n```",
        "unknown-endpoint",
        "/clients",
        "```csharp\nawait client.GetAsync(\"https://eu.desk.example/api/customers\");\n```",
    ),
    (
        "PHP",
        "```php\n$client->request('GET', 'https://eu.desk.example/api/clients');\n```",
        "unknown-endpoint",
        "/clients",
        "```php\n$client->request('GET', 'https://eu.desk.example/api/customers');\n```",
    ),
    (
        "Ruby",
        "```ruby\nNet::HTTP.get(URI(\"https://eu.desk.example/api/clients\"))\n```",
        "unknown-endpoint",
        "/clients",
        "```ruby\nNet::HTTP.get(URI(\"https://eu.desk.example/api/customers\"))\n```",
    ),
    (
        "a host that the API does not have",
        "```http\nGET https://api.desk-cloud.example/api/tickets\n```",
        "unknown-host",
        "api.desk-cloud.example",
        "```http\nGET https://eu.desk.example/api/tickets\n```",
    ),
    (
        "a token path",
        "```bash\ncurl -X POST https://eu.desk.example/auth/token -d grant_type=client_credentials\n```",
        "unknown-endpoint",
        "/auth/token",
        "```bash\ncurl -X POST https://eu.desk.example/oauth/token -d grant_type=client_credentials\n```",
    ),
    (
        "a path that is denied",
        "`DELETE /tickets/{id}` does not exist.",
        "denied-name",
        "/tickets/{id}",
        "`PUT /tickets/{id}` does not exist.",
    ),
    (
        "a name that is denied",
        "On a ticket, `team_name` does not exist.",
        "denied-name",
        "team_name",
        "On a ticket, `team_id` does not exist.",
    ),
    (
        "a sentence about something else above a block",
        "There is no PUT.\n\n```http\nGET /ticket\n```",
        "unknown-endpoint",
        "/ticket",
        "Wrong:\n\n```http\nGET /ticket\n```",
    ),
    (
        "an unknown tool",
        "Call `desk_find_tickets` first.",
        "unknown-server-tool",
        "desk_find_tickets",
        "Call `desk_search_tickets` first.",
    ),
    (
        "an input of a tool",
        "Call `desk_search_tickets` with `text`.",
        "unknown-tool-field",
        "text",
        "Call `desk_search_tickets` with `query`.",
    ),
    (
        "a field of a tool's answer",
        "`desk_search_tickets` returns `team` of each ticket.",
        "unknown-tool-field",
        "team",
        "`desk_search_tickets` returns `summary` of each ticket.",
    ),
    (
        "an example call",
        "```text\ndesk_search_tickets(query=\"x\", status=\"done\")\n```",
        "wrong-tool-call",
        "status",
        "```text\ndesk_search_tickets(query=\"x\", status=\"open\")\n```",
    ),
];

#[test]
fn a_false_claim_of_each_kind_is_reported_and_its_neighbour_is_not() {
    let mut wrong = Vec::new();
    for (kind, false_claim, rule, named, neighbour) in KINDS {
        let found = findings(false_claim);
        if !found.iter().any(|line| line.contains(&format!("[{rule}]")) && line.contains(named)) {
            wrong.push(format!("{kind}: no {rule} about {named}; found {found:#?}"));
        }
        let found = findings(neighbour);
        if !found.is_empty() {
            wrong.push(format!("{kind}: the neighbour is reported: {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), KINDS.len(), wrong.join("\n"));
}
