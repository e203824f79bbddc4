//! `plugin-gen import --structure`: converts Markdown components to structured specs that render the same bytes.

use std::io::Write;
use std::sync::Arc;

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};

use super::build::read_api;
use super::{Answer, Clean};
use crate::generate::templates::Templates;
use crate::generate::write::{Wanted, write_new};
use crate::generate::{PlanOptions, plan};
use crate::import::{Imported, SpecFile, as_body, structure, yaml};
use crate::openapi::Description;
use crate::source::SourceFile;
use crate::spec::INVALID_SPEC;
use crate::spec::PluginSource;
use crate::spec::component::{ComponentKind, ComponentSpec};
use crate::spec::fields::{Decode, Decoder};
use crate::spec::plugin::PluginSpec;
use crate::spec::project::{Component, Form, Source};

/// A plugin whose components are converted, and what its pages can use.
struct Owner {
    plugin: Source<PluginSpec>,
    api: Option<Description>,
    templates: Templates,
}

/// Converts one component in the specs. A component elsewhere is only shown.
pub(super) fn one(path: &Utf8Path) -> Answer {
    let whole = super::target::absolute(path)?;
    let Some((folder, kind, name)) = place_of(&whole) else {
        bail!("{path}: expected a Markdown file below `skills/`, `commands/` or `agents/`");
    };
    let manifest = folder.join("plugin.yaml");
    let is_spec = manifest.is_file();
    let text = if is_spec { fs_err::read_to_string(&manifest)? } else { "name: plugin\n".to_owned() };
    let owner = Owner::new(&folder, text)?;
    let text = fs_err::read_to_string(path)?;
    let Some(spec) = owner.spec_of(kind, &name, &text) else {
        bail!(
            "{path} was not converted: a structured spec has frontmatter, an empty line and a text that ends in one line break, which would change the file"
        );
    };
    let mut out = anstream::stdout().lock();
    if !is_spec {
        write!(out, "{spec}")?;
        return Ok(Clean::Yes);
    }
    let target = folder.join(kind.folder()).join(format!("{name}.yaml"));
    write_new(&target, &Wanted { bytes: spec.into_bytes(), executable: false })?;
    fs_err::remove_file(path)?;
    // Removes the folder of a skill without other files.
    if let (Some(beside), true) = (whole.parent(), whole.file_name() == Some("SKILL.md")) {
        drop(std::fs::remove_dir(beside));
    }
    writeln!(
        out,
        "replaced {path} with {}; `plugin-gen build` renders the same text",
        super::target::from_here(&target)?
    )?;
    Ok(Clean::Yes)
}

/// Converts the components of imported plugins that it can. Returns their number, and the number of all components.
///
/// # Errors
/// When the templates cannot be read.
pub(super) fn all(imported: &mut Imported) -> anyhow::Result<(usize, usize)> {
    let (mut converted, mut seen) = (0, 0);
    for plugin in &imported.plugins {
        let folder = Utf8Path::new(plugin);
        let manifest = imported.files.get(&folder.join("plugin.yaml")).context("a plugin without plugin.yaml")?;
        let owner = Owner::new(folder, String::from_utf8(manifest.bytes.clone())?)?;
        let paths: Vec<Utf8PathBuf> = imported.files.keys().filter(|path| path.starts_with(folder)).cloned().collect();
        for path in paths {
            let Some((_, kind, name)) = place_of(&path).filter(|(owner, ..)| owner == folder) else { continue };
            let Some(file) = imported.files.get(&path) else { continue };
            seen += 1;
            let target = folder.join(kind.folder()).join(format!("{name}.yaml"));
            let text = std::str::from_utf8(&file.bytes).ok().filter(|_| !file.executable);
            let spec = text.and_then(|text| owner.spec_of(kind, &name, text));
            if let Some(spec) = spec.filter(|_| !imported.files.contains_key(&target)) {
                imported.files.remove(&path);
                imported.files.insert(target, SpecFile { bytes: spec.into_bytes(), executable: false });
                converted += 1;
            }
        }
    }
    Ok((converted, seen))
}

