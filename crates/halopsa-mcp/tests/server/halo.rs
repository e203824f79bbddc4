//! A stand-in for HaloPSA on loopback: its token endpoint, paging, wrappers and errors, faults on
//! command, and a log of what it was asked.
//!
//! It refuses what the real one refuses, and also what the real one silently ignores (a query name
//! that the API description does not have, page parameters without `pageinate`), because a tool
//! that relies on being ignored is broken.

use crate::api::Api;
use crate::data;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::Response;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

pub const CLIENT_ID: &str = "client-id-of-the-test";
pub const SECRET: &str = "SECRET-c1a0-MARKED";
pub const TOKEN_MARK: &str = "TOKEN-7f3e-MARKED";

/// What goes wrong with one request.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    Status(u16),
    /// A status with `Retry-After`.
    RetryAfter(u16, String),
    /// 400 with the vendor's message; `{authorization}` becomes the header that was sent.
    Message(String),
    /// A login page with status 200.
    Html,
    Redirect(String),
    /// No answer at all.
    Hang,
    /// Headers, half a body, then nothing.
    SlowBody,
    /// A body beyond every bound.
    Huge,
    /// The connection ends inside of the body.
    Broken,
    /// This body with status 200 or 201.
    Body(u16, Value),
    /// This text as JSON, with status 200.
    Text(String),
}

#[derive(Debug, Clone)]
pub struct Asked {
    pub line: String,
    pub query: BTreeMap<String, String>,
    pub body: Value,
    pub status: u16,
}

pub struct Inner {
    pub life: Value,
    pub tokens: HashMap<String, Instant>,
    pub issued: usize,
    pub token_delay: Duration,
    pub faults: VecDeque<(String, Fault)>,
    pub log: Vec<Asked>,
    pub tables: HashMap<&'static str, Vec<Value>>,
    /// Shape of a POST's answer: bare, in a list, or below a key.
    pub shape: &'static str,
    /// How long each request of the API takes.
    pub delay: Duration,
    /// Requests that are answered now, and the most that there were.
    pub open: usize,
    pub most_open: usize,
}

#[derive(Clone)]
pub struct Halo {
    pub url: String,
    inner: Arc<Mutex<Inner>>,
    api: Arc<Api>,
}

impl Halo {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let inner = Inner {
            life: json!(3600),
            tokens: HashMap::new(),
            issued: 0,
            token_delay: Duration::ZERO,
            faults: VecDeque::new(),
            log: Vec::new(),
            tables: data::tables(),
            shape: "bare",
            delay: Duration::ZERO,
            open: 0,
            most_open: 0,
        };
        let halo = Self { url, inner: Arc::new(Mutex::new(inner)), api: Arc::new(Api::load()) };
        let app = axum::Router::new().fallback(answer).with_state(halo.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        halo
    }

    pub fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    /// The next request that starts with `line` (`GET /Client`, `POST /auth/token`) goes wrong.
    pub fn fault(&self, line: &str, fault: Fault) {
        self.lock().faults.push_back((line.to_owned(), fault));
    }

    /// All tokens stop working.
    pub fn revoke(&self) {
        self.lock().tokens.clear();
    }

    /// What was asked since the last call, as `200 GET /Client`.
    pub fn asked(&self) -> Vec<String> {
        self.take().iter().map(|asked| format!("{} {}", asked.status, asked.line)).collect()
    }

    /// What was asked since the last call.
    pub fn take(&self) -> Vec<Asked> {
        std::mem::take(&mut self.lock().log)
    }
}

async fn answer(State(halo): State<Halo>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let path = uri.path().trim_start_matches("/api").to_owned();
    let line = format!("{method} {path}");
    let pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let query: BTreeMap<String, String> = pairs.into_owned().collect();
    let fault = {
        let mut inner = halo.lock();
        let at = inner.faults.iter().position(|(start, _)| line.starts_with(start.as_str()));
        at.and_then(|at| inner.faults.remove(at)).map(|(_, fault)| fault)
    };
    let json_body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let delay = {
        let mut inner = halo.lock();
        inner.open += 1;
        inner.most_open = inner.most_open.max(inner.open);
        inner.delay
    };
    tokio::time::sleep(delay).await;
    halo.lock().open -= 1;
    let response = match fault {
        Some(fault) => respond_badly(fault, &headers).await,
        None if path == "/auth/token" => token(&halo, &query, &headers, &body).await,
        None if uri.path().starts_with("/api/") => {
            let (status, body) = api(&halo, &method, &path, &query, &headers, &json_body);
            send(status, "application/json", body.to_string())
        }
        None => send(404, "text/html", "<html>not here</html>".into()),
    };
    let status = response.status().as_u16();
    halo.lock().log.push(Asked { line, query, body: json_body, status });
    response
}

fn send(status: u16, kind: &str, body: String) -> Response {
    Response::builder().status(status).header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap()
}

