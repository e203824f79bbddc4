//! The claims of a plugin matched with its description: what is meant, and what does not fit. Nothing is worded here.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::products::Products;
use crate::claims::{NamesKind, Piece, Request};
use crate::openapi::validate::{Fault, FaultKind};
use crate::openapi::{Description, KnownWrong, Operation, Parameter, PathItem, Place, Schema};
use crate::plugin::Document;
use crate::source::{Location, Span};

/// What is known of a plugin before its requests are matched.
#[derive(Debug, Default)]
pub(super) struct Plugged {
    /// The plugin's name in lower case; a host that holds it is one of the API when the description names none.
    pub(super) name: String,
    /// The names of the plugin's commands: `/status` may be one of them.
    pub(super) commands: Vec<String>,
    /// Hosts of which the plugin calls documented paths, when the description names none.
    pub(super) hosts: BTreeSet<String>,
}

/// All claims of a plugin about the API of its description.
#[derive(Debug)]
pub struct ApiClaims<'c> {
    /// The description.
    pub description: &'c Description,
    /// Requests.
    pub requests: Vec<RequestClaim<'c>>,
    /// Names in tables, and names in text that the description calls wrong.
    pub names: Vec<NameClaim<'c>>,
    /// Names in text that exist nowhere in the description.
    pub invented: Vec<InventedName<'c>>,
    /// Names and paths that the text says do not exist.
    pub denials: Vec<DenialClaim<'c>>,
    /// `http://` addresses of the API, the scheme underlined.
    pub insecure: Vec<(&'c Document, Span)>,
    /// Hosts that call a path of the API and are not hosts of the API.
    pub hosts: Vec<HostClaim<'c>>,
    /// The prefix that the plugin writes before the description's paths, when the description has none.
    pub prefix: Option<PrefixClaim<'c>>,
    /// How many names in text were found in the description.
    pub tied: BTreeMap<&'c str, usize>,
    /// Names, tables and requests that could not be tied to the description.
    pub untied: Vec<Untied<'c>>,
    /// The parameters of each operation met so far, by path and method: many requests are of few operations.
    pub(super) parameters: BTreeMap<(&'c str, &'static str), Vec<Parameter<'c>>>,
    /// Whether records keep their fields in maps, once asked.
    pub(super) in_maps: OnceCell<bool>,
    /// What the API is called.
    pub(super) products: Products<'c>,
}

/// A request that a document shows.
#[derive(Debug)]
pub struct RequestClaim<'c> {
    /// The document.
    pub document: &'c Document,
    /// The request as written.
    pub request: Request,
    /// Its path in the description.
    pub path: PathClaim<'c>,
    /// Its operation; absent when the path is unknown or has no such method.
    pub operation: Option<Operation<'c>>,
    /// What is wrong with its parameters.
    pub parameters: Vec<ParameterFault<'c>>,
    /// What is wrong with its body.
    pub body: Vec<Fault<'c>>,
    /// What is wrong with the answer shown.
    pub response: Vec<Fault<'c>>,
    /// A body of a kind that the operation does not take: the bytes, what it takes, what is shown.
    pub shape: Option<(Span, String, &'static str)>,
}

/// The path of a request in the description.
#[derive(Debug)]
#[non_exhaustive]
pub enum PathClaim<'c> {
    /// It is there.
    Known {
        /// The path.
        item: PathItem<'c>,
        /// The path in the documented case, when it is written in another.
        other_case: Option<String>,
    },
    /// It is not there.
    Unknown {
        /// The path below the base path.
        path: String,
        /// What the description says of the wrong path.
        wrong: Option<KnownWrong<'c>>,
        /// A documented path that is spelled nearly so.
        near: Option<&'c str>,
    },
}

/// What is wrong with a parameter.
#[derive(Debug)]
#[non_exhaustive]
pub enum ParameterFault<'c> {
    /// The operation has no such query parameter or form field.
    Unknown {
        /// The name as written.
        name: Piece,
        /// Where it is sent.
        place: Place,
        /// What the description says of the wrong name.
        wrong: Option<KnownWrong<'c>>,
        /// Whether the description lists all names.
        closed: bool,
        /// A documented name that is spelled nearly so.
        near: Option<&'c str>,
    },
    /// The value is not of the right type, or not one of those allowed.
    Value {
        /// The bytes of the value.
        span: Span,
        /// The parameter.
        parameter: Parameter<'c>,
        /// What is wrong.
        kind: FaultKind<'c>,
    },
    /// A parameter that must be sent is not.
    Missing(Parameter<'c>),
}

