//! The size of an answer: at most 40 kB, and what was left out is said.
//!
//! Clients refuse or cut large answers themselves, silently and in the middle of a record.
//! This module shortens lists first, then texts.

use crate::spec::Tool;
use crate::value::query_text;
use serde_json::{Map, Value};

/// Largest answer, in bytes of compact JSON.
pub const LARGEST: usize = 40_000;
/// Kept free for the notes about what was left out.
const NOTES: usize = 1_500;

/// How the rows that did not fit can be asked for.
#[derive(Debug, Clone)]
pub enum Paging {
    /// By pages that have numbers.
    Number {
        /// Rows before the first one.
        offset: u64,
        /// Name of the input for the number of the page.
        number: String,
        /// Name of the input for the rows of a page.
        size: String,
    },
    /// By what the last row holds.
    Last {
        /// What each row holds there.
        cursors: Vec<Value>,
        /// Name of the input for it.
        input: String,
    },
    /// By a cursor that points past the whole page.
    Cursor {
        /// Name of the input for the rows of a page.
        size: Option<String>,
    },
}

/// A note about rows or text that an answer does not hold, with what to do when the spec says so.
pub fn note(note: &str, more: Option<&str>) -> String {
    match more {
        Some(more) => format!("{note} To read the rest, {more}."),
        None => note.to_owned(),
    }
}

/// Shortens `answer` until it fits and says what was left out in `left_out`.
pub fn fit(answer: &mut Map<String, Value>, mut notes: Vec<String>, tool: &Tool, paging: Option<&Paging>) {
    let mut size = size_of(&*answer);
    let allowed = LARGEST - NOTES - notes.iter().map(|note| note.len() + 3).sum::<usize>().min(LARGEST / 2);
    let mut shortened: Vec<(Vec<String>, usize)> = Vec::new();
    while size > allowed {
        let Some(path) = largest(answer, &mut |value| matches!(value, Value::Array(rows) if rows.len() > 1)) else {
            break;
        };
        let Some(Value::Array(rows)) = at(answer, &path) else { break };
        let before = rows.len();
        while rows.len() > 1 && size > allowed {
            size -= rows.pop().map_or(0, |row| size_of(&row) + 1);
        }
        shortened.push((path, before));
    }
    for (path, before) in shortened {
        notes.extend(shorten(answer, &path, before, tool, paging));
    }
    // Only long texts are left. Each is shortened by what is too much, the longest first.
    for _ in 0..1_000 {
        let size = size_of(&*answer);
        if size <= allowed {
            break;
        }
        let Some(path) = largest(answer, &mut |value| matches!(value, Value::String(text) if text.len() > 200)) else {
            break;
        };
        let Some(Value::String(text)) = at(answer, &path) else { break };
        let length = text.chars().count();
        // Escapes make some characters longer than others: the average, and a little more.
        let average = size_of(text).div_ceil(length.max(1));
        let keep = length.saturating_sub((size - allowed) / average + 10).max(100);
        *text = text.chars().take(keep).collect::<String>() + "…";
        let short = format!("The end of `{}` was left out: {}.", path.join("."), too_large());
        let field = path.first().and_then(|name| tool.output.fields.get(name));
        let start = field.and_then(|field| field.start.as_ref());
        let next = start.map(|start| format!("call again with a larger {start}"));
        let told = note(&short, next.as_deref());
        if !notes.contains(&told) {
            notes.push(told);
        }
    }
    if !notes.is_empty() {
        answer.insert("left_out".to_owned(), Value::from(notes));
    }
}

fn too_large() -> String {
    format!("an answer holds at most {} kB", LARGEST / 1000)
}

/// Length of the compact JSON.
pub fn size_of<T: serde::Serialize>(value: &T) -> usize {
    serde_json::to_string(value).map_or(usize::MAX, |text| text.len())
}

