//! One call of a tool: its requests in order, then its answer.
//!
//! This module owns the step language of the specs (`when`, `pick`, `page`, `optional`). It must
//! not know MCP.

use crate::client::{Call, Client, Method};
use crate::error::Failure;
use crate::limit;
use crate::pick::{self, By};
use crate::project::{Rows, Sources};
use crate::sanitize;
use crate::spec::{Keep, Request, Service, Tool};
use crate::value::{Scope, field, query_text};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Most rows of a list that is not paged, when a spec sets no bound.
const ROWS: usize = 200;

/// What the requests of one call have brought.
struct Run<'a> {
    service: &'a Service,
    client: &'a Client,
    id: u64,
    scope: Scope,
    lists: HashMap<String, Rows>,
    notes: Vec<String>,
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
    for request in &tool.requests {
        run.step(request).await?;
    }
    let mut answer = run.answer(tool);
    limit::fit(&mut answer, run.notes);
    Ok(answer)
}

impl Run<'_> {
    async fn step(&mut self, request: &Request) -> Result<(), Failure> {
        if request.when.as_ref().is_some_and(|when| !self.scope.holds(when)) {
            return Ok(());
        }
        let by = request.pick.as_ref().map(|pick| pick::by(pick, &self.scope.eval(&pick.by)));
        match by {
            Some(By::Nothing) => return Ok(()),
            Some(By::Id(record)) => {
                self.scope.answers.insert(request.name.value.clone(), record);
                return Ok(());
            }
            _ => {}
        }
        let call = self.call(request)?;
        let answer = match self.client.send(&call).await {
            Ok(answer) => answer,
            Err(failure) if request.optional && failure.is_refusal() => {
                self.notes.push(format!("{}: {}", request.name, failure.message));
                return Ok(());
            }
            Err(failure) => return Err(failure),
        };
        match (&request.rows, &request.pick) {
            (None, _) => {
                let record = one_record(answer, &self.service.record_id);
                self.scope.answers.insert(request.name.value.clone(), record);
            }
            (Some(key), None) => {
                let list = rows(answer, key, &self.service.paging.total);
                self.lists.insert(request.name.value.clone(), list);
            }
            (Some(key), Some(pick)) => {
                let list = rows(answer, key, &self.service.paging.total);
                let record = pick::choose(pick, by.as_ref().unwrap_or(&By::Nothing), &list.rows)?;
                self.scope.answers.insert(request.name.value.clone(), record);
            }
        }
        Ok(())
    }

    /// The request with its values. Only integers become part of a path.
    fn call(&self, request: &Request) -> Result<Call, Failure> {
        let (method, template) = request.operation.split_once(' ').unwrap_or(("GET", request.operation.as_str()));
        let mut path = template.to_owned();
        for (name, expression) in request.path.iter() {
            let number = self
                .scope
                .eval(expression)
                .as_i64()
                .ok_or_else(|| Failure::new(format!("no id for {} is known", request.operation)))?;
            path = path.replace(&format!("{{{name}}}"), &number.to_string());
        }
        let mut query: Vec<(String, String)> = request
            .query
            .iter()
            .filter_map(|(name, expression)| Some((name.value.clone(), query_text(&self.scope.eval(expression))?)))
            .collect();
        if let Some(page) = &request.page {
            let paging = &self.service.paging;
            query.extend(paging.switch.clone().map(|switch| (switch, "true".to_owned())));
            let number = query_text(&self.scope.eval(&page.number)).unwrap_or_else(|| "1".to_owned());
            query.push((paging.number.clone(), number));
            query.extend(query_text(&self.scope.eval(&page.size)).map(|size| (paging.size.clone(), size)));
        }
        let method = if method == "POST" { Method::Post } else { Method::Get };
        Ok(Call { method, path, query, body: request.body.as_ref().map(|body| self.scope.eval(body)), id: self.id })
    }

    fn answer(&mut self, tool: &Tool) -> Map<String, Value> {
        let listed = tool.output.list.iter().find_map(|name| Some((name, self.lists.get(&name.value)?.clone())));
        if !tool.output.list.is_empty() {
            let (name, list) =
                listed.map_or((String::new(), Rows::default()), |(name, list)| (name.value.clone(), list));
            return self.list(tool, &name, list);
        }
        let record = tool
            .output
            .record
            .as_ref()
            .and_then(|name| self.scope.answers.get(&name.value))
            .cloned()
            .unwrap_or(Value::Null);
        self.sources().record(&tool.output.fields, &record)
    }

    fn sources(&self) -> Sources<'_> {
        Sources { service: self.service, web: self.client.web(), scope: &self.scope, lists: &self.lists }
    }

    fn list(&mut self, tool: &Tool, name: &str, list: Rows) -> Map<String, Value> {
        let page =
            tool.requests.iter().find(|request| request.name.value == name).and_then(|request| request.page.as_ref());
        let came = list.rows.len();
        let mut kept: Vec<Value> =
            list.rows.into_iter().filter(|row| tool.output.keep.iter().all(|keep| self.keeps(keep, row))).collect();
        let mut out = Map::new();
        let filtered = came - kept.len();
        match page {
            Some(page) => {
                let number = self.scope.eval(&page.number).as_u64().unwrap_or(1);
                let size = self.scope.eval(&page.size).as_u64().unwrap_or(50);
                out.insert("total".into(), Value::from(list.total));
                out.insert("returned".into(), Value::from(kept.len()));
                out.insert("page".into(), Value::from(number));
                if number.saturating_mul(size) < list.total && came > 0 {
                    out.insert("next_page".into(), Value::from(number + 1));
                }
                if filtered > 0 {
                    self.notes.push(format!("items: {filtered} of the {came} rows of this page do not match the filter; `total` counts all rows"));
                }
            }
            None => {
                let limit = tool.output.limit.unwrap_or(ROWS);
                let total = kept.len();
                kept.truncate(limit);
                out.insert("total".into(), Value::from(total));
                out.insert("returned".into(), Value::from(kept.len()));
                if total > limit {
                    self.notes.push(format!("items: {} of {total} rows; narrow the search", total - limit));
                }
            }
        }
        let items = kept.iter().map(|row| Value::Object(self.sources().record(&tool.output.fields, row))).collect();
        out.insert("items".into(), Value::Array(items));
        out
    }

    fn keeps(&self, keep: &Keep, row: &Value) -> bool {
        if keep.when.as_ref().is_some_and(|when| !self.scope.holds(when)) {
            return true;
        }
        let found = keep.field.iter().find_map(|name| field(row, name));
        if let Some(wanted) = &keep.contains {
            let wanted = query_text(&self.scope.eval(wanted)).unwrap_or_default().to_lowercase();
            return keep
                .field
                .iter()
                .filter_map(|name| query_text(field(row, name)?))
                .any(|text| sanitize::line(&text, 500).to_lowercase().contains(&wanted));
        }
        let wanted = keep.equals.as_ref().map_or(Value::Null, |equals| self.scope.eval(equals));
        match (found, &keep.or_past) {
            (Some(found), _) => *found == wanted,
            (None, Some(date)) => Value::Bool(self.is_past(row, date)) == wanted,
            (None, None) => wanted.is_null(),
        }
    }

    fn is_past(&self, row: &Value, date: &str) -> bool {
        let Some(text) = field(row, date).and_then(Value::as_str) else { return false };
        if self.service.unset_dates.iter().any(|start| text.starts_with(start.as_str())) {
            return false;
        }
        text.get(..10).is_some_and(|day| day < today().as_str())
    }
}

