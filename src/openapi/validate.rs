//! Whether a value shown in a document fits a schema.
//!
//! Examples are not data: a placeholder fits any type, and an object with `...` in it is incomplete. Work is bounded, so
//! that circular schemas and deeply nested values both end: after [`BUDGET`] comparisons the rest is reported as unfinished.

use super::is_placeholder;
use super::known_wrong::KnownWrong;
use super::schema::Schema;
use crate::diag::nearest;
use crate::source::{Location, Span};
use crate::syntax::{Kind, Node};

/// Comparisons of one value with one part of a schema; a body of a thousand plain fields needs a thousand.
pub const BUDGET: usize = 20_000;
/// Unknown names for which the nearest right one is looked up.
const MAX_NEAR: usize = 64;

/// The key, or the item of a list, that stands for left-out parts.
pub const ELLIPSIS: &str = "...";

/// What does not fit.
#[derive(Debug, Clone)]
pub struct Fault<'d> {
    /// The key or the value.
    pub span: Span,
    /// The way to it: `[0].assets[0].id`.
    pub path: String,
    /// What is wrong.
    pub kind: FaultKind<'d>,
    /// Where the description says otherwise.
    pub place: Location,
}

/// The kinds of misfit.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum FaultKind<'d> {
    /// The schema has no field of this name.
    UnknownField {
        /// The name as written.
        name: String,
        /// What the description says of the wrong name.
        known: Option<KnownWrong<'d>>,
        /// Whether the schema lists all its fields.
        closed: bool,
        /// The field that is spelled nearly so.
        near: Option<&'d str>,
        /// The schema's name.
        schema: Option<&'d str>,
    },
    /// The value has another type.
    WrongType {
        /// Types that would fit.
        expected: String,
        /// The type found.
        found: &'static str,
    },
    /// The value is none of those allowed.
    NotAllowed {
        /// The value as written.
        found: String,
        /// The values allowed.
        allowed: Vec<&'d str>,
    },
    /// A field that must be there is not.
    MissingField {
        /// Its name.
        name: &'d str,
    },
    /// This value and those after it were not compared: [`BUDGET`] was spent.
    Unfinished,
}

/// Compares a value with a schema and returns everything that does not fit, in the order of the value.
#[must_use]
pub fn validate<'d>(schema: &Schema<'d>, value: &Node) -> Vec<Fault<'d>> {
    let mut checker = Checker { budget: BUDGET, near: MAX_NEAR, cut: None };
    let mut faults = Vec::new();
    checker.check(schema, value, "", &mut faults);
    let unfinished = |(span, path)| Fault { span, path, kind: FaultKind::Unfinished, place: schema.location() };
    faults.extend(checker.cut.map(unfinished));
    faults
}

/// Compares the text of a query or form parameter with its schema; lists are parted by commas.
#[must_use]
pub fn validate_text<'d>(schema: &Schema<'d>, text: &str) -> Option<FaultKind<'d>> {
    if is_placeholder(text) {
        return None;
    }
    let types = schema.types();
    if types.contains(&"array") {
        let items = schema.items()?;
        return text.split(',').find_map(|item| validate_text(&items, item.trim()));
    }
    let allowed: Vec<&str> = schema.enumeration().into_iter().filter_map(Node::scalar_text).collect();
    if !allowed.is_empty() && !allowed.contains(&text) {
        return Some(FaultKind::NotAllowed { found: text.to_owned(), allowed });
    }
    let fits = types.is_empty()
        || types.iter().any(|name| match *name {
            "boolean" => text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"),
            "integer" => is_integer(text),
            "number" => text.parse::<f64>().is_ok(),
            "null" => text.is_empty(),
            _ => true,
        });
    if fits {
        return None;
    }
    let found = match text {
        "" => "nothing",
        "true" | "false" => "boolean",
        _ if text.parse::<f64>().is_ok() => "number",
        _ => "string",
    };
    Some(FaultKind::WrongType { expected: schema.type_name(), found })
}

