//! The claims of a plugin matched with its description: which operation is meant, and what does not fit.
//!
//! What is denied in the text, or is about another host, is left out here. Nothing is worded here.

use std::collections::BTreeMap;

use super::subject;
use crate::claims::{Body, Claim, Names, NamesKind, Pair, Piece, Request, Shown, of_document};
use crate::openapi::validate::{Fault, FaultKind, validate, validate_text};
use crate::openapi::{Description, Found, KnownWrong, Operation, Parameter, PathItem, Place, Schema};
use crate::plugin::{Document, Plugin};
use crate::source::Span;
use crate::syntax::{Kind, Node};

/// All claims of a plugin about the API of its description.
#[derive(Debug)]
pub struct ApiClaims<'c> {
    /// The description.
    pub description: &'c Description,
    /// Requests.
    pub requests: Vec<RequestClaim<'c>>,
    /// Names in tables and in running text.
    pub names: Vec<NameClaim<'c>>,
    /// `http://` addresses of the API, the scheme underlined.
    pub insecure: Vec<(&'c Document, Span)>,
    /// The parameters of each operation met so far, by path and method: many requests are of few operations.
    parameters: BTreeMap<(&'c str, &'static str), Vec<Parameter<'c>>>,
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
    /// Whether the table only seems to speak of the schemas, so that a name may be one of something else.
    pub loose: bool,
    /// The schemas that it was looked for in.
    pub schemas: Vec<Schema<'c>>,
}

impl<'c> ApiClaims<'c> {
    /// No claims yet.
    pub(super) fn new(description: &'c Description) -> Self {
        Self { description, requests: Vec::new(), names: Vec::new(), insecure: Vec::new(), parameters: BTreeMap::new() }
    }

    /// Finds and matches the claims in all documents of a plugin.
    #[must_use]
    pub fn of_plugin(plugin: &'c Plugin<'_>, description: &'c Description) -> Self {
        let mut claims = Self::new(description);
        let name = plugin.name().to_lowercase();
        for document in &plugin.documents {
            claims.read(document, &name);
        }
        claims
    }

    fn read(&mut self, document: &'c Document, plugin: &str) {
        let description = self.description;
        for claim in of_document(document, &|name| description.wrong_query(name).is_some()) {
            match claim {
                Claim::Request(request) if !request.denied => self.request(document, *request, plugin),
                Claim::Names(names) => self.names_in_table(document, names),
                Claim::Name(name) => {
                    if let Some(wrong) = self.description.wrong_query(&name.text) {
                        self.names.push(NameClaim {
                            document,
                            name,
                            kind: NamesKind::Parameters,
                            of: "the API".to_owned(),
                            known: false,
                            wrong: Some(wrong),
                            closed: true,
                            near: None,
                            loose: false,
                            schemas: Vec::new(),
                        });
                    }
                }
                Claim::Request(_) => {}
            }
        }
        for link in document.markdown().map(|markdown| markdown.links.as_slice()).unwrap_or_default() {
            if let Some(target) = crate::claims::parse_target(&link.destination, 0)
                && target.scheme.as_ref().is_some_and(|scheme| scheme.text == "http")
                && self
                    .description
                    .is_api_address(target.host.as_ref().map_or("", |host| &host.text), &target.path.text)
            {
                self.insecure.push((document, link.span));
            }
        }
    }

    /// Matches a request; `plugin` is the plugin's name in lower case, by which a host without a description is told.
    pub(super) fn request(&mut self, document: &'c Document, request: Request, plugin: &str) {
        let target = &request.target;
        let is_insecure = target.scheme.as_ref().is_some_and(|scheme| scheme.text == "http");
        let mut host = target.host.as_ref().map(|host| host.text.as_str());
        if let Some(written) = host
            && !self.description.names_hosts()
            && written.to_lowercase().contains(plugin)
            && self.description.is_below_base(&target.path.text)
        {
            // A description without hosts, and a host with the plugin's name in it: surely the API.
            host = None;
        }
        if is_insecure && host.is_some_and(|host| self.description.is_api_address(host, &target.path.text)) {
            let span = target.scheme.as_ref().map_or(target.span, |scheme| scheme.span);
            self.insecure.push((document, span));
        }
        let bare = request.method.is_none() && host.is_none();
        match self.description.find(host, &target.path.text) {
            Found::NotOurs => {}
            Found::Path { item, other_case, values } => {
                // `/status` in running text may be a command of the plugin; `/Status` and `/api/status` are paths.
                if bare && other_case.is_some() && !self.description.is_below_base(&target.path.text) {
                    return;
                }
                let path = PathClaim::Known { item, other_case };
                let claim = self.known(document, request, item, path, &values);
                self.requests.push(claim);
            }
            Found::Unknown(path) => {
                let wrong = self.description.wrong_path(&path);
                let sure =
                    wrong.is_some() || !bare && !target.after_hole || self.description.is_below_base(&target.path.text);
                let describes_itself = path.ends_with(".json") || path.ends_with(".yaml") || path.ends_with(".yml");
                if describes_itself || path.is_empty() {
                    return;
                }
                // To look for a path that is spelled nearly so takes a while; most unknown paths are of no API.
                let may_be = target.after_hole || !target.query.is_empty();
                if !sure && !may_be {
                    return;
                }
                let near = if wrong.is_some() { None } else { self.description.nearest_path(&path) };
                let start = |path: &str| path.split('/').nth(1).unwrap_or_default().to_lowercase();
                let alike = |near: &str| {
                    start(near) == start(&path) || crate::diag::nearest(&start(&path), [start(near).as_str()]).is_some()
                };
                if sure || near.is_some_and(alike) {
                    let path = PathClaim::Unknown { path, wrong, near };
                    self.requests.push(RequestClaim::new(document, request, path));
                }
            }
        }
    }

