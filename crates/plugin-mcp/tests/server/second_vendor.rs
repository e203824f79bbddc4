//! A vendor that does not exist, with other conventions: its specs are all that the engine needs.

use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use mcp_engine::config::Config;
use mcp_engine::error::Failure;
use mcp_engine::server::Server;
use mcp_engine::spec::Specs;
use serde_json::{Map, Value, json};
use std::sync::{Arc, Mutex};

fn specs() -> Specs {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/beacon");
    let server = plugin_gen::spec::load_server(folder.into()).unwrap_or_else(|problems| panic!("{problems:?}"));
    // Through the file, as the program reads it.
    Specs::from_file(&Specs::of(&server, None).to_file()).unwrap()
}

fn config(specs: &Specs, pairs: &[(&str, &str)]) -> Config {
    let get = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
    Config::read(&specs.service, &get)
}

type Log = Arc<Mutex<Vec<String>>>;

/// Its API: pages without a switch, records with `number`, errors with `detail`.
async fn api(State(log): State<Log>, method: Method, uri: Uri, headers: HeaderMap, body: String) -> Response {
    log.lock().unwrap().push(format!("{method} {uri} {body}").trim().to_owned());
    let good = headers.get("authorization").is_some_and(|value| value == "Bearer beacon-token");
    let answer = match (method.as_str(), uri.path()) {
        ("POST", "/oauth2/access") if body.contains("client_id=c") => json!({"access_token": "beacon-token"}),
        _ if !good => return StatusCode::UNAUTHORIZED.into_response(),
        ("GET", "/rest/v3/orders") => {
            json!({"matches": 5, "data": [{"number": 7, "due": "9999-01-01"}, {"number": 8, "due": "2026-12-01"}]})
        }
        ("GET", "/rest/v3/customers") => {
            json!([{"code": 3, "full_name": "Ada"}, {"code": 4, "full_name": "Adam"}])
        }
        ("POST", "/rest/v3/orders") if body == "{\"customer\":3}" => {
            json!({"order": [{"number": 9, "note": "<p>Call&nbsp;<b>first</b></p>"}]})
        }
        _ => return (StatusCode::BAD_REQUEST, axum::Json(json!({"detail": "Out of stock"}))).into_response(),
    };
    axum::Json(answer).into_response()
}

async fn call(server: &Server, specs: &Specs, name: &str, arguments: Value) -> Result<Map<String, Value>, Failure> {
    let tool = specs.tools.iter().find(|tool| tool.name.value == name).unwrap();
    server.call(tool, arguments.as_object().unwrap()).await
}

#[tokio::test]
async fn a_second_vendor_is_a_second_folder_of_specs() {
    let log = Log::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let app = axum::Router::new().fallback(api).with_state(log.clone());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });

    let specs = specs();
    let pairs = [
        ("BEACON_CLIENT_ID", "c"),
        ("BEACON_CLIENT_SECRET", "beacon-secret"),
        ("BEACON_RESOURCE_SERVER", &format!("{url}/rest/v3")),
        ("BEACON_ALLOW_INSECURE_LOOPBACK", "1"),
        ("BEACON_LOG", "off"),
    ];
    let server = Server::new(specs.clone(), config(&specs, &pairs));
    let asked = || std::mem::take(&mut *log.lock().unwrap());

    let found = call(&server, &specs, "beacon_find_orders", json!({"words": "lamp", "page": 2})).await.unwrap();
    assert_eq!(
        Value::Object(found),
        json!({"total": 5, "returned": 2, "page": 2, "next_page": 3, "items": [
            {"number": 7, "link": format!("{url}/o/7")},
            {"number": 8, "link": format!("{url}/o/8"), "due": "2026-12-01"},
        ]})
    );
    assert_eq!(
        asked(),
        [
            "POST /oauth2/access grant_type=client_credentials&client_id=c&client_secret=beacon-secret&scope=orders%3Aread+orders%3Awrite",
            "GET /rest/v3/orders?term=lamp&page=2&per_page=2",
        ]
    );

    let filed = call(&server, &specs, "beacon_file_order", json!({"customer": "ada"})).await.unwrap();
    assert_eq!(Value::Object(filed), json!({"number": 9, "note_text": "Call first"}));
    assert_eq!(
        asked(),
        ["GET /rest/v3/customers?starts_with=ada&page=1&per_page=9", "POST /rest/v3/orders {\"customer\":3}"]
    );
    let refused = call(&server, &specs, "beacon_file_order", json!({"customer": "4"})).await.unwrap_err().message;
    assert_eq!(refused, "Beacon refused POST /orders (400): \"Out of stock\".");
}

#[tokio::test]
async fn its_configuration_has_its_names() {
    let specs = specs();
    let server = Server::new(specs.clone(), config(&specs, &[("BEACON_TENANT", "shop")]));
    let told = call(&server, &specs, "beacon_find_orders", json!({"words": "x"})).await.unwrap_err().message;
    assert!(
        told.contains("BEACON_CLIENT_SECRET is not set") && told.contains("Ask the Beacon administrator"),
        "{told}"
    );
    let pairs = [("BEACON_CLIENT_ID", "c"), ("BEACON_CLIENT_SECRET", "beacon-secret"), ("BEACON_TENANT", "shop")];
    let connection = config(&specs, &pairs).connection.unwrap();
    assert_eq!(connection.token_url().unwrap().as_str(), "https://shop.eu.beacon.example/oauth2/access");
    assert_eq!(connection.api, "https://shop.eu.beacon.example/rest/v3");
    let elsewhere = [("BEACON_RESOURCE_SERVER", "https://acme.halopsa.com"), pairs[0], pairs[1]];
    assert!(config(&specs, &elsewhere).connection.is_none(), "the other vendor's domain is a stranger here");
}
