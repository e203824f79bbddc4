//! A plugin's specs on their way to text, for one host: how it writes, where its components lie, what was reported.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::bundle::Bundle;
use super::notation::{Speaker, UnknownName, invocation};
use super::request::{Endpoint, markdown};
use super::templates::Templates;
use crate::diag::{Diagnostic, nearest};
use crate::hosts::Wording;
use crate::openapi::Description;
use crate::source::{Location, SourceFile, Span};
use crate::spec::component::{ComponentKind, ComponentSpec};
use crate::spec::fields::Spanned;
use crate::spec::project::Tool;
use crate::spec::request::Request;
use crate::spec::section::Launch;
use crate::spec::{INVALID_SPEC, PluginSource};

/// A plugin's specs on their way to text.
pub(super) struct Rendering<'p> {
    pub(super) source: &'p PluginSource,
    pub(super) marketplace: &'p str,
    pub(super) api: Option<&'p Description>,
    pub(super) templates: &'p Templates,
    pub(super) bundle: Option<&'p Bundle>,
    /// How the host that is rendered for writes.
    pub(super) wording: &'static Wording,
    /// Where each component lies below the plugin of that host; what is missing is not there.
    pub(super) paths: Paths,
    pub(super) problems: Vec<Diagnostic>,
}

/// Paths of components by kind and name.
pub(super) type Paths = BTreeMap<(ComponentKind, String), Utf8PathBuf>;

/// Which page is rendered; links and usage lines depend on it.
pub(super) struct Page<'s> {
    /// The spec's file, for findings.
    pub(super) file: &'s Arc<SourceFile>,
    /// The component that the page is of; `None` for the README.
    pub(super) own: Option<(ComponentKind, &'s str)>,
    /// The spec of a structured component.
    pub(super) spec: Option<&'s ComponentSpec>,
    /// Whether it lies in the skill's `references/` and not in the skill's folder itself.
    pub(super) is_reference: bool,
}

impl<'p> Rendering<'p> {
    /// How the plugin's server is started.
    pub(super) fn launch(&self) -> Launch {
        if self.bundle.is_some() { Launch::Bundled } else { Launch::Npx }
    }

    /// A text of a page as the host has it; a name that does not exist is a finding.
    pub(super) fn say(&mut self, page: &Page<'_>, text: &str) -> String {
        let depth = self.path_of(page).components().count().saturating_sub(1);
        let (said, unknown) = Speaker { wording: self.wording, source: self.source, own: page.own, depth }.say(text);
        for UnknownName { written, kind, name } in unknown {
            let span =
                page.file.text().find(&written).map_or_else(Span::default, |at| Span::new(at, at + written.len()));
            let known = match ComponentKind::ALL.into_iter().find(|known| known.word() == kind) {
                Some(kind) => self.source.of_kind(kind).map(|component| component.name.as_str()).collect(),
                None if kind == "tool" => self.source.tools.iter().map(|tool| tool.name.as_str()).collect(),
                None => vec!["name"],
            };
            let found = Diagnostic::new(
                &INVALID_SPEC,
                Location::new(page.file, span),
                format!("the plugin has no {kind} `{name}`"),
            );
            self.problems.push(found.did_you_mean(nearest(&name, known)));
        }
        said
    }

    /// A command with its arguments, as a user types it.
    pub(super) fn usage(&self, command: &str, arguments: &str) -> String {
        let invocation = invocation(self.wording, self.source, command);
        format!("{invocation} {arguments}").trim_end().to_owned()
    }

    /// The link from a page to a component of the same plugin; `None` when it leads nowhere on this host.
    pub(super) fn link(&self, page: &Page<'_>, kind: ComponentKind, name: &str) -> Option<String> {
        let is_document = |path: &&Utf8PathBuf| path.extension() == Some("md");
        let target = self.paths.get(&(kind, name.to_owned())).filter(is_document)?;
        let from = self.path_of(page);
        if !is_document(&&from) {
            return None;
        }
        Some(relative(&from, target))
    }

