//! What a document claims about an API: requests with their bodies and answers, tables of names, and names in text.
//!
//! A claim is found by its form alone: a fence with a request line, a `curl` command or a call in a program, inline code that
//! holds a path or a name, a table whose header says field, parameter or endpoint. Whether a claim is about *this* API, and
//! whether it is true, is decided by the rules, which know the description. Every part of a claim has its bytes in the document.
//!
//! What the text denies is marked as denied; see `denial`.

mod blocks;
mod calls;
mod curl;
pub(crate) mod denial;
mod document;
mod endpoints;
mod json;
mod lines;
mod mentions;
mod role;
mod samples;
mod shell;
mod tables;
mod target;

use crate::source::Span;
use crate::syntax::Node;

pub use denial::Denial;
pub use document::{of_document, over_limit};
pub use json::parse as parse_example;
pub use lines::parse as parse_requests;
pub use mentions::{Form, Mention};
pub use samples::Sample;
pub use shell::command_words;
pub use tables::{NameTable, NamesKind, TableName};
pub use target::parse as parse_target;

/// The longest code block that is read for claims, in bytes.
pub const MAX_TEXT: usize = 256 * 1024;
/// The longest inline code that is read for claims, in bytes.
pub const MAX_INLINE: usize = 2_000;

/// A piece of text with its bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Its bytes.
    pub span: Span,
}

/// `name=value` in a query string or a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The name, decoded.
    pub name: Piece,
    /// The value, decoded; absent without `=`.
    pub value: Option<Piece>,
}

/// What a request is sent to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Target {
    /// All of it.
    pub span: Span,
    /// `http` or `https`.
    pub scheme: Option<Piece>,
    /// The host; absent for a path alone.
    pub host: Option<Piece>,
    /// Whether the host comes from a `Host:` header, so that it says nothing about which API is meant.
    pub host_in_header: bool,
    /// Whether a placeholder such as `$BASE` stands before the path; it may hold host and base path.
    pub after_hole: bool,
    /// The path, with a leading `/`.
    pub path: Piece,
    /// The query parameters.
    pub query: Vec<Pair>,
}

/// The body of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// JSON, comments and placeholders allowed.
    Json(Node),
    /// A form, urlencoded or multipart.
    Form(Vec<Pair>, Span),
    /// Something else: a file, a variable.
    Other(Span),
}

/// How a request is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown {
    /// As an example to follow: in a fence or as a command.
    #[default]
    Example,
    /// As a name in running text.
    Mention,
}

/// A request that a document shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Request {
    /// The method; absent for an address or a path alone.
    pub method: Option<Piece>,
    /// What it is sent to.
    pub target: Target,
    /// What is sent.
    pub body: Option<Body>,
    /// What is answered.
    pub response: Option<Node>,
    /// How it is shown.
    pub shown: Shown,
    /// Whether the text says that this is wrong or does not exist.
    pub denied: Denial,
    /// The paragraph, item or table row that it is in, for a mention.
    pub block: Span,
}

/// Something that a document says of an API.
#[derive(Debug, Clone, PartialEq)]
pub enum Claim {
    /// A request.
    Request(Box<Request>),
    /// Names in a table.
    Table(NameTable),
    /// A record that belongs to no request.
    Sample(Sample),
    /// A name in inline code, such as `open_only` or `open_only=true`.
    Mention(Mention),
}

/// The last of some blocks, in the order of the file, that ends before a place.
fn last_before<T>(blocks: &[T], place: usize, span: impl Fn(&T) -> Span) -> Option<&T> {
    let after = blocks.partition_point(|block| span(block).end <= place);
    blocks.get(after.checked_sub(1)?)
}

impl Body {
    /// The bytes of the body.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Json(node) => node.span,
            Self::Form(_, span) | Self::Other(span) => *span,
        }
    }
}

impl Piece {
    pub(crate) fn new(text: impl Into<String>, span: Span) -> Self {
        Self { text: text.into(), span }
    }
}

impl Pair {
    fn relocate(&mut self, map: &dyn Fn(Span) -> Span) {
        self.name.span = map(self.name.span);
        if let Some(value) = &mut self.value {
            value.span = map(value.span);
        }
    }
}

impl Target {
    fn relocate(&mut self, map: &dyn Fn(Span) -> Span) {
        self.span = map(self.span);
        self.path.span = map(self.path.span);
        for piece in [&mut self.scheme, &mut self.host].into_iter().flatten() {
            piece.span = map(piece.span);
        }
        self.query.iter_mut().for_each(|pair| pair.relocate(map));
    }
}

impl Request {
    /// Gives every part the place that `map` says, for a request that was read from a part of a file.
    pub fn relocate(&mut self, map: &dyn Fn(Span) -> Span) {
        if let Some(method) = &mut self.method {
            method.span = map(method.span);
        }
        self.target.relocate(map);
        match &mut self.body {
            Some(Body::Json(node)) => node.map_spans(map),
            Some(Body::Form(pairs, span)) => {
                pairs.iter_mut().for_each(|pair| pair.relocate(map));
                *span = map(*span);
            }
            Some(Body::Other(span)) => *span = map(*span),
            None => {}
        }
        if let Some(response) = &mut self.response {
            response.map_spans(map);
        }
    }
}