async fn respond_badly(fault: Fault, headers: &HeaderMap) -> Response {
    let page = "<html><body>Please log in <script>x</script></body></html>";
    match fault {
        Fault::Status(status) => send(status, "text/html", page.into()),
        Fault::RetryAfter(status, value) => {
            let mut response = send(status, "text/plain", "slow down".into());
            response.headers_mut().insert(header::RETRY_AFTER, value.parse().unwrap());
            response
        }
        Fault::Message(message) => {
            let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
            let message = message.replace("{authorization}", sent);
            send(400, "application/json", data::exception(&message).to_string())
        }
        Fault::Body(status, body) => send(status, "application/json", body.to_string()),
        Fault::Html => send(200, "text/html", page.into()),
        Fault::Text(text) => send(200, "application/json", text),
        Fault::Redirect(to) => {
            let mut response = send(307, "text/plain", String::new());
            response.headers_mut().insert(header::LOCATION, to.parse().unwrap());
            response
        }
        Fault::Hang => std::future::pending().await,
        Fault::SlowBody => {
            let half = futures::stream::once(async { Ok::<_, std::io::Error>(Bytes::from_static(b"{\"id\":")) });
            let stream = futures::StreamExt::chain(half, futures::stream::pending());
            Response::builder().status(StatusCode::OK).body(Body::from_stream(stream)).unwrap()
        }
        Fault::Huge => send(200, "application/json", format!("\"{}\"", "x".repeat(9_000_000))),
        Fault::Broken => {
            let parts = [Ok(Bytes::from_static(b"{\"id\":")), Err(std::io::Error::other("gone"))];
            Response::builder().status(StatusCode::OK).body(Body::from_stream(futures::stream::iter(parts))).unwrap()
        }
    }
}

async fn token(halo: &Halo, query: &BTreeMap<String, String>, headers: &HeaderMap, body: &Bytes) -> Response {
    let form: HashMap<String, String> = url::form_urlencoded::parse(body).into_owned().collect();
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let get = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let refuse = |status, error: &str| send(status, "application/json", json!({ "error": error }).to_string());
    if kind != "application/x-www-form-urlencoded" || get("grant_type") != "client_credentials" {
        return refuse(400, "unsupported_grant_type");
    }
    if get("client_id") != CLIENT_ID || get("client_secret") != SECRET {
        return refuse(401, "invalid_client");
    }
    if query.get("tenant").is_some_and(|tenant| tenant != "acme") || get("scope").is_empty() {
        return refuse(400, "invalid_request");
    }
    let delay = halo.lock().token_delay;
    tokio::time::sleep(delay).await;
    let mut inner = halo.lock();
    inner.issued += 1;
    let token = format!("{TOKEN_MARK}-{}", inner.issued);
    let seconds = inner.life.as_f64().unwrap_or(3600.0);
    inner.tokens.insert(token.clone(), Instant::now() + Duration::from_secs_f64(seconds));
    let body = json!({"access_token": token, "token_type": "Bearer", "expires_in": inner.life, "scope": get("scope"), "refresh_token": null, "id_token": null});
    send(200, "application/json", body.to_string())
}

fn api(
    halo: &Halo,
    method: &Method,
    path: &str,
    query: &BTreeMap<String, String>,
    headers: &HeaderMap,
    body: &Value,
) -> (u16, Value) {
    let mut inner = halo.lock();
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let until = bearer.and_then(|token| inner.tokens.get(token)).copied();
    if until.is_none_or(|until| Instant::now() >= until) {
        return (401, json!({"error": "invalid_token"}));
    }
    if method != Method::GET && method != Method::POST {
        return (405, Value::Null);
    }
    let (resource, id) = match path[1..].split_once('/') {
        Some((resource, id)) => (resource, Some(id)),
        None => (&path[1..], None),
    };
    let template = match id {
        None | Some("me") => path.to_owned(),
        Some(_) => format!("/{resource}/{{id}}"),
    };
    let operation = format!("{method} {template}");
    if let Err(message) = halo.api.check(&operation, query.keys().map(String::as_str), body) {
        return (400, data::exception(&message));
    }
    if path == "/Agent/me" {
        return (200, data::agents()[0].clone());
    }
    let Some(rows) = inner.tables.get(resource) else { return (404, data::exception("no such route")) };
    match (method.as_str(), id) {
        ("GET", None) if query.get("agents").is_some_and(|agents| agents != "6") => (200, json!([])),
        ("GET", Some(id)) => match id.parse::<i64>().ok().and_then(|id| rows.iter().find(|row| row["id"] == id)) {
            Some(row) => (200, row.clone()),
            None => (404, data::exception("not found")),
        },
        ("GET", None) => list(resource, rows, query),
        _ => write(&mut inner, resource, body),
    }
}

