//! Types as tables write them, compared with those of the description.
//!
//! Writers say `int`, `datetime`, `string (ISO 8601)` or `list of ids`. Only words whose meaning is certain are compared.

use crate::openapi::Schema;

/// The types of JSON that a written type may mean; `None` when nothing certain is written.
fn meant(written: &str) -> Option<Vec<&'static str>> {
    let lower = written.to_lowercase();
    let lower = lower.split(['(', ',', ';']).next().unwrap_or_default().trim().trim_end_matches('?').to_owned();
    let mut all = Vec::new();
    for part in lower.split(['|', '/']).flat_map(|part| part.split(" or ")) {
        let part = part.trim();
        let is_list = part.ends_with("[]") || part.ends_with(" array") || part.ends_with(" list");
        let first = part.split([' ', '<', '[', ':']).next().unwrap_or_default();
        let types: &[&'static str] = match first {
            _ if is_list => &["array"],
            "int" | "integer" | "int32" | "int64" | "long" => &["integer", "number"],
            "number" | "float" | "double" | "decimal" | "numeric" => &["integer", "number"],
            "string" | "str" | "text" | "varchar" | "uuid" | "guid" | "url" | "uri" | "email" => &["string"],
            "date" | "datetime" | "date-time" => &["string", "date"],
            "bool" | "boolean" => &["boolean"],
            "array" | "list" => &["array"],
            "object" | "dict" | "map" => &["object"],
            "null" => &["null"],
            _ => return None,
        };
        all.extend(types);
    }
    (!all.is_empty()).then_some(all)
}

/// The type that a field has, when the written type is certainly another one. Says too whether they could be compared.
pub(super) fn compare(schema: &Schema<'_>, written: &str) -> (bool, Option<String>) {
    let types = schema.types();
    let (Some(meant), false) = (meant(written), types.is_empty()) else { return (false, None) };
    let is_date = |name: &str| matches!(name, "date" | "date-time");
    let dated = is_date(&schema.type_name().replace("list of ", ""));
    let has_format = schema.value().text("format").is_some();
    let fits = types
        .iter()
        .any(|name| meant.contains(name) && !(meant.contains(&"date") && *name == "string" && !dated && has_format));
    // A date may be a number of seconds.
    let stamp = meant.contains(&"date") && types.iter().any(|name| matches!(*name, "integer" | "number"));
    (true, (!fits && !stamp).then(|| schema.type_name()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openapi::Description;
    use crate::source::SourceFile;

    fn wrong(schema: &str, written: &str) -> (bool, Option<String>) {
        let text = format!("openapi: 3.1.0\npaths: {{}}\ncomponents: {{schemas: {{X: {schema}}}}}\n");
        let description = Description::load(&SourceFile::new("api", text)).unwrap();
        compare(&description.schema("X").unwrap(), written)
    }

    #[test]
    fn types_are_compared_where_they_are_certain() {
        assert_eq!(wrong("{type: integer}", "string"), (true, Some("integer".to_owned())));
        assert_eq!(wrong("{type: boolean}", "Integer"), (true, Some("boolean".to_owned())));
        assert_eq!(wrong("{type: array, items: {type: string}}", "string"), (true, Some("list of string".to_owned())));
        for (schema, written) in [
            ("{type: integer}", "int"),
            ("{type: number}", "decimal (hours)"),
            ("{type: string, format: date-time}", "datetime"),
            ("{type: string, format: date-time}", "string"),
            ("{type: string}", "date"),
            ("{type: integer}", "timestamp"),
            ("{type: integer}", "datetime"),
            ("{type: array, items: {type: string}}", "string[]"),
            ("{type: array, items: {type: string}}", "array of ids"),
            ("{type: [string, 'null']}", "string | null"),
            ("{}", "string"),
        ] {
            assert_eq!(wrong(schema, written).1, None, "{schema} {written}");
        }
    }
}
