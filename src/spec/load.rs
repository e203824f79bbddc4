//! Reads a spec folder: the marketplace, and for each plugin its own folder.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::INVALID_SPEC;
use super::acceptance::AcceptanceSpec;
use super::component::{ComponentKind, ComponentSpec};
use super::fields::{Decode, Decoder, Spanned};
use super::folder::{Component, Copied, Form};
use super::load_server::ServerSource;
pub use super::plugin::Listed;
use super::plugin::{MarketplaceSpec, PluginSpec};
use super::section::{Block, PageSpec, Section, ToolList};
use super::targets::Target;
use super::tool::ToolSpec;
use crate::diag::{Diagnostic, nearest};
use crate::source::{Location, SourceFile};

/// A spec with the file it was read from, so that later findings can point at it.
#[derive(Debug, Clone)]
pub struct Source<T> {
    /// The file.
    pub file: Arc<SourceFile>,
    /// What it says.
    pub spec: T,
}

/// All specs of one spec folder.
#[derive(Debug)]
pub struct Project {
    /// The folder they were read from.
    pub folder: Utf8PathBuf,
    /// The marketplace that lists the plugins; without one, they are built alone.
    pub marketplace: Option<Market>,
    /// The plugins in order.
    pub plugins: Vec<PluginSource>,
    /// Files of the marketplace that belong to no plugin, to copy.
    pub files: Vec<Copied>,
}

/// The marketplace's own spec.
#[derive(Debug)]
pub enum Market {
    /// `marketplace.yaml`
    Structured(Source<MarketplaceSpec>),
    /// `marketplace.json`, whose text is kept but for the entries of the plugins that are built here.
    AsItIs(Copied),
}

/// All specs of one plugin.
#[derive(Debug)]
pub struct PluginSource {
    /// The folder they were read from.
    pub folder: Utf8PathBuf,
    /// Identity and servers.
    pub plugin: Source<PluginSpec>,
    /// Skills, commands, agents and output styles; each kind in the order of the manifest, then by name.
    pub components: Vec<Component>,
    /// The README, when it is not copied as it is.
    pub readme: Option<Form<PageSpec>>,
    /// Files to copy.
    pub files: Vec<Copied>,
    /// The requirements, when the plugin has them as data.
    pub acceptance: Option<Source<AcceptanceSpec>>,
    /// The MCP server's tools, when the plugin has them as data.
    pub server: Option<ServerSource>,
    /// Tools that the components may name, from `tools/`.
    pub tools: Vec<Tool>,
    /// The hosts to build for besides Claude Code, each once.
    pub targets: Vec<Target>,
}

/// A tool of an MCP server, as far as pages speak of it.
#[derive(Debug, Clone)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// What it does.
    pub description: String,
    /// Whether it changes something.
    pub writes: bool,
    /// The toolset that it belongs to, when the server has toolsets.
    pub toolset: Option<String>,
    /// Whether its answer tells how the server is configured.
    pub tells_configuration: bool,
    /// The server's key in `mcp`.
    pub server: String,
}

/// The files that make a folder of specs a marketplace.
const MARKETPLACES: [&str; 2] = ["marketplace.yaml", "marketplace.json"];

fn is_marketplace(folder: &Utf8Path) -> bool {
    MARKETPLACES.iter().any(|name| folder.join(name).is_file())
}

/// The folders below `folder` that hold a marketplace of their own, by name; and `folder` itself in front, unless it holds
/// nothing else.
#[must_use]
pub fn spec_folders(folder: &Utf8Path) -> Vec<Utf8PathBuf> {
    let entries = folder.read_dir_utf8().into_iter().flatten().flatten();
    let mut folders: Vec<Utf8PathBuf> = entries.map(|entry| entry.path().to_owned()).collect();
    folders.sort();
    let is_plugin = |folder: &Utf8PathBuf| folder.join("plugin.yaml").is_file();
    let holds_own = is_marketplace(folder) || folders.iter().any(is_plugin);
    folders.retain(|folder| is_marketplace(folder) && !is_plugin(folder));
    if holds_own || folders.is_empty() {
        folders.insert(0, folder.to_owned());
    }
    folders
}

