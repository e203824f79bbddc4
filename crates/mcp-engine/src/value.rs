//! The expressions of a tool spec: `$input`, `$request.field`, and operators.
//!
//! A value that is not there is `null`, and `null` is never sent. `docs/tool-specs.md` describes the
//! operators. This module must not know what the values are for.

use crate::clock;
use crate::spec::Node;
use plugin_gen::syntax::Kind;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// What an expression can see.
#[derive(Debug, Default)]
pub struct Scope {
    /// Arguments of the call, with defaults.
    pub inputs: Map<String, Value>,
    /// Records of the requests made so far.
    pub answers: HashMap<String, Value>,
}

impl Scope {
    /// The value of an expression.
    pub fn eval(&self, expression: &Node) -> Value {
        match &expression.kind {
            Kind::String(text) => match text.strip_prefix('$') {
                Some(path) => self.look_up(path),
                None => Value::String(text.clone()),
            },
            Kind::Sequence(items) => {
                let items: Vec<Value> =
                    items.iter().map(|item| self.eval(item)).filter(|item| !item.is_null()).collect();
                if items.is_empty() { Value::Null } else { Value::Array(items) }
            }
            Kind::Mapping(members) => match members.first() {
                Some(first) if first.key.starts_with('$') => self.operate(&first.key, &first.value, expression),
                _ => {
                    let members: Map<String, Value> = members
                        .iter()
                        .map(|member| (member.key.clone(), self.eval(&member.value)))
                        .filter(|(_, value)| !value.is_null())
                        .collect();
                    if members.is_empty() { Value::Null } else { Value::Object(members) }
                }
            },
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => expression.to_json(),
        }
    }

    /// Whether a condition holds: its value is there and is not `false`.
    pub fn holds(&self, condition: &Node) -> bool {
        !matches!(self.eval(condition), Value::Null | Value::Bool(false))
    }

    /// The value of `$path`, without its dollar sign.
    pub fn look_up(&self, path: &str) -> Value {
        // An input is a scalar, so a dot always means a record; both may have one name (`client`).
        let found = match path.split_once('.') {
            Some((name, rest)) => self.answers.get(name).and_then(|record| field(record, rest)),
            None => self.inputs.get(path).or_else(|| self.answers.get(path)),
        };
        found.cloned().unwrap_or(Value::Null)
    }

    fn operate(&self, operator: &str, operand: &Node, members: &Node) -> Value {
        let list = operand.items();
        match operator {
            "$first" => list.iter().map(|item| self.eval(item)).find(|value| !value.is_null()).unwrap_or(Value::Null),
            "$not" => Value::Bool(!self.holds(operand)),
            "$equals" => match list {
                [left, right] => Value::Bool(same(&self.eval(left), &self.eval(right))),
                _ => Value::Null,
            },
            "$earlier" => match list {
                [left, right] => {
                    // Whatever a vendor writes for "no date" lies long ago.
                    let time = |value: &Node| {
                        self.eval(value).as_str().and_then(clock::seconds).filter(|seconds| *seconds > 0)
                    };
                    time(left).zip(time(right)).map_or(Value::Null, |(left, right)| Value::Bool(left < right))
                }
                _ => Value::Null,
            },
            "$if" => {
                let holds = match &operand.kind {
                    Kind::Sequence(any) => any.iter().any(|condition| self.holds(condition)),
                    _ => self.holds(operand),
                };
                if holds { members.get("then").map_or(Value::Null, |then| self.eval(then)) } else { Value::Null }
            }
            "$map" => match self.eval(operand) {
                Value::String(key) => {
                    members.get("cases").and_then(|cases| cases.get(&key)).map_or(Value::Null, Node::to_json)
                }
                _ => Value::Null,
            },
            "$end_of_day" => match self.eval(operand) {
                Value::String(day) if day.len() == 10 => Value::String(format!("{day}T23:59:59")),
                other => other,
            },
            "$hours_from_now" => match self.eval(operand).as_f64() {
                Some(hours) => Value::String(clock::written(clock::now() + (hours * 3_600.0) as i64)),
                None => Value::Null,
            },
            // With a part missing there is no text: half of one would mean something else.
            "$text" => {
                let parts: Option<String> = list.iter().map(|item| query_text(&self.eval(item))).collect();
                parts.map_or(Value::Null, Value::String)
            }
            "$join" => {
                let with = members.get("with").and_then(Node::as_str).unwrap_or_default();
                let parts: Vec<String> = list.iter().filter_map(|item| query_text(&self.eval(item))).collect();
                if parts.is_empty() { Value::Null } else { Value::String(parts.join(with)) }
            }
            "$pairs" => match self.eval(operand) {
                Value::Object(members) => Value::Array(
                    members.into_iter().map(|(name, value)| json!({ "name": name, "value": value })).collect(),
                ),
                _ => Value::Null,
            },
            "$divide" => match list {
                [dividend, divisor] => match (self.eval(dividend).as_f64(), self.eval(divisor).as_f64()) {
                    (Some(dividend), Some(divisor)) if divisor != 0.0 => {
                        Value::from((dividend / divisor * 10_000.0).round() / 10_000.0)
                    }
                    _ => Value::Null,
                },
                _ => Value::Null,
            },
            _ => Value::Null,
        }
    }
}

