//! One call of a tool: its requests, then its answer.
//!
//! This module owns the step language of the specs (`when`, `pick`, `page`, `belongs`, `optional`). It must
//! not know MCP.

use crate::client::{Call, Client, Method};
use crate::error::Failure;
use crate::pick::{self, By};
use crate::sanitize::quoted;
use crate::shape::{self, Rows};
use crate::spec::{Pick, Request, Service, Tool};
use crate::value::{Scope, field, query_text, same};
use crate::{clock, order, reply};
use serde_json::{Map, Value};
use std::cmp::Ordering;
use std::collections::HashMap;

/// Rows of one page when all pages are read.
const PAGE: u64 = 100;
/// Most pages of one list that are read.
const PAGES: u64 = 20;

/// What the requests of one call have brought.
pub(crate) struct Run<'a> {
    service: &'a Service,
    client: &'a Client,
    id: u64,
    scope: Scope,
    lists: HashMap<String, Rows>,
    notes: Vec<String>,
}

enum Brought {
    Nothing,
    Record(Value),
    List(Rows),
    Failed(Failure),
}

/// Runs a tool with checked inputs and returns its answer.
///
/// # Errors
/// When a request that is not optional fails, or a name is not exactly one record.
pub async fn run(
    service: &Service,
    client: &Client,
    tool: &Tool,
    inputs: Map<String, Value>,
    id: u64,
) -> Result<Map<String, Value>, Failure> {
    let mut run = Run {
        service,
        client,
        id,
        scope: Scope { inputs, answers: HashMap::new() },
        lists: HashMap::new(),
        notes: Vec::new(),
    };
    for group in order::groups(&tool.requests) {
        run.group(&group).await?;
    }
    reply::reply(service, client.web(), tool, run.scope, run.lists, run.notes).await
}

