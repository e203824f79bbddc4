//! What an API may do differently: regions, cursors, other methods, keys in headers. Each against a stand-in that refuses
//! what it does not expect.

use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use mcp_engine::config::Config;
use mcp_engine::error::Failure;
use mcp_engine::server::Server;
use mcp_engine::spec::Specs;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

const OAUTH: &str = "authentication: {path: /ws/oauth, token: /token, scope: read write, lifetime: 60}";
const REGIONS: &str = "{domains: [lantern.example], regions: {us: app.lantern.example, eu: eu.lantern.example}}";

/// `server.yaml` with one way to authenticate.
fn service(hosts: &str, authentication: &str) -> String {
    format!(
        "name: lantern-mcp\ntitle: Lantern\ninstructions: Lamps.\nenvironment: LANTERN_\nsetup: Ask Lantern.\nhosts: {hosts}\napi_path: \"\"\n{authentication}\npaging: {{after: after, size: pageSize, last: id}}\nrecord_id: id\nerror_message: errorMessage\n"
    )
}

const READS: &str = "hints: {read_only: true, destructive: false, idempotent: true, open_world: true}\nscopes: [read]";
const WRITES: &str =
    "hints: {read_only: false, destructive: false, idempotent: true, open_world: true}\nscopes: [write]";
const DESTROYS: &str = "hints: {read_only: false, destructive: true, idempotent: true, open_world: true}\nbehind_switch: true\nscopes: [write]";

fn tool(name: &str, hints: &str, rest: &str) -> (String, String) {
    (name.to_owned(), format!("name: {name}\ntitle: A tool\ndescription: Does it.\n{hints}\n{rest}"))
}

fn tools() -> Vec<(String, String)> {
    let cursor = "  cursor: {type: integer, minimum: 1, description: Cursor., example: 3}\n  size: {type: integer, minimum: 1, default: 2, description: Rows., example: 2}\n";
    let uid = "input:\n  uid: {type: string, max_length: 60, required: true, description: Uid., example: a-1}\n";
    let out = "output:\n  record: lamp\n  fields: {id: {type: integer}, uid: {type: string, from: [$uid]}, lit: {type: date}}\n";
    vec![
        tool(
            "list_lamps",
            READS,
            &format!(
                "input:\n  name: {{type: string, max_length: 20, description: Part., example: hall}}\n{cursor}requests:\n  - {{name: lamps, operation: GET /v2/lamps, rows: any, page: {{after: $cursor, size: $size, read_all: $name}}}}\noutput:\n  list: [lamps]\n  keep: [{{when: $name, field: [name], contains: $name}}]\n  fields: {{id: {{type: integer}}, name: {{type: string}}, lit: {{type: date}}}}\n"
            ),
        ),
        tool(
            "report",
            READS,
            "input:\n  cursor: {type: string, max_length: 50, description: Cursor., example: c}\nrequests:\n  - {name: rows, operation: GET /v2/report, query: {df: {$join: [{$text: [\"org = \", 7]}, online], with: \" AND \"}}, rows: results, page: {after: $cursor, size: 2}, paging: {after: cursor, size: pageSize, next: cursor.name}}\noutput:\n  list: [rows]\n  fields: {lamp: {type: integer}}\n",
        ),
        tool(
            "search",
            READS,
            "requests:\n  - {name: rows, operation: POST /v2/search, reads: true, body: {}, rows: data, page: {after: $none.at, size: 2}, paging: {after: lastId, size: pageSize, next: metadata.lastId, in_body: true}}\noutput:\n  list: [rows]\n  fields: {id: {type: integer}}\n"
                .replace("$none.at", "null")
                .as_str(),
        ),
        tool(
            "get_lamp",
            READS,
            &format!("{uid}requests:\n  - {{name: lamp, operation: \"GET /v2/lamp/{{uid}}\", path: {{uid: $uid}}, record_id: label}}\n{out}"),
        ),
        tool(
            "rename",
            WRITES,
            &format!("{uid}requests:\n  - {{name: lamp, operation: \"PATCH /v2/lamp/{{uid}}\", path: {{uid: $uid}}, body: {{name: {{text: new}}}}}}\n{out}"),
        ),
        tool(
            "replace",
            WRITES,
            &format!("{uid}requests:\n  - {{name: lamp, operation: \"PUT /v2/lamp/{{uid}}\", path: {{uid: $uid}}, body: {{}}}}\n{out}"),
        ),
        tool(
            "note",
            WRITES,
            &format!("{uid}requests:\n  - {{name: lamp, operation: \"POST /v2/lamp/{{uid}}/note\", path: {{uid: $uid}}, multipart: {{comment: {{public: false, body: hi}}, kind: plain}}, no_content: true}}\n{out}"),
        ),
        tool(
            "remove",
            DESTROYS,
            &format!("{uid}requests:\n  - {{name: lamp, operation: \"DELETE /v2/lamp/{{uid}}\", path: {{uid: $uid}}, no_content: true}}\n{out}"),
        ),
    ]
}

