//! One call of a tool: its requests, then its answer.
//!
//! This module owns the step language of the specs (`when`, `pick`, `page`, `belongs`, `usable`, `refuse`, `optional`). It
//! must not know MCP.

mod call;
mod list;

pub(crate) use call::no_content;
use list::sort;

use crate::client::{Call, Client};
use crate::error::Failure;
use crate::pick::{self, By};
use crate::sanitize::quoted;
use crate::shape::{self, Rows};
use crate::spec::{Pick, Request, Service, Tool};
use crate::value::{Scope, field, query_text, same};
use crate::{order, reply};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::time::Instant;

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
    /// Ends the call in a case that the spec refuses, once the requests that the case names are `known`.
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
}
