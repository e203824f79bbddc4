//! What the descriptions of a server's tools and inputs say, held against the tools: a name in them must be one that the tool, or
//! another tool of the server, has.

use super::catalog::ToolCatalog;
use super::unknown_tool_field;
use crate::diag::{Diagnostic, nearest};
use crate::source::{Location, Span};
use crate::spec::ServerSource;
use crate::spec::fields::Spanned;

/// The names in the descriptions that no tool of the server has.
#[must_use]
pub fn check_descriptions(server: &ServerSource) -> Vec<Diagnostic> {
    let catalog = ToolCatalog::of_specs(server);
    let mut found = Vec::new();
    for tool in &server.tools {
        let name = &tool.spec.name.value;
        let Some(known) = catalog.get(name) else { continue };
        let inputs = tool.spec.input.0.iter().map(|(_, input)| &input.description);
        for text in std::iter::once(&tool.spec.description).chain(inputs) {
            for (span, word) in identifiers(tool.file.text(), text) {
                if known.has(word) || catalog.get(word).is_some() || catalog.is_value(word) {
                    continue;
                }
                let near = nearest(word, known.names().chain(catalog.names()));
                let place = Location::new(&tool.file, span);
                found.push(unknown_tool_field::finding(place, name, word, near));
            }
        }
    }
    found
}

/// The words of a description that are identifiers: those with an underscore, and those in backticks.
fn identifiers<'t>(file: &'t str, text: &Spanned<String>) -> Vec<(Span, &'t str)> {
    let written = file.get(text.span.range()).unwrap_or_default();
    let mut found = Vec::new();
    let mut at = 0;
    for word in written.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')) {
        let start = at;
        at += word.len() + 1;
        let in_code = start > 0 && written.as_bytes().get(start - 1) == Some(&b'`');
        let closed = written.as_bytes().get(start + word.len()) == Some(&b'`');
        let is_snake = word.trim_matches('_').contains('_') && word.bytes().any(|byte| byte.is_ascii_lowercase());
        if is_snake || in_code && closed && !word.is_empty() {
            let from = text.span.start + start;
            found.push((Span::new(from, from + word.len()), word));
        }
    }
    found
}