fn load(service: &str) -> Result<Specs, Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("server.yaml"), service).unwrap();
    std::fs::create_dir(folder.path().join("tools")).unwrap();
    for (name, text) in tools() {
        std::fs::write(folder.path().join(format!("tools/{name}.yaml")), text).unwrap();
    }
    plugin_gen::spec::load_server(folder.path().to_str().unwrap().into())
        .map(|server| Specs::from_file(&Specs::of(&server, None).to_file()).unwrap())
        .map_err(|problems| problems.into_iter().map(|problem| problem.message).collect())
}

type Log = Arc<Mutex<Vec<String>>>;

async fn api(State(log): State<Log>, method: Method, uri: Uri, headers: HeaderMap, body: String) -> Response {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let boundary = header("content-type").split("boundary=").nth(1).map(str::to_owned);
    let shown = boundary.map_or(body.clone(), |boundary| body.replace(&boundary, "B").replace("\r\n", "|"));
    log.lock().unwrap().push(format!("{method} {uri} {shown}").trim().to_owned());
    let known = ["Bearer lantern-token", "Token key-MARKED", "Basic YW5uOnBhc3MtTUFSS0VE"];
    let is_known = known.contains(&header("authorization").as_str()) || header("x-key") == "key-MARKED";
    let query = uri.query().unwrap_or_default();
    let number = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.parse::<usize>().ok());
    let lamps = |from: usize| -> Vec<Value> {
        (from + 1..=5)
            .map(|id| json!({"id": id, "name": format!("hall {id}"), "lit": 1_796_026_500}))
            .take(number("pageSize=").unwrap())
            .collect()
    };
    let answer = match (method.as_str(), uri.path(), query) {
        ("POST", "/ws/oauth/token", _) if body.contains("client_secret=secret-MARKED") => {
            json!({"access_token": "lantern-token"})
        }
        _ if !is_known => return StatusCode::UNAUTHORIZED.into_response(),
        ("GET", "/v2/lamps", _) => json!(lamps(number("after=").unwrap_or(0))),
        ("GET", "/v2/report", "df=org+%3D+7+AND+online&pageSize=2") => {
            json!({"cursor": {"name": "c-2"}, "results": [{"lamp": 1}, {"lamp": 2}]})
        }
        ("GET", "/v2/report", "df=org+%3D+7+AND+online&cursor=c-2&pageSize=2") => {
            json!({"cursor": {"name": ""}, "results": [{"lamp": 3}]})
        }
        ("POST", "/v2/search", "") if body == "{\"pageSize\":2}" => {
            json!({"data": [{"id": 4}], "metadata": {"lastId": 4, "columns": ["id"]}})
        }
        ("GET", "/v2/lamp/a%20b", "") => json!({"label": "x", "lit": 0}),
        ("PATCH", "/v2/lamp/a-1", "") if body == "{\"name\":{\"text\":\"new\"}}" => {
            json!({"id": 1, "lit": 1_796_026_500_000u64})
        }
        ("PUT", "/v2/lamp/a-1", "") if body == "{}" => json!({"id": 1}),
        ("POST", "/v2/lamp/a-1/note", "") => return StatusCode::NO_CONTENT.into_response(),
        ("DELETE", "/v2/lamp/a-1", "") if body.is_empty() => return StatusCode::NO_CONTENT.into_response(),
        ("PUT", _, _) => {
            let told = json!({"errorMessage": "Version 3 is newer; key-MARKED"});
            return (StatusCode::CONFLICT, axum::Json(told)).into_response();
        }
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    axum::Json(answer).into_response()
}

