//! One record from a name or an id: exactly one, or the candidates to choose from.
//!
//! A ticket for the wrong client is worse than a question, so nothing here guesses.

use crate::error::Failure;
use crate::sanitize;
use crate::spec::Pick;
use crate::value::{field, query_text};
use serde_json::{Map, Value};

/// Candidates that a message names at most.
const SHOWN: usize = 10;

/// What a pick is made by.
#[derive(Debug, Clone, PartialEq)]
pub enum By {
    /// Nothing was given and there is no default: nothing is picked.
    Nothing,
    /// An id: it is the answer, and no request is made.
    Id(Value),
    /// A name that was given.
    Name(String),
    /// No name was given: the first default that exists.
    Default,
}

/// Reads the given value: whole numbers, also as text, are ids.
pub fn by(pick: &Pick, given: &Value) -> By {
    match given {
        Value::Number(number) => By::Id(record(pick, Value::Number(number.clone()))),
        Value::String(text) => match text.trim().parse::<u32>() {
            Ok(id) => By::Id(record(pick, Value::from(id))),
            Err(_) => By::Name(text.trim().to_owned()),
        },
        _ if pick.default.is_empty() => By::Nothing,
        _ => By::Default,
    }
}

fn record(pick: &Pick, id: Value) -> Value {
    let mut record = Map::new();
    record.insert(pick.id.value.clone(), id);
    Value::Object(record)
}

/// The one row with this exact name, in any case of letters.
///
/// # Errors
/// When no row or several rows have it, with the rows to choose from.
pub fn choose(pick: &Pick, by: &By, rows: &[Value]) -> Result<Value, Failure> {
    let names: Vec<&str> = match by {
        By::Nothing => return Ok(Value::Null),
        By::Id(record) => return Ok(record.clone()),
        By::Name(name) => vec![name],
        By::Default => pick.default.iter().map(String::as_str).collect(),
    };
    for name in &names {
        let wanted = name.to_lowercase();
        let matches: Vec<&Value> =
            rows.iter().filter(|row| row_names(pick, row).any(|own| own.trim().to_lowercase() == wanted)).collect();
        let Some(first) = matches.first() else { continue };
        // The same record may come once for each of its parents.
        if matches.iter().all(|row| row.get(&*pick.id.value) == first.get(&*pick.id.value)) {
            return Ok((*first).clone());
        }
        return Err(Failure::new(format!(
            "More than one {} is named {}. Nothing was changed. Call again with the id instead of the name: {}",
            pick.what,
            quoted(name),
            candidates(pick, &matches)
        )));
    }
    let tried: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    let near: Vec<&Value> = rows.iter().collect();
    let near = if near.is_empty() {
        "Nothing similar was found.".to_owned()
    } else {
        format!("Call again with one of these ids: {}", candidates(pick, &near))
    };
    Err(Failure::new(format!("No {} is named exactly {}. Nothing was changed. {near}", pick.what, tried.join(" or "))))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", sanitize::line(name, 80))
}

fn row_names<'a>(pick: &'a Pick, row: &'a Value) -> impl Iterator<Item = &'a str> {
    pick.name.iter().filter_map(|name| field(row, name)?.as_str())
}

fn candidates(pick: &Pick, rows: &[&Value]) -> String {
    let mut seen = Vec::new();
    let mut texts = Vec::new();
    for row in rows {
        let id = row.get(&*pick.id.value).and_then(query_text).unwrap_or_default();
        let shown: Vec<String> = pick
            .show
            .iter()
            .filter_map(|name| query_text(field(row, name)?))
            .map(|text| sanitize::line(&text, 60))
            .collect();
        let name = row_names(pick, row).next().unwrap_or_default();
        let text = match shown.is_empty() {
            true => format!("{id} = {}", quoted(name)),
            false => format!("{id} = {} ({})", quoted(name), shown.join(", ")),
        };
        if !id.is_empty() && !seen.contains(&text) {
            seen.push(text.clone());
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
            default: vec![],
            id: "id".to_owned().into(),
            name: vec!["name".to_owned().into()],
            show: vec!["town".to_owned().into()],
        }
    }

    #[test]
    fn a_number_is_an_id() {
        assert_eq!(by(&client(), &json!("12")), By::Id(json!({"id": 12})));
        assert_eq!(by(&client(), &json!(12)), By::Id(json!({"id": 12})));
        assert_eq!(by(&client(), &json!("12 Monkeys")), By::Name("12 Monkeys".into()));
        assert_eq!(by(&client(), &json!(null)), By::Nothing);
    }

    #[test]
    fn only_one_exact_name_counts() {
        let rows = [json!({"id": 1, "name": "Acme"}), json!({"id": 2, "name": "Acme Corp", "town": "Bern"})];
        let pick = client();
        assert_eq!(choose(&pick, &By::Name("acme corp".into()), &rows).unwrap()["id"], 2);
        let error = choose(&pick, &By::Name("Acm".into()), &rows).unwrap_err().message;
        assert!(error.contains("1 = \"Acme\"; 2 = \"Acme Corp\" (Bern)"), "{error}");
        let twice = [json!({"id": 1, "name": "Acme"}), json!({"id": 3, "name": "ACME"})];
        assert!(
            choose(&pick, &By::Name("acme".into()), &twice).unwrap_err().message.starts_with("More than one client")
        );
        let same = [json!({"id": 1, "name": "Acme"}), json!({"id": 1, "name": "Acme"})];
        assert_eq!(choose(&pick, &By::Name("acme".into()), &same).unwrap()["id"], 1);
    }

    #[test]
    fn defaults_are_tried_in_order() {
        let pick = Pick { default: vec!["Private Note".into(), "Internal Note".into()], ..client() };
        let rows = [json!({"id": 7, "name": "Internal Note"})];
        assert_eq!(choose(&pick, &by(&pick, &json!(null)), &rows).unwrap()["id"], 7);
    }
}
