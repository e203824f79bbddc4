//! One false claim of each kind that real plugins make, and beside it a text of the same form that is right or says nothing.
//!
//! The API is a small one of our own, so that nothing but the form of a text decides.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "common/desk.rs"]
mod desk;

use desk::findings;

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
    (
        "an enumeration of a column",
        "## Output\n\n| Shown | Taken from |\n|---|---|\n| Late | `due_date` |\n| Effort | `timespent` |",
        "undocumented-name",
        "timespent",
        "## Output\n\n| Key | Value |\n|---|---|\n| `summary_line` | One sentence |\n| `next_steps` | List |",
    ),
    (
        "fields of a record with an article",
        "## Fields of a ticket\n\n| Field | Meaning |\n|---|---|\n| `summary` | x |\n| `owner` | x |",
        "undocumented-field",
        "owner",
        "Write the sum into `report_total`. Ask the user for `first_name` and `last_name`. Keys begin with `key_`.",
    ),
    (
        "an id where the path has a fixed part",
        "| Endpoint | Method |\n|---|---|\n| `/tickets/{id}` | GET |\n| `/customers/{id}` | GET |",
        "unknown-endpoint",
        "/customers/{id}",
        "Use `/review` or `/compact`, then `/tickets`. Open `/ticket?id=1` in a browser. Your own receiver is `POST /hooks/desk`.",
    ),
    (
        "a value that is not allowed in YAML",
        "### Ticket\n\n```yaml\nsummary: x\nteam_name: y\non_hold: later\n```",
        "wrong-field-type",
        "on_hold",
        "### Ticket\n\n```yaml\nsummary: x\nteam_name: y\non_hold: true\n```",
    ),
    (
        "a record without the list around it",
        "```http\nPOST /imports\n\n{\"summary\": \"x\", \"details\": \"y\"}\n```",
        "wrong-body-shape",
        "`tickets`",
        "```http\nPOST /imports\n\n{\"tickets\": [{\"summary\": \"x\"}]}\n```",
    ),
    (
        "stores and routes are no clients",
        "```ruby\nHTTParty.post(\"#{base}/tickets/1/close\")\n```\n\n`/tickets/{id}/close` closes it.",
        "unknown-endpoint",
        "/close",
        "```js\nlocalStorage.get(\"/tickets/x\"); cache.delete(\"/customers\")\n```\n\n```php\nRoute::put(\"/tickets\", [X::class]);\n```",
    ),
    (
        "a condition in a query",
        "```http\nGET /tickets?where=a==1&team=2\n```",
        "undocumented-parameter",
        "team",
        "```http\nGET /tickets?order=newest&&status==1&&due>=2&page_size=N\n```",
    ),
    (
        "a table below the name of a tool",
        "## desk_search_tickets\n\n| Parameter | Type |\n|---|---|\n| `query` | string |\n| `from_date` | string |",
        "unknown-tool-field",
        "from_date",
        "## desk_search_tickets\n\n| Parameter | Type |\n|---|---|\n| `query` | string |",
    ),
    (
        "a field said to come from a tool",
        "`team` comes from `desk_search_tickets`.",
        "unknown-tool-field",
        "team",
        "`summary` comes from `desk_search_tickets`; the package is `desk_mcp` and the folder `desk_data`.",
    ),
    (
        "a word in quotes for a number",
        "```text\ndesk_get_ticket(ticket_id=\"first\")\n```",
        "wrong-tool-call",
        "ticket_id",
        "```text\ndesk_get_ticket(ticket_id=\"12\")\n```",
    ),
    (
        "a heading that denies fields",
        "## Ticket fields that do not exist\n\n- `team_name`: of no use",
        "denied-name",
        "team_name",
        "## Ticket fields that do not exist\n\n- `team_id`: use `team_name`",
    ),
    (
        "a kind of record that has no such field",
        "A ticket has no `summary` field.",
        "denied-name",
        "summary",
        "A ticket that has no `summary` is new. A ticket whose `summary` does not exist is new, too.",
    ),
    (
        "an example after a fence that is not closed",
        "```\nTickets of today\n\n## API\n\n### GET /customers\n\n**Response:**\n\n```json\n[{\"id\": 1, \"fax_number\": \"1\"}]\n```",
        "undocumented-field",
        "fax_number",
        "````\n### GET /customers\n\n**Response:**\n\n```json\n[{\"id\": 1, \"fax_number\": \"1\"}]\n```\n````",
    ),
    (
        "a list around the one record of an answer",
        "```http\nPOST /invoices\n```\n\n### Response\n\n```json\n{\"invoices\": [{\"id\": 1, \"reference\": \"x\"}]}\n```",
        "undocumented-field",
        "invoices",
        "```http\nPOST /invoices\n```\n\n### Response\n\n```json\n{\"lines\": [{\"id\": 1, \"sku\": \"x\", \"tax\": 2}], \"extra\": \"x\"}\n```",
    ),
    (
        "a record below a heading that names an open one too",
        "### Linking a ticket to an invoice\n\n```json\n[{\"summary\": \"x\", \"customer_id\": 1, \"details\": \"y\", \"invoice_id\": 1}]\n```",
        "undocumented-field",
        "invoice_id",
        "### Linking a ticket to an invoice\n\n```json\n{\"reference\": \"x\", \"paid_on\": \"y\", \"note\": \"z\"}\n```",
    ),
    (
        "a second body of the only request",
        "### New\n\n```http\nPOST /tickets\n```\n\nShort:\n\n```json\n{\"summary\": \"x\"}\n```\n\nWith a team:\n\n```json\n{\"summary\": \"x\", \"details\": \"y\", \"team_id\": 1, \"prio\": 2}\n```",
        "undocumented-field",
        "team_id",
        "### All\n\n```http\nGET /tickets\n```\n\nKeep your settings elsewhere.\n\n```json\n{\"summary\": true, \"details\": true, \"region\": \"eu\", \"color\": \"red\"}\n```",
    ),
    (
        "a short second body of the only request",
        "### Close\n\n```http\nPOST /tickets\n```\n\n```json\n[{\"id\": 1, \"on_hold\": true}]\n```\n\nResolve it with a reason:\n\n```json\n[{\"id\": 1, \"on_hold\": false, \"resolution\": \"x\"}]\n```",
        "undocumented-field",
        "resolution",
        "### Close\n\n```http\nPOST /tickets\n```\n\nThe queue sends this to your own handler:\n\n```json\n{\"id\": 1, \"event\": \"closed\", \"queue\": \"x\"}\n```",
    ),
    (
        "a list of an answer under another name",
        "```http\nGET /tickets\n```\n\n### Response\n\n```json\n{\"results\": [{\"id\": 1, \"summary\": \"x\", \"prio\": 2}], \"record_count\": 1}\n```",
        "undocumented-field",
        "prio",
        "```http\nGET /tickets\n```\n\n### Response\n\n```json\n{\"tickets\": [{\"id\": 1, \"summary\": \"x\", \"team_name\": \"y\"}], \"record_count\": 1}\n```",
    ),
    (
        "keywords of Python",
        "```python\nrequests.get(f\"{base}/tickets\", params=dict(open_only=True, sise=1))\n```",
        "undocumented-parameter",
        "sise",
        "```python\nrequests.get(f\"{base}/tickets\", params=dict(open_only=True, page_size=1), timeout=3)\nrow = dict(title=t[\"summary\"], sise=1)\n```",
    ),
    (
        "a record in a list",
        "```python\nrow = {\"summary\": \"x\", \"details\": \"y\", \"prio\": 1}\nrequests.post(f\"{base}/imports\", json={\"tickets\": [row]})\n```",
        "undocumented-field",
        "prio",
        "```python\nrow = {\"summary\": \"x\", **more}\nrequests.post(f\"{base}/imports\", json={\"tickets\": [row]})\nprint(dict(prio=1))\n```",
    ),
    (
        "parameters in a variable",
        "```js\nconst query = new URLSearchParams({ sise: 1 });\nawait fetch(`${base}/tickets?${query}`);\n```",
        "undocumented-parameter",
        "sise",
        "```js\nconst query = new URLSearchParams({ page_size: 1, ...more });\nawait fetch(`${base}/tickets?${query}`);\nconst other = new URLSearchParams({ sise: 1 });\n```",
    ),
    (
        "values of Go",
        "```go\nq := url.Values{}\nq.Set(\"sise\", \"1\")\nhttp.Get(base + \"/tickets?\" + q.Encode())\n```",
        "undocumented-parameter",
        "sise",
        "```go\nq := url.Values{}\nq.Set(\"page_size\", \"1\")\nhttp.Get(base + \"/tickets?\" + q.Encode())\nh.Set(\"sise\", \"1\")\n```",
    ),
    (
        "an anonymous object of C#",
        "```csharp\nawait client.PostAsJsonAsync($\"{url}/tickets\", new { summary = \"x\", prio = 1 });\n```",
        "undocumented-field",
        "prio",
        "```csharp\nawait client.PostAsJsonAsync($\"{url}/tickets\", new { summary = \"x\", Prio = 1 });\nvar row = new { prio = 1 };\n```",
    ),
    (
        "an array of PHP",
        "```php\n$client->request('GET', $base . '/tickets', ['query' => ['sise' => 1]]);\n```",
        "undocumented-parameter",
        "sise",
        "```php\n$client->request('GET', $base . '/tickets', ['query' => ['page_size' => 1], 'timeout' => 1]);\n$row = ['sise' => 1];\n```",
    ),
    (
        "a hash table of PowerShell",
        "```powershell\n$ticket = @{\n  summary = 'x'\n  prio = 1\n}\nInvoke-RestMethod -Method Post -Uri \"$base/tickets\" -Body ($ticket | ConvertTo-Json)\n```",
        "undocumented-field",
        "prio",
        "```powershell\n$ticket = @{ summary = 'x'; details = $text }\nInvoke-RestMethod -Method Post -Uri \"$base/tickets\" -Body ($ticket | ConvertTo-Json)\n$row = @{ prio = 1 }\n```",
    ),
    (
        "a hash of Ruby",
        "```ruby\nHTTParty.get(\"#{base}/tickets\", query: { :sise => 1 })\n```",
        "undocumented-parameter",
        "sise",
        "```ruby\nHTTParty.get(\"#{base}/tickets\", query: { :page_size => 1 }, headers: { :sise => 1 })\n```",
    ),
    (
        "a name of another product",
        "Each ticket has a `due_by`. In Desk the field is `close_reason`.",
        "undocumented-name",
        "close_reason",
        "In Zendesk the same field is `due_by`. Zendesk's `requester_id` is `customer_id` here. The Jira field `due_by` is `due_date`.",
    ),
    (
        "a request of another product",
        "The customers call is `GET /ticket_list`.",
        "unknown-endpoint",
        "/ticket_list",
        "The Microsoft Graph call is `GET /v1.0/users`.",
    ),
    (
        "a column of another product",
        "| Shown | Field |\n|---|---|\n| Title | `summary` |\n| Due | `due_by` |\n| Team | `team_name` |",
        "undocumented-field",
        "due_by",
        "| Zendesk | Desk |\n|---|---|\n| `requester_id` | `customer_id` |\n| `due_by` | `due_date` |",
    ),
    (
        "a column of formulas",
        "| Name | Meaning |\n|---|---|\n| `summary` | x |\n| `due_by` | is after `due_date` |",
        "undocumented-name",
        "due_by",
        "| Name | Formula |\n|---|---|\n| `hours_late` | now - `due_date` |\n| `team_load` | tickets by `team_name` |",
    ),
    (
        "a word",
        "The `overdue_by` of a ticket is its `due_date`.",
        "undocumented-name",
        "overdue_by",
        "The word `breached` in the report means that `due_date` is past; the value `urgent` that `on_hold` is off.",
    ),
    (
        "a list below a label",
        "What to send:\n\n- `summary`\n- `details`\n- `due_by`",
        "undocumented-name",
        "due_by",
        "What does not exist:\n\n- `PUT /tickets/{id}`\n- `due_by` of a ticket\n\nNever send these:\n\n1. `due_by`\n2. `team_id` of the ticket",
    ),
    (
        "a dotted name",
        "The customer is `ticket.customer.name`, the team `ticket.team_name`.",
        "undocumented-field",
        "customer.name",
        "The team is `ticket.team_name`, the assets `ticket.assets[].asset_id`; `ticket.assets.length` counts them. In the template `ticket.owner` stays empty.\n\nThe class is `invoice.total`.",
    ),
    (
        "a name of another record",
        "Show `phone_number` of the ticket.",
        "undocumented-field",
        "phone_number",
        "Show `phone_number` of the customer and the ticket's `due_date`. Keep `phone_number` of the ticket export.",
    ),
    (
        "a column of names and types",
        "### Ticket\n\n| Name | Type | Meaning |\n|---|---|---|\n| `summary` | string | x |\n| `on_hold` | string | x |",
        "wrong-field-type",
        "on_hold",
        "### Settings of the export\n\n| Name | Type |\n|---|---|\n| `on_hold` | string |\n| `max_rows` | string |\n| `dry_run` | bool |\n| `color` | string |",
    ),
    (
        "what the plugin prints",
        "Each ticket has `summary` and `owner_name`.",
        "undocumented-name",
        "owner_name",
        "The tool prints `hours_late` and `summary` of each ticket. Classify each ticket as `on_track`, `at_risk` or `on_hold`. Answer with `{\"verdict\": \"late\", \"summary\": \"x\"}`.\n\nSections of the report:\n\n- `Summary`\n- `late_tickets`",
    ),
    (
        "a request of a server of our own",
        "Call `GET /api/late_tickets` for the rest.",
        "unknown-endpoint",
        "/late_tickets",
        "Our service has `GET /api/late_tickets`. In Slack, call `POST /api/chat.postMessage`. Use Autotask's `GET /Companies/query`.\n\nThese are wrong:\n\n- `GET /ticket`\n- `GET /tickets/{id}/notes`",
    ),
    (
        "a guess that the text names",
        "A ticket has `summary` and `owner_name`.",
        "undocumented-name",
        "owner_name",
        "You may think of `owner_name`, but it is `team_name`. `owner_name` is a label on the screen, and what Zendesk uses for `team_name`.",
    ),
    (
        "a builder of Java",
        "```java\nHttpRequest.newBuilder(URI.create(base + \"/tickets/\" + id)).PUT(body).build();\n```",
        "wrong-method",
        "PUT",
        "```java\nHttpRequest.newBuilder(URI.create(base + \"/tickets/\" + id)).DELETE().build();\n```",
    ),
    (
        "a query of Laravel",
        "```php\nHttp::withToken($t)->get(\"$base/tickets\", ['sise' => 1]);\n```",
        "undocumented-parameter",
        "sise",
        "```php\nHttp::withToken($t)->get(\"$base/tickets\", ['page_size' => 1]);\n$guzzle->get(\"$base/tickets\", ['timeout' => 1]);\n$db->put('/tickets/1', ['sise' => 1]);\n```",
    ),
    (
        "a body that Go writes",
        "```go\nrow := map[string]any{\"summary\": \"x\", \"prio\": 1}\nb, _ := json.Marshal(row)\nreq, _ := http.NewRequest(\"POST\", base+\"/tickets\", bytes.NewReader(b))\n```",
        "undocumented-field",
        "prio",
        "```go\nrow := map[string]any{\"summary\": \"x\"}\nb, _ := json.Marshal(row)\nreq, _ := http.NewRequest(\"POST\", base+\"/tickets\", bytes.NewReader(b))\nlog(map[string]any{\"prio\": 1})\n```",
    ),
    (
        "a function",
        "Each ticket has `summary` and `close_all`.",
        "undocumented-name",
        "close_all",
        "Call `merge_tickets` with the `summary` of the ticket. Invoke `close_all` when `on_hold` is off.",
    ),
    (
        "an error beside a record",
        "### Ticket\n\n```json\n{\"summary\": \"x\", \"details\": \"y\", \"retry_after\": 60}\n```",
        "undocumented-field",
        "retry_after",
        "### Rate limit response\n\nWhen limited (HTTP 429):\n\n```json\n{\"summary\": \"Too many requests\", \"details\": \"x\", \"retry_after\": 60}\n```",
    ),
    (
        "a column of names made here",
        "| From the API | Shown |\n|---|---|\n| `team_name` | team |\n| `due_by` | `due_date` |",
        "undocumented-name",
        "due_by",
        "| Old name | New name |\n|---|---|\n| `assigned_to` | `customer_id` |\n| `due_by` | `due_date` |\n\n| Severity | Rule |\n|---|---|\n| `sev_1` | `due_date` is past |",
    ),
    (
        "a custom field",
        "The field `cost_center` of a ticket is not shown; `summary` is.",
        "undocumented-name",
        "cost_center",
        "The custom field `cost_center` of a ticket is an example. The output has a row for each ticket with `summary` and `hours_late`. Keep a `tickets_seen` set for tickets.",
    ),
];