/// A field of a record by its dotted path; the empty path is the record itself.
pub fn field<'a>(record: &'a Value, path: &str) -> Option<&'a Value> {
    if path.is_empty() {
        return Some(record).filter(|value| !value.is_null());
    }
    path.split('.').try_fold(record, |value, name| value.get(name)).filter(|value| !value.is_null())
}

/// Whether two values are the same; `12`, `12.0` and `"12"` are one id.
pub fn same(left: &Value, right: &Value) -> bool {
    let number = |value: &Value| match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    left == right || number(left).is_some_and(|left| Some(left) == number(right))
}

/// A scalar as it is written in a query; `null` and structures are not written at all.
pub fn query_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope() -> Scope {
        let Value::Object(inputs) = json!({"id": 7, "minutes": 20, "status": "active", "shown": false}) else {
            unreachable!()
        };
        Scope {
            inputs,
            answers: HashMap::from([("client".to_owned(), json!({"id": 5, "site": {"name": "HQ"}, "none": null}))]),
        }
    }

    #[test]
    fn names_and_paths() {
        assert_eq!(scope().eval(&json!("$id").into()), json!(7));
        assert_eq!(scope().eval(&json!("$client.site.name").into()), json!("HQ"));
        assert_eq!(scope().eval(&json!("$client.none").into()), json!(null));
        assert_eq!(scope().eval(&json!("$nothing.at.all").into()), json!(null));
        assert_eq!(scope().eval(&json!("plain").into()), json!("plain"));
    }

    #[test]
    fn what_is_not_there_is_not_sent() {
        assert_eq!(
            scope().eval(&json!([{"a": "$id", "b": "$gone", "c": [{"id": "$gone"}]}]).into()),
            json!([{"a": 7}])
        );
    }

    #[test]
    fn operators() {
        let scope = scope();
        assert_eq!(scope.eval(&json!({"$first": ["$gone", "$id"]}).into()), json!(7));
        assert_eq!(scope.eval(&json!({"$not": "$shown"}).into()), json!(true));
        assert_eq!(scope.eval(&json!({"$divide": ["$minutes", 60]}).into()), json!(0.3333));
        assert_eq!(scope.eval(&json!({"$divide": ["$gone", 60]}).into()), json!(null));
        assert_eq!(scope.eval(&json!({"$map": "$status", "cases": {"active": false}}).into()), json!(false));
        assert_eq!(scope.eval(&json!({"$if": ["$gone", "$id"], "then": "x"}).into()), json!("x"));
        assert_eq!(scope.eval(&json!({"$if": "$shown", "then": "x"}).into()), json!(null));
        assert_eq!(scope.eval(&json!({"$end_of_day": "2026-11-30"}).into()), json!("2026-11-30T23:59:59"));
        assert_eq!(scope.eval(&json!({"$end_of_day": "$gone"}).into()), json!(null));
        assert!(scope.eval(&json!({"$hours_from_now": 1}).into()).as_str() > Some("2026-01-01"));
        assert_eq!(scope.eval(&json!({"$equals": ["$status", "active"]}).into()), json!(true));
        let earlier = |left: &str, right: &str| scope.eval(&json!({"$earlier": [left, right]}).into());
        assert_eq!(earlier("2026-11-30", "2026-11-30T00:01"), json!(true));
        assert_eq!(earlier("2026-11-30T10:00", "2026-11-30T10:00"), json!(false));
        assert_eq!(earlier("$gone", "2026-11-30"), json!(null));
        assert_eq!(earlier("1900-01-01T00:00:00", "2026-11-30"), json!(null), "not set");
        assert_eq!(scope.eval(&json!({"$text": ["id = ", "$id"]}).into()), json!("id = 7"));
        assert_eq!(scope.eval(&json!({"$text": ["id = ", "$gone"]}).into()), json!(null));
        assert_eq!(
            scope.eval(&json!({"$join": ["$status", "$gone", "$id"], "with": " AND "}).into()),
            json!("active AND 7")
        );
        assert_eq!(scope.eval(&json!({"$join": ["$gone"], "with": " AND "}).into()), json!(null));
    }
}