fn list(resource: &str, rows: &[Value], query: &BTreeMap<String, String>) -> (u16, Value) {
    let get = |name: &str| query.get(name).map(String::as_str);
    let paged = get("pageinate") == Some("true");
    if !paged && (query.contains_key("page_no") || query.contains_key("page_size")) {
        return (400, data::exception("page_no and page_size do nothing without pageinate=true"));
    }
    let found: Vec<Value> = rows.iter().filter(|row| data::matches(resource, row, query)).cloned().collect();
    let total = found.len();
    let number = |name: &str, default: usize| get(name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (page, size) = (number("page_no", 1), number("page_size", 50));
    if paged && (page < 1 || size > 100) {
        return (400, data::exception("page_size is at most 100, page_no at least 1"));
    }
    let rows: Vec<Value> = match paged {
        true => found.into_iter().skip((page - 1) * size).take(size).collect(),
        false => found.into_iter().take(number("count", usize::MAX)).collect(),
    };
    let rows: Vec<Value> = rows.iter().map(|row| data::list_row(resource, row)).collect();
    match data::wrapper(resource) {
        Some(key) => (200, json!({"record_count": total, "page_no": page, "page_size": size, key: rows})),
        None => (200, Value::Array(rows)),
    }
}

fn write(inner: &mut Inner, resource: &str, body: &Value) -> (u16, Value) {
    let Some(rows) = body.as_array() else {
        return (400, data::exception("Cannot deserialize the current JSON object into a list"));
    };
    let [row] = rows.as_slice() else { return (400, data::exception("one row expected here")) };
    let known =
        |table: &str, id: &Value| inner.tables.get(table).is_some_and(|rows| rows.iter().any(|row| row["id"] == *id));
    let stored = match resource {
        "Tickets" if row.get("id").is_some() => {
            if !known("Tickets", &row["id"]) {
                return (404, data::exception("no such ticket"));
            }
            let table = inner.tables.get_mut("Tickets").unwrap();
            let ticket = table.iter_mut().find(|ticket| ticket["id"] == row["id"]).unwrap();
            for (name, value) in row.as_object().unwrap() {
                ticket[name] = value.clone();
            }
            ticket.clone()
        }
        "Tickets" => {
            if row["summary"].as_str().unwrap_or_default().is_empty() {
                return (400, data::exception("A Summary must be entered"));
            }
            if row.get("user_id").is_some() && row.get("site_id").is_none() {
                return (400, data::exception("A Site must be selected for this User"));
            }
            if !known("Client", &row["client_id"]) {
                return (400, data::exception("Please select a valid client"));
            }
            let mut ticket = row.clone();
            ticket["id"] = json!(5000 + inner.tables["Tickets"].len());
            ticket["status_id"] = json!(1);
            ticket["status_name"] = json!("New");
            // The answer is the ticket as stored: with the names that belong to its ids.
            for (id, table, key, name) in [
                ("client_id", "Client", "id", "client_name"),
                ("site_id", "Site", "id", "site_name"),
                ("tickettype_id", "TicketType", "id", "tickettype_name"),
                ("priority_id", "Priority", "priorityid", "priority_name"),
            ] {
                if let Some(row) = inner.tables[table].iter().find(|row| row[key] == ticket[id]) {
                    ticket[name] = row["name"].clone();
                }
            }
            inner.tables.get_mut("Tickets").unwrap().push(ticket.clone());
            ticket
        }
        "Actions" => {
            if row.get("outcome_id").is_none() {
                return (400, data::exception("An Outcome must be entered for this Action"));
            }
            if !known("Outcome", &row["outcome_id"]) || !known("Tickets", &row["ticket_id"]) {
                return (400, data::exception("The Agent may not use this Outcome"));
            }
            let mut action = row.clone();
            action["id"] = json!(1 + inner.tables["Actions"].len());
            action["datetime"] = json!("2026-11-22T10:00:00");
            inner.tables.get_mut("Actions").unwrap().push(action.clone());
            action
        }
        "Users" | "Asset" | "Appointment" | "Projects" => {
            if resource == "Users" && (row.get("name").is_none() || row.get("site_id").is_none()) {
                return (400, data::exception("A Name and a Site must be entered"));
            }
            let table = inner.tables.get_mut(resource).unwrap();
            let id = row.get("id").cloned().unwrap_or_else(|| json!(9000 + table.len()));
            let mut stored = table.iter().find(|known| known["id"] == id).cloned().unwrap_or_else(|| json!({}));
            for (name, value) in row.as_object().unwrap() {
                stored[name] = value.clone();
            }
            stored["id"] = id;
            table.push(stored.clone());
            stored
        }
        _ => return (403, data::exception("The agent may not write here")),
    };
    let answer = match inner.shape {
        "list" => json!([stored]),
        "wrapped" => json!({ data::wrapper(resource).unwrap_or("rows"): [stored] }),
        _ => stored,
    };
    (201, answer)
}
