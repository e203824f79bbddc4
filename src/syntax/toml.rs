//! Parses TOML into a [`Node`] tree. Only this module uses the TOML parser.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::tree::{Entry, Kind, Node, Parsed, Problem};
use crate::source::Span;

/// Parses a TOML document.
#[must_use]
pub fn parse(text: &str) -> Parsed {
    match DeTable::parse(text) {
        Ok(table) => {
            let root = Node::new(Span::new(0, text.len()), mapping(table.get_ref()));
            Parsed { root: Some(root), ..Parsed::default() }
        }
        Err(error) => {
            let range = error.span().unwrap_or_default();
            Parsed::failed(Problem::new(
                Span::new(range.start, range.end),
                format!("invalid TOML: {}", error.message()),
            ))
        }
    }
}

fn mapping(table: &DeTable<'_>) -> Kind {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_span: Span::new(key.span().start, key.span().end),
            value: node(value),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    Kind::Mapping(entries)
}

fn node(value: &Spanned<DeValue<'_>>) -> Node {
    let span = Span::new(value.span().start, value.span().end);
    let kind = match value.get_ref() {
        DeValue::String(text) => Kind::String(text.to_string()),
        DeValue::Integer(number) => Kind::Number(number.to_string()),
        DeValue::Float(number) => Kind::Number(number.to_string()),
        DeValue::Boolean(value) => Kind::Bool(*value),
        DeValue::Datetime(date) => Kind::String(date.to_string()),
        DeValue::Array(items) => Kind::Sequence(items.iter().map(node).collect()),
        DeValue::Table(table) => mapping(table),
    };
    Node::new(span, kind)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn values_have_spans_and_errors_have_a_place() {
        let text = "prompt = '''\nFind {{args}}'''\n[extra]\nlist = [1, 2.5, true]\n";
        let root = parse(text).root.unwrap();
        let prompt = root.get("prompt").unwrap();
        assert_eq!(prompt.as_str(), Some("Find {{args}}"));
        assert_eq!(&text[prompt.span.range()], "'''\nFind {{args}}'''");
        assert_eq!(root.at(&["extra", "list"]).unwrap().items().len(), 3);
        let failed = parse("prompt = \"open\n");
        assert!(failed.root.is_none() && failed.problems[0].message.starts_with("invalid TOML: "), "{failed:?}");
    }
}
