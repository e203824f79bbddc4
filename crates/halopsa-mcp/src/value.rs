//! The expressions of a tool spec: `$input`, `$request.field`, and six operators.
//!
//! A value that is not there is `null`, and `null` is never sent. The operators are `$first`,
//! `$not`, `$equals`, `$if … then`, `$map … cases` and `$divide`; `docs/tool-specs.md` describes
//! them. This module must not know what the values are for.

use serde_json::{Map, Value};
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
    pub fn eval(&self, expression: &Value) -> Value {
        match expression {
            Value::String(text) => match text.strip_prefix('$') {
                Some(path) => self.look_up(path),
                None => expression.clone(),
            },
            Value::Array(items) => {
                let items: Vec<Value> =
                    items.iter().map(|item| self.eval(item)).filter(|item| !item.is_null()).collect();
                if items.is_empty() { Value::Null } else { Value::Array(items) }
            }
            Value::Object(members) => match members.iter().next() {
                Some((operator, operand)) if operator.starts_with('$') => self.operate(operator, operand, members),
                _ => {
                    let members: Map<String, Value> = members
                        .iter()
                        .map(|(name, value)| (name.clone(), self.eval(value)))
                        .filter(|(_, value)| !value.is_null())
                        .collect();
                    if members.is_empty() { Value::Null } else { Value::Object(members) }
                }
            },
            other => other.clone(),
        }
    }

    /// Whether a condition holds: its value is there and is not `false`.
    pub fn holds(&self, condition: &Value) -> bool {
        !matches!(self.eval(condition), Value::Null | Value::Bool(false))
    }

    fn look_up(&self, path: &str) -> Value {
        // An input is a scalar, so a dot always means a record; both may have one name (`client`).
        let found = match path.split_once('.') {
            Some((name, rest)) => self.answers.get(name).and_then(|record| field(record, rest)),
            None => self.inputs.get(path).or_else(|| self.answers.get(path)),
        };
        found.cloned().unwrap_or(Value::Null)
    }

    fn operate(&self, operator: &str, operand: &Value, members: &Map<String, Value>) -> Value {
        let list = || operand.as_array().map(Vec::as_slice).unwrap_or_default();
        match operator {
            "$first" => list().iter().map(|item| self.eval(item)).find(|value| !value.is_null()).unwrap_or(Value::Null),
            "$not" => Value::Bool(!self.holds(operand)),
            "$equals" => match list() {
                [left, right] => Value::Bool(self.eval(left) == self.eval(right)),
                _ => Value::Null,
            },
            "$if" => {
                let holds = match operand {
                    Value::Array(any) => any.iter().any(|condition| self.holds(condition)),
                    one => self.holds(one),
                };
                if holds { members.get("then").map_or(Value::Null, |then| self.eval(then)) } else { Value::Null }
            }
            "$map" => match self.eval(operand) {
                Value::String(key) => {
                    members.get("cases").and_then(|cases| cases.get(&key)).cloned().unwrap_or(Value::Null)
                }
                _ => Value::Null,
            },
            "$divide" => match list() {
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
    use serde_json::json;

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
        assert_eq!(scope().eval(&json!("$id")), json!(7));
        assert_eq!(scope().eval(&json!("$client.site.name")), json!("HQ"));
        assert_eq!(scope().eval(&json!("$client.none")), json!(null));
        assert_eq!(scope().eval(&json!("$nothing.at.all")), json!(null));
        assert_eq!(scope().eval(&json!("plain")), json!("plain"));
    }

    #[test]
    fn what_is_not_there_is_not_sent() {
        assert_eq!(scope().eval(&json!([{"a": "$id", "b": "$gone", "c": [{"id": "$gone"}]}])), json!([{"a": 7}]));
    }

    #[test]
    fn operators() {
        let scope = scope();
        assert_eq!(scope.eval(&json!({"$first": ["$gone", "$id"]})), json!(7));
        assert_eq!(scope.eval(&json!({"$not": "$shown"})), json!(true));
        assert_eq!(scope.eval(&json!({"$divide": ["$minutes", 60]})), json!(0.3333));
        assert_eq!(scope.eval(&json!({"$divide": ["$gone", 60]})), json!(null));
        assert_eq!(scope.eval(&json!({"$map": "$status", "cases": {"active": false}})), json!(false));
        assert_eq!(scope.eval(&json!({"$if": ["$gone", "$id"], "then": "x"})), json!("x"));
        assert_eq!(scope.eval(&json!({"$if": "$shown", "then": "x"})), json!(null));
        assert_eq!(scope.eval(&json!({"$equals": ["$status", "active"]})), json!(true));
    }
}
