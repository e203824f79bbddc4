//! One call of a tool: its requests, then its answer.
//!
//! This module owns the step language of the specs (`when`, `pick`, `page`, `belongs`, `usable`, `refuse`, `optional`). It
//! must not know MCP.

use crate::client::{Call, Client};
use crate::error::Failure;
use crate::pick::{self, By};
use crate::sanitize::{quoted, sentence};
use crate::shape::{self, Rows};
use crate::spec::{Node, Page, Paging, Pick, Request, Service, Tool};
use crate::value::{Scope, field, query_text, same};
use crate::{clock, order, reply};
use serde_json::{Map, Value};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::time::Instant;

/// Rows of one page when all pages are read.
const PAGE: u64 = 100;
/// Most pages of one list that are read.
const PAGES: u64 = 20;

/// What the requests of one call have brought.
pub(crate) struct Run<'a> {
    service: &'a Service,
    client: &'a Client,
    id: u64,
    until: Instant,
    scope: Scope,
    lists: HashMap<String, Rows>,
    notes: Vec<String>,
    /// Failures of optional requests.
    failed: Vec<Failure>,
}

/// Which page of a list is asked for.
#[derive(Clone)]
struct Asked {
    from: From,
    size: u64,
}

#[derive(Clone)]
enum From {
    /// The page of this number.
    Number(u64),
    /// What lies behind an id or a cursor; the beginning without one.
    After(Value),
}

impl From {
    fn is_first(&self) -> bool {
        matches!(self, Self::Number(1) | Self::After(Value::Null))
    }
}

enum Brought {
    Nothing,
    Record(Value),
    List(Rows),
    Failed(Failure),
}

/// Runs a tool with checked inputs and returns its answer, at the latest at `until`.
///
/// # Errors
/// When a request that is not optional fails, or a name is not exactly one record.
pub async fn run(
    service: &Service,
    client: &Client,
    tool: &Tool,
    inputs: Map<String, Value>,
    until: Instant,
    id: u64,
) -> Result<Map<String, Value>, Failure> {
    let mut run = Run {
        service,
        client,
        id,
        until,
        scope: Scope { inputs, answers: HashMap::new() },
        lists: HashMap::new(),
        notes: Vec::new(),
        failed: Vec::new(),
    };
    let mut known: Vec<&str> = Vec::new();
    run.refuse(&known, tool)?;
    for group in order::groups(&tool.requests) {
        run.group(&group).await?;
        known.extend(group.iter().map(|request| request.name.as_str()));
        run.refuse(&known, tool)?;
    }
    // Optional parts of which none came are not an answer.
    if run.scope.answers.is_empty() && run.lists.is_empty() && !run.failed.is_empty() {
        return Err(together(&run.failed));
    }
    reply::reply(service, client.web(), tool, run.scope, run.lists, run.notes).await
}

/// Several failures as one.
fn together(failures: &[Failure]) -> Failure {
    let quotes = failures.iter().any(|failure| failure.quotes);
    let status = failures.first().and_then(|first| first.status);
    let message = failures.iter().map(|failure| failure.message.as_str()).collect::<Vec<_>>().join("\n");
    Failure { quotes, ..Failure { status, ..Failure::new(message) } }
}