impl Run<'_> {
    /// Requests that do not depend on each other; every failure among them is told.
    async fn group(&mut self, requests: &[&Request]) -> Result<(), Failure> {
        let brought = futures::future::join_all(requests.iter().map(|request| self.step(request))).await;
        let mut failures: Vec<Failure> = Vec::new();
        for (request, brought) in requests.iter().zip(brought) {
            let name = request.name.value.clone();
            match brought {
                Ok(Brought::Nothing) => {}
                Ok(Brought::Record(record)) => drop(self.scope.answers.insert(name, record)),
                Ok(Brought::List(list)) => drop(self.lists.insert(name, list)),
                Ok(Brought::Failed(failure)) => self.notes.push(format!("{name}: {}", failure.message)),
                Err(failure) => {
                    if !failures.iter().any(|known| known.message == failure.message) {
                        failures.push(failure);
                    }
                }
            }
        }
        let quotes = failures.iter().any(|failure| failure.quotes);
        let Some(first) = failures.first() else { return Ok(()) };
        let message = failures.iter().map(|failure| failure.message.as_str()).collect::<Vec<_>>().join("\n");
        Err(Failure { status: first.status, message, quotes })
    }

    async fn step(&self, request: &Request) -> Result<Brought, Failure> {
        if request.when.as_ref().is_some_and(|when| !self.scope.holds(when)) {
            return Ok(Brought::Nothing);
        }
        match self.bring(request).await {
            Err(failure) if request.optional => Ok(Brought::Failed(failure)),
            other => other,
        }
    }

    async fn bring(&self, request: &Request) -> Result<Brought, Failure> {
        if let Some(pick) = &request.pick {
            let Some(record) = self.pick(request, pick).await? else { return Ok(Brought::Nothing) };
            self.belongs(request, &pick.what, &record)?;
            return Ok(Brought::Record(record));
        }
        if request.rows.is_some() {
            let mut list = match &request.page {
                Some(page) if page.read_all.as_ref().is_some_and(|all| self.scope.holds(all)) => {
                    self.all(request).await?
                }
                page => {
                    let page = page.as_ref().map(|page| {
                        let number = |value| self.scope.eval(value).as_u64();
                        (number(&page.number).unwrap_or(1), number(&page.size).unwrap_or(PAGE))
                    });
                    self.rows(request, page).await?
                }
            };
            let size = request.page.as_ref().map(|page| self.scope.eval(&page.size).as_u64().unwrap_or(PAGE));
            let first = request.page.as_ref().is_none_or(|page| self.scope.eval(&page.number) == 1);
            // A first page that is not full is the whole list.
            if list.total.is_none() && first && size.is_none_or(|size| (list.rows.len() as u64) < size) {
                list.total = Some(list.rows.len() as u64);
            }
            sort(request, &mut list.rows);
            if let Some(most) = request.first.as_ref().and_then(|first| self.scope.eval(first).as_u64()) {
                list.total = list.total.or(Some(list.rows.len() as u64));
                list.rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
            }
            return Ok(Brought::List(list));
        }
        let call = self.call(request, None)?;
        let record = shape::record(self.client.send(&call).await?, self.service)
            .map_err(|told| self.no_content(&call, "record", told))?;
        self.belongs(request, &request.name, &record)?;
        Ok(Brought::Record(record))
    }

    /// The record that an input names; `None` when it names none.
    async fn pick(&self, request: &Request, pick: &Pick) -> Result<Option<Value>, Failure> {
        let (text, id) = match pick::by(pick, &self.scope.eval(&pick.by)) {
            By::Nothing => return Ok(None),
            By::Default => return pick::by_name(pick, None, &self.all(request).await?).map(Some),
            By::Name(name, None) => return pick::by_name(pick, Some(&name), &self.all(request).await?).map(Some),
            By::Name(name, Some(id)) => (Some(name), id),
            By::Id(id) => (None, id),
        };
        let read = async {
            match &pick.read {
                Some(operation) => self.read(operation, id).await,
                None => Ok(None),
            }
        };
        let list = async {
            // A number from an input that takes no name needs the list only where there is nothing else.
            if text.is_some() || pick.read.is_none() { self.all(request).await } else { Ok(Rows::default()) }
        };
        let (read, list) = futures::future::join(read, list).await;
        pick::by_id(pick, id, text.as_deref(), read?, &list?).map(Some)
    }

    /// One record by its id; `None` when there is none.
    async fn read(&self, operation: &str, id: u64) -> Result<Option<Value>, Failure> {
        let template = operation.trim_start_matches("GET ");
        let start = template.split('{').next().unwrap_or_default();
        let call = Call {
            method: Method::Get,
            operation: operation.to_owned(),
            path: format!("{start}{id}"),
            query: Vec::new(),
            body: None,
            id: self.id,
        };
        match self.client.send(&call).await {
            Ok(answer) => {
                shape::record(answer, self.service).map(Some).map_err(|told| self.no_content(&call, "record", told))
            }
            Err(failure) if failure.status == Some(404) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// That the fields of a record have the values that the spec demands.
    fn belongs(&self, request: &Request, what: &str, record: &Value) -> Result<(), Failure> {
        for (name, expected) in request.belongs.iter() {
            let expected = self.scope.eval(expected);
            let found = field(record, name).cloned().unwrap_or(Value::Null);
            if expected.is_null() || same(&found, &expected) {
                continue;
            }
            let shown = |value: &Value| query_text(value).map_or("nothing".to_owned(), |text| quoted(&text, 40));
            let id = field(record, &self.service.record_id).and_then(query_text).unwrap_or_default();
            return Err(Failure::quoting(format!(
                "The {what} with the id {id} does not belong there: its {name} is {}, not {}. Nothing was changed. Use a {what} of the same {}, or leave it out.",
                shown(&found),
                shown(&expected),
                name.trim_end_matches("_id")
            )));
        }
        Ok(())
    }

    /// All rows of a list, page by page where it has pages, or as many as are read at most.
    async fn all(&self, request: &Request) -> Result<Rows, Failure> {
        let Some(page) = &request.page else { return self.rows(request, None).await };
        // A size that the spec fixes is the API's; one that the caller chose is that of the answer.
        let size = page.size.to_json().as_u64().unwrap_or(PAGE);
        let mut all = Rows::default();
        for number in 1..=PAGES {
            let mut page = self.rows(request, Some((number, size))).await?;
            all.total = page.total;
            let came = page.rows.len() as u64;
            // Some lists ignore the page and send the same rows again.
            if number > 1 && page.rows.first().is_some_and(|first| all.rows.contains(first)) {
                break;
            }
            all.rows.append(&mut page.rows);
            let read = all.rows.len() as u64;
            let done = match all.total {
                Some(total) => read >= total || came == 0,
                None => came != size,
            };
            if done {
                break;
            }
            if number == PAGES && all.total.is_none() {
                all.total = Some(read + 1);
            }
        }
        Ok(all)
    }

    async fn rows(&self, request: &Request, page: Option<(u64, u64)>) -> Result<Rows, Failure> {
        let call = self.call(request, page)?;
        let key = request.rows.as_ref().map_or("", |key| key.as_str());
        let answer = self.client.send(&call).await?;
        shape::rows(answer, key, self.service).map_err(|told| self.no_content(&call, "list", told))
    }

    /// The request with its values. Only integers become part of a path.
    fn call(&self, request: &Request, page: Option<(u64, u64)>) -> Result<Call, Failure> {
        let (method, template) = request.operation.split_once(' ').unwrap_or(("GET", request.operation.as_str()));
        let mut path = template.to_owned();
        for (name, expression) in request.path.iter() {
            let value = self.scope.eval(expression);
            let number = value.as_i64().or_else(|| value.as_f64().filter(|id| id.fract() == 0.0).map(|id| id as i64));
            let number = number.ok_or_else(|| Failure::new(format!("no id for {} is known", request.operation)))?;
            path = path.replace(&format!("{{{name}}}"), &number.to_string());
        }
        let mut query: Vec<(String, String)> = request
            .query
            .iter()
            .filter_map(|(name, expression)| Some((name.value.clone(), query_text(&self.scope.eval(expression))?)))
            .collect();
        if let Some((number, size)) = page {
            let paging = &self.service.paging;
            query.extend(paging.switch.clone().map(|switch| (switch, "true".to_owned())));
            query.push((paging.number.clone(), number.to_string()));
            query.push((paging.size.clone(), size.to_string()));
        }
        let method = if method == "POST" { Method::Post } else { Method::Get };
        Ok(Call {
            method,
            operation: request.operation.value.clone(),
            path,
            query,
            body: request.body.as_ref().map(|body| self.scope.eval(body)),
            id: self.id,
        })
    }

    /// An answer with a good status that is not what was asked for.
    fn no_content(&self, call: &Call, what: &str, told: Option<String>) -> Failure {
        no_content(self.service, call, what, told)
    }
}

/// An answer with a good status that is not what was asked for.
pub(crate) fn no_content(service: &Service, call: &Call, what: &str, told: Option<String>) -> Failure {
    let quotes = told.is_some();
    let said = match told.filter(|told| !told.trim().is_empty()) {
        Some(told) => format!(": {}", quoted(&told, 300)),
        None => String::new(),
    };
    let next = match call.method {
        Method::Get => "Nothing is known about it; that is not the same as nothing found.",
        Method::Post => {
            "It is unknown whether the change was made: look for it before you try again, or it may be made twice."
        }
    };
    let request = format!("{} {}", call.method.name(), call.path);
    let message = format!("{} answered {request} with a good status but without a {what}{said}. {next}", service.title);
    Failure { quotes, ..Failure::new(message) }
}

fn sort(request: &Request, rows: &mut [Value]) {
    rows.sort_by(|left, right| {
        for sort in &request.sort {
            let (left, right) = (field(left, &sort.field), field(right, &sort.field));
            let order = match (left, right) {
                (Some(left), Some(right)) => {
                    let order = compare(left, right);
                    if sort.descending { order.reverse() } else { order }
                }
                (left, right) => right.is_some().cmp(&left.is_some()),
            };
            if order != Ordering::Equal {
                return order;
            }
        }
        Ordering::Equal
    });
}

fn compare(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            left.as_f64().partial_cmp(&right.as_f64()).unwrap_or(Ordering::Equal)
        }
        (Value::String(left), Value::String(right)) => match (clock::seconds(left), clock::seconds(right)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => left.cmp(right),
        },
        _ => Ordering::Equal,
    }
}
