//! The size of an answer: at most 40 kB, and what was left out is said.
//!
//! Clients refuse or cut large answers themselves, in the middle of a record and without a word.
//! This module shortens lists first, then texts.

use serde_json::{Map, Value};

/// Largest answer, in bytes of compact JSON.
pub const LARGEST: usize = 40_000;
/// Kept free for the notes about what was left out.
const NOTES: usize = 1_500;

/// Shortens `answer` until it fits and says what was left out in `left_out`.
pub fn fit(answer: &mut Map<String, Value>, mut notes: Vec<String>) {
    let mut size = size_of(&*answer);
    let allowed = LARGEST - NOTES;
    let mut untouched: Vec<(Vec<String>, usize)> = Vec::new();
    while size > allowed {
        let Some(path) = largest(answer, &mut |value| matches!(value, Value::Array(rows) if rows.len() > 1)) else {
            break;
        };
        let Some(Value::Array(rows)) = at(answer, &path) else { break };
        let before = rows.len();
        while rows.len() > 1 && size > allowed {
            size -= rows.pop().map_or(0, |row| size_of(&row) + 1);
        }
        untouched.push((path, before));
    }
    for (path, before) in untouched {
        let Some(Value::Array(rows)) = at(answer, &path) else { continue };
        let kept = rows.len();
        let name = path.join(".");
        correct(answer, &path, kept);
        notes.push(format!("{name}: {} of {before} rows, to stay under {} kB; ask for smaller pages (page_size {kept}) or for single records", before - kept, LARGEST / 1000));
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
        let name = path.join(".");
        let note = format!("{name}: its end, to stay under {} kB", LARGEST / 1000);
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    if !notes.is_empty() {
        answer.insert("left_out".to_owned(), Value::from(notes));
    }
}

/// Length of the compact JSON.
pub fn size_of<T: serde::Serialize>(value: &T) -> usize {
    serde_json::to_string(value).map_or(usize::MAX, |text| text.len())
}

/// The counts beside a list that was shortened; the next page would skip the rows that are missing.
fn correct(answer: &mut Map<String, Value>, path: &[String], kept: usize) {
    let Some((_, parents)) = path.split_last() else { return };
    let parent = match parents {
        [] => Some(answer),
        _ => at(answer, parents).and_then(Value::as_object_mut),
    };
    if let Some(parent) = parent {
        if parent.contains_key("returned") {
            parent.insert("returned".to_owned(), Value::from(kept));
        }
        parent.remove("next_page");
    }
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

    #[test]
    fn rows_go_from_the_end_and_the_counts_stay_true() {
        let rows: Vec<Value> = (0..100).map(|id| json!({"id": id, "text": "x".repeat(1000)})).collect();
        let mut answer = object(json!({"total": 400, "returned": 100, "next_page": 2, "items": rows}));
        fit(&mut answer, vec![]);
        let kept = answer["items"].as_array().unwrap().len();
        assert!((30..40).contains(&kept));
        assert_eq!(answer["returned"], kept);
        assert!(!answer.contains_key("next_page"));
        assert!(answer["left_out"][0].as_str().unwrap().starts_with(&format!("items: {} of 100 rows", 100 - kept)));
        assert!(size_of(&answer) <= LARGEST);
    }

    #[test]
    fn small_answers_are_left_alone() {
        let mut answer = object(json!({"id": 1}));
        fit(&mut answer, vec![]);
        assert_eq!(answer, object(json!({"id": 1})));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn always_fits(rows in 0usize..30, length in 0usize..4000, text in 0usize..60_000, filler in "[a\"\\\\\u{1}é日]") {
            let items: Vec<Value> = (0..rows).map(|id| json!({"id": id, "t": filler.repeat(length)})).collect();
            let mut answer = object(json!({"details_text": filler.repeat(text), "items": items}));
            fit(&mut answer, vec!["note".into()]);
            prop_assert!(size_of(&answer) <= LARGEST);
        }
    }
}
