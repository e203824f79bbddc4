//! Trees for other hosts, from the same specs. One file a host; what they share is read by [`skills`] and [`servers`].

mod agent_plugins;
#[cfg(feature = "cli")]
mod catalog;
mod codex;
mod gemini;
mod mcpb;
mod readme;
mod servers;
mod skills;

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};

use super::files::{Files, Planned};
use super::manifest::{bundled_path, runs_specs};
use super::rendering::Rendering;
use crate::hosts::{Wording, agent_skills, claude};
use crate::spec::PluginSource;
use crate::spec::compiled::{SPECS_FILE, Specs};
use crate::spec::component::ComponentKind;
use crate::spec::targets::Target;

#[cfg(feature = "cli")]
pub(crate) use catalog::catalogs;

/// Something of a plugin that the tree for a host does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The host.
    pub target: Target,
    /// What it is, in the plural: `agents`.
    pub what: &'static str,
    /// How many of them.
    pub count: usize,
}

/// A tree for one host, being written.
struct Tree<'r, 'p, 'f> {
    target: Target,
    rendering: &'r mut Rendering<'p>,
    files: &'f mut Files,
    left_out: Vec<LeftOut>,
}

/// How the texts for a host are worded.
#[must_use]
pub(crate) fn wording(target: Target) -> &'static Wording {
    match target {
        Target::Claude | Target::Mcpb => &claude::WORDING,
        Target::Codex => &crate::hosts::codex::WORDING,
        Target::AgentPlugins => &crate::hosts::agent_plugins::WORDING,
        Target::Gemini => &crate::hosts::gemini::WORDING,
    }
}

/// The plugin's name in hosts whose names are of lower-case letters, digits and hyphens.
fn name(source: &PluginSource) -> String {
    agent_skills::name(source.listed_name())
}

/// The folder of a plugin's tree for a host that has a tree of its own, below the folder that plugins go to.
#[must_use]
pub(crate) fn folder(target: Target, source: &PluginSource) -> Utf8PathBuf {
    Utf8Path::new(target.word()).join(name(source))
}

/// Adds the files for every further target of the plugin to those for Claude Code.
pub(super) fn add(rendering: &mut Rendering<'_>, files: &mut Files, below: &Utf8Path) -> Vec<LeftOut> {
    let mut left_out = Vec::new();
    for target in rendering.source.targets.clone() {
        let outer = std::mem::replace(&mut rendering.wording, wording(target));
        let paths = std::mem::take(&mut rendering.paths);
        let folder = match target {
            Target::Codex => files.folder.clone(),
            _ => below.join(folder(target, rendering.source)),
        };
        left_out.extend(files.in_folder(folder, |files| {
            let mut tree = Tree { target, rendering, files, left_out: Vec::new() };
            match target {
                Target::Claude => {}
                Target::Codex => codex::add(&mut tree, &paths),
                Target::AgentPlugins => agent_plugins::add(&mut tree),
                Target::Gemini => gemini::add(&mut tree),
                Target::Mcpb => mcpb::add(&mut tree),
            }
            tree.left_out
        }));
        rendering.wording = outer;
        rendering.paths = paths;
    }
    left_out
}

/// Folders and files of a plugin that mean something to Claude Code alone, or something else to another host.
const CLAUDE_ONLY: &[&str] =
    &["skills", "commands", "agents", "hooks", "output-styles", "settings.json", "README.md", "CLAUDE.md"];

impl<'p> Tree<'_, 'p, '_> {
    fn source(&self) -> &'p PluginSource {
        self.rendering.source
    }

    /// Says what the tree does not have.
    fn leave_out(&mut self, what: &'static str, count: usize) {
        if count > 0 {
            self.left_out.push(LeftOut { target: self.target, what, count });
        }
    }

    /// Says which kinds of components and of other parts the host has no place for.
    fn leave_out_parts(&mut self, kinds: &[ComponentKind]) {
        for kind in kinds {
            let count = self.source().of_kind(*kind).count();
            let what = match kind {
                ComponentKind::Skill => "skills",
                ComponentKind::Command => "commands",
                ComponentKind::Agent => "agents",
                ComponentKind::OutputStyle => "output styles",
            };
            self.leave_out(what, count);
        }
        let has_hooks = self.source().files.iter().any(|file| file.target.starts_with("hooks"))
            || self.source().plugin.spec.field("hooks").is_some();
        self.leave_out("plugins' hooks", usize::from(has_hooks));
    }

    /// Writes the plugin's own specs for a server that runs them.
    fn put_specs(&mut self) {
        let source = self.source();
        let runs = source.plugin.spec.own_server().is_some_and(|(_, server)| runs_specs(server));
        if let (Some(specs), true) = (&source.server, runs) {
            let api = self.rendering.api.map(|api| api.file().text());
            self.files.put(SPECS_FILE, Specs::of(specs, api).to_file(), &specs.server.file);
        }
    }

    /// Copies the files that components and servers may name: scripts, references, licenses, the server itself.
    fn copy_files(&mut self) {
        let source = self.source();
        if let Some((_, server)) = source.plugin.spec.own_server() {
            let own = &source.plugin.file;
            if let (Some(bundle), Some(path)) = (self.rendering.bundle, bundled_path(server)) {
                for (path, bytes) in bundle.files(&path) {
                    let made_from = Arc::clone(own);
                    self.files.add(&path, Planned { bytes, executable: true, made_from, is_copy: false });
                }
            }
        }
        self.put_specs();
        for file in &self.source().files {
            let first = file.target.components().next().map_or("", |part| part.as_str());
            if !first.starts_with('.') && !CLAUDE_ONLY.contains(&first) {
                self.files.copy(file);
            }
        }
    }
}

/// A field of the manifest in the form that other hosts take; the marketplace's entry stands in for a manifest that is
/// missing, or lacks it.
fn manifest_field(source: &PluginSource, key: &str) -> Option<Value> {
    let spec = &source.plugin.spec;
    let in_entry = || spec.entry.iter().find(|entry| entry.key == key).map(|entry| &entry.value);
    let node = spec.field(key).or_else(in_entry).filter(|node| node.to_json() != Value::Null)?;
    match (key, node.scalar_text()) {
        ("author", Some(name)) => Some(json!({ "name": name })),
        ("author", None) => {
            let known = node.entries().iter().filter(|entry| ["name", "email", "url"].contains(&entry.key.as_str()));
            Some(Value::Object(known.map(|entry| (entry.key.clone(), entry.value.to_json())).collect()))
        }
        ("repository", None) => Some(json!(node.get("url")?.scalar_text()?)),
        ("keywords", None) => Some(node.to_json()),
        (_, Some(text)) => Some(json!(text)),
        (_, None) => None,
    }
}