struct Lantern {
    specs: Specs,
    server: Server,
    log: Log,
}

impl Lantern {
    async fn start(service: &str, pairs: &[(&str, &str)]) -> Self {
        let log = Log::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = axum::Router::new().fallback(api).with_state(log.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        let specs = load(service).unwrap_or_else(|problems| panic!("{problems:?}"));
        let own = [("RESOURCE_SERVER", url.as_str()), ("ALLOW_INSECURE_LOOPBACK", "1"), ("LOG", "off")];
        let pairs: Vec<(&str, &str)> = own.iter().chain(pairs).copied().collect();
        let server = Server::new(specs.clone(), config(&specs, &pairs));
        Self { specs, server, log }
    }

    async fn call(&self, name: &str, arguments: Value) -> Result<Value, Failure> {
        let tool = self.specs.tools.iter().find(|tool| tool.name.value == name).unwrap();
        self.server.call(tool, arguments.as_object().unwrap()).await.map(Value::Object)
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.log.lock().unwrap())
    }
}

fn config(specs: &Specs, pairs: &[(&str, &str)]) -> Config {
    let get = |name: &str| {
        let short = name.strip_prefix("LANTERN_").unwrap();
        pairs.iter().find(|(key, _)| *key == short).map(|(_, value)| (*value).to_owned())
    };
    Config::read(&specs.service, &get)
}

const CLIENT: &[(&str, &str)] = &[("CLIENT_ID", "c"), ("CLIENT_SECRET", "secret-MARKED")];

#[tokio::test]
async fn lists_are_read_on_behind_the_last_id() {
    let lantern = Lantern::start(&service(REGIONS, OAUTH), CLIENT).await;
    let first = lantern.call("list_lamps", json!({})).await.unwrap();
    assert_eq!(
        first,
        json!({"next_cursor": 2, "returned": 2, "items": [
            {"id": 1, "name": "hall 1", "lit": "2026-11-30T08:15:00Z"},
            {"id": 2, "name": "hall 2", "lit": "2026-11-30T08:15:00Z"},
        ]})
    );
    let last = lantern.call("list_lamps", json!({"cursor": 4})).await.unwrap();
    assert_eq!(
        (&last["items"][0]["id"], last.get("next_cursor")),
        (&json!(5), None),
        "a page that is not full is the last"
    );
    assert_eq!(lantern.asked()[1..], ["GET /v2/lamps?pageSize=2", "GET /v2/lamps?after=4&pageSize=2"]);
    let found = lantern.call("list_lamps", json!({"name": "hall 5", "size": 100})).await.unwrap();
    assert_eq!((&found["total"], &found["items"][0]["id"]), (&json!(1), &json!(5)), "{found}");
}

#[tokio::test]
async fn lists_are_read_on_by_a_cursor_in_query_or_body() {
    let lantern = Lantern::start(&service(REGIONS, OAUTH), CLIENT).await;
    let first = lantern.call("report", json!({})).await.unwrap();
    assert_eq!(first, json!({"next_cursor": "c-2", "returned": 2, "items": [{"lamp": 1}, {"lamp": 2}]}));
    let last = lantern.call("report", json!({"cursor": "c-2"})).await.unwrap();
    assert_eq!(last, json!({"returned": 1, "items": [{"lamp": 3}]}));
    let found = lantern.call("search", json!({})).await.unwrap();
    assert_eq!(found, json!({"next_cursor": 4, "returned": 1, "items": [{"id": 4}]}));
}

