//! `plugin-gen new`: the smallest specs that build.

mod api;
mod operation;
mod starters;

use std::io::Write;

use anyhow::bail;
use camino::Utf8Path;

use super::args::{NewArguments, NewVerb, Part};
use super::schema::KINDS;
use super::{Answer, Clean};
use crate::generate::write::{Wanted, write_new};
use crate::spec::load_server;
use starters::{File, SCHEMAS, schema_of};

pub(crate) fn run(arguments: &NewArguments) -> Answer {
    let spec = &arguments.spec;
    let files = match &arguments.verb {
        NewVerb::Plugin { name, with } => plugin(spec, name, with)?,
        NewVerb::Skill(part) => vec![starters::skill(&owner(spec, &part.plugin)?, named(&part.name)?, false)],
        NewVerb::Command(part) => vec![starters::command(&owner(spec, &part.plugin)?, named(&part.name)?)],
        NewVerb::Agent(part) => vec![starters::agent(&owner(spec, &part.plugin)?, named(&part.name)?)],
        NewVerb::Api(part) => {
            let plugin = owner(spec, &part.plugin)?;
            let text = api::curated(&part.openapi, &part.operation)?;
            remove_example(spec, &plugin)?;
            vec![(format!("{plugin}/api.yaml").into(), text)]
        }
        NewVerb::Tool(part) => {
            let plugin = owner(spec, &part.plugin)?;
            if !spec.join(&plugin).join("server.yaml").exists() {
                bail!(
                    "missing server.yaml in the plugin `{plugin}`, which defines how its tools reach the API; `plugin-gen new plugin NAME --with server` writes an example"
                );
            }
            let name = part.name.as_deref().map(named).transpose()?;
            match &part.operation {
                Some(operation) => match from_operation(spec, &plugin, operation, name)? {
                    Some(file) => vec![file],
                    None => return Ok(Clean::Yes),
                },
                None => vec![starters::tool(&plugin, name.unwrap_or_default())],
            }
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
        files.push(starters::tool(name, &starters::example_tool(name)));
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

/// Removes the example description and tool of `new plugin --with server`, unless somebody has edited them.
fn remove_example(spec: &Utf8Path, plugin: &str) -> anyhow::Result<()> {
    let is_example = |(path, text): &File| std::fs::read_to_string(spec.join(path)).is_ok_and(|own| own == *text);
    let examples = starters::server(plugin).into_iter().filter(|(path, _)| path.ends_with("api.yaml"));
    let Some(api) = examples.into_iter().find(is_example) else { return Ok(()) };
    let tool = starters::tool(plugin, &starters::example_tool(plugin));
    for (path, _) in std::iter::once(api).chain(Some(tool).filter(is_example)) {
        fs_err::remove_file(spec.join(&path))?;
        writeln!(anstream::stdout(), "removed the example {}", spec.join(path))?;
    }
    Ok(())
}

/// A tool that calls an operation of the plugin's API description; `None` when one does already, after saying what differs.
fn from_operation(spec: &Utf8Path, plugin: &str, wanted: &str, name: Option<&str>) -> anyhow::Result<Option<File>> {
    let folder = spec.join(plugin);
    let path = folder.join("api.yaml");
    if !path.exists() {
        bail!("{path} does not exist; `plugin-gen new api --openapi FILE --operation \"{wanted}\"` writes it");
    }
    let server = load_server(&folder).map_err(|problems| {
        let messages: Vec<String> = problems
            .iter()
            .map(|problem| format!("{}: {}", problem.primary.location.file.path(), problem.message))
            .collect();
        anyhow::anyhow!("the specs of the server have problems; `plugin-gen build` shows them\n{}", messages.join("\n"))
    })?;
    let description = api::read(&path)?;
    let (method, template) = wanted.trim().split_once(char::is_whitespace).unwrap_or((wanted, ""));
    let Some(found) = description.operation(&method.to_ascii_uppercase(), template.trim()) else {
        bail!("{}", api::not_found(&description, wanted));
    };
    let draft = operation::Draft::of(found, &server.server.spec);
    let known = server.tools.iter().find_map(|tool| {
        let request = tool.spec.requests.iter().find(|request| request.operation.value == found.name())?;
        Some((tool, request))
    });
    if let Some((tool, request)) = known {
        let mut out = anstream::stdout().lock();
        writeln!(out, "{} calls {} already; nothing was written", tool.file.path(), found.name())?;
        for line in draft.compare(&tool.spec, request) {
            writeln!(out, "  {line}")?;
        }
        return Ok(None);
    }
    let name = name.map_or_else(|| operation::name_of(plugin, &found), ToOwned::to_owned);
    let text = draft.text(&name, &starters::schema("tool", 2), &operation::scopes_of(&description, &found));
    Ok(Some((format!("{plugin}/tools/{name}.yaml").into(), text)))
}

/// The plugin that a new component belongs to: the named one, or else the only one.
fn owner(spec: &Utf8Path, named: &Option<String>) -> anyhow::Result<String> {
    let entries = spec.read_dir_utf8().into_iter().flatten().flatten();
    let mut plugins: Vec<String> = entries
        .filter(|entry| entry.path().join("plugin.yaml").is_file())
        .map(|entry| entry.file_name().to_owned())
        .collect();
    plugins.sort();
    match (named, plugins.as_slice()) {
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