fn is_integer(text: &str) -> bool {
    text.parse::<i128>().is_ok() || text.parse::<f64>().is_ok_and(|number| number.is_finite() && number.fract() == 0.0)
}

/// Whether an object shows only a part: it holds `...` as a key.
#[must_use]
pub fn is_partial(value: &Node) -> bool {
    value.entry(ELLIPSIS).is_some()
}

/// The type of a value in the words of a schema.
fn json_type(value: &Node) -> &'static str {
    match value.kind {
        Kind::Sequence(_) => "array",
        Kind::Mapping(_) => "object",
        _ => value.type_name(),
    }
}

struct Checker {
    budget: usize,
    near: usize,
    /// The first value that was not compared because the budget was spent, and its path.
    cut: Option<(Span, String)>,
}

impl Checker {
    fn check<'d>(&mut self, schema: &Schema<'d>, value: &Node, path: &str, faults: &mut Vec<Fault<'d>>) {
        if self.budget == 0 {
            return;
        }
        self.budget = self.budget.saturating_sub(schema.parts().len());
        if self.budget == 0 {
            self.cut = Some((value.span, path.to_owned()));
            return;
        }
        let stands_in = value.as_str().is_some_and(|text| is_placeholder(text) || value.plain);
        if stands_in {
            return;
        }
        let types = schema.types();
        let fits = types.is_empty()
            || types.iter().any(|name| match &value.kind {
                Kind::Number(text) => *name == "number" || *name == "integer" && is_integer(text),
                _ => *name == json_type(value),
            });
        if !fits {
            let kind = FaultKind::WrongType { expected: schema.type_name(), found: json_type(value) };
            faults.push(Fault { span: value.span, path: path.to_owned(), kind, place: schema.location() });
            // One row where a list of rows is taken: say what is wrong with the row too.
            if let (true, Some(row)) = (value.is_mapping(), schema.items()) {
                self.object(&row, value, path, faults);
            }
            return;
        }
        let allowed = schema.enumeration();
        if !allowed.is_empty() && value.scalar_text().is_some() {
            let same = |choice: &&Node| choice.scalar_text() == value.scalar_text();
            if !allowed.iter().any(same) {
                let kind = FaultKind::NotAllowed {
                    found: value.scalar_text().unwrap_or_default().to_owned(),
                    allowed: allowed.into_iter().filter_map(Node::scalar_text).collect(),
                };
                faults.push(Fault { span: value.span, path: path.to_owned(), kind, place: schema.location() });
            }
        }
        match &value.kind {
            Kind::Mapping(_) => self.object(schema, value, path, faults),
            Kind::Sequence(items) => {
                let Some(of_items) = schema.items() else { return };
                for (place, item) in items.iter().enumerate() {
                    self.check(&of_items, item, &format!("{path}[{place}]"), faults);
                }
            }
            _ => {}
        }
    }

    fn object<'d>(&mut self, schema: &Schema<'d>, value: &Node, path: &str, faults: &mut Vec<Fault<'d>>) {
        let parts = schema.parts();
        let has_fields = parts.iter().any(|part| part.node.get("properties").is_some());
        for entry in value.entries().iter().filter(|entry| entry.key != ELLIPSIS && !is_placeholder(&entry.key)) {
            let below = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
            let named = parts.iter().filter_map(|part| part.node.get("properties")?.get(&entry.key));
            let mut choices: Vec<Schema<'d>> = named.map(|node| schema.below(node)).collect();
            let mut free = false;
            if choices.is_empty() {
                for rest in parts.iter().filter_map(|part| part.node.get("additionalProperties")) {
                    match rest.kind {
                        Kind::Mapping(_) => choices.push(schema.below(rest)),
                        Kind::Bool(true) => free = true,
                        _ => {}
                    }
                }
                free |= parts.iter().any(|part| part.node.get("patternProperties").is_some());
            }
            if let Some(known) = schema.wrong_field(&entry.key).filter(|_| choices.is_empty()) {
                let place = schema.description.at(known.span);
                let kind = self.unknown(schema, &entry.key, Some(known));
                faults.push(Fault { span: entry.key_span, path: below, kind, place });
            } else if !choices.is_empty() {
                let tried = choices.iter().map(|choice| {
                    let mut found = Vec::new();
                    self.check(choice, &entry.value, &below, &mut found);
                    found
                });
                faults.extend(tried.min_by_key(Vec::len).unwrap_or_default());
            } else if !free && (has_fields || schema.closed()) {
                let kind = self.unknown(schema, &entry.key, None);
                faults.push(Fault { span: entry.key_span, path: below, kind, place: schema.location() });
            }
        }
        // An object with `id` changes a record: what is not sent stays as it is.
        if is_partial(value) || value.entry("id").is_some() {
            return;
        }
        for name in schema.required() {
            let field = schema.own_field(name);
            // The server fills it in; a request need not send it.
            if value.entry(name).is_none() && !field.is_some_and(|field| field.read_only()) {
                let place = field.map_or_else(|| schema.location(), |field| field.location());
                let at = Span::new(value.span.start, value.span.start + 1);
                faults.push(Fault { span: at, path: path.to_owned(), kind: FaultKind::MissingField { name }, place });
            }
        }
    }

    fn unknown<'d>(&mut self, schema: &Schema<'d>, name: &str, known: Option<KnownWrong<'d>>) -> FaultKind<'d> {
        let near = if known.is_some() || self.near == 0 {
            None
        } else {
            self.near -= 1;
            nearest(name, schema.fields().into_iter().map(|field| field.name))
        };
        FaultKind::UnknownField { name: name.to_owned(), known, closed: schema.closed(), near, schema: schema.name() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openapi::Description;
    use crate::source::SourceFile;
    use crate::syntax::json;

    fn faults(schema: &str, value: &str) -> Vec<String> {
        let text = format!(
            "{{\"openapi\": \"3.0.1\", \"paths\": {{}}, \"components\": {{\"schemas\": {{\"X\": {schema}, \
             \"Loop\": {{\"type\": \"object\", \"properties\": {{\"next\": {{\"$ref\": \"#/components/schemas/Loop\"}}}}}}}}}}}}"
        );
        let description = Description::load(&SourceFile::new("api.json", text)).unwrap();
        let schema = description.schema("X").unwrap();
        validate(&schema, &json::parse(value).root.unwrap())
            .into_iter()
            .map(|fault| {
                let what = match fault.kind {
                    FaultKind::UnknownField { name, near, closed, known, .. } => format!(
                        "unknown {name} {} {} {}",
                        near.unwrap_or("-"),
                        if closed { "closed" } else { "open" },
                        known.and_then(|known| known.right).unwrap_or("-")
                    ),
                    FaultKind::WrongType { expected, found } => format!("{expected} not {found}"),
                    FaultKind::NotAllowed { found, allowed } => format!("{found} not in {allowed:?}"),
                    FaultKind::MissingField { name } => format!("missing {name}"),
                    FaultKind::Unfinished => "unfinished".to_owned(),
                };
                format!("{}: {what}", fault.path)
            })
            .collect()
    }

    #[test]
    fn types_and_shapes_are_compared() {
        let schema = r#"{"type": "array", "items": {"type": "object", "required": ["a"], "properties": {
            "a": {"type": "integer"}, "b": {"type": "string", "nullable": true, "enum": ["x", "y"]}, "c": {"type": "number"}}}}"#;
        assert_eq!(faults(schema, r#"[{"a": 1, "b": null, "c": 1.5}, {"a": "{id}"}, {"...": null}]"#), [""; 0]);
        assert_eq!(faults(schema, r#"{"a": 1}"#), [": list of object not object"]);
        assert_eq!(faults(schema, r#"{"a": "x"}"#), [": list of object not object", "a: integer not string"]);
        assert_eq!(
            faults(schema, r#"[{"a": 1.5, "b": "z"}, {"b": 1, "c": "1"}]"#),
            [
                "[0].a: integer not number",
                "[0].b: z not in [\"x\", \"y\"]",
                "[1].b: string not number",
                "[1].c: number not string",
                "[1]: missing a"
            ]
        );
    }

    #[test]
    fn unknown_names_say_what_is_known_of_them() {
        let schema = r#"{"properties": {"agent_id": {}}, "x-not-in-vendor-spec": {"owner": {"use": "agent_id"}}}"#;
        assert_eq!(
            faults(schema, r#"{"agentid": 1, "owner": 2, "...": 0}"#),
            ["agentid: unknown agentid agent_id open -", "owner: unknown owner - open agent_id"]
        );
        let closed = r#"{"allOf": [{"properties": {"a": {}}, "additionalProperties": false}]}"#;
        assert_eq!(faults(closed, r#"{"zz": 1}"#), ["zz: unknown zz - closed -"]);
        assert_eq!(faults(r#"{"type": "object"}"#, r#"{"zz": 1}"#), [""; 0]);
        assert_eq!(
            faults(r#"{"type": "object", "additionalProperties": {"type": "integer"}}"#, r#"{"z": "1"}"#),
            ["z: integer not string"]
        );
    }

    #[test]
    fn one_alternative_that_fits_is_enough() {
        let schema =
            r#"{"oneOf": [{"properties": {"a": {"type": "integer"}}}, {"properties": {"a": {"type": "string"}}}]}"#;
        assert_eq!(faults(schema, r#"{"a": "x"}"#), [""; 0]);
        assert_eq!(faults(schema, r#"{"a": []}"#).len(), 1);
    }

    #[test]
    fn a_value_over_the_budget_is_unfinished_where_it_was_cut() {
        let rows = |count: usize| format!("[{}\"x\"]", "1,".repeat(count - 1));
        let schema = r#"{"type": "array", "items": {"type": "integer"}}"#;
        // The list takes one comparison, each item one; the one that spends the budget is not made.
        assert_eq!(faults(schema, &rows(BUDGET - 2)), [format!("[{}]: integer not string", BUDGET - 3)]);
        assert_eq!(faults(schema, &rows(BUDGET - 1)), [format!("[{}]: unfinished", BUDGET - 2)]);
        // An alternative without faults does not hide that it was not compared.
        let either = format!(r#"{{"properties": {{"a": {schema}}}, "allOf": [{{"properties": {{"a": {schema}}}}}]}}"#);
        assert!(
            faults(&either, &format!("{{\"a\": {}}}", rows(BUDGET))).iter().any(|fault| fault.ends_with("unfinished"))
        );
    }

    #[test]
    fn circles_and_depth_end() {
        let deep = format!("{}1{}", r#"{"next":"#.repeat(100), "}".repeat(100));
        assert_eq!(faults(r##"{"$ref": "#/components/schemas/Loop"}"##, &deep).len(), 1);
        let alternatives = [r##"{"properties": {"a": {"$ref": "#/components/schemas/X"}}}"##; 8].join(",");
        let deep = format!("{}1{}", r#"{"a":"#.repeat(60), "}".repeat(60));
        let _ = faults(&format!(r#"{{"oneOf": [{alternatives}]}}"#), &deep);
    }

    #[test]
    fn texts_of_parameters_are_compared() {
        let text = "openapi: 3.1.0\npaths: {}\ncomponents:\n  schemas:\n    B: {type: boolean}\n    I: {type: integer}\n    \
                    L: {type: array, items: {type: integer}}\n    E: {type: string, enum: [a, b]}\n    S: {type: string}\n";
        let description = Description::load(&SourceFile::new("api.yaml", text)).unwrap();
        let fits = |schema: &str, text: &str| validate_text(&description.schema(schema).unwrap(), text).is_none();
        assert!(fits("B", "true") && fits("B", "{x}") && !fits("B", "1") && !fits("B", ""));
        assert!(fits("I", "12") && fits("I", "-1") && !fits("I", "acme") && fits("I", "<id>"));
        assert!(fits("L", "1,2") && !fits("L", "1,x"));
        assert!(fits("E", "a") && !fits("E", "c") && fits("S", ""));
    }
}