/// The result of reading a spec folder: the project when nothing is wrong, else what is.
pub type Loaded = Result<Project, Vec<Diagnostic>>;

/// Reads every spec below `folder`; with `only`, the plugin of that name alone.
///
/// # Errors
/// When the folder holds no specs, or no plugin of the name asked for. What is wrong inside the files is in the inner
/// result, all at once.
pub fn load(folder: &Utf8Path, only: Option<&str>) -> anyhow::Result<Loaded> {
    let mut loader = Loader::default();
    let mut present: Vec<String> = Vec::new();
    let mut files = Vec::new();
    let mut marketplace = None;
    if !folder.is_dir() {
        anyhow::bail!(
            "cannot read the specs: no folder {folder}; `plugin-gen new plugin NAME` writes the first spec, `plugin-gen import PATH` makes specs of a plugin or marketplace"
        );
    }
    for item in loader.items(folder) {
        match (item.name.as_str(), item.is_folder) {
            ("marketplace.yaml", false) => {
                let Some(text) = loader.text(&item.path) else { continue };
                marketplace =
                    loader.decode::<MarketplaceSpec>(&item.path, text).map(Market::Structured).or(marketplace);
            }
            ("marketplace.json", false) => {
                let copy = loader.copy(&item.path, item.name.clone().into()).map(Market::AsItIs);
                marketplace = marketplace.or(copy);
            }
            ("files", true) => files = loader.copies(&item.path, Utf8Path::new("")),
            (name, true) if item.path.join("plugin.yaml").is_file() => present.push(name.to_owned()),
            (name, _) if name.starts_with("plugin-gen") || name.starts_with('.') => {}
            // A marketplace of its own, see `spec_folders`.
            (_, true) if is_marketplace(&item.path) => {}
            (_, true) => {
                let help = "add `plugin.yaml`, or move the folder below `files/`".to_owned();
                loader.problem_at(&item.path, format!("no `plugin.yaml` in `{}`", item.name), Some(help));
            }
            _ => loader.unread(&item, &[MARKETPLACES[0], MARKETPLACES[1], "files"]),
        }
    }
    if MARKETPLACES.iter().all(|name| folder.join(name).is_file()) {
        let help = "remove one of the two".to_owned();
        let message = "the marketplace is written twice, as YAML and as JSON".to_owned();
        loader.problem_at(&folder.join(MARKETPLACES[1]), message, Some(help));
    }
    if present.is_empty() && marketplace.is_none() && loader.problems.is_empty() {
        anyhow::bail!(
            "no specs in {folder}: neither `marketplace.yaml` nor a folder with a `plugin.yaml`; `plugin-gen new plugin NAME` writes the first spec, `plugin-gen import PATH` makes specs of a plugin or marketplace"
        );
    }
    let names = match &marketplace {
        Some(Market::Structured(market)) => loader.listed(folder, market, &present),
        _ => present,
    };
    let mut plugins: Vec<_> = names.iter().map(|name| loader.plugin(&folder.join(name))).collect();
    loader.targets(marketplace.as_ref(), plugins.iter_mut().flatten());
    if let Some(only) = only {
        let is_wanted = |source: &PluginSource| source.plugin.spec.name.value == only;
        let known: Vec<String> = plugins.iter().flatten().map(|source| source.plugin.spec.name.value.clone()).collect();
        if !known.iter().any(|name| name == only) && loader.problems.is_empty() {
            anyhow::bail!("{folder} has no plugin `{only}`; it has {}", known.join(", "));
        }
        plugins.retain(|source| source.as_ref().is_none_or(is_wanted));
    }
    let plugins: Option<Vec<_>> = plugins.into_iter().collect();
    Ok(match plugins {
        Some(plugins) if loader.problems.is_empty() => {
            Ok(Project { folder: folder.to_owned(), marketplace, plugins, files })
        }
        _ => Err(loader.problems),
    })
}

