//! Fixes for values that the CLI rejects.

use crate::diag::{Diagnostic, Edit, Fix};
use crate::source::Span;

/// Adds a fix to a path whose only fault is the missing `./`. For the source of an entry, the help shows the equivalent
/// object. `written` includes the quotes.
pub(super) fn relative_path(found: Diagnostic, key: &str, written: &str, span: Span) -> Diagnostic {
    let path = written.trim_matches('"');
    if let Some(object) = Some(key).filter(|key| key.ends_with(".source")).and_then(|_| remote(path)) {
        return found.help(format!("write `{object}`"));
    }
    let name = path.strip_prefix('.').unwrap_or(path);
    let bare = name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') && !path.contains([':', '\\', '$']);
    if !bare || !written.starts_with('"') {
        return found.help("write a path that starts with `./` and is relative to the plugin's folder");
    }
    let edit = Edit { span: Span::at(span.start + 1), text: "./".to_owned() };
    found.with_fix(Fix::safe("prefix the path with `./`", vec![edit]))
}

/// Adds a fix to an author or owner that is a string such as `Name <mail> (address)`: the equivalent object.
pub(super) fn person(found: Diagnostic, key: &str, written: &str, span: Span) -> Diagnostic {
    let is_person = matches!(key.rsplit('.').next(), Some("author" | "owner"));
    let Some(text) = serde_json::from_str::<String>(written).ok().filter(|_| is_person) else { return found };
    let (rest, address) = bracketed(&text, '(', ')');
    let (name, mail) = bracketed(rest, '<', '>');
    let parts = [("name", Some(name)), ("email", mail), ("url", address)];
    let fields: Vec<String> = parts
        .iter()
        .filter_map(|(key, value)| Some(format!("\"{key}\": {}", serde_json::Value::from((*value)?))))
        .collect();
    if name.is_empty() {
        return found.help("write `{ \"name\": \"…\" }`");
    }
    let edit = Edit { span, text: format!("{{ {} }}", fields.join(", ")) };
    found.with_fix(Fix::safe("replace the string with an object", vec![edit]))
}

/// The object for a remote source that is written as a string: `github:owner/repo`, `npm:package`, a URL.
fn remote(source: &str) -> Option<String> {
    let address = ["https://github.com/", "http://github.com/", "git@github.com:", "github:"];
    if let Some(rest) = address.iter().find_map(|start| source.strip_prefix(start)) {
        let repo = rest.trim_end_matches('/').trim_end_matches(".git");
        let is_repo = repo.split('/').count() == 2 && !repo.starts_with('/') && !repo.ends_with('/');
        return is_repo.then(|| format!("{{ \"source\": \"github\", \"repo\": \"{repo}\" }}"));
    }
    if let Some(package) = source.strip_prefix("npm:") {
        return Some(format!("{{ \"source\": \"npm\", \"package\": \"{package}\" }}"));
    }
    let is_address = ["https://", "ssh://", "git@"].iter().any(|start| source.starts_with(start));
    is_address.then(|| format!("{{ \"source\": \"url\", \"url\": \"{source}\" }}"))
}

/// Splits a bracketed part off the end of a text.
fn bracketed(text: &str, open: char, close: char) -> (&str, Option<&str>) {
    let text = text.trim();
    match text.strip_suffix(close).and_then(|text| text.rsplit_once(open)) {
        Some((before, inner)) => (before.trim(), Some(inner.trim())),
        None => (text, None),
    }
}
