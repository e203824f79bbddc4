//! Requests matched with the description: which operation is meant, and what does not fit.
//!
//! What the text denies, and what is about another host, is left out here. Nothing is worded here.

use super::model::{ApiClaims, DenialClaim, HostClaim, ParameterFault, PathClaim, RequestClaim, Untied, UntiedKind};
use crate::claims::{Body, Denial, Pair, Request, Shown};
use crate::openapi::validate::{Fault, FaultKind, validate, validate_text};
use crate::openapi::{Description, Found, Operation, Parameter, PathItem, Place, Schema};
use crate::plugin::Document;
use crate::source::Span;
use crate::syntax::{Kind, Node};

/// What is known of a plugin before its requests are matched.
#[derive(Debug, Default)]
pub(super) struct Plugged {
    /// The plugin's name in lower case; a host that holds it is one of the API when the description names none.
    pub(super) name: String,
    /// The names of the plugin's commands: `/status` may be one of them.
    pub(super) commands: Vec<String>,
}

/// A request whose path is unknown and that is not certain to be one of this API.
pub(super) struct Unsure<'c> {
    request: Request,
    path: PathClaim<'c>,
    /// Whether a documented path is spelled nearly so.
    near: bool,
}

impl<'c> ApiClaims<'c> {
    /// The path as the description would write it.
    fn without_prefix<'p>(&self, path: &'p str) -> &'p str {
        let prefix = self.prefix.as_ref().map_or("", |prefix| prefix.text.as_str());
        path.strip_prefix(prefix).filter(|rest| rest.starts_with('/')).unwrap_or(path)
    }

    /// Matches a request. Gives it back when its path is unknown and it may be one of another API.
    pub(super) fn request(&mut self, document: &'c Document, request: Request, plugin: &Plugged) -> Option<Unsure<'c>> {
        let description = self.description;
        let target = &request.target;
        let is_insecure = target.scheme.as_ref().is_some_and(|scheme| scheme.text == "http");
        let path = self.without_prefix(&target.path.text).to_owned();
        let has_prefix = path.len() < target.path.text.len();
        let mut host = target.host.as_ref().map(|host| host.text.as_str()).filter(|host| !host.is_empty());
        if let Some(wrong) =
            host.and_then(|host| description.wrong_host(host)).filter(|_| request.denied == Denial::None)
        {
            self.hosts.extend(target.host.clone().map(|host| HostClaim { document, host, wrong: Some(wrong) }));
        }
        let own_host = |host: &str| !plugin.name.is_empty() && host.to_lowercase().contains(&plugin.name);
        if let Some(written) = host
            && !description.names_hosts()
        {
            let is_documented = || matches!(description.find(None, &path), Found::Path { .. });
            let is_below = description.is_below_base(&path) || has_prefix;
            // A description without hosts: a header `Host` says nothing then, and a host with the plugin's name in it, or one
            // that calls a documented path of some length, is that of the API.
            if target.host_in_header
                || own_host(written) && (is_below || is_documented())
                || path.matches('/').count() > 1 && is_documented()
            {
                host = None;
            }
        }
        if is_insecure && host.is_some_and(|host| description.is_api_address(host, &path)) {
            let span = target.scheme.as_ref().map_or(target.span, |scheme| scheme.span);
            self.insecure.push((document, span));
        }
        let below_base = description.is_below_base(&target.path.text) || has_prefix;
        let bare = request.method.is_none() && host.is_none();
        match description.find(host, &path) {
            Found::NotOurs => {
                self.foreign_host(document, &request, plugin);
                let is_ours = host.is_some_and(|host| description.names_host(host));
                if is_ours && is_near_own_server(description, &path) {
                    return self.unknown(document, request, path, true);
                }
                None
            }
            Found::Path { item, other_case, values } => {
                // `/status` in running text may be a command of the plugin; `/Status` and `/api/status` are paths.
                let is_command = plugin.commands.iter().any(|name| path.get(1..) == Some(name));
                if bare && !below_base && (other_case.is_some() || is_command) {
                    return None;
                }
                if misses_method(item, &request, &values) {
                    return self.unknown(document, request, path, below_base);
                }
                if request.denied != Denial::None {
                    self.denied_request(document, &request, item);
                    return None;
                }
                let found = PathClaim::Known { item, other_case };
                let claim = self.known(document, request, item, found, &values);
                self.requests.push(claim);
                None
            }
            Found::Unknown(path) => self.unknown(document, request, path, below_base),
        }
    }

    /// Takes a request whose path is not in the description, or gives it back when it may be one of another API.
    fn unknown(
        &mut self,
        document: &'c Document,
        request: Request,
        path: String,
        below_base: bool,
    ) -> Option<Unsure<'c>> {
        let wrong = self.description.wrong_path(&path);
        if request.denied != Denial::None {
            if request.denied == Denial::Existence {
                let name = request.target.path;
                self.denials.push(DenialClaim { document, name, exists: None, confirmed: wrong.is_some() });
            }
            return None;
        }
        let target = &request.target;
        let bare = request.method.is_none() && target.host.is_none();
        let sure = wrong.is_some()
            || !bare && !target.after_hole
            || below_base
            || target.host.is_none() && is_near_own_server(self.description, &path);
        let describes_itself = path.ends_with(".json") || path.ends_with(".yaml") || path.ends_with(".yml");
        if describes_itself || path.is_empty() || path == "/" {
            return None;
        }
        let near = if wrong.is_some() { None } else { self.description.nearest_path(&path) };
        let start = |path: &str| path.split('/').nth(1).unwrap_or_default().to_lowercase();
        let alike = |near: &str| {
            start(near) == start(&path) || crate::diag::nearest(&start(&path), [start(near).as_str()]).is_some()
        };
        let is_near = near.is_some_and(alike);
        let claim = PathClaim::Unknown { path, wrong, near };
        if sure {
            self.requests.push(RequestClaim::new(document, request, claim));
            return None;
        }
        Some(Unsure { request, path: claim, near: is_near })
    }

    /// Decides about requests that were not certain, now that those around them are matched.
    pub(super) fn settle(&mut self, document: &'c Document, unsure: Vec<Unsure<'c>>, plugin: &Plugged) {
        let known: Vec<&RequestClaim<'c>> = self
            .requests
            .iter()
            .filter(|claim| std::ptr::eq(claim.document, document) && matches!(claim.path, PathClaim::Known { .. }))
            .collect();
        let tables = document.markdown().map(|markdown| markdown.tables.as_slice()).unwrap_or_default();
        let around = |span: Span| tables.iter().find(|table| table.span.contains(span)).map(|table| table.span);
        let mut found = Vec::new();
        for Unsure { request, path, near } in unsure {
            let span = request.target.span;
            let written = request.target.path.text.as_str();
            let first = written.split('/').nth(1).unwrap_or_default();
            let is_command = plugin.commands.iter().any(|name| name == first) || first.contains(':');
            let is_file = FOLDERS.contains(&first) || written.rsplit('/').next().is_some_and(|last| last.contains('.'));
            let place = around(span).unwrap_or(request.block);
            // Commands and files begin with a small letter, so that a capital one tells a path of the API.
            let is_capital = first.starts_with(|c: char| c.is_ascii_uppercase());
            let has_known_neighbour = known.iter().any(|claim| {
                let other = claim.request.target.span;
                let PathClaim::Known { item, .. } = &claim.path else { return false };
                let path = item.template();
                let same_start = written.matches('/').count() > 1 && path.split('/').nth(1) == Some(first);
                // `/tickets/{id}/watchers` beside a request for tickets.
                let is_template = written.contains(['{', '<']) && !request.target.after_hole;
                is_template && same_start
                    || (is_capital || !request.target.after_hole && place.contains(other))
                        && starts_alike(written, path)
                    || request.target.after_hole && claim.request.target.after_hole && same_start
            });
            let is_ours = near && (written.len() > 4 || !request.target.query.is_empty()) || has_known_neighbour;
            if is_ours && !is_command && !is_file {
                found.push(RequestClaim::new(document, request, path));
            } else if !is_command && !is_file && (request.method.is_some() || request.target.after_hole) {
                self.untied.push(Untied { document, kind: UntiedKind::Request, name: request.target.path });
            }
        }
        self.requests.extend(found);
    }

    /// The text says that a request or a path does not exist, and the description has it.
    fn denied_request(&mut self, document: &'c Document, request: &Request, item: PathItem<'c>) {
        if request.denied != Denial::Existence {
            return;
        }
        let (of, location) = match &request.method {
            None => (format!("the path `{}`", item.template()), item.location()),
            Some(method) => match item.operation(&method.text) {
                Some(operation) => (format!("the operation `{}`", operation.name()), operation.location()),
                None => return,
            },
        };
        let name = request.target.path.clone();
        self.denials.push(DenialClaim { document, name, exists: Some((of, location)), confirmed: false });
    }

    /// A host that is not one of the API, and that calls a path of the API all the same.
    fn foreign_host(&mut self, document: &'c Document, request: &Request, plugin: &Plugged) {
        let Some(host) = request.target.host.as_ref().filter(|host| !host.text.is_empty()) else { return };
        if request.denied != Denial::None {
            return;
        }
        let is_own_name = !plugin.name.is_empty() && host.text.to_lowercase().contains(&plugin.name);
        let path = &request.target.path.text;
        let calls_the_api = || {
            matches!(self.description.find(None, path), Found::Path { .. })
                && (self.description.is_below_base(path) || self.description.token_paths().contains(&path.as_str()))
        };
        let is_near = self.description.names_hosts() && is_own_name && !self.description.shares_domain(&host.text);
        if is_near && calls_the_api() {
            self.hosts.push(HostClaim { document, host: host.clone(), wrong: None });
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
}

/// Whether a path is written nearly like one of the description outside the base path, such as that of the token.
fn is_near_own_server(description: &Description, path: &str) -> bool {
    let written: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    description.own_server_paths().any(|own| {
        let parts: Vec<&str> = own.trim_start_matches('/').split('/').collect();
        let same = parts.iter().zip(&written).filter(|(part, text)| part == text).count();
        own != path && parts.len() == written.len() && parts.len() > 1 && same + 1 == parts.len()
    })
}

/// Folders of an operating system, which paths in text may mean.
const FOLDERS: &[&str] = &[
    "tmp",
    "etc",
    "usr",
    "var",
    "home",
    "dev",
    "opt",
    "mnt",
    "bin",
    "root",
    "proc",
    "Users",
    "path",
    "workspace",
    "app",
];

/// Whether two paths are written alike: both begin with a capital letter, or neither does.
fn starts_alike(left: &str, right: &str) -> bool {
    let capital = |path: &str| path.trim_start_matches('/').starts_with(|c: char| c.is_ascii_uppercase());
    capital(left) == capital(right)
}

/// Whether a request fits a path only since the path ends in a parameter that takes no words: `POST /Tickets/Merge2` is not
/// `/Tickets/{id}`, whose id is a number.
fn misses_method(item: PathItem<'_>, request: &Request, values: &[(&str, String)]) -> bool {
    let Some(method) = &request.method else { return false };
    if item.operation(&method.text).is_some() {
        return false;
    }
    let Some(other) = item.operations().next() else { return false };
    values.iter().any(|(name, value)| {
        let parameter = other.parameter(Place::Path, name);
        value.starts_with(|c: char| c.is_ascii_alphabetic())
            && parameter.is_some_and(|parameter| validate_text(&parameter.schema, value).is_some())
    })
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
