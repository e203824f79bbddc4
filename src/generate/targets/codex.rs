//! OpenAI Codex: its manifest, servers and skills, laid into Claude Code's plugin. Codex reads Claude Code's marketplace.

use serde_json::{Map, Value, json};

use super::servers::{Part, Server, Start, servers, sole_variable, with_args, write};
use super::{Tree, skills};
use crate::generate::json;
use crate::generate::rendering::Paths;
use crate::hosts::codex::{FIELDS, MANIFEST, SERVERS, SKILLS};
use crate::spec::PluginSource;
use crate::spec::component::ComponentKind;

/// Adds the overlay; `shared` says where components lie for Claude Code.
pub(super) fn add(tree: &mut Tree<'_, '_, '_>, shared: &Paths) {
    let source = tree.source();
    let mut listed = Vec::new();
    let mut written = vec![ComponentKind::Command];
    if source.of_kind(ComponentKind::Skill).next().is_some() {
        match shares_skills(tree, shared) {
            true => listed.push("./skills/".to_owned()),
            false => written.push(ComponentKind::Skill),
        }
    }
    if written.iter().any(|kind| source.of_kind(*kind).next().is_some()) {
        listed.push(format!("./{SKILLS}/"));
    }
    tree.rendering.paths = skills::paths(source, SKILLS);
    if !listed.is_empty() && listed[0] == "./skills/" {
        for (key, path) in shared.iter().filter(|((kind, _), _)| *kind == ComponentKind::Skill) {
            tree.rendering.paths.insert(key.clone(), path.clone());
        }
    }
    tree.put_skills(&written);
    let servers = servers_file(tree);
    let own = &source.plugin.file;
    let manifest = manifest(source, &listed, servers.is_some());
    tree.files.put(MANIFEST, json::file(&manifest), own);
    if let Some(servers) = servers {
        tree.files.put(SERVERS, json::file(&servers), own);
    }
    tree.leave_out_parts(&[ComponentKind::Agent, ComponentKind::OutputStyle]);
}

/// Whether Codex reads every skill of the Claude Code tree as it should: nothing in `when_to_use`, which Codex does not
/// read, and nothing in the text that Codex writes in another way.
fn shares_skills(tree: &mut Tree<'_, '_, '_>, shared: &Paths) -> bool {
    let rendering = &mut *tree.rendering;
    let mut own = skills::paths(rendering.source, SKILLS);
    own.retain(|(kind, _), _| *kind == ComponentKind::Command);
    own.extend(
        shared
            .iter()
            .filter(|((kind, _), _)| *kind == ComponentKind::Skill)
            .map(|(key, path)| (key.clone(), path.clone())),
    );
    let codex = rendering.wording;
    rendering.source.of_kind(ComponentKind::Skill).all(|skill| {
        let is_named = crate::hosts::agent_skills::name(&skill.name) == skill.name;
        rendering.paths = own.clone();
        let here = skills::read(rendering, skill);
        rendering.wording = &crate::hosts::claude::WORDING;
        rendering.paths = shared.clone();
        let there = skills::read(rendering, skill);
        rendering.wording = codex;
        let same = here
            .zip(there)
            .is_some_and(|(here, there)| here.body == there.body && here.description == skill.description());
        is_named && same
    })
}

fn manifest(source: &PluginSource, skills: &[String], has_servers: bool) -> Value {
    let mut manifest = Map::new();
    manifest.insert("name".to_owned(), json!(source.listed_name()));
    for key in FIELDS
        .iter()
        .copied()
        .filter(|key| !["name", "skills", "commands", "hooks", "mcpServers", "apps", "interface"].contains(key))
    {
        if let Some(value) = super::manifest_field(source, key) {
            manifest.insert(key.to_owned(), value);
        }
    }
    match skills {
        [] => {}
        [one] => drop(manifest.insert("skills".to_owned(), json!(one))),
        all => drop(manifest.insert("skills".to_owned(), json!(all))),
    }
    // Without this, Codex makes a second skill of each command whose text has no placeholder.
    if source.of_kind(ComponentKind::Command).next().is_some() {
        manifest.insert("commands".to_owned(), json!([]));
    }
    if has_servers {
        manifest.insert("mcpServers".to_owned(), json!(format!("./{SERVERS}")));
    }
    manifest.insert("interface".to_owned(), interface(source));
    Value::Object(manifest)
}