    /// Where a page lies below the plugin.
    pub(super) fn path_of(&self, page: &Page<'_>) -> Utf8PathBuf {
        let own = page.own.and_then(|(kind, name)| self.paths.get(&(kind, name.to_owned())));
        match (own, page.is_reference) {
            (Some(path), true) => path.with_file_name("references/PAGE.md"),
            (Some(path), false) => path.clone(),
            (None, _) => "README.md".into(),
        }
    }

    /// The tool of this name; loading the specs has proven that it exists.
    pub(super) fn tool(&self, name: &str) -> Option<&'p Tool> {
        self.source.tools.iter().find(|tool| tool.name == name)
    }

    /// Renders a template; a failure becomes a finding.
    pub(super) fn template(
        &mut self,
        name: &str,
        values: impl serde::Serialize,
        spec: &Arc<SourceFile>,
    ) -> Option<String> {
        match self.templates.render(name, values, spec) {
            Ok(text) => Some(text),
            Err(found) => {
                self.problems.push(*found);
                None
            }
        }
    }

    /// The API description, or a finding at the place that asks for it.
    pub(super) fn api(&mut self, file: &Arc<SourceFile>, name: &Spanned<String>) -> Option<&'p Description> {
        if self.api.is_none() {
            let place = Location::new(file, name.span);
            let found = Diagnostic::new(&INVALID_SPEC, place, "the plugin has no API description");
            self.problems.push(found.help("name an OpenAPI file with `api` in plugin.yaml"));
        }
        self.api
    }

    /// The operation `GET /Tickets`, or a finding.
    pub(super) fn endpoint(&mut self, file: &Arc<SourceFile>, name: &Spanned<String>) -> Option<Endpoint> {
        let api = self.api(file, name)?;
        let (method, path) = name.value.split_once(' ').unwrap_or((&name.value, ""));
        let found = api.operation(method, path).map(|operation| Endpoint::of(&operation));
        if found.is_none() {
            let known: Vec<String> = api.operations().map(|operation| operation.name()).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.unknown(file, name, "the API description has no operation", &known);
        }
        found
    }

    /// The Markdown of a request, or a finding.
    pub(super) fn request(&mut self, file: &Arc<SourceFile>, request: &Request) -> Option<String> {
        let endpoint = self.endpoint(file, &request.operation)?;
        let needs_host = [("headers", request.headers), ("curl", request.curl)].into_iter().find(|(_, is_set)| *is_set);
        let (Some((key, _)), None) = (needs_host, &endpoint.host) else {
            return Some(markdown(request, &endpoint));
        };
        let place = Location::new(file, request.operation.span);
        let found = Diagnostic::new(
            &INVALID_SPEC,
            place,
            format!("`{key}` shows the host, and the API description names none"),
        );
        self.problems
            .push(found.help("add `servers` with the API's address to the API description, or remove the key"));
        None
    }

    /// Says that a spec names something that nobody defines.
    pub(super) fn unknown(&mut self, file: &Arc<SourceFile>, name: &Spanned<String>, what: &str, known: &[&str]) {
        let message = format!("{what} `{}`", name.value);
        let found = Diagnostic::new(&INVALID_SPEC, Location::new(file, name.span), message);
        let found = found.did_you_mean(nearest(&name.value, known.iter().copied()));
        self.problems.push(match self.api {
            Some(api) => found.help(format!("see {}", api.file().path())),
            None => found,
        });
    }
}

/// The path of a file from another file, both below one folder.
pub(super) fn relative(from: &Utf8Path, to: &Utf8Path) -> String {
    let folder = from.parent().unwrap_or(Utf8Path::new(""));
    let shared = folder.ancestors().find(|shared| to.starts_with(shared)).unwrap_or(Utf8Path::new(""));
    let up = folder.components().count() - shared.components().count();
    let below = to.strip_prefix(shared).unwrap_or(to);
    format!("{}{below}", "../".repeat(up))
}