/// The plugin's folder, the kind and the name of a component, from its path.
fn place_of(path: &Utf8Path) -> Option<(Utf8PathBuf, ComponentKind, String)> {
    let kinds = [ComponentKind::Skill, ComponentKind::Command, ComponentKind::Agent];
    path.ancestors().skip(1).find_map(|folder| {
        let kind = kinds.into_iter().find(|kind| folder.file_name() == Some(kind.folder()))?;
        let below = path.strip_prefix(folder).ok()?.as_str();
        let name = match kind {
            ComponentKind::Skill => below.strip_suffix("/SKILL.md").or_else(|| below.strip_suffix(".md"))?,
            _ => below.strip_suffix(".md")?,
        };
        let is_name = !name.is_empty() && (kind != ComponentKind::Skill || !name.contains('/'));
        is_name.then(|| Some((folder.parent()?.to_owned(), kind, name.to_owned())))?
    })
}

impl Owner {
    fn new(folder: &Utf8Path, manifest: String) -> anyhow::Result<Self> {
        let file = SourceFile::new(folder.join("plugin.yaml"), manifest);
        let mut decoder = Decoder::new(&file, &INVALID_SPEC);
        let spec = decoder.read_yaml().and_then(|root| PluginSpec::decode(&root, &mut decoder));
        let Some(spec) = spec.filter(|_| decoder.problems.is_empty()) else {
            bail!("cannot read {}; `plugin-gen build` explains why", file.path());
        };
        let plugin = Source { file, spec };
        let mut owner = Self { plugin, api: None, templates: templates()? };
        let source = owner.source(folder, None);
        owner.api = read_api(&source).map_err(|found| anyhow::anyhow!("{}", found.message))?;
        Ok(owner)
    }

    fn source(&self, folder: &Utf8Path, component: Option<Component>) -> PluginSource {
        PluginSource {
            folder: folder.to_owned(),
            plugin: self.plugin.clone(),
            components: component.into_iter().collect(),
            readme: None,
            files: Vec::new(),
            acceptance: None,
            server: None,
            tools: Vec::new(),
            targets: Vec::new(),
        }
    }

    /// The spec of a component that renders exactly `text`, with as much structure as that allows.
    fn spec_of(&self, kind: ComponentKind, name: &str, text: &str) -> Option<String> {
        let candidates = [structure(name, text, self.api.as_ref()), structure(name, text, None), as_body(name, text)];
        candidates
            .into_iter()
            .flatten()
            .map(|spec| yaml::write(&spec))
            .find(|spec| self.rendered(kind, name, spec).is_some_and(|rendered| rendered == text))
    }

    /// The text that `build` renders from a component's spec.
    fn rendered(&self, kind: ComponentKind, name: &str, spec: &str) -> Option<String> {
        let file = SourceFile::new(format!("{name}.yaml"), spec);
        let mut decoder = Decoder::new(&file, &INVALID_SPEC);
        let spec = ComponentSpec::decode(&decoder.read_yaml()?, &mut decoder)?;
        if !decoder.problems.is_empty() {
            return None;
        }
        let form = Form::Structured(Source { file: Arc::clone(&file), spec });
        let component = Component { kind, name: name.to_owned(), form };
        let source = self.source(Utf8Path::new(""), Some(component));
        let plan = plan(&source, "", self.api.as_ref(), &self.templates, &PlanOptions::default()).ok()?;
        let page = plan.files.into_iter().find(|(path, _)| path.as_str().ends_with(&kind.path(name)))?;
        String::from_utf8(page.1.bytes).ok()
    }
}

fn templates() -> anyhow::Result<Templates> {
    match Templates::load(Utf8Path::new("templates"))? {
        Ok(templates) => Ok(templates),
        Err(_) => bail!("cannot read the templates in `templates/`; `plugin-gen build` explains why"),
    }
}