/// What Codex shows of the plugin.
fn interface(source: &PluginSource) -> Value {
    let spec = &source.plugin.spec;
    let mut interface = Map::new();
    let display = spec.text("displayName");
    interface.insert("displayName".to_owned(), json!(if display.is_empty() { &spec.name.value } else { display }));
    if let Some(description) = super::manifest_field(source, "description") {
        interface.insert("shortDescription".to_owned(), description);
    }
    if let Some(author) = super::manifest_field(source, "author").as_ref().and_then(|author| author.get("name")) {
        interface.insert("developerName".to_owned(), author.clone());
    }
    let category = spec.entry.iter().find(|entry| entry.key == "category").and_then(|entry| entry.value.scalar_text());
    if let Some(category) = category {
        interface.insert("category".to_owned(), json!(category));
    }
    let mut capabilities = vec!["Interactive"];
    if !source.tools.is_empty() {
        capabilities.push("Read");
    }
    if source.tools.iter().any(|tool| tool.writes) {
        capabilities.push("Write");
    }
    interface.insert("capabilities".to_owned(), json!(capabilities));
    if let Some(homepage) = spec.field("homepage") {
        interface.insert("websiteURL".to_owned(), homepage.to_json());
    }
    Value::Object(interface)
}

fn servers_file(tree: &mut Tree<'_, '_, '_>) -> Option<Value> {
    let all = servers(tree.source(), tree.rendering.launch());
    let mut written = Map::new();
    for one in &all {
        match server(tree, one) {
            Some(fields) => drop(written.insert(one.name.clone(), fields)),
            None => tree.leave_out("servers", 1),
        }
    }
    (!written.is_empty()).then(|| json!({ "mcpServers": written }))
}

/// Codex replaces nothing in a server's fields. It starts a program in the user's folder unless `cwd` names one, and `.` is the
/// plugin's; of the environment it hands on what `env_vars` names.
fn server(tree: &mut Tree<'_, '_, '_>, server: &Server) -> Option<Value> {
    let folder = |part: &Part| matches!(part, Part::Root).then(|| ".".to_owned());
    let plain = |value: &[Part]| write(value, &folder);
    let mut fields = Map::new();
    match &server.start {
        Start::Package { package, args } => {
            fields.insert("command".to_owned(), json!("npx"));
            // Without these, npx prefers a copy in the project that the user is in.
            fields.insert("args".to_owned(), with_args(&["--prefix", ".", "-y", package], args, &plain)?);
            fields.insert("cwd".to_owned(), json!("."));
        }
        Start::Bundled { path, args } => {
            fields.insert("command".to_owned(), json!(format!("./{path}")));
            fields.insert("args".to_owned(), with_args(&[], args, &plain)?);
            fields.insert("cwd".to_owned(), json!("."));
        }
        Start::Program { command, args } => {
            fields.insert("command".to_owned(), json!(plain(command)?));
            let args: Vec<String> = args.iter().map(|arg| plain(arg)).collect::<Option<_>>()?;
            fields.insert("args".to_owned(), json!(args));
            let cwd = server.cwd.as_deref().map_or_else(|| Some(".".to_owned()), plain)?;
            fields.insert("cwd".to_owned(), json!(cwd));
        }
        Start::Remote { sse: true, .. } => return None,
        Start::Remote { url, headers, .. } => {
            fields.insert("url".to_owned(), json!(plain(url)?));
            remote_headers(tree, headers, &mut fields);
            return Some(Value::Object(fields));
        }
    }
    let (mut literal, mut forwarded) = (Map::new(), Vec::new());
    forwarded.extend(server.variables.iter().map(|variable| variable.name.value.clone()));
    for (key, value) in &server.env {
        match (sole_variable(value), plain(value)) {
            (Some(name), _) if name == key => forwarded.push(key.clone()),
            (_, Some(text)) => drop(literal.insert(key.clone(), json!(text))),
            // The variable may be set under its own name.
            _ if matches!(value.as_slice(), [Part::Option(_)]) => forwarded.push(key.clone()),
            _ => tree.leave_out("variables of servers", 1),
        }
    }
    if !literal.is_empty() {
        fields.insert("env".to_owned(), Value::Object(literal));
    }
    if !forwarded.is_empty() {
        fields.insert("env_vars".to_owned(), json!(forwarded));
    }
    Some(Value::Object(fields))
}

/// Headers as text, as variables, and the bearer token.
fn remote_headers(tree: &mut Tree<'_, '_, '_>, headers: &[(String, Vec<Part>)], fields: &mut Map<String, Value>) {
    let (mut literal, mut of_variables) = (Map::new(), Map::new());
    for (name, value) in headers {
        match (value.as_slice(), write(value, &|_| None)) {
            (_, Some(text)) => drop(literal.insert(name.clone(), json!(text))),
            ([Part::Variable(variable, _)], _) => drop(of_variables.insert(name.clone(), json!(variable))),
            ([Part::Text(scheme), Part::Variable(variable, _)], _)
                if scheme == "Bearer " && name.eq_ignore_ascii_case("authorization") =>
            {
                fields.insert("bearer_token_env_var".to_owned(), json!(variable));
            }
            _ => tree.leave_out("headers of servers", 1),
        }
    }
    for (key, map) in [("http_headers", literal), ("env_http_headers", of_variables)] {
        if !map.is_empty() {
            fields.insert(key.to_owned(), Value::Object(map));
        }
    }
}
