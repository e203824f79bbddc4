//! Gemini CLI: an extension of its own, with commands in TOML.

use serde_json::{Map, Value, json};

use super::readme::{self, Setup};
use super::servers::{Needed, Part, Server, Start, servers, with_args, write};
use super::{Tree, manifest_field, skills};
use crate::generate::json;
use crate::hosts::gemini::{CONTEXT, MANIFEST, ROOT};
use crate::spec::component::ComponentKind;

/// Adds the extension.
pub(super) fn add(tree: &mut Tree<'_, '_, '_>) {
    let source = tree.source();
    let spec = &source.plugin.spec;
    let own = &source.plugin.file;
    let name = super::name(source);
    tree.rendering.paths = skills::paths(source, "skills");
    for command in source.of_kind(ComponentKind::Command) {
        let path = format!("commands/{name}/{}.toml", command.name);
        tree.rendering.paths.insert((ComponentKind::Command, command.name.clone()), path.into());
    }
    let all = servers(source, tree.rendering.launch());
    let mut written = Map::new();
    let mut settings: Vec<Needed> = Vec::new();
    for one in &all {
        let needed = one.needed(spec);
        match server(one, &needed) {
            Some(fields) => {
                written.insert(one.name.clone(), fields);
                settings.extend(needed.into_iter().filter(|one| one.is_asked));
            }
            None => tree.leave_out("servers", 1),
        }
    }
    let mut manifest = Map::new();
    manifest.insert("name".to_owned(), json!(name));
    manifest.insert("version".to_owned(), manifest_field(source, "version").unwrap_or_else(|| json!("0.0.0")));
    if let Some(description) = manifest_field(source, "description") {
        manifest.insert("description".to_owned(), description);
    }
    manifest.insert("contextFileName".to_owned(), json!(CONTEXT));
    if !written.is_empty() {
        manifest.insert("mcpServers".to_owned(), Value::Object(written));
    }
    if !settings.is_empty() {
        manifest.insert("settings".to_owned(), settings.iter().map(setting).collect());
    }
    tree.files.put(MANIFEST, json::file(&Value::Object(manifest)), own);
    tree.put_skills(&[ComponentKind::Skill]);
    commands(tree);
    tree.files.put(CONTEXT, context(tree), own);
    tree.copy_files();
    let setup = setup(tree, &name, &settings);
    readme::add(tree, &setup);
    tree.leave_out_parts(&[ComponentKind::Agent, ComponentKind::OutputStyle]);
}

fn commands(tree: &mut Tree<'_, '_, '_>) {
    for command in tree.source().of_kind(ComponentKind::Command) {
        let path = tree.rendering.paths[&(ComponentKind::Command, command.name.clone())].clone();
        let Some(read) = skills::read(tree.rendering, command) else { continue };
        let text = format!("description = {}\nprompt = {}\n", basic(&read.description), literal(read.body.trim()));
        tree.files.put(path.as_str(), text, &read.made_from);
    }
}

/// A TOML string on one line; its escapes are those of JSON, and one more.
fn basic(text: &str) -> String {
    json!(text).to_string().replace('\u{7f}', "\\u007f")
}

/// A TOML string over many lines, without escapes where the text can do without.
fn literal(text: &str) -> String {
    let is_plain = |c: char| c == '\n' || c == '\t' || !c.is_control();
    if text.contains("'''") || text.ends_with('\'') || !text.chars().all(is_plain) {
        return basic(text);
    }
    format!("'''\n{text}'''")
}

/// A setting that Gemini asks for at installation, and stores.
fn setting(needed: &Needed) -> Value {
    let mut setting = json!({ "name": needed.title, "description": needed.description, "envVar": needed.name });
    if needed.sensitive {
        setting["sensitive"] = json!(true);
    }
    setting
}