/// What is wrong with one spec file by itself; `path` below the spec folder says which kind of spec it is.
#[must_use]
pub fn check_text(path: &Utf8Path, text: &str) -> Vec<Diagnostic> {
    let mut loader = Loader::default();
    let text = text.to_owned();
    let folder = path.parent().and_then(Utf8Path::file_name);
    match (folder, path.file_name()) {
        (_, Some("marketplace.yaml")) => drop(loader.decode::<MarketplaceSpec>(path, text)),
        (_, Some("plugin.yaml")) => drop(loader.decode::<PluginSpec>(path, text)),
        (_, Some("acceptance.yaml")) => drop(loader.decode::<AcceptanceSpec>(path, text)),
        (_, Some("server.yaml")) => drop(loader.decode::<super::server::ServerSpec>(path, text)),
        (_, Some("README.yaml")) => drop(loader.decode::<PageSpec>(path, text)),
        (Some("tools"), _) => drop(loader.decode::<ToolSpec>(path, text)),
        (Some("skills" | "commands" | "agents"), _) => drop(loader.decode::<ComponentSpec>(path, text)),
        _ => {}
    }
    loader.problems
}

#[derive(Default)]
pub(super) struct Loader {
    pub(super) problems: Vec<Diagnostic>,
    /// Components that are there and cannot be read: nothing that names them is wrong.
    pub(super) unreadable: Vec<(ComponentKind, String)>,
}

impl Loader {
    /// Reads and decodes one file; `named_by` is the place that asked for it.
    pub(super) fn read<T: Decode>(&mut self, path: &Utf8Path, named_by: Location) -> Option<Source<T>> {
        match std::fs::read(path).map(String::from_utf8) {
            Ok(Ok(text)) => self.decode(path, text),
            Ok(Err(error)) => {
                let message = format!("{path} is not UTF-8 from byte {} on", error.utf8_error().valid_up_to());
                self.problems.push(Diagnostic::new(&INVALID_SPEC, named_by, message));
                None
            }
            Err(error) => {
                let found =
                    Diagnostic::new(&INVALID_SPEC, named_by, format!("cannot read {path}")).label(error.to_string());
                self.problems.push(found.help(format!("write {path}, or remove its name from this list")));
                None
            }
        }
    }

    pub(super) fn decode<T: Decode>(&mut self, path: &Utf8Path, text: String) -> Option<Source<T>> {
        let file = SourceFile::new(path, text);
        let mut decoder = Decoder::new(&file, &INVALID_SPEC);
        let spec = decoder.read_yaml().and_then(|root| T::decode(&root, &mut decoder));
        self.problems.append(&mut decoder.problems);
        Some(Source { file, spec: spec? })
    }

    /// The folders that a marketplace builds, in its order: all when it lists none, else a folder that it does not list is a
    /// finding.
    fn listed(&mut self, folder: &Utf8Path, market: &Source<MarketplaceSpec>, present: &[String]) -> Vec<String> {
        let built = |listed: &Listed| match listed {
            Listed::Built(name) => Some(name.clone()),
            Listed::Foreign(_) => None,
        };
        let listed: Vec<Spanned<String>> = market.spec.plugins.iter().filter_map(built).collect();
        if listed.is_empty() {
            return present.to_vec();
        }
        for name in listed.iter().filter(|name| !present.contains(&name.value)) {
            let path = folder.join(&name.value).join("plugin.yaml");
            let found =
                Diagnostic::new(&INVALID_SPEC, Location::new(&market.file, name.span), format!("cannot read {path}"));
            let found = found.did_you_mean(nearest(&name.value, present.iter().map(String::as_str)));
            self.problems.push(found.help(format!("write {path}, or remove `{}` from this list", name.value)));
        }
        for name in present.iter().filter(|name| !listed.iter().any(|listed| listed.value == **name)) {
            let message = format!("`{}` does not list the plugin `{name}`", market.file.path());
            self.problem_at(&folder.join(name).join("plugin.yaml"), message, Some("add it to `plugins`".to_owned()));
        }
        listed.into_iter().map(|name| name.value).filter(|name| present.contains(name)).collect()
    }