    fn known(
        &mut self,
        document: &'c Document,
        request: Request,
        item: PathItem<'c>,
        path: PathClaim<'c>,
        values: &[(&str, String)],
    ) -> RequestClaim<'c> {
        let operation = match &request.method {
            Some(method) => item.operation(&method.text),
            None => item.operation("GET").or_else(|| item.operations().next()),
        };
        let mut claim = RequestClaim::new(document, request, path);
        claim.operation = operation;
        let Some(operation) = operation else { return claim };
        let text = document.file.text();
        let all = self.parameters.entry((operation.path(), operation.method()));
        let all = all.or_insert_with(|| operation.parameters());
        claim.parameters = parameters(&operation, all, &claim.request, values, text);
        claim.shape = match (&claim.request.body, operation.body(), operation.form()) {
            (Some(Body::Json(node)), Some(takes), _) => {
                claim.body = takes.schema.map(|schema| request_faults(&schema, node, &operation)).unwrap_or_default();
                None
            }
            (Some(Body::Json(node)), None, Some(_)) => Some((node.span, "a form".to_owned(), "JSON")),
            (Some(Body::Json(node)), None, None) if operation.bodies().is_empty() => {
                Some((node.span, "no body".to_owned(), "JSON"))
            }
            (Some(Body::Form(pairs, span)), _, Some(fields)) => {
                claim.parameters.extend(form(&operation, &fields, pairs, *span, &claim.request, text));
                None
            }
            (Some(Body::Form(_, span)), Some(_), None) => Some((*span, "JSON".to_owned(), "a form")),
            (Some(Body::Form(_, span)), None, None) if operation.bodies().is_empty() => {
                Some((*span, "no body".to_owned(), "a form"))
            }
            _ => None,
        };
        if let (Some(node), Some(schema)) = (&claim.request.response, operation.response()) {
            claim.response = response_faults(&schema, node, &operation);
        }
        claim
    }

    fn names_in_table(&mut self, document: &'c Document, names: Names) {
        let Some(subject) = subject::of(self.description, document, &names) else { return };
        for name in names.names {
            let claim = subject.judge(document, name, names.kind);
            self.names.push(claim);
        }
    }
}

impl<'c> RequestClaim<'c> {
    fn new(document: &'c Document, request: Request, path: PathClaim<'c>) -> Self {
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

fn parameters<'c>(
    operation: &Operation<'c>,
    all: &[Parameter<'c>],
    request: &Request,
    values: &[(&str, String)],
    text: &str,
) -> Vec<ParameterFault<'c>> {
    let named = |place: Place, name: &str| all.iter().find(|known| known.place == place && known.name == name);
    let mut faults = Vec::new();
    for (name, value) in values {
        let Some(parameter) = named(Place::Path, name) else { continue };
        if let Some(kind) = validate_text(&parameter.schema, value) {
            let path = &request.target.path;
            let at = path.text.rfind(value.as_str()).unwrap_or_default();
            let span = Span::new(path.span.start + at, path.span.start + at + value.len());
            faults.push(ParameterFault::Value { span, parameter: *parameter, kind });
        }
    }
    for pair in &request.target.query {
        let name = pair.name.text.split('[').next().unwrap_or(&pair.name.text);
        match named(Place::Query, name).or_else(|| named(Place::Query, &pair.name.text)) {
            Some(parameter) => faults.extend(value_fault(parameter, pair)),
            None => faults.push(ParameterFault::Unknown {
                name: pair.name.clone(),
                place: Place::Query,
                wrong: operation.wrong_query(name),
                closed: operation.closed(),
                near: near(name, all.iter().filter(|known| known.place == Place::Query).map(|known| known.name)),
            }),
        }
    }
    let written = text.get(request.target.span.range()).unwrap_or_default();
    let whole = request.shown == Shown::Example && !written.contains("...") && !written.contains('…');
    if whole && !request.target.query.is_empty() {
        let sent = |name: &str| request.target.query.iter().any(|pair| pair.name.text == name);
        let missing = all.iter().filter(|known| known.place == Place::Query && known.required && !sent(known.name));
        faults.extend(missing.map(|parameter| ParameterFault::Missing(*parameter)));
    }
    faults
}

fn value_fault<'c>(parameter: &Parameter<'c>, pair: &Pair) -> Option<ParameterFault<'c>> {
    let value = pair.value.as_ref()?;
    // `client_id=` in running text names the parameter and gives no value.
    let kind = validate_text(&parameter.schema, &value.text).filter(|_| !value.text.is_empty())?;
    Some(ParameterFault::Value { span: value.span, parameter: *parameter, kind })
}

