//! Reads the spec folder of one plugin.

use camino::Utf8Path;

use super::loader::Loader;
use crate::diag::{Diagnostic, nearest};
use crate::source::{Location, SourceFile};
use crate::spec::INVALID_SPEC;
use crate::spec::component::ComponentKind;
use crate::spec::plugin::PluginSpec;
use crate::spec::project::{Component, Form, PluginSource, Source};

impl Loader {
    pub(super) fn plugin(&mut self, folder: &Utf8Path) -> Option<PluginSource> {
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
                // It may be what an unreadable plugin.yaml names.
                (_, false) if plugin.is_none() => {}
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
}
