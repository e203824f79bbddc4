//! Reads a spec folder: `marketplace.yaml`, and for each plugin its own folder.

use std::sync::Arc;

use anyhow::Context;
use camino::{Utf8Path, Utf8PathBuf};

use super::INVALID_SPEC;
use super::acceptance::AcceptanceSpec;
use super::component::{ComponentKind, ComponentSpec};
use super::fields::{Decode, Decoder, Spanned};
use super::load_server::ServerSource;
use super::plugin::{MarketplaceSpec, PluginSpec};
use super::section::{Block, PageSpec, Section, ToolList};
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

/// All specs of one marketplace.
#[derive(Debug)]
pub struct Project {
    /// The folder they were read from.
    pub folder: Utf8PathBuf,
    /// The marketplace.
    pub marketplace: Source<MarketplaceSpec>,
    /// Its plugins in order.
    pub plugins: Vec<PluginSource>,
}

/// All specs of one plugin.
#[derive(Debug)]
pub struct PluginSource {
    /// The folder they were read from.
    pub folder: Utf8PathBuf,
    /// Identity and server.
    pub plugin: Source<PluginSpec>,
    /// Skills in the order of the manifest.
    pub skills: Vec<Source<ComponentSpec>>,
    /// Commands in the order of the manifest.
    pub commands: Vec<Source<ComponentSpec>>,
    /// The README, when the plugin has one as data.
    pub readme: Option<Source<PageSpec>>,
    /// The requirements, when the plugin has them as data.
    pub acceptance: Option<Source<AcceptanceSpec>>,
    /// The MCP server's tools, when the plugin has them as data.
    pub server: Option<ServerSource>,
}

/// What came of reading a spec folder: the project when nothing is wrong, else what is.
pub type Loaded = Result<Project, Vec<Diagnostic>>;

/// Reads every spec below `folder`; with `only`, the plugin of that name alone.
///
/// # Errors
/// When the folder holds no `marketplace.yaml` that can be read, or lists no plugin of the name asked for. What is wrong
/// inside the files is in the inner result, all at once.
pub fn load(folder: &Utf8Path, only: Option<&str>) -> anyhow::Result<Loaded> {
    let mut loader = Loader { problems: Vec::new() };
    let path = folder.join("marketplace.yaml");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read the specs: {path}"))?;
    let Some(marketplace) = loader.decode::<MarketplaceSpec>(&path, text) else { return Ok(Err(loader.problems)) };
    let listed: Vec<&Spanned<String>> =
        marketplace.spec.plugins.iter().filter(|name| only.is_none_or(|only| name.value == only)).collect();
    if let (true, Some(only)) = (listed.is_empty(), only) {
        let names: Vec<&str> = marketplace.spec.plugins.iter().map(|name| name.value.as_str()).collect();
        anyhow::bail!("{path} lists no plugin `{only}`; it lists {}", names.join(", "));
    }
    let plugins: Vec<_> = listed.into_iter().map(|name| loader.plugin(folder, &marketplace.file, name)).collect();
    let plugins: Option<Vec<_>> = plugins.into_iter().collect();
    Ok(match plugins {
        Some(plugins) if loader.problems.is_empty() => Ok(Project { folder: folder.to_owned(), marketplace, plugins }),
        _ => Err(loader.problems),
    })
}

/// What is wrong with one spec file by itself; `path` below the spec folder says which kind of spec it is.
#[must_use]
pub fn check_text(path: &Utf8Path, text: &str) -> Vec<Diagnostic> {
    let mut loader = Loader { problems: Vec::new() };
    let text = text.to_owned();
    let folder = path.parent().and_then(Utf8Path::file_name);
    match (folder, path.file_name()) {
        (_, Some("marketplace.yaml")) => drop(loader.decode::<MarketplaceSpec>(path, text)),
        (_, Some("plugin.yaml")) => drop(loader.decode::<PluginSpec>(path, text)),
        (_, Some("acceptance.yaml")) => drop(loader.decode::<AcceptanceSpec>(path, text)),
        (_, Some("server.yaml")) => drop(loader.decode::<super::server::ServerSpec>(path, text)),
        (Some("tools"), _) => drop(loader.decode::<ToolSpec>(path, text)),
        (Some("skills" | "commands"), _) => drop(loader.decode::<ComponentSpec>(path, text)),
        (_, Some("README.yaml")) => drop(loader.decode::<PageSpec>(path, text)),
        _ => {}
    }
    loader.problems
}

pub(super) struct Loader {
    pub(super) problems: Vec<Diagnostic>,
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
                self.problems.push(found.help(format!("write {path}, or take its name out of this list")));
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

    fn plugin(
        &mut self,
        folder: &Utf8Path,
        marketplace: &Arc<SourceFile>,
        name: &Spanned<String>,
    ) -> Option<PluginSource> {
        let folder = folder.join(&name.value);
        let plugin: Option<Source<PluginSpec>> =
            self.read(&folder.join("plugin.yaml"), Location::new(marketplace, name.span));
        let Some(plugin) = plugin else {
            self.components_alone(&folder);
            return None;
        };
        self.same_name(&plugin.file, &plugin.spec.name, &name.value, "the folder");
        let skills = self.components(&folder.join("skills"), &plugin, &plugin.spec.skills);
        let commands = self.components(&folder.join("commands"), &plugin, &plugin.spec.commands);
        let path = folder.join("README.yaml");
        let readme = match path.exists() {
            true => Some(self.read(&path, Location::start_of(&plugin.file))?),
            false => None,
        };
        let path = folder.join("acceptance.yaml");
        let acceptance = match path.exists() {
            true => Some(self.read(&path, Location::start_of(&plugin.file))?),
            false => None,
        };
        let server = match folder.join("server.yaml").exists() {
            true => Some(self.server(&folder)?),
            false => None,
        };
        let source = PluginSource { folder, plugin, skills: skills?, commands: commands?, readme, acceptance, server };
        self.references(&source);
        Some(source)
    }