    fn plugin(&mut self, folder: &Utf8Path) -> Option<PluginSource> {
        let path = folder.join("plugin.yaml");
        let plugin: Option<Source<PluginSpec>> = self.read(&path, Location::start_of(&SourceFile::new(&path, "")));
        let (mut components, mut files) = (Vec::new(), Vec::new());
        for kind in ComponentKind::ALL {
            let (mut found, beside) = self.components(folder, kind);
            if let Some(plugin) = &plugin {
                self.in_order(plugin, kind, &mut found);
            }
            components.extend(found);
            files.extend(beside);
        }
        let (mut readme, mut acceptance) = (None, None);
        let api = plugin.as_ref().and_then(|plugin| plugin.spec.api.as_ref()).map(|api| api.value.as_str());
        let known = [
            "plugin.yaml",
            "README.yaml",
            "README.md.j2",
            "acceptance.yaml",
            "server.yaml",
            "tools",
            "files",
            "skills",
            "commands",
            "agents",
            "output-styles",
        ];
        for item in self.items(folder) {
            let place = Location::start_of(&SourceFile::new(&item.path, ""));
            match (item.name.as_str(), item.is_folder) {
                ("README.yaml", false) => readme = self.read(&item.path, place).map(Form::Structured),
                ("README.md.j2", false) => {
                    readme = self.text(&item.path).map(|text| Form::Template(SourceFile::new(&item.path, text)));
                }
                ("acceptance.yaml", false) => acceptance = self.read(&item.path, place),
                ("files", true) => files.extend(self.copies(&item.path, Utf8Path::new(""))),
                ("plugin.yaml" | "server.yaml", false)
                | ("tools" | "skills" | "commands" | "agents" | "output-styles", true) => {}
                (name, _) if name.starts_with('.') || api.is_some_and(|api| api.split('/').next() == Some(name)) => {}
                _ => self.unread(&item, &known),
            }
        }
        let plugin = plugin?;
        let server = match folder.join("server.yaml").exists() {
            true => Some(self.server(folder)?),
            false => None,
        };
        let tools = self.tools_of(folder, &plugin, server.as_ref());
        let source = PluginSource {
            folder: folder.to_owned(),
            plugin,
            components,
            readme,
            files,
            acceptance,
            server,
            tools,
            targets: Vec::new(),
        };
        self.references(&source);
        Some(source)
    }

    /// Puts components in the order of the manifest; one that is missing on either side is a finding.
    fn in_order(&mut self, plugin: &Source<PluginSpec>, kind: ComponentKind, components: &mut [Component]) {
        let Some(names) = plugin.spec.names(kind.folder()) else { return };
        let is_here = |name: &str| components.iter().any(|one| one.name == name) || self.cannot_read(kind, name);
        let missing: Vec<_> = names.iter().filter(|name| !is_here(&name.value)).collect();
        for name in missing {
            let known = components.iter().map(|component| component.name.as_str());
            let message = format!("no {} `{}` in {}/", kind.word(), name.value, kind.folder());
            let found = Diagnostic::new(&INVALID_SPEC, Location::new(&plugin.file, name.span), message);
            let found = found.did_you_mean(nearest(&name.value, known));
            self.problems.push(found.help(format!(
                "write `{}/{}.yaml`, or remove the name",
                kind.folder(),
                name.value
            )));
        }
        for component in components.iter().filter(|one| !names.iter().any(|name| name.value == one.name)) {
            let place = plugin.spec.field(kind.folder()).map_or_else(Default::default, |node| node.span);
            let message = format!("`{}` does not list the {} `{}`", kind.folder(), kind.word(), component.name);
            let found = Diagnostic::new(&INVALID_SPEC, Location::new(&plugin.file, place), message);
            self.problems.push(
                found.help(format!("add `{}`: Claude Code does not load what the list leaves out", component.name)),
            );
        }
        components.sort_by_key(|component| names.iter().position(|name| name.value == component.name));
    }

