//! The README of a tree for another host: what the plugin's own README says is said for Claude Code.

use super::Tree;
use super::servers::{Needed, Part, Start, servers, write};
use crate::generate::page;
use crate::generate::rendering::Page;
use crate::spec::component::ComponentKind;
use crate::spec::fields::Spanned;
use crate::spec::section::{Block, Section, Table, ToolList};

/// What a host's user does.
pub(super) struct Setup {
    /// How to install the plugin.
    pub(super) install: String,
    /// How the server gets its variables.
    pub(super) configure: String,
    /// How to see whether the server starts.
    pub(super) watch: String,
    /// Whether the host hands on nothing, so that the server's own way to store credentials matters.
    pub(super) others: bool,
}

/// Adds `README.md`.
pub(super) fn add(tree: &mut Tree<'_, '_, '_>, setup: &Setup) {
    let source = tree.source();
    let spec = &source.plugin.spec;
    let mut sections = vec![section("Install", vec![Block::Body(setup.install.clone())])];
    let needed: Vec<Needed> =
        servers(source, tree.rendering.launch()).iter().flat_map(|server| server.needed(spec)).collect();
    if !needed.is_empty() {
        sections.push(section("Configure", configuration(tree, setup, &needed)));
    }
    for (kind, heading, block) in [
        (ComponentKind::Command, "Commands", Block::Commands(true)),
        (ComponentKind::Skill, "Skills", Block::Skills(true)),
    ] {
        if source.of_kind(kind).next().is_some() {
            sections.push(section(heading, vec![block]));
        }
    }
    if !source.tools.is_empty() {
        sections.push(section("Tools", vec![Block::Tools(ToolList::All)]));
    }
    if !spec.mcp.0.is_empty() {
        let text = format!(
            "{} A server that is listed and has no tools has not started: run its command in a terminal to see why.",
            setup.watch
        );
        sections.push(section("Troubleshooting", vec![Block::Body(text)]));
    }
    sections.push(section("License", vec![Block::License(true)]));
    let title = match spec.text("displayName") {
        "" => &spec.name.value,
        title => title,
    };
    let description = super::manifest_field(source, "description");
    let description = description.as_ref().and_then(|value| value.as_str()).unwrap_or_default();
    let top = Section {
        heading: Some(Spanned::from(title.to_owned())),
        blocks: vec![Spanned::from(Block::Body(description.to_owned()))],
        sections,
        ..Section::default()
    };
    let page = Page { file: &source.plugin.file, own: None, spec: None, is_reference: false };
    if let Some(text) = page::render(tree.rendering, &page, &top) {
        tree.files.put("README.md", text, &source.plugin.file);
    }
}

fn section(heading: &str, blocks: Vec<Block>) -> Section {
    let blocks = blocks.into_iter().map(Spanned::from).collect();
    Section { heading: Some(Spanned::from(heading.to_owned())), blocks, ..Section::default() }
}

/// The command that stores credentials: that of the spec, or the same words for the program inside the plugin.
fn login(tree: &Tree<'_, '_, '_>) -> Option<String> {
    let source = tree.source();
    let (name, server) = source.plugin.spec.own_server()?;
    let login = server.login.as_ref()?;
    let all = servers(source, tree.rendering.launch());
    let own = all.into_iter().find(|own| own.name == name);
    let (Some(Start::Bundled { path, args }), Some(package), Some(version)) =
        (own.map(|own| own.start), &server.package, &server.version)
    else {
        return Some(login.clone());
    };
    let folder = format!("FOLDER/{}", super::name(source));
    let in_folder = |part: &Part| matches!(part, Part::Root).then(|| folder.clone());
    let args = args.iter().map(|arg| write(arg, &in_folder)).collect::<Option<Vec<_>>>()?;
    // A command that does not run the package is the user's own.
    let words = login.split_once(&format!("{}@{}", package.value, version.value)).map(|(_, words)| words.trim());
    Some(match words {
        Some(words) => [vec![format!("{folder}/{path}")], args, vec![words.to_owned()]].concat().join(" "),
        None => login.clone(),
    })
}

/// The host's own way, the server's own way, and the variables.
fn configuration(tree: &Tree<'_, '_, '_>, setup: &Setup, needed: &[Needed]) -> Vec<Block> {
    let mut blocks = vec![Block::Body(setup.configure.clone())];
    if let (true, Some(login)) = (setup.others, login(tree)) {
        blocks.push(Block::Body(format!(
            "A host that passes `HOME` gives the server access to the credentials that it stores:\n\n```bash\n{login}\n```"
        )));
    }
    let row = |one: &Needed| {
        let needed = if one.required { "yes" } else { "no" };
        let secret = if one.sensitive { " Keep it secret." } else { "" };
        let description = one.description.trim_end_matches('.');
        Spanned::from(vec![format!("`{}`", one.name), needed.to_owned(), format!("{description}.{secret}")])
    };
    let columns = ["Variable", "Needed", "Meaning"].map(ToOwned::to_owned).to_vec();
    blocks.push(Block::Table(Table { columns, rows: needed.iter().map(row).collect() }));
    blocks
}