/// Today in UTC as `YYYY-MM-DD`.
fn today() -> String {
    let now = httpdate::HttpDate::from(std::time::SystemTime::now()).to_string();
    // "Sun, 06 Nov 1994 08:49:37 GMT"
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let part = |from: usize, to: usize| now.get(from..to).unwrap_or_default();
    let month = months.iter().position(|name| *name == part(8, 11)).map_or(0, |at| at + 1);
    format!("{}-{month:02}-{}", part(12, 16), part(5, 7))
}

/// A record that came bare, as the only one of a list, or below a key.
fn one_record(answer: Value, id: &str) -> Value {
    match answer {
        Value::Array(rows) => rows.into_iter().next().unwrap_or(Value::Null),
        Value::Object(members) if !members.contains_key(id) && members.len() <= 3 => {
            let inner = members.values().find_map(|value| value.as_array()?.first()).cloned();
            inner.unwrap_or(Value::Object(members))
        }
        other => other,
    }
}

/// Rows that came bare, below their key, or below the only key that holds a list; with their total.
fn rows(answer: Value, key: &str, total: &str) -> Rows {
    match answer {
        Value::Array(rows) => Rows { total: rows.len() as u64, rows },
        Value::Object(mut members) => {
            let total = members.get(total).and_then(Value::as_u64);
            let other = members.iter().find(|(_, value)| value.is_array()).map(|(name, _)| name.clone());
            let rows = match members.remove(key).or_else(|| members.remove(&other?)) {
                Some(Value::Array(rows)) => rows,
                _ => Vec::new(),
            };
            Rows { total: total.unwrap_or(rows.len() as u64), rows }
        }
        _ => Rows::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rows_come_in_three_shapes() {
        for answer in
            [json!({"record_count": 9, "clients": [{"id": 1}]}), json!({"record_count": 9, "results": [{"id": 1}]})]
        {
            let list = rows(answer, "clients", "record_count");
            assert_eq!((list.total, list.rows.len()), (9, 1));
        }
        assert_eq!(rows(json!([{"id": 1}]), "clients", "record_count").total, 1);
        assert_eq!(rows(json!("x"), "clients", "record_count").rows.len(), 0);
    }

    #[test]
    fn a_record_comes_in_three_shapes() {
        for answer in [
            json!({"id": 1, "assets": [{"id": 2}]}),
            json!([{"id": 1}]),
            json!({"record_count": 1, "tickets": [{"id": 1}]}),
        ] {
            assert_eq!(one_record(answer, "id")["id"], 1);
        }
        assert_eq!(one_record(json!([]), "id"), json!(null));
    }

    #[test]
    fn today_is_a_day() {
        let today = today();
        assert_eq!(today.len(), 10);
        assert!(today.as_str() > "2026-01-01" && today.as_str() < "2100-01-01", "{today}");
    }
}