    pub(super) fn same_name(&mut self, file: &Arc<SourceFile>, name: &Spanned<String>, expected: &str, whose: &str) {
        if name.value != expected {
            let message = format!("expected the name `{expected}`, found `{}`", name.value);
            let found = Diagnostic::new(&INVALID_SPEC, Location::new(file, name.span), message);
            self.problems.push(found.label(format!("differs from {whose}'s name")));
        }
    }

    fn cannot_read(&self, kind: ComponentKind, name: &str) -> bool {
        self.unreadable.iter().any(|(unreadable, known)| *unreadable == kind && known == name)
    }

    /// Names of components and tools that a page mentions must exist.
    fn references(&mut self, source: &PluginSource) {
        let tools: Vec<&str> = source.tools.iter().map(|tool| tool.name.as_str()).collect();
        let mut mentioned = Vec::new();
        for (file, page) in source.pages() {
            let is_readme = file.path().file_name() == Some("README.yaml");
            for block in page.all_blocks() {
                let names: Vec<&Spanned<String>> = match &block.value {
                    // The README lists every tool of its own accord; it says nothing about when to use one.
                    Block::Tools(ToolList::All) if is_readme => Vec::new(),
                    Block::Tools(ToolList::All) => {
                        mentioned.extend(tools.iter().map(|name| (*name).to_owned()));
                        Vec::new()
                    }
                    Block::Tools(ToolList::Named(names)) => names.iter().collect(),
                    Block::Steps(steps) => steps.iter().flat_map(|step| &step.tools).collect(),
                    Block::Related(related) => {
                        for one in related
                            .iter()
                            .filter(|one| !self.cannot_read(one.kind, &one.name.value))
                            .collect::<Vec<_>>()
                        {
                            let known = source.of_kind(one.kind).map(|component| component.name.as_str()).collect();
                            self.exists(file, &one.name, one.kind.word(), &known);
                        }
                        Vec::new()
                    }
                    _ => Vec::new(),
                };
                for name in names {
                    self.exists(file, name, "tool", &tools);
                    mentioned.push(name.value.clone());
                }
            }
        }
        // A template can mention tools in any way, and a page that is copied as well.
        let is_complete =
            self.unreadable.is_empty() && source.components.iter().all(|component| component.spec().is_some());
        let components = source.components.iter().filter_map(|component| match &component.form {
            Form::Structured(source) => Some(source.file.text()),
            _ => None,
        });
        let components: Vec<&str> = components.collect();
        let is_mentioned = |name: &String| {
            let code = format!("`{name}`");
            mentioned.contains(name) || components.iter().any(|text| text.contains(&code))
        };
        let own = source.server.iter().flat_map(|server| &server.tools);
        for tool in own.filter(|tool| is_complete && !is_mentioned(&tool.spec.name.value)) {
            let message = format!("no skill or command mentions the tool `{}`", tool.spec.name.value);
            let found = Diagnostic::new(&INVALID_SPEC, Location::new(&tool.file, tool.spec.name.span), message);
            self.problems.push(found.help("say in the text of a skill when to use it, or list it under `tools` there"));
        }
    }

