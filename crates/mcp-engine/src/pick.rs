//! One record from a name or an id: exactly one, or the candidates to choose from.
//!
//! A ticket for the wrong client is worse than a question, so nothing here guesses.

use crate::error::Failure;
use crate::sanitize::{self, quoted};
use crate::shape::Rows;
use crate::spec::Pick;
use crate::value::{field, query_text, same};
use serde_json::{Map, Value};

/// Candidates that a message names at most.
const SHOWN: usize = 10;

/// What a pick is made by.
#[derive(Debug, Clone, PartialEq)]
pub enum By {
    /// Nothing was given and there is no default: nothing is picked.
    Nothing,
    /// An id, from an input that takes no name.
    Id(u64),
    /// Names with a value each, every one of which must be that of a record.
    Names(Map<String, Value>),
    /// A text, and the id that it may be as well.
    Name(String, Option<u64>),
    /// No name was given: the first default that exists.
    Default,
}

/// Reads the given value. Only digits that a person would write for an id are one.
pub fn by(pick: &Pick, given: &Value) -> By {
    match given {
        Value::Number(number) => {
            let float = number.as_f64().filter(|float| float.fract() == 0.0 && (1.0..9e15).contains(float));
            float.map_or(By::Name(number.to_string(), None), |id| By::Id(id as u64))
        }
        Value::String(text) => {
            let text = text.trim();
            let digits = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
            By::Name(text.to_owned(), text.parse().ok().filter(|_| digits))
        }
        Value::Object(names) => By::Names(names.clone()),
        _ if pick.default.is_empty() => By::Nothing,
        _ => By::Default,
    }
}

/// The record that the id names: `read` when it was read by itself, or one of the rows.
///
/// # Errors
/// When there is none, or a record with this name is another one.
pub fn by_id(pick: &Pick, id: u64, text: Option<&str>, read: Option<Value>, list: &Rows) -> Result<Value, Failure> {
    let found = read.or_else(|| list.rows.iter().find(|row| is(pick, row, id)).cloned());
    let named: Vec<&Value> = text.map(|text| with_name(pick, text, &list.rows)).unwrap_or_default();
    match (found, named.first()) {
        (Some(record), None) => Ok(record),
        (Some(record), Some(_)) if named.iter().all(|row| is(pick, row, id)) => Ok(record),
        (Some(record), Some(_)) => {
            let mut both = named.clone();
            both.insert(0, &record);
            Err(Failure::quoting(format!(
                "{id} is the id of one {what} and the name of another. Nothing was changed. Ask the user which is meant, then use the id or a name that is only a name: {}",
                candidates(pick, &both),
                what = pick.what
            )))
        }
        (None, Some(_)) => one(pick, text.unwrap_or_default(), &named),
        (None, None) if list.is_partial() => Err(Failure::new(format!(
            "The {} with the id {id} is not among the {} of {} that were read. Nothing was changed. Check the id.",
            pick.what,
            list.rows.len(),
            list.total.unwrap_or_default()
        ))),
        // A list that is not searched holds every record there is.
        (None, None) if pick.read.is_none() && !list.rows.is_empty() => Err(Failure::quoting(format!(
            "There is no {} with the id {id}. Nothing was changed. The ids are: {}",
            pick.what,
            candidates(pick, &list.rows.iter().collect::<Vec<_>>())
        ))),
        (None, None) => Err(Failure::new(format!(
            "There is no {} with the id {id}. Nothing was changed. Search for it to get a valid id.",
            pick.what
        ))),
    }
}

/// The one row with this exact name, ignoring case, or with the first default that exists.
///
/// # Errors
/// When no row or several rows have it, with the rows to choose from.
pub fn by_name(pick: &Pick, name: Option<&str>, list: &Rows) -> Result<Value, Failure> {
    let names: Vec<&str> = match name {
        Some(name) => vec![name],
        None => pick.default.iter().map(String::as_str).collect(),
    };
    // Some ids are texts, and an id is unique wherever it is.
    let has_id = |row: &&Value| row[pick.id.as_str()].as_str().is_some_and(|id| name == Some(id));
    if let Some(row) = list.rows.iter().find(has_id) {
        return Ok(row.clone());
    }
    // One match on the first pages is not the only one.
    if list.is_partial() {
        return Err(partial(pick, list));
    }
    for name in &names {
        let matches = with_name(pick, name, &list.rows);
        if !matches.is_empty() {
            return one(pick, name, &matches);
        }
    }
    let tried: Vec<String> = names.iter().map(|name| quoted(name, 80)).collect();
    let near: Vec<&Value> = list.rows.iter().collect();
    let near = if near.is_empty() {
        "Nothing similar was found.".to_owned()
    } else {
        format!("Call again with one of these ids: {}", candidates(pick, &near))
    };
    Err(Failure::quoting(format!(
        "No {} is named exactly {}. Nothing was changed. {near}",
        pick.what,
        tried.join(" or ")
    )))
}

