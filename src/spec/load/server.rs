//! Reads the MCP server of one plugin's spec folder: `server.yaml` and `tools/*.yaml`.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::loader::Loader;
use crate::diag::Diagnostic;
use crate::source::{Location, SourceFile};
use crate::spec::INVALID_SPEC;
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
        let mut problem = |message: String, help: &str| {
            let found = Diagnostic::new(&INVALID_SPEC, Location::start_of(file), message);
            self.problems.push(found.help(help));
        };
        let ways = [server.authentication.is_some(), server.api_key.is_some(), server.basic.is_some()];
        match ways.into_iter().filter(|way| *way).count() {
            1 => {}
            0 => problem(
                "no way to authenticate".to_owned(),
                "add one of `authentication` (OAuth 2.0 client credentials), `api_key` and `basic`",
            ),
            _ => problem(
                "several ways to authenticate".to_owned(),
                "keep one of `authentication`, `api_key` and `basic`",
            ),
        }
        if let Some(key) = &server.api_key
            && !key.header.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        {
            problem(format!("`{}` is not the name of a header", key.header), "write it as in `X-Api-Key`");
        }
        let hosts = &server.hosts;
        if hosts.tenant.is_some() != hosts.regions.is_empty() {
            problem(
                "the hosts have neither or both of `tenant` and `regions`".to_owned(),
                "give `tenant: \"{tenant}.example.com\"`, or the hosts by region: `regions: {eu: eu.example.com}`",
            );
        }
        if hosts.tenant.as_ref().is_some_and(|tenant| !tenant.starts_with("{tenant}.")) {
            problem(
                "the host of a tenant does not begin with `{tenant}.`".to_owned(),
                "write \"{tenant}.example.com\"",
            );
        }
        for (region, host) in &hosts.regions.0 {
            let below = |domain: &String| host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'));
            if !hosts.domains.iter().any(below) {
                let message = format!("the host of the region `{region}` is not below one of the `domains`");
                let found = Diagnostic::new(&INVALID_SPEC, Location::new(file, host.span), message);
                self.problems.push(found.help(format!("the domains are {}", hosts.domains.join(", "))));
            }
        }
        self.one_way(file, server.paging.as_ref());
    }

    /// A paging reads on by number or by where the last page ended, and then it says where that is told.
    fn one_way(&mut self, file: &Arc<SourceFile>, paging: Option<&Paging>) {
        let Some(paging) = paging else { return };
        let told = usize::from(paging.last.is_some()) + usize::from(paging.next.is_some());
        let (message, help) = match (&paging.number, &paging.after) {
            (Some(_), None) if told == 0 => return,
            (None, Some(_)) if told == 1 => return,
            (None, Some(_)) => {
                ("`after` needs one of `last` and `next`", "name the field of the last row, or the path in the answer")
            }
            (Some(_), None) => ("`last` or `next` without `after`", "they say what the next `after` is"),
            _ => ("a paging has one of `number` and `after`", "keep the one that the API has"),
        };
        let found = Diagnostic::new(&INVALID_SPEC, Location::new(file, paging.size.span), message);
        self.problems.push(found.help(help));
    }

    /// A page has the values that its paging asks for.
    fn paging(&mut self, file: &Arc<SourceFile>, requests: &[Request], server: &ServerSpec) {
        for request in requests {
            self.one_way(file, request.paging.as_ref());
            let Some(page) = &request.page else { continue };
            let (message, help) = match request.paging.as_ref().or(server.paging.as_ref()) {
                None => ("a `page`, but no `paging`", "say in server.yaml or in the request how lists are paged"),
                Some(paging) if paging.number.is_some() != page.number.is_some() => {
                    ("`number` of the page and of the paging belong together", "give both or neither")
                }
                Some(paging) if paging.after.is_some() != page.after.is_some() => {
                    ("`after` of the page and of the paging belong together", "give both or neither")
                }
                Some(paging) if paging.in_body && request.body.is_none() => {
                    ("a paging `in_body`, but the request has no `body`", "add `body: {}`")
                }
                Some(_) => continue,
            };
            let found = Diagnostic::new(&INVALID_SPEC, Location::new(file, page.size.span), message);
            self.problems.push(found.help(help));
        }
    }

    /// A toolset that is named must be one of the server's.
    fn toolset(&mut self, file: &Arc<SourceFile>, name: Option<&Spanned<String>>, server: &ServerSpec) {
        let Some(name) = name.filter(|name| server.toolsets.get(&name.value).is_none()) else { return };
        let names: Vec<&str> = server.toolsets.iter().map(|(name, _)| name.value.as_str()).collect();
        let message = format!("server.yaml has no toolset `{}`", name.value);
        let found = Diagnostic::new(&INVALID_SPEC, Location::new(file, name.span), message);
        self.problems.push(found.help(format!("its toolsets are {}", names.join(", "))));
    }

    /// Links that a tool's answer names must be the server's.
    fn links(&mut self, file: &Arc<SourceFile>, fields: &Map<Field>, server: &ServerSpec) {
        for (_, field) in &fields.0 {
            if let Some(link) = field.link.as_ref().filter(|link| server.links.get(&link.value).is_none()) {
                let names: Vec<&str> = server.links.0.iter().map(|(name, _)| name.value.as_str()).collect();
                let message = format!("server.yaml has no link `{}`", link.value);
                let found = Diagnostic::new(&INVALID_SPEC, Location::new(file, link.span), message);
                self.problems.push(found.help(format!("its links are {}", names.join(", "))));
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