fn form<'c>(
    operation: &Operation<'c>,
    fields: &[Parameter<'c>],
    pairs: &[Pair],
    span: Span,
    request: &Request,
    text: &str,
) -> Vec<ParameterFault<'c>> {
    let schema = operation.form_schema();
    let mut faults = Vec::new();
    for pair in pairs {
        match fields.iter().find(|field| field.name == pair.name.text) {
            Some(field) => faults.extend(value_fault(field, pair)),
            None => faults.push(ParameterFault::Unknown {
                name: pair.name.clone(),
                place: Place::Form,
                wrong: schema.and_then(|schema| schema.wrong_field(&pair.name.text)),
                closed: schema.is_some_and(|schema| schema.closed()),
                near: near(&pair.name.text, fields.iter().map(|field| field.name)),
            }),
        }
    }
    let written = text.get(span.range()).unwrap_or_default();
    if request.shown == Shown::Example && !written.contains("...") {
        let sent = |name: &str| pairs.iter().any(|pair| pair.name.text == name);
        let missing = fields.iter().filter(|field| field.required && !sent(field.name));
        faults.extend(missing.map(|field| ParameterFault::Missing(*field)));
    }
    faults
}

fn near<'c>(name: &str, known: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    crate::diag::nearest(name, known)
}

/// The faults of a body: those of its schema, and the fields that the server demands on creation.
fn request_faults<'c>(schema: &Schema<'c>, body: &Node, operation: &Operation<'c>) -> Vec<Fault<'c>> {
    let mut faults = validate(schema, body);
    let demanded = operation.enforced_on_create();
    let rows: Vec<&Node> = match &body.kind {
        Kind::Sequence(items) => items.iter().collect(),
        _ => vec![body],
    };
    let is_list = body.is_sequence();
    for (place, row) in rows.into_iter().enumerate() {
        let is_whole = row.is_mapping() && row.entry("id").is_none() && !crate::openapi::validate::is_partial(row);
        for name in demanded.iter().filter(|name| is_whole && row.entry(name).is_none()) {
            let known = faults.iter().any(|fault| {
                matches!(fault.kind, FaultKind::MissingField { name: missing } if missing == *name)
                    && row.span.contains(fault.span)
            });
            if !known {
                let span = Span::new(row.span.start, row.span.start + 1);
                let path = if is_list { format!("[{place}]") } else { String::new() };
                let field = schema.element().own_field(name);
                let place = field.map_or_else(|| operation.location(), |field| field.location());
                faults.push(Fault { span, path, kind: FaultKind::MissingField { name }, place });
            }
        }
    }
    faults
}

/// The faults of an answer. Answers are shown in part, so that nothing is missing in them.
fn response_faults<'c>(schema: &Schema<'c>, answer: &Node, operation: &Operation<'c>) -> Vec<Fault<'c>> {
    let mut faults = validate(schema, answer);
    let wrong_shape =
        faults.iter().any(|fault| fault.path.is_empty() && matches!(fault.kind, FaultKind::WrongType { .. }));
    if wrong_shape && operation.shape_is_open() {
        // An array or an object around it: look at the rows, whichever way they come.
        let rows = answer.entries().iter().map(|entry| &entry.value).find(|value| value.is_sequence());
        faults = match (rows, answer.is_sequence()) {
            (Some(rows), _) => validate(schema, rows),
            (None, true) => schema
                .fields()
                .into_iter()
                .find(|field| field.schema.types().contains(&"array"))
                .map_or_else(Vec::new, |field| validate(&field.schema, answer)),
            _ => Vec::new(),
        };
    }
    faults.retain(|fault| !matches!(fault.kind, FaultKind::MissingField { .. }));
    faults
}