/// The given names as the rows write them, each with its value.
///
/// # Errors
/// When a name is that of no row, or of rows that write it differently.
pub fn by_names(pick: &Pick, given: &Map<String, Value>, list: &Rows) -> Result<Value, Failure> {
    let mut out = Map::new();
    let mut unknown = Vec::new();
    for (name, value) in given {
        let matches = with_name(pick, name, &list.rows);
        let mut own: Vec<&str> = matches.iter().filter_map(|row| row_names(pick, row).next()).collect();
        own.dedup();
        match own.as_slice() {
            [] => unknown.push(quoted(name, 80)),
            [own] => drop(out.insert((*own).to_owned(), value.clone())),
            own if own.contains(&name.as_str()) => drop(out.insert(name.clone(), value.clone())),
            _ => return one(pick, name, &matches),
        }
    }
    if unknown.is_empty() {
        return Ok(Value::Object(out));
    }
    if list.is_partial() {
        return Err(partial(pick, list));
    }
    Err(Failure::quoting(format!(
        "There is no {} named {}. Nothing was changed. The names are: {}",
        pick.what,
        unknown.join(" or "),
        candidates(pick, &list.rows.iter().collect::<Vec<_>>())
    )))
}

/// That no row has this name.
///
/// # Errors
/// When one has it.
pub fn none(pick: &Pick, name: &str, advice: &str, list: &Rows) -> Result<(), Failure> {
    let matches = with_name(pick, name, &list.rows);
    if matches.is_empty() {
        return Ok(());
    }
    Err(Failure::quoting(format!(
        "Another {} exists: {}. Nothing was changed. {advice}",
        pick.what,
        candidates(pick, &matches)
    )))
}

fn one(pick: &Pick, name: &str, matches: &[&Value]) -> Result<Value, Failure> {
    match matches {
        // The same record may come once for each of its parents.
        [first, rest @ ..] if rest.iter().all(|row| same(&row[pick.id.as_str()], &first[pick.id.as_str()])) => {
            Ok((*first).clone())
        }
        _ => Err(Failure::quoting(format!(
            "More than one {} is named {}. Nothing was changed. Call again with the id instead of the name: {}",
            pick.what,
            quoted(name, 80),
            candidates(pick, matches)
        ))),
    }
}

fn partial(pick: &Pick, list: &Rows) -> Failure {
    Failure::new(format!(
        "{} records match this {what} and {} of them were read, too few to be sure that the name is unique. Nothing was changed. Call again with the id of the {what}.",
        list.total.unwrap_or_default(),
        list.rows.len(),
        what = pick.what
    ))
}

fn is(pick: &Pick, row: &Value, id: u64) -> bool {
    same(&row[pick.id.as_str()], &Value::from(id))
}

fn with_name<'r>(pick: &Pick, name: &str, rows: &'r [Value]) -> Vec<&'r Value> {
    let plain = |text: &str| sanitize::line(text, 1_000).to_lowercase();
    let wanted = plain(name);
    rows.iter().filter(|row| row_names(pick, row).any(|own| plain(own) == wanted)).collect()
}

fn row_names<'a>(pick: &'a Pick, row: &'a Value) -> impl Iterator<Item = &'a str> {
    pick.name.iter().filter_map(|name| field(row, name)?.as_str())
}