    /// Reads the named specs of one kind and reports files that nobody names.
    fn components(
        &mut self,
        folder: &Utf8Path,
        plugin: &Source<PluginSpec>,
        names: &[Spanned<String>],
    ) -> Option<Vec<Source<ComponentSpec>>> {
        let mut specs = Vec::new();
        for name in names {
            let spec: Option<Source<ComponentSpec>> =
                self.read(&folder.join(format!("{}.yaml", name.value)), Location::new(&plugin.file, name.span));
            if let Some(spec) = &spec {
                self.same_name(&spec.file, &spec.spec.name, &name.value, "the file");
            }
            specs.push(spec);
        }
        let mut unlisted = yaml_files(folder);
        unlisted.retain(|path| !names.iter().any(|name| path.file_stem() == Some(&name.value)));
        for path in unlisted {
            let file = SourceFile::new(&path, "");
            let found = Diagnostic::new(
                &INVALID_SPEC,
                Location::start_of(&file),
                format!("{} lists no such spec", plugin.file.path()),
            );
            self.problems.push(found.help("list it, or take the file away"));
        }
        specs.into_iter().collect()
    }

    /// Reads the components of a plugin that could not be read itself, for what is wrong with them.
    fn components_alone(&mut self, folder: &Utf8Path) {
        for path in ["skills", "commands"].iter().flat_map(|kind| yaml_files(&folder.join(kind))) {
            drop(self.read::<ComponentSpec>(&path, Location::start_of(&SourceFile::new(&path, ""))));
        }
    }

    fn tools(&mut self, source: &PluginSource) {
        let mut mentioned = Vec::new();
        for (file, page) in source.pages() {
            for block in page.all_blocks() {
                match &block.value {
                    Block::Tools(ToolList::Named(names)) => mentioned.extend(names.iter().map(|name| (file, name))),
                    Block::Steps(steps) => {
                        mentioned.extend(steps.iter().flat_map(|step| &step.tools).map(|name| (file, name)));
                    }
                    _ => {}
                }
            }
        }
        let tools = source.tools();
        let known: Vec<&str> = tools.iter().map(|tool| tool.spec.name.value.as_str()).collect();
        for (file, name) in mentioned.iter().filter(|(_, name)| !known.contains(&name.value.as_str())) {
            let found = Diagnostic::new(
                &INVALID_SPEC,
                Location::new(file, name.span),
                format!("the server has no tool `{}`", name.value),
            );
            self.problems.push(
                found
                    .did_you_mean(nearest(&name.value, known.iter().copied()))
                    .help("its tools are in tools/, one file each"),
            );
        }
        for tool in tools.iter().filter(|tool| !mentioned.iter().any(|(_, name)| name.value == tool.spec.name.value)) {
            let place = Location::new(&tool.file, tool.spec.name.span);
            let found = Diagnostic::new(
                &INVALID_SPEC,
                place,
                format!("no skill and no command mentions `{}`", tool.spec.name.value),
            );
            self.problems.push(found.help("list it under `tools` of the skill that it serves"));
        }
    }

    pub(super) fn same_name(&mut self, file: &Arc<SourceFile>, name: &Spanned<String>, expected: &str, whose: &str) {
        if name.value != expected {
            let message = format!("expected the name `{expected}`, found `{}`", name.value);
            let found = Diagnostic::new(&INVALID_SPEC, Location::new(file, name.span), message);
            self.problems.push(found.label(format!("differs from {whose}'s name")));
        }
    }

    /// Names of skills, commands and tools that a spec mentions must be the plugin's own, and every tool is mentioned.
    fn references(&mut self, source: &PluginSource) {
        self.tools(source);
        let skills: Vec<&str> = source.plugin.spec.skills.iter().map(|name| name.value.as_str()).collect();
        let commands: Vec<&str> = source.plugin.spec.commands.iter().map(|name| name.value.as_str()).collect();
        let mut check = |file: &Arc<SourceFile>, name: &Spanned<String>, kind: &str, known: &[&str]| {
            if !known.contains(&name.value.as_str()) {
                let message = format!("the plugin has no {kind} `{}`", name.value);
                let found = Diagnostic::new(&INVALID_SPEC, Location::new(file, name.span), message);
                let near = nearest(&name.value, known.iter().copied());
                self.problems.push(found.did_you_mean(near).help(format!("its {kind}s are {}", known.join(", "))));
            }
        };
        for (file, page) in source.pages() {
            for block in page.all_blocks() {
                let Block::Related(related) = &block.value else { continue };
                for one in related {
                    let known = match one.kind {
                        ComponentKind::Skill => skills.as_slice(),
                        ComponentKind::Command => commands.as_slice(),
                        ComponentKind::Agent => &[],
                    };
                    check(file, &one.name, one.kind.word(), known);
                }
            }
        }
    }
}

impl PluginSource {
    /// The tools of the plugin's MCP server.
    #[must_use]
    pub fn tools(&self) -> &[Source<ToolSpec>] {
        self.server.as_ref().map(|server| server.tools.as_slice()).unwrap_or_default()
    }

    /// Every page of the plugin, with the file that it is written in.
    fn pages(&self) -> impl Iterator<Item = (&Arc<SourceFile>, &Section)> {
        let components = self.skills.iter().chain(&self.commands).map(|one| (&one.file, &one.spec.page));
        components.chain(self.readme.iter().map(|readme| (&readme.file, &readme.spec.page)))
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