#[tokio::test]
async fn other_methods_bodies_and_paths() {
    let lantern = Lantern::start(&service(REGIONS, OAUTH), CLIENT).await;
    assert_eq!(
        lantern.call("get_lamp", json!({"uid": "a b"})).await.unwrap(),
        json!({"uid": "a b"}),
        "zero is not a date"
    );
    let lit = json!({"id": 1, "uid": "a-1", "lit": "2026-11-30T08:15:00Z"});
    assert_eq!(lantern.call("rename", json!({"uid": "a-1"})).await.unwrap(), lit);
    assert_eq!(lantern.call("replace", json!({"uid": "a-1"})).await.unwrap(), json!({"id": 1, "uid": "a-1"}));
    assert_eq!(lantern.call("note", json!({"uid": "a-1"})).await.unwrap(), json!({"uid": "a-1"}));
    assert_eq!(lantern.call("remove", json!({"uid": "a-1"})).await.unwrap(), json!({"uid": "a-1"}));
    let asked = lantern.asked();
    let part = "Content-Disposition: form-data; name=\"comment\"|Content-Type: application/json||{\"public\":false,\"body\":\"hi\"}|";
    let text = "form-data; name=\"kind\"||plain|";
    assert!(
        asked[4].starts_with("POST /v2/lamp/a-1/note ") && asked[4].contains(part) && asked[4].contains(text),
        "{asked:?}"
    );
    // A text in a path stays one part of it.
    for uid in ["..", "a/b", "../lamps", "a%2fb", "a?x=1", "a\\b"] {
        let told = lantern.call("get_lamp", json!({"uid": uid})).await.unwrap_err().message;
        assert!(told.contains("an id that a path cannot hold"), "{uid}: {told}");
    }
    assert_eq!(lantern.asked(), Vec::<String>::new());
    let told = lantern.call("replace", json!({"uid": "old"})).await.unwrap_err().message;
    assert_eq!(told, "Lantern refused PUT /v2/lamp/old (409): \"Version 3 is newer; key-MARKED\".");
}

#[tokio::test]
async fn destructive_tools_are_behind_a_switch() {
    let specs = load(&service(REGIONS, OAUTH)).unwrap();
    let offered = |pairs: &[(&str, &str)]| {
        let server = Server::new(specs.clone(), config(&specs, pairs));
        server.tools().iter().map(|tool| tool.name.to_string()).collect::<Vec<_>>()
    };
    let usual = offered(&[]);
    assert!(usual.contains(&"replace".to_owned()) && !usual.contains(&"remove".to_owned()), "{usual:?}");
    assert_eq!(offered(&[("ALLOW_DESTRUCTIVE", "1")]).len(), usual.len() + 1);
    assert_eq!(offered(&[("ALLOW_DESTRUCTIVE", "0")]), usual);
    assert_eq!(offered(&[("ALLOW_DESTRUCTIVE", "perhaps")]), usual, "an unclear switch is off");
    let read_only = offered(&[("ALLOW_DESTRUCTIVE", "1"), ("READ_ONLY", "1")]);
    assert_eq!(read_only, ["get_lamp", "list_lamps", "report", "search"], "read-only wins");
}

#[tokio::test]
async fn a_region_is_one_of_a_list() {
    let specs = load(&service(REGIONS, OAUTH)).unwrap();
    let read = |region: &str| config(&specs, &[CLIENT, &[("REGION", region)]].concat());
    for region in
        ["eu", "EU", " eu ", "eu.lantern.example", "https://eu.lantern.example/", "https://eu.lantern.example/v2"]
    {
        let config = read(region);
        let connection = config.connection.unwrap_or_else(|| panic!("{region}: {:?}", config.problems));
        assert_eq!(connection.api, "https://eu.lantern.example");
        assert_eq!(connection.token_url().unwrap().as_str(), "https://eu.lantern.example/ws/oauth/token");
        assert_eq!(config.region.as_deref(), Some("eu"));
    }
    for region in ["xx", "eu.evil.example", "https://app.lantern.example.evil.example", "eu@evil.example"] {
        let config = read(region);
        assert!(config.connection.is_none(), "{region}");
        let told = config.explain(&specs.service);
        assert!(told.contains("the regions are us (app.lantern.example), eu (eu.lantern.example)"), "{told}");
    }
    let told = config(&specs, CLIENT).explain(&specs.service);
    assert!(told.contains("LANTERN_REGION is not set; expected one of us, eu"), "{told}");
    // One host: nothing to choose.
    let one = load(&service("{domains: [lantern.example], regions: {main: api.lantern.example}}", OAUTH)).unwrap();
    assert_eq!(config(&one, CLIENT).connection.unwrap().api, "https://api.lantern.example");
}

