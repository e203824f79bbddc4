//! Agent Plugins 1.0.0: a tree of its own, which the hosts of the format read as it is.

use serde_json::{Map, Value, json};

use super::readme::{self, Setup};
use super::servers::{Part, Server, Start, servers, sole_variable, with_args, write};
use super::{Tree, manifest_field, skills};
use crate::generate::frontmatter;
use crate::generate::json;
use crate::hosts::agent_plugins::{
    COPILOT, COPILOT_WORDING, DATA, FIELDS, MANIFEST, ROOT, SCHEMA, SERVERS, SERVERS_SCHEMA,
};
use crate::spec::component::{ComponentKind, ComponentSpec};

/// Adds the tree.
pub(super) fn add(tree: &mut Tree<'_, '_, '_>) {
    let source = tree.source();
    let own = &source.plugin.file;
    let mut manifest = Map::new();
    manifest.insert("$schema".to_owned(), json!(SCHEMA));
    manifest.insert("name".to_owned(), json!(super::name(source)));
    for key in FIELDS.iter().copied().filter(|key| !["$schema", "name", "extensions"].contains(key)) {
        if let Some(value) = manifest_field(source, key) {
            manifest.insert(key.to_owned(), value);
        }
    }
    tree.files.put(MANIFEST, json::file(&Value::Object(manifest)), own);
    let all = servers(source, tree.rendering.launch());
    let mut written = Map::new();
    for one in &all {
        match server(tree, one) {
            Some(fields) => drop(written.insert(one.name.clone(), fields)),
            None => tree.leave_out("servers", 1),
        }
    }
    if !written.is_empty() {
        let file = json!({ "$schema": SERVERS_SCHEMA, "mcpServers": written });
        tree.files.put(SERVERS, json::file(&file), own);
    }
    tree.rendering.paths = skills::paths(source, "skills");
    tree.put_skills(&[ComponentKind::Skill, ComponentKind::Command]);
    tree.copy_files();
    readme::add(tree, &setup(tree));
    copilot_commands(tree);
    tree.leave_out_parts(&[ComponentKind::Agent, ComponentKind::OutputStyle]);
}

/// Commands as Copilot reads them beside the skills: with their arguments.
fn copilot_commands(tree: &mut Tree<'_, '_, '_>) {
    let source = tree.source();
    let outer = std::mem::replace(&mut tree.rendering.wording, &COPILOT_WORDING);
    let skills = tree.rendering.paths.clone();
    let folder = format!("{COPILOT}/commands");
    for command in source.of_kind(ComponentKind::Command) {
        let path = format!("{folder}/{}.md", command.name.replace('/', "-"));
        tree.rendering.paths.insert((ComponentKind::Command, command.name.clone()), path.into());
    }
    for command in source.of_kind(ComponentKind::Command) {
        let path = tree.rendering.paths[&(ComponentKind::Command, command.name.clone())].clone();
        let Some(read) = skills::read(tree.rendering, command) else { continue };
        let mut fields = vec![("description", json!(read.description))];
        let usage = command.spec().map(ComponentSpec::usage).filter(|usage| !usage.is_empty());
        fields.extend(usage.map(|usage| ("argument-hint", json!(usage))));
        let text = format!("{}\n{}", frontmatter::block(&fields), read.body.trim_start_matches('\n'));
        tree.files.put(path.as_str(), text, &read.made_from);
    }
    tree.rendering.wording = outer;
    tree.rendering.paths = skills;
}

/// A host replaces the two folders in `args`, `env` and `cwd`, and nothing else anywhere.
fn server(tree: &mut Tree<'_, '_, '_>, server: &Server) -> Option<Value> {
    let folder = |part: &Part| match part {
        Part::Root => Some(ROOT.to_owned()),
        Part::Data => Some(DATA.to_owned()),
        _ => None,
    };
    let mut fields = Map::new();
    match &server.start {
        Start::Package { package, args } => {
            fields.insert("type".to_owned(), json!("stdio"));
            fields.insert("command".to_owned(), json!("npx"));
            fields.insert(
                "args".to_owned(),
                with_args(&["--prefix", DATA, "-y", package], args, &|arg| write(arg, &folder))?,
            );
        }
        Start::Bundled { path, args } => {
            fields.insert("type".to_owned(), json!("stdio"));
            fields.insert("command".to_owned(), json!(format!("./{path}")));
            fields.insert("args".to_owned(), with_args(&[], args, &|arg| write(arg, &folder))?);
        }
        Start::Program { command, args } => {
            let command = write(command, &|part| matches!(part, Part::Root).then(|| ".".to_owned()))?;
            let args: Vec<String> = args.iter().map(|arg| write(arg, &folder)).collect::<Option<_>>()?;
            fields.insert("type".to_owned(), json!("stdio"));
            fields.insert("command".to_owned(), json!(command));
            fields.insert("args".to_owned(), json!(args));
            if let Some(cwd) = &server.cwd {
                fields.insert("cwd".to_owned(), json!(write(cwd, &folder)?));
            }
        }
        Start::Remote { url, headers, sse } => {
            fields.insert("type".to_owned(), json!(if *sse { "sse" } else { "streamable-http" }));
            fields.insert("url".to_owned(), json!(write(url, &|_| None)?));
            let literal: Map<String, Value> = headers
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), json!(write(value, &|_| None)?))))
                .collect();
            tree.leave_out("headers of servers", headers.len() - literal.len());
            if !literal.is_empty() {
                fields.insert("headers".to_owned(), Value::Object(literal));
            }
            return Some(Value::Object(fields));
        }
    }
    let mut env = Map::new();
    for (key, value) in &server.env {
        match write(value, &folder) {
            Some(text) => drop(env.insert(key.clone(), json!(text))),
            // A host that hands on its environment gives the variable to the server by itself.
            None if sole_variable(value) == Some(key) || matches!(value.as_slice(), [Part::Option(_)]) => {}
            None => tree.leave_out("variables of servers", 1),
        }
    }
    if !env.is_empty() {
        fields.insert("env".to_owned(), Value::Object(env));
    }
    Some(Value::Object(fields))
}

fn setup(tree: &Tree<'_, '_, '_>) -> Setup {
    let (plugin, marketplace) = (super::name(tree.source()), tree.rendering.marketplace);
    Setup {
        install: format!(
            "The folder above this one is a marketplace for Codex, GitHub Copilot and VS Code. Qwen Code installs this folder.\n\n```bash\ncodex plugin marketplace add FOLDER && codex plugin add {plugin}@{marketplace}\ncopilot plugin marketplace add FOLDER && copilot plugin install {plugin}@{marketplace}\nqwen extensions install FOLDER/{plugin}\n```"
        ),
        configure: "The format has no place for secrets. Qwen Code passes its own environment to the server, so set the variables before you start it. Codex passes only `PATH`, `HOME` and a few others.".to_owned(),
        watch: "`codex mcp list`, `copilot mcp list` and `qwen mcp list` show the servers.".to_owned(),
        others: true,
    }
}
