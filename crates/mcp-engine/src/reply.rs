//! The answer of a tool: rows filtered, paged and projected, a record projected, and what was left out.
//!
//! HTML and long lists take time, so all of it happens off the thread that talks to the client.

use crate::error::Failure;
use crate::limit::{self, Paging};
use crate::project::Sources;
use crate::shape::Rows;
use crate::spec::{Keep, Node, Note, Page, Request, Service, Tool};
use crate::value::{Scope, field, query_text, same};
use crate::{clock, sanitize};
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::collections::HashMap;

/// Most rows of a list that is not paged, when a spec sets no bound.
const ROWS: usize = 200;

struct Reply<'a> {
    tool: &'a Tool,
    sources: Sources<'a>,
}

/// Projects what the requests brought.
///
/// # Errors
/// When the thread that does it fails.
pub(crate) async fn reply(
    service: &Service,
    web: &str,
    tool: &Tool,
    scope: Scope,
    lists: HashMap<String, Rows>,
    notes: Vec<String>,
) -> Result<Map<String, Value>, Failure> {
    let (service, web, tool) = (service.clone(), web.to_owned(), tool.clone());
    let work = move || {
        let sources =
            Sources { service: &service, web: &web, scope: &scope, lists: &lists, notes: RefCell::new(notes) };
        Reply { tool: &tool, sources }.answer()
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Failure::new("the answer could not be prepared: this is a fault of the server"))
}

/// The input that an expression is.
fn input(value: &Node) -> Option<String> {
    Some(value.as_str()?.strip_prefix('$')?.to_owned())
}

