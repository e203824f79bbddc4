//! The tools of an MCP server as claims about its vendor's API: the requests they make, and the fields they read.
//!
//! A value that is worked out when the tool is called (`$input`, an operator) fits everything; names and literal values are
//! held against the description, and the same rules as for documents word what is wrong.

use super::model::{ApiClaims, Plugged};
use super::tool_answers;
use crate::claims::{Body, Pair, Piece, Request as Claimed, Target};
use crate::diag::Diagnostic;
use crate::openapi::Description;
use crate::plugin::Document;
use crate::rules::{Check, RULES, Sink};
use crate::source::Span;
use crate::spec::ServerSource;
use crate::spec::fields::Spanned;
use crate::spec::server::Paging;
use crate::spec::tool::Request;
use crate::syntax::{Entry, Kind, Node};

/// What the request maps and answers of a server's tools get wrong about the API, placed in the tools' specs.
#[must_use]
pub fn check_tools(server: &ServerSource, description: &Description) -> Vec<Diagnostic> {
    let documents: Vec<Document> = server.tools.iter().map(|tool| Document::of_source(&tool.file)).collect();
    let mut claims = ApiClaims::new(description);
    for (tool, document) in server.tools.iter().zip(&documents) {
        for request in &tool.spec.requests {
            // A request map names no host.
            claims.request(document, claimed(request, server.server.spec.paging.as_ref()), &Plugged::default());
            if let Some(read) = request.pick.as_ref().and_then(|pick| pick.read.as_ref()) {
                claims.request(document, by_id(read), &Plugged::default());
            }
        }
        tool_answers::read(&mut claims, document, &tool.spec);
    }
    let mut sink = Sink::default();
    for rule in RULES {
        if let Check::Api(check) = rule.check {
            check(&claims, &mut sink);
        }
    }
    sink.found.sort_by(Diagnostic::order);
    sink.found
}

/// A request map as the request that it makes.
fn claimed(request: &Request, paging: Option<&Paging>) -> Claimed {
    let (method, path, method_span, path_span) = parts(&request.operation);
    let mut query: Vec<Pair> = request
        .query
        .0
        .iter()
        .map(|(name, value)| Pair {
            name: Piece::new(&*name.value, name.span),
            value: literal(&value.value).map(|text| Piece::new(text, value.span)),
        })
        .collect();
    let mut body = request.body.as_ref().map(|body| shown(&body.value));
    if let (Some(page), Some(paging)) = (&request.page, request.paging.as_ref().or(paging)) {
        // The names of server.yaml are not in this file: what is wrong with them is shown where the page is asked for.
        let span = page.size.span;
        match body.as_mut().filter(|_| paging.in_body) {
            Some(Node { kind: Kind::Mapping(entries), .. }) => entries.extend(paging.parameters().map(|name| Entry {
                key: name.value.clone(),
                key_span: span,
                value: Node { span, kind: Kind::String("{value}".to_owned()), plain: false },
            })),
            _ => {
                query.extend(paging.parameters().map(|name| Pair { name: Piece::new(&*name.value, span), value: None }))
            }
        }
    }
    let parts = request.multipart.0.iter();
    let form: Vec<Pair> =
        parts.map(|(name, _)| Pair { name: Piece::new(&*name.value, name.span), value: None }).collect();
    let body = match form.is_empty() {
        true => body.map(Body::Json),
        false => Some(Body::Form(form, request.operation.span)),
    };
    Claimed {
        method: Some(Piece::new(method, method_span)),
        target: Target { span: request.operation.span, path: Piece::new(path, path_span), query, ..Target::default() },
        body,
        ..Claimed::default()
    }
}

/// The request that reads one record by its id.
fn by_id(operation: &Spanned<String>) -> Claimed {
    let (method, path, method_span, path_span) = parts(operation);
    Claimed {
        method: Some(Piece::new(method, method_span)),
        target: Target { span: operation.span, path: Piece::new(path, path_span), ..Target::default() },
        ..Claimed::default()
    }
}

/// Method and path of an operation, each with its place.
fn parts(operation: &Spanned<String>) -> (&str, &str, Span, Span) {
    let Spanned { value, span } = operation;
    let (method, path) = value.split_once(' ').unwrap_or(("GET", value));
    let method_span = Span::new(span.start, span.start + method.len());
    (method, path, method_span, Span::new(method_span.end + 1, method_span.end + 1 + path.len()))
}

/// The text of a value that is the same on each call.
fn literal(node: &Node) -> Option<&str> {
    node.scalar_text().filter(|text| !text.starts_with('$'))
}

/// Whether a value is worked out on each call.
fn is_expression(node: &Node) -> bool {
    node.as_str().is_some_and(|text| text.starts_with('$'))
        || node.entries().first().is_some_and(|entry| entry.key.starts_with('$'))
}

/// A body with placeholders where values are worked out.
fn shown(node: &Node) -> Node {
    let kind = match &node.kind {
        _ if is_expression(node) => Kind::String("{value}".to_owned()),
        Kind::Sequence(items) => Kind::Sequence(items.iter().map(shown).collect()),
        Kind::Mapping(entries) => {
            Kind::Mapping(entries.iter().map(|entry| Entry { value: shown(&entry.value), ..entry.clone() }).collect())
        }
        kind => kind.clone(),
    };
    // In a document a word without quotes is a placeholder; in YAML it is a text.
    Node { span: node.span, kind, plain: false }
}