/// Texts that deny what the API does not have, in the words that people use.
const DENIALS: &[&str] = &[
    "Without `due_by` in the API, each ticket needs a deadline of your own.",
    "The API ignores `assigned_agent`.",
    "`due_by` is silently ignored.",
    "`due_by` is a guess; the API calls it `due_date`.",
    "Models often hallucinate `assigned_agent`.",
    "Do not confuse `due_date` with `due_by`, which the API lacks.",
    "Desk doesn't have `assigned_agent`.",
    "You will not find `assigned_agent` in the answer.",
    "Nothing called `assigned_agent` exists.",
    "`assigned_agent` is rejected.",
    "Sending `assigned_agent` has no effect.",
    "Older versions had `assigned_agent`; it was removed.",
    "`due_by` was renamed to `due_date`.",
    "`due_by` and `assigned_agent` are not returned.",
    "A ticket lacks `assigned_agent`.",
    "~~`due_by`~~ `due_date`",
    "`due_by` → use `due_date`",
    "## Common mistakes\n\n- `due_by` instead of `due_date`",
    "Calling `PUT /tickets/{id}` returns 405.",
    "No endpoint `/ticket_list`.",
    "`/ticket_list` answers with 404.",
    "This fails with 404:\n\n```http\nGET /ticket_list\n```",
    "The following does not work:\n\n```http\nGET /ticket_list\n```",
    "### Anti-pattern\n\n```http\nPUT /tickets/12\n```",
];

#[test]
fn what_a_text_denies_is_not_reported() {
    let wrong: Vec<String> = DENIALS
        .iter()
        .filter_map(|text| Some((text, findings(text))).filter(|(_, found)| !found.is_empty()))
        .map(|(text, found)| format!("{text}: {found:#?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

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