impl Reply<'_> {
    fn answer(self) -> Map<String, Value> {
        let output = &self.tool.output;
        let (mut answer, paging) = match output.list.iter().find(|name| self.sources.lists.contains_key(&name.value)) {
            Some(name) => self.list(&name.value),
            None if !output.list.is_empty() => self.empty(),
            None => {
                let null = Value::Null;
                let record = output.record.as_ref().and_then(|name| self.sources.scope.answers.get(&name.value));
                (self.sources.record(&output.fields, record.unwrap_or(&null)), None)
            }
        };
        let is_said = |note: &&Note| note.when.as_ref().is_none_or(|when| self.sources.scope.holds(when));
        let notes: Vec<Value> =
            output.notes.iter().filter(is_said).map(|note| note.text.value.clone().into()).collect();
        if !notes.is_empty() {
            answer.insert("notes".to_owned(), Value::Array(notes));
        }
        limit::fit(&mut answer, self.sources.notes.into_inner(), self.tool, paging.as_ref());
        answer
    }

    fn note(&self, note: String) {
        self.sources.notes.borrow_mut().push(note);
    }

    fn empty(&self) -> (Map<String, Value>, Option<Paging>) {
        let mut out = Map::new();
        out.insert("returned".into(), Value::from(0));
        out.insert("items".into(), Value::Array(Vec::new()));
        (out, None)
    }

    fn page_of(&self, page: &Page) -> (u64, u64) {
        let number = |value: &Node| self.sources.scope.eval(value).as_u64();
        let page_number = page.number.as_ref().and_then(|value| number(value));
        (page_number.unwrap_or(1).max(1), number(&page.size).unwrap_or(50).max(1))
    }

    /// How to ask for another page by its number, when the tool has inputs for that.
    fn by_number(page: &Page, offset: u64) -> Option<Paging> {
        Some(Paging::Number { offset, number: input(page.number.as_ref()?)?, size: input(&page.size)? })
    }

    /// The answer of a list that is paged by an id or a cursor.
    fn by_cursor(
        &self,
        out: &mut Map<String, Value>,
        list: &Rows,
        kept: &[&Value],
        request: &Request,
        page: &Page,
    ) -> Option<Paging> {
        if let Some(total) = list.total {
            out.insert("total".into(), Value::from(total));
        }
        if let Some(next) = &list.next {
            out.insert("next_cursor".into(), next.clone());
        }
        if kept.len() < list.rows.len() {
            let (left, came) = (list.rows.len() - kept.len(), list.rows.len());
            self.note(format!("{left} of the {came} rows of this page are not shown: they do not match the filter."));
        }
        let paging = request.paging.as_ref().or(self.sources.service.paging.as_ref())?;
        let (_, size) = self.page_of(page);
        // Some lists take a size and offer no next page.
        if paging.after.is_none() && list.total.is_none() && list.rows.len() as u64 >= size {
            let note = format!("There may be more rows than the {size} that were asked for.");
            let more = input(&page.size).map(|size| format!("call again with a larger {size} or a narrower search"));
            self.note(limit::note(&note, more.as_deref().or(self.tool.output.more.as_deref())));
        }
        paging.after.as_ref()?;
        match (&paging.last, page.after.as_ref().and_then(|after| input(after))) {
            (Some(last), Some(input)) => {
                let cursors = kept.iter().map(|row| field(row, last).cloned().unwrap_or_default()).collect();
                Some(Paging::Last { cursors, input })
            }
            _ => Some(Paging::Cursor { size: input(&page.size) }),
        }
    }

    fn list(&self, name: &str) -> (Map<String, Value>, Option<Paging>) {
        let output = &self.tool.output;
        let empty = Rows::default();
        let list = self.sources.lists.get(name).unwrap_or(&empty);
        let request = self.tool.requests.iter().find(|request| request.name.value == name);
        let page = request.and_then(|request| request.page.as_ref());
        let all_read = page.is_some_and(|page| page.read_all.as_ref().is_some_and(|all| self.sources.scope.holds(all)));
        let came = list.rows.len();
        let kept: Vec<&Value> =
            list.rows.iter().filter(|row| output.keep.iter().all(|keep| self.keeps(keep, row))).collect();
        let filtered = came - kept.len();
        let mut out = Map::new();
        let (rows, paging) = match (page, output.page.as_ref().or(page.filter(|page| page.number.is_some()))) {
            (Some(page), None) if !all_read && page.number.is_none() => {
                let paging = request.and_then(|request| self.by_cursor(&mut out, list, &kept, request, page));
                (kept, paging)
            }
            // The page is the API's.
            (Some(page), _) if !all_read => {
                let (number, size) = self.page_of(page);
                self.count(&mut out, list, number, size);
                if filtered > 0 {
                    self.note(format!("{filtered} of the {came} rows of this page are not shown: they do not match the filter. `total` counts them too; read the other pages as well."));
                }
                let offset = (filtered == 0).then_some((number - 1) * size);
                (kept, offset.and_then(|offset| Self::by_number(page, offset)))
            }
            // The page is ours.
            (_, Some(page)) => {
                let (number, size) = self.page_of(page);
                let (total, start) = (kept.len() as u64, (number - 1).saturating_mul(size));
                if list.is_partial() {
                    self.note(format!(
                        "Only the first {came} of {} rows were read. Narrow the search to see the others.",
                        list.total.unwrap_or_default()
                    ));
                } else {
                    out.insert("total".into(), Value::from(total));
                }
                out.insert("page".into(), Value::from(number));
                if start.saturating_add(size) < total {
                    out.insert("next_page".into(), Value::from(number + 1));
                }
                let rows = kept.into_iter().skip(start as usize).take(size as usize).collect();
                (rows, Self::by_number(page, start))
            }
            (_, None) => {
                let limit = output.limit.unwrap_or(ROWS);
                let total = kept.len();
                if list.is_partial() {
                    let note = format!(
                        "{} sent only {came} of {} rows.",
                        self.sources.service.title,
                        list.total.unwrap_or_default()
                    );
                    self.note(limit::note(&note, output.more.as_deref()));
                } else {
                    out.insert("total".into(), Value::from(total));
                }
                if total > limit {
                    let note = format!("{} of the {total} rows were left out.", total - limit);
                    self.note(limit::note(&note, output.more.as_deref()));
                }
                (kept.into_iter().take(limit).collect(), None)
            }
        };
        let items: Vec<Value> =
            rows.iter().map(|row| Value::Object(self.sources.record(&output.fields, row))).collect();
        out.insert("returned".into(), Value::from(items.len()));
        out.insert("items".into(), Value::Array(items));
        (out, paging)
    }

    /// Total and next page of a list that the API pages. A total that it does not tell is not made up.
    fn count(&self, out: &mut Map<String, Value>, list: &Rows, number: u64, size: u64) {
        let came = list.rows.len() as u64;
        let before = (number - 1).saturating_mul(size);
        let known = list.total.filter(|total| *total >= before + came || came == 0);
        let counted = (came < size && (came > 0 || number == 1)).then_some(before + came);
        if let Some(total) = known.or(counted) {
            out.insert("total".into(), Value::from(total));
        }
        out.insert("page".into(), Value::from(number));
        let more = match known {
            Some(total) => before + size < total && came > 0,
            None => came >= size,
        };
        if more {
            out.insert("next_page".into(), Value::from(number + 1));
            if known.is_none() {
                self.note(format!(
                    "{} did not say how many rows there are, and this page is full. The next page tells whether there are more.",
                    self.sources.service.title
                ));
            }
        }
    }

    fn keeps(&self, keep: &Keep, row: &Value) -> bool {
        let scope = self.sources.scope;
        if keep.when.as_ref().is_some_and(|when| !scope.holds(when)) {
            return true;
        }
        let found = keep.field.iter().find_map(|name| field(row, name)).filter(|found| !self.is_unset(found));
        if found.is_none() && keep.or_missing {
            return true;
        }
        if let Some(wanted) = &keep.contains {
            let wanted = query_text(&scope.eval(wanted)).unwrap_or_default().to_lowercase();
            return keep
                .field
                .iter()
                .filter_map(|name| query_text(field(row, name)?))
                .any(|text| sanitize::line(&text, 500).to_lowercase().contains(&wanted));
        }
        if let Some(end) = &keep.before {
            let end = scope.eval(end);
            let date = |value: &Value| value.as_str().and_then(clock::seconds);
            return found.and_then(date).zip(date(&end)).is_some_and(|(found, end)| found < end);
        }
        let wanted = keep.equals.as_ref().map_or(Value::Null, |equals| scope.eval(equals));
        match (found, &keep.or_past) {
            (Some(found), _) => same(found, &wanted),
            (None, Some(date)) => Value::Bool(self.is_past(row, date)) == wanted,
            (None, None) => wanted.is_null(),
        }
    }

    fn is_unset(&self, value: &Value) -> bool {
        value
            .as_str()
            .is_some_and(|text| self.sources.service.unset_dates.iter().any(|start| text.starts_with(start.as_str())))
    }

    fn is_past(&self, row: &Value, date: &str) -> bool {
        let Some(found) = field(row, date).filter(|found| !self.is_unset(found)).and_then(Value::as_str) else {
            return false;
        };
        let today = clock::now() / 86_400 * 86_400;
        clock::seconds(found).is_some_and(|at| at < today)
    }
}