fn candidates(pick: &Pick, rows: &[&Value]) -> String {
    let mut texts: Vec<String> = Vec::new();
    for row in rows {
        let id = field(row, &pick.id).and_then(query_text).unwrap_or_default();
        let shown: Vec<String> =
            pick.show.iter().filter_map(|name| query_text(field(row, name)?)).map(|text| quoted(&text, 60)).collect();
        let name = quoted(row_names(pick, row).next().unwrap_or_default(), 80);
        let text = match shown.is_empty() {
            true => format!("{id} = {name}"),
            false => format!("{id} = {name} ({})", shown.join(", ")),
        };
        if !id.is_empty() && !texts.contains(&text) {
            texts.push(text);
        }
    }
    let more = texts.len().saturating_sub(SHOWN);
    texts.truncate(SHOWN);
    match more {
        0 => texts.join("; "),
        more => format!("{}; and {more} more", texts.join("; ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Node;
    use serde_json::json;

    fn client() -> Pick {
        Pick {
            what: "client".into(),
            by: Node::from(json!("$client")).into(),
            read: None,
            default: vec![],
            absent: None,
            id: "id".to_owned().into(),
            name: vec!["name".to_owned().into()],
            show: vec!["town".to_owned().into()],
        }
    }

    fn list(rows: Value) -> Rows {
        Rows { rows: rows.as_array().cloned().unwrap(), total: None, next: None }
    }

    #[test]
    fn only_plain_digits_are_an_id() {
        assert_eq!(by(&client(), &json!("12")), By::Name("12".into(), Some(12)));
        assert_eq!((by(&client(), &json!(12)), by(&client(), &json!(12.0))), (By::Id(12), By::Id(12)));
        for text in ["+12", "0", "012", "12 Monkeys", "1e3", "-1"] {
            assert_eq!(by(&client(), &json!(text)), By::Name(text.into(), None));
        }
        assert_eq!(by(&client(), &json!(null)), By::Nothing);
    }

    #[test]
    fn only_one_exact_name_counts() {
        let rows = list(json!([{"id": 1, "name": "Acme"}, {"id": 2, "name": "Acme Corp", "town": "Bern"}]));
        let pick = client();
        assert_eq!(by_name(&pick, Some("acme corp"), &rows).unwrap()["id"], 2);
        let error = by_name(&pick, Some("Acm"), &rows).unwrap_err().message;
        assert!(error.contains("1 = \"Acme\"; 2 = \"Acme Corp\" (\"Bern\")"), "{error}");
        let twice = list(json!([{"id": 1, "name": "Acme"}, {"id": 3, "name": "ACME"}]));
        assert!(by_name(&pick, Some("acme"), &twice).unwrap_err().message.starts_with("More than one client"));
        let same = list(json!([{"id": 1, "name": "Acme"}, {"id": 1.0, "name": "Acme"}]));
        assert_eq!(by_name(&pick, Some("acme"), &same).unwrap()["id"], 1);
        let partial = Rows { total: Some(9), ..rows };
        assert!(by_name(&pick, Some("acme"), &partial).unwrap_err().message.starts_with("9 records match"));
    }

    #[test]
    fn an_id_that_is_also_a_name_is_a_question() {
        let rows = list(json!([{"id": 7, "name": "1880"}]));
        let pick = client();
        let own = json!({"id": 1880, "name": "Acme"});
        assert!(
            by_id(&pick, 1880, Some("1880"), Some(own.clone()), &rows).unwrap_err().message.contains("name of another")
        );
        assert_eq!(by_id(&pick, 1880, Some("1880"), None, &rows).unwrap()["id"], 7);
        assert_eq!(by_id(&pick, 1880, Some("1880"), Some(own), &list(json!([]))).unwrap()["name"], "Acme");
        let message = by_id(&pick, 5, None, None, &rows).unwrap_err().message;
        assert!(message.contains("no client with the id 5") && message.ends_with("7 = \"1880\""), "{message}");
        let searched = Pick { read: Some("GET /Client/{id}".to_owned().into()), ..pick };
        assert!(by_id(&searched, 5, None, None, &rows).unwrap_err().message.contains("Search for it"));
    }

    #[test]
    fn every_name_must_be_one_of_a_row() {
        let pick =
            Pick { what: "field".into(), name: vec!["name".to_owned().into(), "label".to_owned().into()], ..client() };
        let rows = list(json!([
            {"id": 1, "name": "CFtier", "label": "Tier"}, {"id": 2, "name": "CFtier", "label": "Tier of a client"},
            {"id": 3, "name": "CFa", "label": "Area"}, {"id": 4, "name": "CFb", "label": "Area"},
        ]));
        let read = |given: Value| by_names(&pick, given.as_object().unwrap(), &rows);
        assert_eq!(read(json!({"cftier": "Gold", "CFb": 1})).unwrap(), json!({"CFtier": "Gold", "CFb": 1}));
        assert_eq!(read(json!({"Tier": "Gold"})).unwrap(), json!({"CFtier": "Gold"}));
        let error = read(json!({"CFteir": 1, "CFa": 2, "x": 3})).unwrap_err().message;
        assert!(error.starts_with("There is no field named \"CFteir\" or \"x\". Nothing was changed."), "{error}");
        assert!(read(json!({"Area": 1})).unwrap_err().message.starts_with("More than one field"));
    }

    #[test]
    fn a_row_that_must_not_be_there_is_told() {
        let rows = list(json!([{"id": 1, "name": "Acme"}]));
        assert_eq!(none(&client(), "Other", "Ask.", &rows), Ok(()));
        let error = none(&client(), "ACME", "Ask the user.", &rows).unwrap_err().message;
        assert_eq!(error, "Another client exists: 1 = \"Acme\". Nothing was changed. Ask the user.");
    }

    #[test]
    fn an_id_that_is_a_text_is_found_on_part_of_a_list() {
        let rows = Rows { total: Some(9), ..list(json!([{"id": "a-1", "name": "Acme"}])) };
        assert_eq!(by_name(&client(), Some("a-1"), &rows).unwrap()["name"], "Acme");
        assert!(by_name(&client(), Some("Acme"), &rows).is_err());
    }

    #[test]
    fn defaults_are_tried_in_order() {
        let pick = Pick { default: vec!["Private Note".into(), "Internal Note".into()], ..client() };
        let rows = list(json!([{"id": 7, "name": "Internal Note"}]));
        assert_eq!(by(&pick, &json!(null)), By::Default);
        assert_eq!(by_name(&pick, None, &rows).unwrap()["id"], 7);
    }
}