impl Run<'_> {
    /// Ends the call in the cases that the spec names, as far as they can be judged by now.
    fn refuse(&self, known: &[&str], tool: &Tool) -> Result<(), Failure> {
        for refusal in &tool.refuse {
            let is_open = |request: &&Request| !known.contains(&request.name.as_str());
            let mut open = tool.requests.iter().filter(is_open);
            if !open.any(|request| order::names(&refusal.when, &request.name)) && self.scope.holds(&refusal.when) {
                return Err(Failure::new(refusal.because.value.clone()));
            }
        }
        Ok(())
    }

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
                Ok(Brought::Failed(failure)) => {
                    self.notes.push(format!("`{name}` is missing. {}", failure.message));
                    self.failed.push(failure);
                }
                Err(failure) => {
                    if !failures.iter().any(|known| known.message == failure.message) {
                        failures.push(failure);
                    }
                }
            }
        }
        if failures.is_empty() { Ok(()) } else { Err(together(&failures)) }
    }

    async fn step(&self, request: &Request) -> Result<Brought, Failure> {
        if request.when.as_ref().is_some_and(|when| !self.scope.holds(when)) {
            return Ok(Brought::Nothing);
        }
        // A change that is cut short may have been made: better none than one of which nobody knows.
        if request.writes() && !self.client.can_still_write(self.until) {
            return Err(Failure::new(format!(
                "{} was so slow that no time was left for {}, which was not sent. Try again later.",
                self.service.title, request.operation
            )));
        }
        match self.bring(request).await {
            Err(failure) if request.optional && !failure.verdict => Ok(Brought::Failed(failure)),
            other => other,
        }
    }

    async fn bring(&self, request: &Request) -> Result<Brought, Failure> {
        if let Some(pick) = &request.pick {
            let Some(record) = self.pick(request, pick).await? else { return Ok(Brought::Nothing) };
            self.fits(request, &pick.what, &record).map_err(Failure::as_verdict)?;
            return Ok(Brought::Record(record));
        }
        if request.rows.is_some() {
            let mut list = match &request.page {
                Some(page) if page.read_all.as_ref().is_some_and(|all| self.scope.holds(all)) => {
                    self.all(request).await?
                }
                page => self.rows(request, page.as_ref().map(|page| self.asked(page))).await?,
            };
            let asked = request.page.as_ref().map(|page| self.asked(page));
            // A first page that is not full is the whole list.
            let whole = asked.is_none_or(|asked| asked.from.is_first() && (list.rows.len() as u64) < asked.size);
            if list.total.is_none() && list.next.is_none() && whole {
                list.total = Some(list.rows.len() as u64);
            }
            sort(request, &mut list.rows);
            if let Some(most) = request.first.as_ref().and_then(|first| self.scope.eval(first).as_u64()) {
                list.rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
            }
            return Ok(Brought::List(list));
        }
        let call = self.call(request, None)?;
        let answer = self.client.send(&call).await.map_err(|failure| match &request.not_found {
            Some(text) if failure.status == Some(404) => Failure::new(text.clone()),
            _ => failure,
        })?;
        if request.no_content {
            if let Some(told) = shape::failure(&answer, self.service) {
                return Err(self.no_content(&call, "confirmation", Some(told)));
            }
            return Ok(Brought::Record(if answer.is_object() { answer } else { Value::Object(Map::new()) }));
        }
        let id = request.record_id.as_ref().map_or(&self.service.record_id, |id| &id.value);
        let record = shape::record(answer, id, self.service).map_err(|told| self.no_content(&call, "record", told))?;
        self.fits(request, &request.name, &record).map_err(Failure::as_verdict)?;
        Ok(Brought::Record(record))
    }

    /// The record that an input names; `None` when it names none.
    async fn pick(&self, request: &Request, pick: &Pick) -> Result<Option<Value>, Failure> {
        let by = pick::by(pick, &self.scope.eval(&pick.by));
        if let (Some(advice), By::Name(name, _)) = (&pick.absent, &by) {
            let none = pick::none(pick, name, advice, &self.all(request).await?);
            return none.map(|()| None).map_err(Failure::as_verdict);
        }
        let judged = |found: Result<Value, Failure>| found.map(Some).map_err(Failure::as_verdict);
        let (text, id) = match by {
            By::Nothing => return Ok(None),
            By::Default => return judged(pick::by_name(pick, None, &self.all(request).await?)),
            By::Name(name, None) => return judged(pick::by_name(pick, Some(&name), &self.all(request).await?)),
            By::Names(names) => {
                let list = self.all(request).await?;
                if list.rows.is_empty() {
                    // Nothing can be held against an empty list; perhaps its rows may not be seen.
                    return Err(Failure::new(format!("{} lists no {}.", self.service.title, pick.what)));
                }
                return judged(pick::by_names(pick, &names, &list));
            }
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
        judged(pick::by_id(pick, id, text.as_deref(), read?, &list?))
    }

    /// One record by its id; `None` when there is none.
    async fn read(&self, operation: &str, id: u64) -> Result<Option<Value>, Failure> {
        let template = operation.trim_start_matches("GET ");
        let start = template.split('{').next().unwrap_or_default();
        let call = Call::get(operation.to_owned(), format!("{start}{id}"), Vec::new(), self.until, self.id);
        match self.client.send(&call).await {
            Ok(answer) => shape::record(answer, &self.service.record_id, self.service)
                .map(|record| Some(record).filter(|record| same(&record[&self.service.record_id], &Value::from(id))))
                .map_err(|told| self.no_content(&call, "record", told)),
            Err(failure) if failure.status == Some(404) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// That the fields of a record have the values that the spec demands.
    fn fits(&self, request: &Request, what: &str, record: &Value) -> Result<(), Failure> {
        let shown = |value: &Value| query_text(value).map_or("nothing".to_owned(), |text| quoted(&text, 40));
        let id = field(record, &self.service.record_id).and_then(query_text).unwrap_or_default();
        let called =
            field(record, "name").and_then(query_text).map_or(String::new(), |name| format!(" {}", quoted(&name, 80)));
        for (name, expected) in request.usable.iter() {
            let expected = self.scope.eval(expected);
            let Some(found) = field(record, name).filter(|found| !means(found, &expected)) else {
                continue;
            };
            let found = if expected.is_boolean() { found.to_string() } else { shown(found) };
            return Err(Failure::quoting(format!(
                "The {what}{called} with the id {id} cannot be used: its `{name}` is {found}. Nothing was changed. Ask the user for another one, or have this one changed in {} first.",
                self.service.title
            )));
        }
        for (name, expected) in request.belongs.iter() {
            let expected = self.scope.eval(expected);
            let found = field(record, name).cloned().unwrap_or(Value::Null);
            if expected.is_null() || same(&found, &expected) {
                continue;
            }
            return Err(Failure::quoting(format!(
                "The {what}{called} with the id {id} does not belong there: its {name} is {}, not {}. Nothing was changed. Use a {what} of the same {}, or leave it out.",
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
        let mut from = if page.number.is_some() { From::Number(1) } else { From::After(Value::Null) };
        let by_number = page.number.is_some();
        for number in 1..=PAGES {
            let mut page = match self.rows(request, Some(Asked { from, size })).await {
                // What came until the call had to end is shown as the part that it is.
                Err(_) if number > 1 && Instant::now() >= self.until => {
                    all.total = all.total.or(Some(all.rows.len() as u64 + 1));
                    break;
                }
                page => page?,
            };
            all.total = page.total;
            let came = page.rows.len() as u64;
            // Some lists ignore the page and send the same rows again.
            if number > 1 && page.rows.first().is_some_and(|first| all.rows.contains(first)) {
                break;
            }
            all.rows.append(&mut page.rows);
            let read = all.rows.len() as u64;
            let done = match (all.total, &page.next) {
                (Some(total), _) => read >= total || came == 0,
                (None, Some(_)) => false,
                (None, None) => came != size || !by_number,
            };
            if done {
                break;
            }
            if number == PAGES && all.total.is_none() {
                all.total = Some(read + 1);
            }
            from = page.next.map_or(From::Number(number + 1), From::After);
        }
        Ok(all)
    }

    async fn rows(&self, request: &Request, asked: Option<Asked>) -> Result<Rows, Failure> {
        let call = self.call(request, asked.as_ref())?;
        let key = request.rows.as_ref().map_or("", |key| key.as_str());
        let paging = self.paging(request);
        let answer = self.client.send(&call).await?;
        let mut list =
            shape::rows(answer, key, self.service, paging).map_err(|told| self.no_content(&call, "list", told))?;
        // A page that is not full is the last one.
        let is_full = asked.is_some_and(|asked| list.rows.len() as u64 >= asked.size);
        if let Some(name) = paging.and_then(|paging| paging.last.as_ref()).filter(|_| is_full) {
            list.next = list.rows.last().and_then(|row| field(row, name)).filter(|next| shape::is_set(next)).cloned();
        }
        Ok(list)
    }

    fn paging<'r>(&'r self, request: &'r Request) -> Option<&'r Paging> {
        request.paging.as_ref().or(self.service.paging.as_ref())
    }

    /// The page that the caller asks for.
    fn asked(&self, page: &Page) -> Asked {
        let number = |value: &Node| self.scope.eval(value).as_u64();
        let from = match (&page.number, &page.after) {
            (Some(value), _) => From::Number(number(value).unwrap_or(1)),
            (None, after) => From::After(after.as_ref().map_or(Value::Null, |value| self.scope.eval(value))),
        };
        Asked { from, size: number(&page.size).unwrap_or(PAGE) }
    }

    /// The request with its values.
    fn call(&self, request: &Request, asked: Option<&Asked>) -> Result<Call, Failure> {
        let (method, template) = request.parts();
        let mut path = template.to_owned();
        for (name, expression) in request.path.iter() {
            let part = path_part(&self.scope.eval(expression))
                .map_err(|why| Failure::new(format!("{why} for {{{name}}} of {}", request.operation)))?;
            path = path.replace(&format!("{{{name}}}"), &part);
        }
        let mut query: Vec<(String, String)> = request
            .query
            .iter()
            .filter_map(|(name, expression)| Some((name.value.clone(), query_text(&self.scope.eval(expression))?)))
            .collect();
        let mut body = request.body.as_ref().map(|body| match self.scope.eval(body) {
            Value::Null if body.is_mapping() => Value::Object(Map::new()),
            value => value,
        });
        if let (Some(asked), Some(paging)) = (asked, self.paging(request)) {
            let parameters = parameters(paging, asked);
            match body.as_mut().and_then(Value::as_object_mut).filter(|_| paging.in_body) {
                Some(members) => members.extend(parameters),
                None => {
                    query.extend(parameters.into_iter().filter_map(|(name, value)| Some((name, query_text(&value)?))))
                }
            }
        }
        let multipart = request.multipart.iter().map(|(name, value)| (name.value.clone(), self.scope.eval(value)));
        Ok(Call {
            // The spec allows no other methods than these.
            method: method.parse().map_err(|_| Failure::new(format!("`{method}` is not a method")))?,
            operation: request.operation.value.clone(),
            path,
            query,
            body,
            multipart: multipart.filter(|(_, value)| !value.is_null()).collect(),
            writes: request.writes(),
            no_content: request.no_content,
            optional: request.optional,
            until: self.until,
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
        Some(told) => format!(": {}", sentence(&quoted(&told, 300))),
        None => ".".to_owned(),
    };
    let next = match call.writes {
        false => "Nothing is known about it; that is not the same as nothing found.",
        true => "It is unknown whether the change was made: look for it before you try again, or it may be made twice.",
    };
    let request = format!("{} {}", call.method, call.path);
    let message = format!("{} answered {request} with a good status but without a {what}{said} {next}", service.title);
    Failure { quotes, ..Failure::new(message) }
}

/// The parameters that ask for a page.
fn parameters(paging: &Paging, asked: &Asked) -> Vec<(String, Value)> {
    let at = match &asked.from {
        From::Number(number) => (paging.number.as_ref(), Value::from(*number)),
        From::After(after) => (paging.after.as_ref(), after.clone()),
    };
    let switch = paging.switch.iter().map(|switch| (switch.value.clone(), Value::Bool(true)));
    let from = at.0.iter().filter(|_| !at.1.is_null()).map(|name| (name.value.clone(), at.1.clone()));
    switch.chain(from).chain([(paging.size.value.clone(), Value::from(asked.size))]).collect()
}

/// A value as one part of a path: a whole number, or a text that cannot leave its place.
fn path_part(value: &Value) -> Result<String, &'static str> {
    let whole = value.as_i64().or_else(|| value.as_f64().filter(|id| id.fract() == 0.0).map(|id| id as i64));
    if let Some(whole) = whole {
        return Ok(whole.to_string());
    }
    let text = value.as_str().ok_or("no id is known")?;
    // Some servers decode a part before they split the path, and some take dots for steps.
    let leaves = text.is_empty() || text.contains(['/', '\\', '%', '?', '#']) || text.bytes().all(|byte| byte == b'.');
    if leaves || text.chars().any(char::is_control) {
        return Err("an id that a path cannot hold was given");
    }
    Ok(text
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect())
}

/// Whether a value is the expected one; a truth value may come as a number or a text.
fn means(found: &Value, expected: &Value) -> bool {
    let truth = match found {
        Value::Number(number) => number.as_f64().map(|number| number != 0.0),
        Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
        other => other.as_bool(),
    };
    match expected {
        Value::Null => true,
        Value::Bool(expected) => truth.is_none_or(|truth| truth == *expected),
        // An id of zero is none.
        expected => !shape::is_set(found) || same(found, expected),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn truth_comes_in_three_forms() {
        for yes in [json!(true), json!(1), json!("True")] {
            assert!(means(&yes, &json!(true)) && !means(&yes, &json!(false)), "{yes}");
        }
        assert!(means(&json!("perhaps"), &json!(false)), "what nobody understands stops nothing");
        assert!(means(&json!("12"), &json!(12)) && !means(&json!(13), &json!(12)));
    }

    #[test]
    fn a_part_of_a_path_cannot_leave_its_place() {
        for (value, expected) in [
            (json!(7), "7"),
            (json!(7.0), "7"),
            (json!("a1b2-c3"), "a1b2-c3"),
            (json!("Main Office"), "Main%20Office"),
            (json!("a.b:c@d"), "a.b%3Ac%40d"),
            (json!("Zürich"), "Z%C3%BCrich"),
        ] {
            assert_eq!(path_part(&value).as_deref(), Ok(expected), "{value}");
        }
        let bad = ["", ".", "..", "7/../../auth", "a\\b", "%2e%2e", "a?b=c", "a#b", "a\nb"];
        for value in bad.map(Value::from).into_iter().chain([json!(null), json!(7.5), json!([7])]) {
            assert!(path_part(&value).is_err(), "{value}");
        }
    }
}
