//! Requests matched with the description: which operation is meant, and what does not fit.
//!
//! What the text denies, and what is about another host, is left out here. Nothing is worded here.

use super::faults::{form, parameters, request_faults, response_faults};
use super::model::{ApiClaims, DenialClaim, HostClaim, PathClaim, Plugged, RequestClaim};
use super::unknown_paths::{Unsure, is_near_own_server};
use crate::claims::{Body, Denial, Request};
use crate::openapi::validate::validate_text;
use crate::openapi::{Found, PathItem, Place};
use crate::plugin::Document;

impl<'c> ApiClaims<'c> {
    /// The path as the description would write it.
    pub(super) fn without_prefix<'p>(&self, path: &'p str) -> &'p str {
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
                || plugin.hosts.contains(written)
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
                let item = request.method.as_ref().map_or(item, |method| item.with_method(&method.text));
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
