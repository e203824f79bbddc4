//! Requests whose path the description does not have: mistakes about this API, or requests of another program.

use super::model::{ApiClaims, DenialClaim, PathClaim, Plugged, RequestClaim, Untied, UntiedKind};
use super::products::Products;
use crate::claims::{Denial, Request, Shown, denial};
use crate::openapi::Description;
use crate::plugin::Document;
use crate::source::Span;

/// A request whose path is unknown and that is not certain to be one of this API.
pub(super) struct Unsure<'c> {
    request: Request,
    path: PathClaim<'c>,
    /// Whether a documented path is spelled nearly so.
    near: bool,
}

impl<'c> ApiClaims<'c> {
    /// Takes a request whose path is not in the description, or gives it back when it may be one of another API.
    pub(super) fn unknown(
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
        if wrong.is_none() && is_elsewhere(document, &request, below_base, &self.products) {
            return None;
        }
        let target = &request.target;
        let bare = request.method.is_none() && target.host.is_none();
        // The token comes from another host, and `/members` in text may stand for all paths below it.
        let of_token = target.host.is_none() && self.description.token_paths().contains(&path.as_str());
        let stands_for_many = bare && request.shown == Shown::Mention && self.description.has_paths_below(&path);
        if wrong.is_none() && (of_token || stands_for_many) {
            return None;
        }
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
                let is_deep = written.matches('/').count() > 1;
                let same_start = is_deep && path.split('/').nth(1) == Some(first);
                // `/review` in text may be a command of some program, also beside `/orders`.
                let is_as_deep = is_deep || around(span).is_some() && fixed_parts(path) < 2;
                // `/tickets/{id}/watchers` beside a request for tickets.
                let is_template = written.contains(['{', '<']) && !request.target.after_hole;
                same_start && (is_template || is_version(first))
                    || (is_capital || !request.target.after_hole && is_as_deep && place.contains(other))
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
}

/// Whether a path is written nearly like one of the description outside the base path, such as that of the token.
pub(super) fn is_near_own_server(description: &Description, path: &str) -> bool {
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

/// Words of clauses about pages for people and about programs of the reader.
const ELSEWHERE: &[&str] = &["browser", "your own", "receiver", "listener", "your site", "your app", "redirect"];
/// Words of clauses about servers of the reader or the writer, whose paths may begin with `/api` too.
const OWN_SERVERS: &[&str] =
    &["localhost", "our service", "our own", "our server", "our proxy", "our api", "your server"];

/// Whether the clause around a path in text says that it is not one of the API.
fn is_elsewhere(document: &Document, request: &Request, below_base: bool, products: &Products<'_>) -> bool {
    if request.shown != Shown::Mention {
        return false;
    }
    let block = document.file.slice(request.block);
    let at = request.target.span;
    if !request.block.contains(at) {
        return false;
    }
    let inner = Span::new(at.start - request.block.start, at.end - request.block.start);
    let clause = denial::clause(block, inner);
    let words = block.get(clause.range()).unwrap_or_default().to_lowercase();
    // The request begins with its method, and a path with the name of a thing is not that of a product: the Reports API.
    let start = request.method.as_ref().map_or(at.start, |method| method.span.start) - request.block.start;
    let first = request.target.path.text.split('/').nth(1).unwrap_or_default().to_lowercase();
    let is_thing =
        first.len() > 2 && words.get(..start.saturating_sub(clause.start)).is_some_and(|lead| lead.contains(&first));
    OWN_SERVERS.iter().any(|own| words.contains(own))
        || !below_base && ELSEWHERE.iter().any(|elsewhere| words.contains(elsewhere))
        || !is_thing && products.is_of_another(block, clause, start)
}

/// How many parts of a template stand before the first parameter.
fn fixed_parts(template: &str) -> usize {
    template.split('/').skip(1).take_while(|part| !part.contains('{')).count()
}

/// Whether the first part of a path is that of every path of an API: `v2`, `api`.
fn is_version(part: &str) -> bool {
    part.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) || part == "api"
}
