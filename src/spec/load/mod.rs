//! Reads a spec folder: the marketplace, and for each plugin its own folder.

mod components;
mod loader;
mod plugin;
mod references;
mod server;
mod targets;
mod tools;

use camino::{Utf8Path, Utf8PathBuf};

use self::loader::Loader;
pub use self::server::load_server;
use super::INVALID_SPEC;
use super::acceptance::AcceptanceSpec;
use super::component::ComponentSpec;
use super::fields::Spanned;
use super::plugin::{Listed, MarketplaceSpec, PluginSpec};
use super::project::{Market, PluginSource, Project, Source};
use super::section::PageSpec;
use super::server::ServerSpec;
use super::tool::ToolSpec;
use crate::diag::{Diagnostic, nearest};
use crate::source::Location;

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
                let help = "add `plugin.yaml`, or move the folder into `files/`".to_owned();
                loader.problem_at(&item.path, format!("no `plugin.yaml` in `{}`", item.name), Some(help));
            }
            _ => loader.unread(&item, &[MARKETPLACES[0], MARKETPLACES[1], "files"]),
        }
    }
    if MARKETPLACES.iter().all(|name| folder.join(name).is_file()) {
        let help = "remove one of the two".to_owned();
        let message = "the marketplace has two specs, one in YAML and one in JSON".to_owned();
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
        (_, Some("server.yaml")) => drop(loader.decode::<ServerSpec>(path, text)),
        (_, Some("README.yaml")) => drop(loader.decode::<PageSpec>(path, text)),
        (Some("tools"), _) => drop(loader.decode::<ToolSpec>(path, text)),
        (Some("skills" | "commands" | "agents"), _) => drop(loader.decode::<ComponentSpec>(path, text)),
        _ => {}
    }
    loader.problems
}

impl Loader {
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