#[tokio::test]
async fn keys_and_passwords_are_sent_in_headers_and_never_shown() {
    let one = "{domains: [lantern.example], regions: {main: api.lantern.example}}";
    let user = [("USERNAME", "ann"), ("PASSWORD", "pass-MARKED")];
    for (authentication, pairs) in [
        ("api_key: {header: X-Key}", &[("API_KEY", "key-MARKED")][..]),
        ("api_key: {header: Authorization, prefix: \"Token \"}", &[("API_KEY", "key-MARKED")]),
        ("basic: {username: user name, password: password}", &user),
    ] {
        let lantern = Lantern::start(&service(one, authentication), pairs).await;
        let found = lantern.call("list_lamps", json!({})).await.unwrap();
        assert_eq!(found["returned"], 2, "{authentication}");
        assert_eq!(lantern.asked(), ["GET /v2/lamps?pageSize=2"], "no token is asked for");
        let told = lantern.call("replace", json!({"uid": "old"})).await.unwrap_err().message;
        assert_eq!(told.contains("MARKED"), pairs.len() == 2, "{told}");
        let wrong: Vec<(&str, &str)> = pairs.iter().map(|(name, _)| (*name, "wrong")).collect();
        let lantern = Lantern::start(&service(one, authentication), &wrong).await;
        let told = lantern.call("list_lamps", json!({})).await.unwrap_err().message;
        let variable = format!("LANTERN_{}", pairs.last().unwrap().0);
        assert!(told.contains("refused the credentials") && told.contains(&variable), "{told}");
        assert_eq!(lantern.asked().len(), 1, "a refused key is not tried again");
        let specs = load(&service(one, authentication)).unwrap();
        let told = config(&specs, &[]).explain(&specs.service);
        assert!(pairs.iter().all(|(name, _)| told.contains(&format!("LANTERN_{name} is not set"))), "{told}");
    }
}

#[test]
fn contradictory_conventions_are_reported() {
    let both = format!("{OAUTH}\nbasic: {{username: a, password: b}}");
    for (hosts, authentication, expected) in [
        (REGIONS, "", "no authentication"),
        (REGIONS, both.as_str(), "more than one kind of authentication"),
        ("{domains: [lantern.example]}", OAUTH, "expected exactly one of `tenant` and `regions`"),
        (
            "{domains: [lantern.example], regions: {eu: lantern.evil}}",
            OAUTH,
            "the host of the region `eu` is not a subdomain of any",
        ),
        (REGIONS, "api_key: {header: \"X Key\"}", "is not a valid header name"),
    ] {
        let problems = load(&service(hosts, authentication)).unwrap_err();
        assert!(problems.iter().any(|problem| problem.contains(expected)), "{expected}: {problems:?}");
    }
    let text = service(REGIONS, OAUTH);
    for (paging, expected) in [
        ("{after: after, size: n}", "`after` requires exactly one of `last` and `next`"),
        ("{number: page, after: after, size: n}", "one of `number` and `after`"),
        ("{number: page, size: n}", "only one of `page` and `paging` has `number`"),
        ("{number: page, size: n, last: id}", "without `after`"),
    ] {
        let problems = load(&text.replace("{after: after, size: pageSize, last: id}", paging)).unwrap_err();
        assert!(problems.iter().any(|problem| problem.contains(expected)), "{expected}: {problems:?}");
    }
}
