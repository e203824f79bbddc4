//! Names of components and tools that pages mention, held against what the plugin has.

use std::sync::Arc;

use super::loader::Loader;
use crate::source::SourceFile;
use crate::spec::fields::Spanned;
use crate::spec::project::{Form, PluginSource};
use crate::spec::section::{Block, ToolList};

impl Loader {
    /// Names of components and tools that a page mentions must exist.
    pub(super) fn references(&mut self, source: &PluginSource) {
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
                        for one in related {
                            if !self.cannot_read(one.kind, &one.name.value) {
                                let known = source.of_kind(one.kind).map(|component| component.name.as_str());
                                self.exists(file, &one.name, one.kind.word(), &known.collect::<Vec<_>>());
                            }
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
            let help = "say in the text of a skill when to use it, or list it under `tools` there";
            self.report(&tool.file, tool.spec.name.span, message, help);
        }
    }

    fn exists(&mut self, file: &Arc<SourceFile>, name: &Spanned<String>, kind: &str, known: &[&str]) {
        if known.contains(&name.value.as_str()) {
            return;
        }
        let message = format!("the plugin has no {kind} `{}`", name.value);
        if known.is_empty() && kind == "tool" {
            let help = "describe each tool in a file of its own in tools/, next to server.yaml; or record the tools/list response of a server as tools/SERVER.json";
            self.report(file, name.span, message, help);
        } else {
            self.unknown(file, name, message, known);
        }
    }
}