    fn exists(&mut self, file: &Arc<SourceFile>, name: &Spanned<String>, kind: &str, known: &Vec<&str>) {
        if known.contains(&name.value.as_str()) {
            return;
        }
        let message = format!("the plugin has no {kind} `{}`", name.value);
        let found = Diagnostic::new(&INVALID_SPEC, Location::new(file, name.span), message);
        let found = found.did_you_mean(nearest(&name.value, known.iter().copied()));
        self.problems.push(match known.as_slice() {
            [] if kind == "tool" => found.help("tools are described in tools/, one file each, next to server.yaml; or by a recorded tools/list response, tools/SERVER.json"),
            [] => found,
            known => found.help(format!("its {kind}s are {}", known.join(", "))),
        });
    }
}

impl PluginSource {
    /// The components of one kind.
    pub fn of_kind(&self, kind: ComponentKind) -> impl Iterator<Item = &Component> {
        self.components.iter().filter(move |component| component.kind == kind)
    }

    /// The name under which a marketplace lists the plugin.
    #[must_use]
    pub fn listed_name(&self) -> &str {
        let spec = &self.plugin.spec;
        let listed = spec.entry.iter().find(|entry| entry.key == "name").and_then(|entry| entry.value.as_str());
        listed.unwrap_or(&spec.name.value)
    }

    /// The plugin's folder below the marketplace's root.
    #[must_use]
    pub fn path(&self) -> &Utf8Path {
        match &self.plugin.spec.path {
            Some(path) if path.value == "." => Utf8Path::new(""),
            Some(path) => Utf8Path::new(&path.value),
            None => Utf8Path::new(self.folder.file_name().unwrap_or_default()),
        }
    }

    /// Every structured page of the plugin, with the file that it is written in.
    fn pages(&self) -> impl Iterator<Item = (&Arc<SourceFile>, &Section)> {
        let structured = self.components.iter().filter_map(|component| match &component.form {
            Form::Structured(source) => Some(source),
            _ => None,
        });
        let components = structured.flat_map(|source| {
            let references = source.spec.references.iter().map(|reference| &reference.page);
            std::iter::once(&source.spec.page).chain(references).map(|page| (&source.file, page))
        });
        let readme = self.readme.iter().filter_map(|readme| match readme {
            Form::Structured(source) => Some((&source.file, &source.spec.page)),
            _ => None,
        });
        components.chain(readme)
    }
}

/// The file of a plugin's spec folder that a generated file is made from. `path` may begin with the plugin's own folder.
#[must_use]
pub fn spec_of(folder: &Utf8Path, path: &Utf8Path) -> Option<Utf8PathBuf> {
    let is_file = |path: &Utf8PathBuf| path.is_file();
    let mut below = path;
    loop {
        let page = below.as_str().strip_suffix("/SKILL.md").or_else(|| below.as_str().strip_suffix(".md"));
        let forms = page.map(|page| [".yaml", ".md.j2", ".md"].map(|form| format!("{page}{form}")));
        let copies = [below.to_string(), format!("{below}.j2"), format!("files/{below}")];
        let candidates = forms.into_iter().flatten().chain(copies);
        if let Some(spec) = candidates.map(|candidate| folder.join(candidate)).find(is_file) {
            return Some(spec);
        }
        let mut parts = below.components();
        parts.next()?;
        below = parts.as_path();
        if below.as_str().is_empty() {
            let is_json = matches!(path.file_name(), Some("plugin.json" | ".mcp.json"));
            return Some(folder.join("plugin.yaml")).filter(|plugin| is_json && plugin.is_file());
        }
    }
}

/// The YAML files of a folder in order; none when it cannot be read.
pub(super) fn yaml_files(folder: &Utf8Path) -> Vec<Utf8PathBuf> {
    let entries = folder.read_dir_utf8().into_iter().flatten().flatten();
    let mut paths: Vec<Utf8PathBuf> = entries.map(|entry| entry.path().to_owned()).collect();
    paths.retain(|path| path.extension() == Some("yaml"));
    paths.sort();
    paths
}