/// Corrects the counts beside a list that was shortened, so that the rows that are missing can be asked for.
fn shorten(
    answer: &mut Map<String, Value>,
    path: &[String],
    before: usize,
    tool: &Tool,
    paging: Option<&Paging>,
) -> Option<String> {
    let of = match path {
        [items] if items == "items" => String::new(),
        [list, items] if items == "items" => format!(" of `{list}`"),
        path => format!(" of `{}`", path.join(".")),
    };
    let Some(Value::Array(rows)) = at(answer, path) else { return None };
    let mut kept = rows.len();
    let missing = |kept: usize| format!("{} of the {before} rows{of} were left out: {}.", before - kept, too_large());
    let own_page = paging.filter(|_| path == ["items"]);
    let told = match own_page {
        Some(Paging::Number { offset, number, size }) => {
            let (next, page_size) = after(*offset, kept as u64);
            kept = (next - offset) as usize;
            rows.truncate(kept);
            let page = next / page_size + 1;
            answer.insert("next_page".to_owned(), Value::from(page));
            answer.insert("page_size".to_owned(), Value::from(page_size));
            note(&missing(kept), Some(&format!("call again with {size} {page_size} and {number} {page}")))
        }
        Some(Paging::Last { cursors, input }) => {
            let next = kept.checked_sub(1).and_then(|last| cursors.get(last)).cloned().unwrap_or_default();
            let call = format!("call again with {input} {}", query_text(&next).unwrap_or_default());
            answer.insert("next_cursor".to_owned(), next);
            note(&missing(kept), Some(&call))
        }
        Some(Paging::Cursor { size }) => {
            // The cursor is past rows that were not shown.
            answer.shift_remove("next_cursor");
            let size = size.as_deref().map_or("for fewer rows".to_owned(), |size| format!("with {size} {kept}"));
            note(&missing(kept), Some(&format!("make the same call {size}")))
        }
        None => {
            let field = path.first().and_then(|name| tool.output.fields.get(name));
            let more = match path {
                _ if path == ["items"] || tool.documented_get.is_some() => tool.output.more.as_deref(),
                _ => field.and_then(|field| field.more.as_deref()),
            };
            note(&missing(kept), more)
        }
    };
    let parent = match path.split_last() {
        Some((_, [])) => Some(answer),
        Some((_, parents)) => at(answer, parents).and_then(Value::as_object_mut),
        None => None,
    };
    if let Some(parent) = parent.filter(|parent| parent.contains_key("returned")) {
        parent.insert("returned".to_owned(), Value::from(kept));
    }
    Some(told)
}

/// Where the next page begins after at most `kept` rows after `offset`, and its size: pages of that size begin there.
///
/// The size leaves some room, because the next rows may be longer; otherwise each page would be cut again.
fn after(offset: u64, kept: u64) -> (u64, u64) {
    let end = offset + kept;
    let sizes = kept.div_ceil(2)..=(kept * 9 / 10).max(1);
    let pages = sizes.map(|size| (end / size * size, size)).filter(|(next, _)| *next > offset);
    pages.max_by_key(|(next, size)| next + size).unwrap_or((offset + 1, 1))
}

/// Path to the largest value that `wanted` accepts.
fn largest(answer: &Map<String, Value>, wanted: &mut dyn FnMut(&Value) -> bool) -> Option<Vec<String>> {
    let mut best: Option<(usize, Vec<String>)> = None;
    let mut path = Vec::new();
    for (name, value) in answer {
        path.push(name.clone());
        visit(value, &mut path, wanted, &mut best);
        path.pop();
    }
    best.map(|(_, path)| path)
}

fn visit(
    value: &Value,
    path: &mut Vec<String>,
    wanted: &mut dyn FnMut(&Value) -> bool,
    best: &mut Option<(usize, Vec<String>)>,
) {
    if wanted(value) {
        let size = size_of(value);
        if best.as_ref().is_none_or(|(largest, _)| size > *largest) {
            *best = Some((size, path.clone()));
        }
    }
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                path.push(name.clone());
                visit(member, path, wanted, best);
                path.pop();
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(index.to_string());
                visit(item, path, wanted, best);
                path.pop();
            }
        }
        _ => {}
    }
}

