//! Reads the MCP server of one plugin's spec folder: `server.yaml` and `tools/*.yaml`.

use std::sync::Arc;

use camino::Utf8Path;

use super::INVALID_SPEC;
use super::fields::{Map, Spanned};
use super::load::{Loader, Source, yaml_files};
use super::server::ServerSpec;
use super::tool::{Field, ToolSpec};
use crate::diag::Diagnostic;
use crate::source::{Location, SourceFile};

/// The MCP server of a plugin: the vendor's conventions and the tools.
#[derive(Debug)]
pub struct ServerSource {
    /// `server.yaml`.
    pub server: Source<ServerSpec>,
    /// `tools/*.yaml`, sorted by name.
    pub tools: Vec<Source<ToolSpec>>,
}

/// Reads `server.yaml` and `tools/*.yaml` of one plugin's folder.
///
/// # Errors
/// Everything that is wrong with them, at once.
pub fn load_server(folder: &Utf8Path) -> Result<ServerSource, Vec<Diagnostic>> {
    let mut loader = Loader { problems: Vec::new() };
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
            tools.push(tool);
        }
        Some(ServerSource { server, tools })
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