/// A name in a table or in running text.
#[derive(Debug)]
pub struct NameClaim<'c> {
    /// The document.
    pub document: &'c Document,
    /// The name.
    pub name: Piece,
    /// What it is said to be.
    pub kind: NamesKind,
    /// Of which schemas or operations, in words.
    pub of: String,
    /// Whether it is there.
    pub known: bool,
    /// What the description says of the wrong name.
    pub wrong: Option<KnownWrong<'c>>,
    /// Whether the description lists all names.
    pub closed: bool,
    /// A documented name that is spelled nearly so.
    pub near: Option<&'c str>,
    /// Whether the table only seems to be about the schemas, so that a name may be one of something else.
    pub loose: bool,
    /// The type that the table gives, when it is not that of the description: the bytes, and the type that it has.
    pub wrong_type: Option<(Piece, String, Location)>,
    /// Whether a type was compared.
    pub type_checked: bool,
    /// The schemas that it was looked for in.
    pub schemas: Vec<Schema<'c>>,
}

/// A name in text that exists nowhere in the description.
#[derive(Debug)]
pub struct InventedName<'c> {
    /// The document.
    pub document: &'c Document,
    /// The name.
    pub name: Piece,
    /// A name of the API that is spelled nearly so.
    pub near: Option<&'c str>,
}

/// A name or path that the text says does not exist.
#[derive(Debug)]
pub struct DenialClaim<'c> {
    /// The document.
    pub document: &'c Document,
    /// The name, path or request.
    pub name: Piece,
    /// Where the description has it, and of what; absent when the denial is right or cannot be told.
    pub exists: Option<(String, Location)>,
    /// Whether the description itself lists the name as wrong.
    pub confirmed: bool,
}

/// A host that is not one of the API.
#[derive(Debug)]
pub struct HostClaim<'c> {
    /// The document.
    pub document: &'c Document,
    /// The host.
    pub host: Piece,
    /// What the description says of the wrong host.
    pub wrong: Option<KnownWrong<'c>>,
}

/// A prefix that the plugin writes before the description's paths.
#[derive(Debug)]
pub struct PrefixClaim<'c> {
    /// The prefix, such as `/api`.
    pub text: String,
    /// How many requests have it.
    pub count: usize,
    /// The first place that has it.
    pub first: (&'c Document, Span),
}

/// Something that looks like a claim and could not be tied to the description.
#[derive(Debug)]
pub struct Untied<'c> {
    /// The document.
    pub document: &'c Document,
    /// What it is.
    pub kind: UntiedKind,
    /// What it says.
    pub name: Piece,
}

/// Why something could not be tied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum UntiedKind {
    /// A table of names of which nothing says what they belong to.
    Table,
    /// A request whose path is not certain to be one of the API.
    Request,
    /// A name that nothing ties to the API.
    Name,
    /// A name that the description has elsewhere, or in a sentence.
    Mentioned,
}

impl UntiedKind {
    /// One word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Request => "request",
            Self::Name => "name",
            Self::Mentioned => "mentioned",
        }
    }

    /// The reason in words.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Table => "nothing says which schema or operation the table describes",
            Self::Request => "not a path of the description, and not certainly one of this API",
            Self::Name => "nothing says what the name belongs to",
            Self::Mentioned => "the description has the name elsewhere, and nothing says what it belongs to here",
        }
    }
}

impl<'c> ApiClaims<'c> {
    /// No claims yet.
    pub(super) fn new(description: &'c Description) -> Self {
        Self {
            description,
            requests: Vec::new(),
            names: Vec::new(),
            invented: Vec::new(),
            denials: Vec::new(),
            insecure: Vec::new(),
            hosts: Vec::new(),
            prefix: None,
            tied: BTreeMap::new(),
            untied: Vec::new(),
            parameters: BTreeMap::new(),
            in_maps: OnceCell::new(),
            products: Products::of(description, ""),
        }
    }
}

impl<'c> RequestClaim<'c> {
    pub(super) fn new(document: &'c Document, request: Request, path: PathClaim<'c>) -> Self {
        Self {
            document,
            request,
            path,
            operation: None,
            parameters: Vec::new(),
            body: Vec::new(),
            response: Vec::new(),
            shape: None,
        }
    }
}

impl<'c> NameClaim<'c> {
    /// A name in running text, for which nothing but the description as a whole speaks.
    pub(super) fn in_text(document: &'c Document, name: Piece) -> Self {
        Self {
            document,
            name,
            kind: NamesKind::Parameters,
            of: "the API".to_owned(),
            known: false,
            wrong: None,
            closed: true,
            near: None,
            loose: false,
            wrong_type: None,
            type_checked: false,
            schemas: Vec::new(),
        }
    }
}