fn at<'a>(answer: &'a mut Map<String, Value>, path: &[String]) -> Option<&'a mut Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(answer.get_mut(first)?, |value, step| match value {
        Value::Object(members) => members.get_mut(step),
        Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn object(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }

    fn tool() -> Tool {
        crate::example().tools.remove(0)
    }

    #[test]
    fn the_rows_that_are_missing_can_be_asked_for() {
        for offset in [0u64, 100, 97, 37] {
            let rows: Vec<Value> = (0..100).map(|id| json!({"id": id, "text": "x".repeat(1000)})).collect();
            let mut answer = object(json!({"total": 400, "returned": 100, "page": 2, "next_page": 3, "items": rows}));
            let paging = Paging::Number { offset, number: "page".into(), size: "page_size".into() };
            fit(&mut answer, vec![], &tool(), Some(&paging));
            let kept = answer["items"].as_array().unwrap().len() as u64;
            assert!(kept < 40 && size_of(&answer) <= LARGEST);
            assert_eq!(answer["returned"], kept);
            let (next, size) = (answer["next_page"].as_u64().unwrap(), answer["page_size"].as_u64().unwrap());
            assert_eq!((next - 1) * size, offset + kept, "the next page begins after the last row");
            assert!(kept >= 20 && (15..kept + 15).contains(&size), "{kept} {size}");
            let note = answer["left_out"][0].as_str().unwrap();
            assert!(note.contains(&format!("page_size {size} and page {next}")), "{note}");
        }
    }

    #[test]
    fn the_rows_behind_a_cursor_are_not_lost() {
        let rows: Vec<Value> = (1..=100).map(|id| json!({"id": id, "text": "x".repeat(1000)})).collect();
        let answer = || object(json!({"returned": 100, "next_cursor": 100, "items": rows}));
        let mut cut = answer();
        let cursors = (1..=100).map(Value::from).collect();
        fit(&mut cut, vec![], &tool(), Some(&Paging::Last { cursors, input: "cursor".into() }));
        let kept = cut["items"].as_array().unwrap().len();
        assert!((10..40).contains(&kept) && size_of(&cut) <= LARGEST, "{kept}");
        assert_eq!((&cut["returned"], &cut["next_cursor"]), (&json!(kept), &json!(kept)));
        assert!(cut["left_out"][0].as_str().unwrap().contains(&format!("call again with cursor {kept}")));
        let mut cut = answer();
        fit(&mut cut, vec![], &tool(), Some(&Paging::Cursor { size: Some("page_size".into()) }));
        assert_eq!(cut.get("next_cursor"), None, "it is past rows that were not shown");
        assert!(
            cut["left_out"][0].as_str().unwrap().contains(&format!("the same call with page_size {kept}")),
            "{cut:?}"
        );
    }

    #[test]
    fn the_next_page_begins_behind_the_last_row_and_is_not_tiny() {
        for offset in 0..300 {
            for kept in 1..=100 {
                let (next, size) = after(offset, kept);
                assert_eq!(next % size, 0);
                assert!(next > offset && next <= offset + kept && size * 2 >= kept, "{offset} {kept}: {next} {size}");
            }
        }
    }

    #[test]
    fn small_answers_are_left_alone() {
        let mut answer = object(json!({"id": 1}));
        fit(&mut answer, vec![], &tool(), None);
        assert_eq!(answer, object(json!({"id": 1})));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn always_fits(rows in 0usize..30, length in 0usize..4000, text in 0usize..60_000, filler in "[a\"\\\\\u{1}é日]") {
            let items: Vec<Value> = (0..rows).map(|id| json!({"id": id, "t": filler.repeat(length)})).collect();
            let mut answer = object(json!({"details_text": filler.repeat(text), "items": items}));
            fit(&mut answer, vec!["note".into()], &tool(), None);
            prop_assert!(size_of(&answer) <= LARGEST);
        }
    }
}
