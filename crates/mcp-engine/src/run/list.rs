//! The rows of a list: one page, or all of them, and their order.

use super::Run;
use crate::clock;
use crate::error::Failure;
use crate::shape::{self, Rows};
use crate::spec::{Node, Page, Paging, Request};
use crate::value::field;
use serde_json::Value;
use std::cmp::Ordering;
use std::time::Instant;

/// Rows of one page when all pages are read.
const PAGE: u64 = 100;
/// Most pages of one list that are read.
const PAGES: u64 = 20;

/// Which page of a list is asked for.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) from: From,
    pub(super) size: u64,
}

#[derive(Clone)]
pub(super) enum From {
    /// The page of this number.
    Number(u64),
    /// The rows after an id or a cursor; the first rows without one.
    After(Value),
}

impl From {
    pub(super) fn is_first(&self) -> bool {
        matches!(self, Self::Number(1) | Self::After(Value::Null))
    }
}

impl Run<'_> {
    /// All rows of a list, page by page where it has pages, or as many as are read at most.
    pub(super) async fn all(&self, request: &Request) -> Result<Rows, Failure> {
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

    pub(super) async fn rows(&self, request: &Request, asked: Option<Asked>) -> Result<Rows, Failure> {
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

    pub(super) fn paging<'r>(&'r self, request: &'r Request) -> Option<&'r Paging> {
        request.paging.as_ref().or(self.service.paging.as_ref())
    }

    /// The page that the caller asks for.
    pub(super) fn asked(&self, page: &Page) -> Asked {
        let number = |value: &Node| self.scope.eval(value).as_u64();
        let from = match (&page.number, &page.after) {
            (Some(value), _) => From::Number(number(value).unwrap_or(1)),
            (None, after) => From::After(after.as_ref().map_or(Value::Null, |value| self.scope.eval(value))),
        };
        Asked { from, size: number(&page.size).unwrap_or(PAGE) }
    }
}

/// The parameters that ask for a page.
pub(super) fn parameters(paging: &Paging, asked: &Asked) -> Vec<(String, Value)> {
    let at = match &asked.from {
        From::Number(number) => (paging.number.as_ref(), Value::from(*number)),
        From::After(after) => (paging.after.as_ref(), after.clone()),
    };
    let switch = paging.switch.iter().map(|switch| (switch.value.clone(), Value::Bool(true)));
    let from = at.0.iter().filter(|_| !at.1.is_null()).map(|name| (name.value.clone(), at.1.clone()));
    switch.chain(from).chain([(paging.size.value.clone(), Value::from(asked.size))]).collect()
}

/// Sorts rows as the spec says; rows without the field come last.
pub(super) fn sort(request: &Request, rows: &mut [Value]) {
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
