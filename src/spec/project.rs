//! What a folder of specs holds, once it has been read: the marketplace, its plugins, and their parts.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::acceptance::AcceptanceSpec;
use super::component::{ComponentKind, ComponentSpec};
use super::plugin::{MarketplaceSpec, PluginSpec};
use super::section::{PageSpec, Section};
use super::server::ServerSpec;
use super::targets::Target;
use super::tool::ToolSpec;
use crate::source::SourceFile;
use crate::syntax::Frontmatter;

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

/// A tool of an MCP server, the parts of it that pages mention.
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

/// The MCP server of a plugin: the vendor's conventions and the tools.
#[derive(Debug)]
pub struct ServerSource {
    /// `server.yaml`.
    pub server: Source<ServerSpec>,
    /// `tools/*.yaml`, sorted by name.
    pub tools: Vec<Source<ToolSpec>>,
}

/// How a page is written; the file's name says which.
#[derive(Debug, Clone)]
pub enum Form<T> {
    /// `NAME.yaml`: frontmatter and sections, rendered by a template.
    Structured(Source<T>),
    /// `NAME.md.j2`: Markdown with template expressions.
    Template(Arc<SourceFile>),
    /// `NAME.md`: copied as it is.
    AsItIs(Copied),
}

/// A file that is copied.
#[derive(Debug, Clone)]
pub struct Copied {
    /// Where it lies in the specs.
    pub source: Utf8PathBuf,
    /// Where it goes, below the plugin or the marketplace.
    pub target: Utf8PathBuf,
    /// Its content.
    pub bytes: Vec<u8>,
    /// Whether it may be run.
    pub executable: bool,
}

/// A skill, command, agent or output style.
#[derive(Debug, Clone)]
pub struct Component {
    /// What it is.
    pub kind: ComponentKind,
    /// Its path below the folder of its kind, without an extension.
    pub name: String,
    /// How it is written.
    pub form: Form<ComponentSpec>,
}

impl Component {
    /// The spec of a structured component.
    #[must_use]
    pub fn spec(&self) -> Option<&ComponentSpec> {
        match &self.form {
            Form::Structured(source) => Some(&source.spec),
            _ => None,
        }
    }

    /// Its description, from the spec or the frontmatter; empty when it has none.
    #[must_use]
    pub fn description(&self) -> String {
        let of_text = |text: &str| {
            let frontmatter = Frontmatter::find(text)?;
            Some(frontmatter.get("description")?.scalar_text()?.to_owned())
        };
        match &self.form {
            Form::Structured(source) => source.spec.description.value.clone(),
            Form::Template(file) => of_text(file.text()).unwrap_or_default(),
            Form::AsItIs(file) => of_text(&String::from_utf8_lossy(&file.bytes)).unwrap_or_default(),
        }
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
    pub(super) fn pages(&self) -> impl Iterator<Item = (&Arc<SourceFile>, &Section)> {
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
