//! A stand-in for any vendor, made from the specs of its plugin: it answers each request with what the tools read from it.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use mcp_engine::config::{Config, Timing};
use mcp_engine::error::Failure;
use mcp_engine::server::Server;
use mcp_engine::spec::{Field, FieldKind, InputKind, Map as Fields, Paging, Request, Service, Specs, Tool};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// The id of every record that an argument names.
pub const ID: i64 = 7;
pub const SECRET: &str = "secret-MARKED";
const NAME: &str = "Private Note";

/// What goes wrong with a request.
#[derive(Debug, Clone)]
pub enum Fault {
    Status(u16),
    RetryAfter(u16, &'static str),
    /// This JSON with status 200.
    Body(Value),
    /// This text with status 200.
    Text(&'static str),
    /// No answer at all.
    Hang,
    /// Headers, half a body, then nothing.
    SlowBody,
    /// The connection ends inside of the body.
    Broken,
    /// The record, with other owners than those that were asked for.
    Foreign,
}

#[derive(Debug, Clone)]
pub struct Asked {
    pub operation: String,
    pub body: String,
}

pub struct Inner {
    pub log: Vec<Asked>,
    /// Operation, fault, and how often it happens.
    pub faults: Vec<(String, Fault, usize)>,
    /// Rows of each list.
    pub rows: i64,
    /// What plain texts hold, and what HTML holds.
    pub text: String,
    pub html: String,
    pub open: usize,
    pub most_open: usize,
    pub delay: Duration,
}

#[derive(Clone)]
pub struct Vendor {
    pub specs: Arc<Specs>,
    pub url: String,
    inner: Arc<Mutex<Inner>>,
}

impl Vendor {
    pub async fn start(specs: Specs) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let inner = Inner {
            log: Vec::new(),
            faults: Vec::new(),
            rows: 3,
            text: "plain".to_owned(),
            html: "<p>marked up</p>".to_owned(),
            open: 0,
            most_open: 0,
            delay: Duration::ZERO,
        };
        let vendor = Self { specs: Arc::new(specs), url, inner: Arc::new(Mutex::new(inner)) };
        let app = axum::Router::new().fallback(answer).with_state(vendor.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        vendor
    }

    pub fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    pub fn fault(&self, operation: &str, fault: Fault, times: usize) {
        self.lock().faults.push((operation.to_owned(), fault, times));
    }

    /// What was asked since the last call.
    pub fn take(&self) -> Vec<Asked> {
        std::mem::take(&mut self.lock().log)
    }

    /// The environment of a server that asks it.
    pub fn environment(&self) -> Vec<(String, String)> {
        let service = &self.specs.service;
        let url = format!("{}{}", self.url, service.api_path);
        [
            ("CLIENT_ID", "client"),
            ("CLIENT_SECRET", SECRET),
            ("TENANT", "acme"),
            ("RESOURCE_SERVER", &url),
            ("ALLOW_INSECURE_LOOPBACK", "1"),
            ("ALLOW_DESTRUCTIVE", "1"),
            ("TOOLSETS", "all"),
            ("LOG", "off"),
        ]
        .map(|(name, value)| (format!("{}{name}", service.environment), value.to_owned()))
        .to_vec()
    }

    /// A server in this process.
    pub fn server(&self) -> Server {
        let pairs = self.environment();
        let get = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let mut config = Config::read(&self.specs.service, &get);
        config.timing = Timing {
            connect: Duration::from_secs(5),
            request: Duration::from_secs(20),
            call: Duration::from_secs(40),
            longest_wait: Duration::from_millis(1_500),
            pause: Duration::from_millis(5),
        };
        Server::new(Specs::clone(&self.specs), config)
    }

    /// The operations of the tools, also those by which a pick reads one record.
    fn operations(&self) -> BTreeSet<String> {
        let requests = || self.specs.tools.iter().flat_map(|tool| &tool.requests);
        let reads = requests().filter_map(|request| request.pick.as_ref()?.read.as_ref());
        requests().map(|request| request.operation.value.clone()).chain(reads.map(|read| read.value.clone())).collect()
    }
}

pub async fn call(server: &Server, tool: &Tool, arguments: &Map<String, Value>) -> Result<Value, Failure> {
    server.call(tool, arguments).await.map(Value::Object)
}

/// Arguments for a tool that name records with [`ID`]; those that are needed, or all.
pub fn arguments(vendor: &Vendor, tool: &Tool, all: bool) -> Map<String, Value> {
    let picks = tool.requests.iter().filter_map(|request| request.pick.as_ref()).filter(|pick| pick.absent.is_none());
    let picked = picks.map(|pick| pick.by.value.to_json().to_string()).collect::<String>();
    let one = tool.needs_one_of.first().map(|name| name.value.as_str());
    let wanted = tool.input.iter().filter(|(name, input)| all || input.required || Some(name.value.as_str()) == one);
    wanted
        .filter(|(_, input)| tool.documented_get.is_none() || input.required)
        .map(|(name, input)| {
            let is_reference = name.ends_with("id") && input.kind == InputKind::Integer;
            let value = match input.example.to_json() {
                _ if tool.documented_get.is_some() => {
                    let operations = vendor.operations();
                    let path = operations.iter().find(|operation| operation.ends_with("{id}")).unwrap();
                    json!(path.replace("GET ", "").replace("{id}", &ID.to_string()))
                }
                _ if is_reference => json!(ID),
                _ if name.value.ends_with("_uid") => json!(uid_of(ID)),
                _ if input.kind == InputKind::Map && picked.contains(&format!("\"${name}\"")) => json!({ NAME: "x" }),
                _ if picked.contains(&format!("\"${name}\"")) => json!(ID.to_string()),
                // The first page, in any case.
                _ if name.value == "cursor" || name.value == "page" => Value::Null,
                example => example,
            };
            (name.value.clone(), value)
        })
        .collect()
}

async fn answer(State(vendor): State<Vendor>, method: Method, uri: Uri, body: String) -> Response {
    let path = uri.path().strip_prefix(vendor.specs.service.api_path.as_str()).unwrap_or(uri.path()).to_owned();
    let own = vendor.specs.service.authentication.as_ref().unwrap();
    let is_token = uri.path() == format!("{}{}", own.path, own.token);
    let found = vendor.operations().into_iter().find(|operation| fits(operation, &method, &path));
    let operation = if is_token { "TOKEN".to_owned() } else { found.unwrap_or_default() };
    let (fault, delay) = {
        let mut inner = vendor.lock();
        inner.log.push(Asked { operation: operation.clone(), body: body.clone() });
        inner.open += 1;
        inner.most_open = inner.most_open.max(inner.open);
        let fault = inner.faults.iter_mut().find(|(of, _, times)| *of == operation && *times > 0);
        let fault = fault.map(|(_, fault, times)| {
            *times -= 1;
            fault.clone()
        });
        (fault, inner.delay)
    };
    tokio::time::sleep(delay).await;
    vendor.lock().open -= 1;
    let half = || Ok::<_, std::io::Error>(Bytes::from_static(b"{\"id\":"));
    let stream = |parts| Body::from_stream(futures::stream::iter(parts));
    match fault {
        Some(Fault::Status(status)) => StatusCode::from_u16(status).unwrap().into_response(),
        Some(Fault::RetryAfter(status, value)) => {
            (StatusCode::from_u16(status).unwrap(), [(header::RETRY_AFTER, value)]).into_response()
        }
        Some(Fault::Body(body)) => axum::Json(body).into_response(),
        Some(Fault::Text(text)) => text.into_response(),
        Some(Fault::Hang) => std::future::pending().await,
        Some(Fault::SlowBody) => {
            let parts = futures::StreamExt::chain(futures::stream::iter([half()]), futures::stream::pending());
            Body::from_stream(parts).into_response()
        }
        Some(Fault::Broken) => stream(vec![half(), Err(std::io::Error::other("gone"))]).into_response(),
        Some(Fault::Foreign) => respond(&vendor, &operation, &path, &uri, &body, ID + 1_000),
        None if is_token => axum::Json(json!({"access_token": "token-MARKED", "expires_in": 3600})).into_response(),
        None if operation.is_empty() => StatusCode::NOT_FOUND.into_response(),
        None => respond(&vendor, &operation, &path, &uri, &body, ID),
    }
}

fn fits(operation: &str, method: &Method, path: &str) -> bool {
    let Some((wanted, template)) = operation.split_once(' ') else { return false };
    let (own, sent): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    wanted == method.as_str()
        && own.len() == sent.len()
        && own.iter().zip(&sent).all(|(own, sent)| own == sent || own.starts_with('{'))
}

fn respond(vendor: &Vendor, operation: &str, path: &str, uri: &Uri, body: &str, owner: i64) -> Response {
    let service = &vendor.specs.service;
    let uses: Vec<(&Tool, &Request)> = vendor
        .specs
        .tools
        .iter()
        .flat_map(|tool| tool.requests.iter().map(move |request| (tool, request)))
        .filter(|(_, request)| {
            let read = request.pick.as_ref().and_then(|pick| pick.read.as_ref());
            request.operation.value == operation || read.is_some_and(|read| read.value == operation)
        })
        .collect();
    if uses.iter().any(|(_, request)| request.no_content && request.operation.value == operation) {
        return StatusCode::NO_CONTENT.into_response();
    }
    let inner = vendor.lock();
    let record = |id: i64| {
        let mut record = json!({});
        for (tool, request) in &uses {
            fill_for(&mut record, service, tool, request, id, &inner);
        }
        let belongs = uses.iter().flat_map(|(_, request)| request.belongs.iter());
        belongs.for_each(|(name, _)| put(&mut record, name, json!(owner)));
        for (name, expected) in uses.iter().flat_map(|(_, request)| request.usable.iter()) {
            let is_flag = expected.as_bool().is_some();
            put(&mut record, name, if is_flag { expected.to_json() } else { json!(owner) });
        }
        record
    };
    let is_record = |(_, request): &(&Tool, &Request)| request.rows.is_none() && request.operation.value == operation;
    let list = uses.iter().find(|(_, request)| request.rows.is_some() && request.operation.value == operation);
    let Some((_, request)) = list else {
        let id = path.split('/').rev().find_map(|part| part.parse().ok()).unwrap_or(ID);
        return axum::Json(record(id)).into_response();
    };
    let mut asked: BTreeMap<String, String> = BTreeMap::new();
    for pair in uri.query().unwrap_or_default().split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        asked.insert(name.to_owned(), value.to_owned());
    }
    for (name, value) in serde_json::from_str::<Map<String, Value>>(body).unwrap_or_default() {
        asked.insert(name, value.as_str().map_or(value.to_string(), str::to_owned));
    }
    // Some lists are part of a record.
    if request.rows.as_ref().is_some_and(|rows| rows.value != "any") && uses.iter().any(is_record) {
        let id = path.split('/').rev().find_map(|part| part.parse().ok()).unwrap_or(ID);
        let mut whole = record(id);
        put(&mut whole, request.rows.as_ref().unwrap(), json!([record(ID), record(ID + 1)]));
        return axum::Json(whole).into_response();
    }
    let ids: Vec<i64> = (0..inner.rows).map(|row| ID + row).collect();
    let paging = request.page.as_ref().and(request.paging.as_ref().or(service.paging.as_ref()));
    axum::Json(page(request.rows.as_ref().unwrap().as_str(), &ids, paging, &asked, &record)).into_response()
}

/// One page of a list, as the paging says.
fn page(
    key: &str,
    ids: &[i64],
    paging: Option<&Paging>,
    asked: &BTreeMap<String, String>,
    record: &dyn Fn(i64) -> Value,
) -> Value {
    let number = |name: &str| asked.get(name).and_then(|text| text.trim_start_matches("c-").parse::<usize>().ok());
    let size = paging.and_then(|paging| number(paging.size.as_str())).unwrap_or(ids.len());
    let start = match paging {
        Some(Paging { number: Some(name), .. }) => (number(name.as_str()).unwrap_or(1) - 1) * size,
        Some(Paging { after: Some(name), last: Some(_), .. }) => {
            number(name.as_str()).map_or(0, |last| last + 1 - usize::try_from(ID).unwrap())
        }
        Some(Paging { after: Some(name), .. }) => number(name.as_str()).unwrap_or(0),
        _ => 0,
    };
    let rows: Vec<Value> = ids.iter().skip(start).take(size).map(|id| record(*id)).collect();
    let end = start + rows.len();
    if key == "any" && paging.is_none_or(|paging| paging.total.is_none() && paging.next.is_none()) {
        return Value::Array(rows);
    }
    let mut answer = json!({});
    put(&mut answer, key, Value::Array(rows));
    if let Some(total) = paging.and_then(|paging| paging.total.as_ref()) {
        put(&mut answer, total, json!(ids.len()));
    }
    if let Some(next) = paging.and_then(|paging| paging.next.as_ref()).filter(|_| end < ids.len()) {
        let cursor = paging.is_some_and(|paging| paging.in_body);
        put(&mut answer, next, if cursor { json!(end) } else { json!(format!("c-{end}")) });
    }
    answer
}

/// Everything that a tool reads from the answer of one of its requests.
fn fill_for(record: &mut Value, service: &Service, tool: &Tool, request: &Request, id: i64, inner: &Inner) {
    let name = &request.name.value;
    let output = &tool.output;
    if output.record.as_ref().is_some_and(|record| record.value == *name)
        || output.list.iter().any(|own| own.value == *name)
    {
        fill(record, &output.fields, id, inner);
    }
    for (_, field) in output.fields.iter() {
        if field.request.as_ref().is_some_and(|own| own.value == *name) {
            fill(record, &field.fields, id, inner);
        }
    }
    let mut paths = BTreeSet::new();
    let values = tool.requests.iter().flat_map(Request::values).map(|value| value.value.to_json());
    let sources = output.fields.iter().flat_map(|(_, field)| field.from.iter()).map(|from| json!(from.value));
    values.chain(sources).for_each(|value| references(&value, name, &mut paths));
    for path in paths {
        let value = match path.as_str() {
            text if text.ends_with("name") => json!(name_of(id)),
            flag if flag.starts_with("allowall") => json!(false),
            _ => json!(id),
        };
        put_if_missing(record, &path, value);
    }
    if let Some(pick) = &request.pick {
        put(record, &pick.id, json!(id));
        pick.name.iter().for_each(|name| {
            put(record, name, json!(if name.value == "uid" { uid_of(id) } else { name_of(id) }));
        });
    }
    put(record, &service.record_id, json!(id));
    if let Some(own) = &request.record_id {
        put_if_missing(record, own, json!(name_of(id)));
    }
}

fn fill(record: &mut Value, fields: &Fields<Field>, id: i64, inner: &Inner) {
    for (name, field) in fields.iter() {
        let own = [name.value.as_str()];
        let from: Vec<&str> = match field.from.is_empty() {
            true => own.to_vec(),
            false => field.from.iter().map(|from| from.as_str()).filter(|from| !from.starts_with('$')).collect(),
        };
        for path in from {
            let is_html = field.html.iter().any(|html| html.value == path);
            let value = match field.kind {
                FieldKind::String => json!(inner.text),
                FieldKind::Text if is_html => json!(inner.html),
                FieldKind::Text => json!(inner.text),
                FieldKind::Integer | FieldKind::Link => json!(id),
                FieldKind::Number => json!(1.5),
                FieldKind::Boolean => json!(false),
                FieldKind::Date | FieldKind::HoursUntil => json!("2026-11-30T08:15:00"),
                FieldKind::List if field.request.is_none() => {
                    let mut row = json!({});
                    fill(&mut row, &field.fields, id, inner);
                    json!([row])
                }
                FieldKind::Object => {
                    let mut object = json!({});
                    fill(&mut object, &field.fields, id, inner);
                    object
                }
                FieldKind::Total | FieldKind::Count | FieldKind::List => continue,
            };
            put(record, path, value);
        }
    }
}

/// Only one record has the name that the specs look for.
fn name_of(id: i64) -> String {
    if id == ID { NAME.to_owned() } else { format!("{NAME} {id}") }
}

fn uid_of(id: i64) -> String {
    format!("uid-{id:032}")
}

/// The paths that expressions read from a request's answer.
fn references(value: &Value, request: &str, paths: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            let path = text.strip_prefix('$').and_then(|path| path.strip_prefix(request)?.strip_prefix('.'));
            paths.extend(path.map(str::to_owned));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, request, paths)),
        Value::Object(members) => members.values().for_each(|member| references(member, request, paths)),
        _ => {}
    }
}

fn put_if_missing(record: &mut Value, path: &str, value: Value) {
    if record.pointer(&format!("/{}", path.replace('.', "/"))).is_none() {
        put(record, path, value);
    }
}

fn put(record: &mut Value, path: &str, value: Value) {
    let mut at = record;
    for step in path.split('.') {
        if !at.is_object() {
            *at = json!({});
        }
        at = &mut at[step];
    }
    *at = value;
}
