//! Specs to the whole tree in memory. Pure: it reads nothing and the same specs give the same bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::bundle::Bundle;
use super::manifest::{bundled_path, mcp_json, plugin_json, runs_specs};
use super::notation::{Speaker, UnknownName, invocation};
use super::page::{self, Page};
use super::request::Endpoint;
use super::targets::{self, LeftOut};
use super::templates::Templates;
use super::{component, json};
use crate::diag::{Diagnostic, nearest};
use crate::hosts::{Wording, claude};
use crate::openapi::Description;
use crate::plugin::MANIFEST;
use crate::source::{Location, SourceFile, Span};
use crate::spec::compiled::{SPECS_FILE, Specs};
use crate::spec::component::ComponentKind;
use crate::spec::fields::Spanned;
use crate::spec::folder::{Copied, Form};
use crate::spec::load::Tool;
use crate::spec::section::Launch;
use crate::spec::{INVALID_SPEC, PluginSource};

/// Choices of one run.
#[derive(Debug, Clone, Default)]
pub struct PlanOptions {
    /// The folder, below the marketplace's root, that plugins go to.
    pub below: Utf8PathBuf,
    /// The server's programs to put into the plugin, in place of starting it through `npx`.
    pub bundle: Option<Bundle>,
}

/// The files of one plugin, by path below the marketplace's root, and the spec each was made from.
#[derive(Debug, Default)]
pub struct Plan {
    /// Name of the plugin.
    pub plugin: String,
    /// Its folder below the marketplace's root.
    pub folder: Utf8PathBuf,
    /// Each file.
    pub files: BTreeMap<Utf8PathBuf, Planned>,
    /// The platforms of the programs inside it; empty when it starts its server through `npx`.
    pub bundled: Vec<String>,
    /// What the trees for other hosts do not have.
    pub left_out: Vec<LeftOut>,
}

/// A file that is to be written.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Its content.
    pub bytes: Vec<u8>,
    /// Whether it may be run.
    pub executable: bool,
    /// The spec it was made from.
    pub made_from: Arc<SourceFile>,
    /// Whether it is a copy of that spec, so that places in one are places in the other.
    pub is_copy: bool,
}

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

/// Renders every file of a plugin. `marketplace` is the name of the marketplace that lists it.
///
/// # Errors
/// Everything that a spec names and nobody defines, and every template that cannot be rendered.
pub fn plan(
    source: &PluginSource,
    marketplace: &str,
    api: Option<&Description>,
    templates: &Templates,
    options: &PlanOptions,
) -> Result<Plan, Vec<Diagnostic>> {
    let spec = &source.plugin.spec;
    let paths = source.components.iter().map(|component| {
        ((component.kind, component.name.clone()), Utf8PathBuf::from(component.kind.path(&component.name)))
    });
    let mut rendering = Rendering {
        source,
        marketplace,
        api,
        templates,
        bundle: options.bundle.as_ref(),
        wording: &claude::WORDING,
        paths: paths.collect(),
        problems: Vec::new(),
    };
    let mut files = Files { folder: options.below.join(source.path()), ..Files::default() };
    let own = &source.plugin.file;
    if spec.has_manifest {
        files.put(MANIFEST, json::file(&plugin_json(spec)), own);
    }
    if let Some(servers) = mcp_json(spec, rendering.launch()) {
        files.put(".mcp.json", json::file(&servers), own);
    }
    if let (Some(server), true) = (&source.server, spec.own_server().is_some_and(|(_, server)| runs_specs(server))) {
        let specs = Specs::of(server, api.map(|api| api.file().text()));
        files.put(SPECS_FILE, specs.to_file(), &server.server.file);
    }
    if let Some(bundle) = &options.bundle {
        match spec.own_server().and_then(|(_, server)| bundled_path(server)) {
            Some(path) => {
                for (path, bytes) in bundle.files(&path) {
                    files.add(&path, Planned { bytes, executable: true, made_from: Arc::clone(own), is_copy: false });
                }
            }
            None => rendering.problems.push(
                Diagnostic::new(
                    &INVALID_SPEC,
                    Location::start_of(own),
                    "no MCP server of this plugin comes from a package",
                )
                .help("`--bundle` replaces the package of a server; name it with `package` and `version`"),
            ),
        }
    }
    for component in &source.components {
        let path = component.kind.path(&component.name);
        match &component.form {
            Form::AsItIs(copy) => files.copy(copy),
            Form::Structured(spec) => {
                if let Some(text) = component::render(&mut rendering, (component.kind, &component.name), spec) {
                    files.put(&path, text, &spec.file);
                }
                for reference in &spec.spec.references {
                    let page = Page {
                        file: &spec.file,
                        own: Some((component.kind, &component.name)),
                        spec: None,
                        is_reference: true,
                    };
                    if let Some(text) = page::render(&mut rendering, &page, &reference.page) {
                        files.put(&reference.path(&component.name), text, &spec.file);
                    }
                }
            }
            Form::Template(file) => {
                if let Some(text) = page::expand(&mut rendering, file, Some((component.kind, &component.name))) {
                    files.put(&path, text, file);
                }
            }
        }
    }
    match &source.readme {
        Some(Form::Structured(readme)) => {
            let page = Page { file: &readme.file, own: None, spec: None, is_reference: false };
            if let Some(text) = page::render(&mut rendering, &page, &readme.spec.page) {
                files.put("README.md", text, &readme.file);
            }
        }
        Some(Form::Template(file)) => {
            if let Some(text) = page::expand(&mut rendering, file, None) {
                files.put("README.md", text, file);
            }
        }
        _ => {}
    }
    source.files.iter().for_each(|copy| files.copy(copy));
    let left_out = targets::add(&mut rendering, &mut files, &options.below);
    let mut problems = rendering.problems;
    problems.append(&mut files.problems);
    match problems.is_empty() {
        true => Ok(Plan {
            plugin: spec.name.value.clone(),
            folder: files.folder,
            files: files.planned,
            bundled: options.bundle.as_ref().map(Bundle::names).unwrap_or_default(),
            left_out,
        }),
        false => Err(problems),
    }
}

