//! `plugin-gen new`: the smallest specs that build.

mod starters;

use std::io::Write;

use anyhow::bail;
use camino::Utf8Path;

use super::args::{NewArguments, NewVerb, Part};
use super::schema::KINDS;
use super::{Answer, Clean};
use crate::generate::write::{Wanted, write_new};
use starters::{File, SCHEMAS, schema_of};

pub(crate) fn run(arguments: &NewArguments) -> Answer {
    let spec = &arguments.spec;
    let files = match &arguments.verb {
        NewVerb::Plugin { name, with } => plugin(spec, name, with)?,
        NewVerb::Skill(part) => vec![starters::skill(&owner(spec, part)?, named(&part.name)?, false)],
        NewVerb::Command(part) => vec![starters::command(&owner(spec, part)?, named(&part.name)?)],
        NewVerb::Agent(part) => vec![starters::agent(&owner(spec, part)?, named(&part.name)?)],
        NewVerb::Tool(part) => {
            let plugin = owner(spec, part)?;
            if !spec.join(&plugin).join("server.yaml").exists() {
                bail!(
                    "missing server.yaml in the plugin `{plugin}`, which defines how its tools reach the API; `plugin-gen new plugin NAME --with server` writes an example"
                );
            }
            vec![starters::tool(&plugin, named(&part.name)?)]
        }
    };
    for (path, _) in &files {
        let whole = spec.join(path);
        if std::fs::symlink_metadata(&whole).is_ok() {
            bail!("{whole} already exists, and `new` never overwrites a file; choose another name");
        }
    }
    let mut out = anstream::stdout().lock();
    for kind in KINDS.iter().filter(|kind| files.iter().any(|(_, text)| schema_of(text) == Some(kind.name))) {
        let path = spec.join(SCHEMAS).join(format!("{}.schema.json", kind.name));
        if !path.exists() {
            write_new(&path, &Wanted { bytes: kind.text()?.into_bytes(), executable: false })?;
            writeln!(out, "wrote {path}")?;
        }
    }
    for (path, text) in &files {
        write_new(&spec.join(path), &Wanted { bytes: text.clone().into_bytes(), executable: false })?;
        writeln!(out, "wrote {}", spec.join(path))?;
    }
    let edited = files.last().map(|(path, _)| spec.join(path)).unwrap_or_default();
    writeln!(out, "next: write your own text in {edited}")?;
    let option = if spec == "spec" { String::new() } else { format!(" --spec {spec}") };
    writeln!(out, "then: plugin-gen build{option}")?;
    Ok(Clean::Yes)
}

fn plugin(spec: &Utf8Path, name: &str, with: &[Part]) -> anyhow::Result<Vec<File>> {
    let name = named(name)?;
    let has = |part: Part| with.contains(&part);
    let has_server = has(Part::Server);
    let mut files = Vec::new();
    if !spec.join("marketplace.yaml").exists() && !spec.join("marketplace.json").exists() {
        files.push(starters::marketplace());
    }
    let mut mcp = String::new();
    if has_server {
        mcp.push_str(&starters::mcp_specs(name));
    }
    if has(Part::McpNpx) {
        mcp.push_str(&starters::mcp_npx(name));
    }
    if has(Part::McpHttp) {
        mcp.push_str(&starters::mcp_http(name));
    }
    files.push(starters::plugin(name, &mcp, has_server));
    if !mcp.is_empty() {
        files.push(starters::readme(name));
    }
    if has_server {
        files.extend(starters::server(name));
        files.push(starters::tool(name, &format!("{}_search_items", name.replace('-', "_"))));
    }
    if has(Part::Command) {
        files.push(starters::command(name, "look-up"));
    }
    if has(Part::Agent) {
        files.push(starters::agent(name, "reviewer"));
    }
    if has(Part::Hook) {
        files.push(starters::hook(name));
    }
    if has(Part::Skill) || with.is_empty() || has_server {
        files.push(starters::skill(name, "basics", has_server));
    }
    Ok(files)
}

/// The plugin that a new component belongs to: the named one, or else the only one.
fn owner(spec: &Utf8Path, part: &super::args::NewPart) -> anyhow::Result<String> {
    let entries = spec.read_dir_utf8().into_iter().flatten().flatten();
    let mut plugins: Vec<String> = entries
        .filter(|entry| entry.path().join("plugin.yaml").is_file())
        .map(|entry| entry.file_name().to_owned())
        .collect();
    plugins.sort();
    match (&part.plugin, plugins.as_slice()) {
        (Some(plugin), known) if known.contains(plugin) => Ok(plugin.clone()),
        (Some(plugin), _) => bail!("unknown plugin `{plugin}` in {spec}; found {}", plugins.join(", ")),
        (None, [only]) => Ok(only.clone()),
        (None, []) => bail!("{spec} has no plugin; `plugin-gen new plugin NAME` writes one"),
        (None, _) => bail!("{spec} has several plugins; name one with --plugin: {}", plugins.join(", ")),
    }
}

/// Checks that a name works as a folder, file and command.
fn named(name: &str) -> anyhow::Result<&str> {
    let letters = |part: &str| !part.is_empty() && part.chars().all(|one| matches!(one, 'a'..='z' | '0'..='9' | '_'));
    if name.split('-').all(letters) {
        return Ok(name);
    }
    bail!("`{name}` is not a valid name; use lowercase letters, digits and hyphens, as in `my-plugin`")
}