/// Gemini replaces variables and the extension's folder in every field. A variable whose name looks like a secret reaches
/// the server only through `env`.
fn server(server: &Server, needed: &[Needed]) -> Option<Value> {
    let of_option = |key: &str| needed.iter().find(|one| one.option.as_deref() == Some(key));
    let part = |part: &Part| match part {
        Part::Root | Part::Data => Some(ROOT.to_owned()),
        Part::Variable(name, _) => Some(format!("${{{name}}}")),
        Part::Option(key) => of_option(key).map(|one| format!("${{{}}}", one.name)),
        Part::Text(_) | Part::Other(_) => None,
    };
    let mut fields = Map::new();
    match &server.start {
        Start::Package { package, args } => {
            fields.insert("command".to_owned(), json!("npx"));
            fields.insert(
                "args".to_owned(),
                with_args(&["--prefix", ROOT, "-y", package], args, &|arg| write(arg, &part))?,
            );
        }
        Start::Bundled { path, args } => {
            fields.insert("command".to_owned(), json!(format!("{ROOT}/{path}")));
            fields.insert("args".to_owned(), with_args(&[], args, &|arg| write(arg, &part))?);
        }
        Start::Program { command, args } => {
            fields.insert("command".to_owned(), json!(write(command, &part)?));
            let args: Vec<String> = args.iter().map(|arg| write(arg, &part)).collect::<Option<_>>()?;
            fields.insert("args".to_owned(), json!(args));
            if let Some(cwd) = &server.cwd {
                fields.insert("cwd".to_owned(), json!(write(cwd, &part)?));
            }
        }
        Start::Remote { url, headers, sse } => {
            fields.insert(if *sse { "url" } else { "httpUrl" }.to_owned(), json!(write(url, &part)?));
            let headers: Map<String, Value> = headers
                .iter()
                .map(|(name, value)| Some((name.clone(), json!(write(value, &part)?))))
                .collect::<Option<_>>()?;
            if !headers.is_empty() {
                fields.insert("headers".to_owned(), Value::Object(headers));
            }
            return Some(Value::Object(fields));
        }
    }
    let passed = server.variables.iter().filter(|variable| variable.is_passed());
    let mut env: Map<String, Value> =
        passed.map(|one| (one.name.value.clone(), json!(format!("${{{}}}", one.name.value)))).collect();
    for (key, value) in &server.env {
        env.insert(key.clone(), json!(write(value, &part)?));
    }
    if !env.is_empty() {
        fields.insert("env".to_owned(), Value::Object(env));
    }
    Some(Value::Object(fields))
}

/// What the model has in every conversation: which commands and skills there are, and no more.
fn context(tree: &Tree<'_, '_, '_>) -> String {
    let source = tree.source();
    let spec = &source.plugin.spec;
    let description = manifest_field(source, "description");
    let description = description.as_ref().and_then(Value::as_str).unwrap_or_default();
    let title = match spec.text("displayName") {
        "" => &spec.name.value,
        title => title,
    };
    let mut text = format!("# {title}\n\n{description}\n");
    for (kind, heading) in [(ComponentKind::Skill, "Skills"), (ComponentKind::Command, "Commands")] {
        let mut components = source.of_kind(kind).peekable();
        if components.peek().is_none() {
            continue;
        }
        text.push_str(&format!("\n## {heading}\n\n"));
        for component in components {
            let name = match kind {
                ComponentKind::Command => tree.rendering.usage(&component.name, ""),
                _ => component.name.clone(),
            };
            text.push_str(&format!("- `{name}`: {}\n", one_line(&component.description())));
        }
    }
    text
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn setup(tree: &Tree<'_, '_, '_>, name: &str, settings: &[Needed]) -> Setup {
    let configure = match settings.iter().any(|setting| setting.sensitive) {
        true => {
            "Gemini CLI asks for these settings at installation and keeps the secret ones in the platform's keychain."
        }
        false => "Gemini CLI asks for these settings at installation.",
    };
    let folder = super::folder(tree.target, tree.source());
    Setup {
        install: format!("```bash\ngemini extensions install {folder}\n```"),
        configure: format!(
            "{configure} To change one later:\n\n```bash\ngemini extensions config {name}\n```\n\nVariables of the shell that starts Gemini CLI reach the server too."
        ),
        watch: "`gemini mcp list` starts the servers and says which of them answer.".to_owned(),
        others: false,
    }
}