/// The files planned so far.
#[derive(Default)]
pub(super) struct Files {
    /// The folder of the plugin, below the marketplace's root.
    pub(super) folder: Utf8PathBuf,
    planned: BTreeMap<Utf8PathBuf, Planned>,
    problems: Vec<Diagnostic>,
}

impl Files {
    /// Goes on in another folder.
    pub(super) fn in_folder<T>(&mut self, folder: Utf8PathBuf, write: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.folder, folder);
        let written = write(self);
        self.folder = outer;
        written
    }

    pub(super) fn put(&mut self, path: &str, text: String, made_from: &Arc<SourceFile>) {
        let made_from = Arc::clone(made_from);
        self.add(path, Planned { bytes: text.into_bytes(), executable: false, made_from, is_copy: false });
    }

    pub(super) fn copy(&mut self, copy: &Copied) {
        self.add(copy.target.as_str(), copied(copy));
    }

    pub(super) fn add(&mut self, path: &str, planned: Planned) {
        let target = self.folder.join(path);
        if let Some(first) = self.planned.get(&target) {
            self.problems.push(written_twice(&target, first, &planned));
        }
        self.planned.insert(target, planned);
    }
}

/// The files that several plugins, or a plugin and the marketplace, would write. `trees` are the files of each.
pub fn overlaps<'p>(trees: impl Iterator<Item = &'p BTreeMap<Utf8PathBuf, Planned>>) -> Vec<Diagnostic> {
    let (mut seen, mut problems) = (BTreeMap::new(), Vec::new());
    for (path, planned) in trees.flatten() {
        if let Some(first) = seen.insert(path, planned) {
            problems.push(written_twice(path, first, planned));
        }
    }
    problems
}

fn written_twice(path: &Utf8Path, first: &Planned, second: &Planned) -> Diagnostic {
    let message = format!("`{path}` is written by two specs");
    Diagnostic::new(&INVALID_SPEC, Location::start_of(&second.made_from), message)
        .help(format!("the other one is {}; remove one of the two", first.made_from.path()))
}

/// The path of a file from another file, both below one folder.
pub(super) fn relative(from: &Utf8Path, to: &Utf8Path) -> String {
    let folder = from.parent().unwrap_or(Utf8Path::new(""));
    let shared = folder.ancestors().find(|shared| to.starts_with(shared)).unwrap_or(Utf8Path::new(""));
    let up = folder.components().count() - shared.components().count();
    let below = to.strip_prefix(shared).unwrap_or(to);
    format!("{}{below}", "../".repeat(up))
}

/// A file that is copied, as a planned one.
#[must_use]
pub fn copied(copy: &Copied) -> Planned {
    let made_from = SourceFile::new(&copy.source, "");
    Planned { bytes: copy.bytes.clone(), executable: copy.executable, made_from, is_copy: true }
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
        let found = api.operation(method, path).and_then(|operation| Endpoint::of(&operation));
        if found.is_none() {
            let known: Vec<String> = api.operations().map(|operation| operation.name()).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.unknown(file, name, "the API description has no operation", &known);
        }
        found
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
