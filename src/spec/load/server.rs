//! Reads the MCP server of one plugin's spec folder: `server.yaml` and `tools/*.yaml`.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::loader::Loader;
use crate::diag::Diagnostic;
use crate::source::{Location, SourceFile, Span};
use crate::spec::fields::{Map, Spanned};
use crate::spec::project::{ServerSource, Source};
use crate::spec::server::{Paging, ServerSpec};
use crate::spec::tool::{Field, Request, ToolSpec};

/// Reads `server.yaml` and `tools/*.yaml` of one plugin's folder.
///
/// # Errors
/// Everything that is wrong with them, at once.
pub fn load_server(folder: &Utf8Path) -> Result<ServerSource, Vec<Diagnostic>> {
    let mut loader = Loader::default();
    match loader.server(folder) {
        Some(source) if loader.problems.is_empty() => Ok(source),
        _ => Err(loader.problems),
    }
}

impl Loader {
    /// Both kinds of files; `None` when `server.yaml` cannot be read.
    pub(super) fn server(&mut self, folder: &Utf8Path) -> Option<ServerSource> {
        let path = folder.join("server.yaml");
        let server: Source<ServerSpec> = self.read(&path, Location::start_of(&SourceFile::new(&path, "")))?;
        self.conventions(&server.file, &server.spec);
        for name in &server.spec.default_toolsets {
            self.toolset(&server.file, Some(name), &server.spec);
        }
        let mut tools = Vec::new();
        for path in yaml_files(&folder.join("tools")) {
            let Some(tool) = self.read::<ToolSpec>(&path, Location::start_of(&server.file)) else { continue };
            let stem = path.file_stem().unwrap_or_default();
            self.same_name(&tool.file, &tool.spec.name, stem, "the file");
            self.links(&tool.file, &tool.spec.output.fields, &server.spec);
            self.toolset(&tool.file, tool.spec.toolset.as_ref(), &server.spec);
            self.paging(&tool.file, &tool.spec.requests, &server.spec);
            tools.push(tool);
        }
        Some(ServerSource { server, tools })
    }

    /// What `server.yaml` must say once, and what it may say in one way only.
    fn conventions(&mut self, file: &Arc<SourceFile>, server: &ServerSpec) {
        let mut problem = |message: &str, help: &str| self.report(file, Span::default(), message, help);
        let ways = [server.authentication.is_some(), server.api_key.is_some(), server.basic.is_some()];
        match ways.into_iter().filter(|way| *way).count() {
            1 => {}
            0 => problem(
                "no authentication",
                "add one of `authentication` (OAuth 2.0 client credentials), `api_key` and `basic`",
            ),
            _ => problem("more than one kind of authentication", "keep one of `authentication`, `api_key` and `basic`"),
        }
        if let Some(key) = &server.api_key
            && !key.header.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        {
            problem(
                &format!("`{}` is not a valid header name", key.header),
                "use letters, digits, `-` and `_`, as in `X-Api-Key`",
            );
        }
        let hosts = &server.hosts;
        if hosts.tenant.is_some() != hosts.regions.is_empty() {
            problem(
                "expected exactly one of `tenant` and `regions` in `hosts`",
                "write `tenant: \"{tenant}.example.com\"`, or list the hosts by region: `regions: {eu: eu.example.com}`",
            );
        }
        if hosts.tenant.as_ref().is_some_and(|tenant| !tenant.starts_with("{tenant}.")) {
            problem("the tenant's host does not start with `{tenant}.`", "write \"{tenant}.example.com\"");
        }
        for (region, host) in &hosts.regions.0 {
            let below = |domain: &String| host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'));
            if !hosts.domains.iter().any(below) {
                let message = format!("the host of the region `{region}` is not a subdomain of any of the `domains`");
                self.report(file, host.span, message, format!("the domains are {}", hosts.domains.join(", ")));
            }
        }
        self.one_way(file, server.paging.as_ref());
    }

    /// A paging has at most one of `number` and `after`, and `after` comes from one of `last` and `next`.
    fn one_way(&mut self, file: &Arc<SourceFile>, paging: Option<&Paging>) {
        let Some(paging) = paging else { return };
        let named = usize::from(paging.last.is_some()) + usize::from(paging.next.is_some());
        let (message, help) = match (&paging.number, &paging.after) {
            (Some(_), None) if named == 0 => return,
            (None, Some(_)) if named == 1 => return,
            // A list with a bound, and no way to read beyond it.
            (None, None) if named == 0 => return,
            (None, Some(_)) => (
                "`after` requires exactly one of `last` and `next`",
                "name the field of the last row, or the path in the response",
            ),
            (_, None) => ("`last` or `next` without `after`", "add `after`, whose next value they name"),
            _ => ("expected at most one of `number` and `after` in `paging`", "keep the one that the API uses"),
        };
        self.report(file, paging.size.span, message, help);
    }

    /// A page has the values that its paging asks for.
    fn paging(&mut self, file: &Arc<SourceFile>, requests: &[Request], server: &ServerSpec) {
        for request in requests {
            self.one_way(file, request.paging.as_ref());
            let Some(page) = &request.page else { continue };
            let (message, help) = match request.paging.as_ref().or(server.paging.as_ref()) {
                None => (
                    "`page` without `paging`",
                    "describe with `paging`, in server.yaml or in the request, how lists are paged",
                ),
                Some(paging) if paging.number.is_some() != page.number.is_some() => {
                    ("only one of `page` and `paging` has `number`", "add it to the other, or remove it")
                }
                Some(paging) if paging.after.is_some() != page.after.is_some() => {
                    ("only one of `page` and `paging` has `after`", "add it to the other, or remove it")
                }
                Some(paging) if paging.in_body && request.body.is_none() => {
                    ("`paging` with `in_body` in a request without `body`", "add `body: {}`")
                }
                Some(_) => continue,
            };
            self.report(file, page.size.span, message, help);
        }
    }

    /// A toolset that is named must be one of the server's.
    fn toolset(&mut self, file: &Arc<SourceFile>, name: Option<&Spanned<String>>, server: &ServerSpec) {
        let Some(name) = name.filter(|name| server.toolsets.get(&name.value).is_none()) else { return };
        let names: Vec<&str> = server.toolsets.iter().map(|(name, _)| name.value.as_str()).collect();
        let message = format!("server.yaml has no toolset `{}`", name.value);
        self.unknown(file, name, message, &names);
    }

    /// Links that a tool's answer names must be the server's.
    fn links(&mut self, file: &Arc<SourceFile>, fields: &Map<Field>, server: &ServerSpec) {
        for (_, field) in &fields.0 {
            if let Some(link) = field.link.as_ref().filter(|link| server.links.get(&link.value).is_none()) {
                let names: Vec<&str> = server.links.0.iter().map(|(name, _)| name.value.as_str()).collect();
                let message = format!("server.yaml has no link `{}`", link.value);
                self.unknown(file, link, message, &names);
            }
            self.links(file, &field.fields, server);
        }
    }
}

/// The YAML files of a folder in order; none when it cannot be read.
fn yaml_files(folder: &Utf8Path) -> Vec<Utf8PathBuf> {
    let entries = folder.read_dir_utf8().into_iter().flatten().flatten();
    let mut paths: Vec<Utf8PathBuf> = entries.map(|entry| entry.path().to_owned()).collect();
    paths.retain(|path| path.extension() == Some("yaml"));
    paths.sort();
    paths
}
