//! `plugin-gen new api`: the part of an API description that a plugin uses.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::bail;
use camino::Utf8Path;
use serde_json::{Map, Value, json};

use crate::diag::nearest;
use crate::import::yaml;
use crate::openapi::Description;
use crate::source::SourceFile;
use crate::syntax::{json as json_syntax, yaml as yaml_syntax};

/// The keys of a path that hold for each of its methods.
const SHARED: &[&str] = &["parameters", "servers"];

/// Reads a description, or says why it cannot be used.
pub(super) fn read(path: &Utf8Path) -> anyhow::Result<Description> {
    let file = SourceFile::new(path, fs_err::read_to_string(path)?);
    Description::load(&file).map_err(|problem| anyhow::anyhow!("cannot use {path}: {}", problem.message))
}

/// The text of api.yaml: the operations, what they refer to, and nothing else.
pub(super) fn curated(path: &Utf8Path, operations: &[String]) -> anyhow::Result<String> {
    let description = read(path)?;
    let mut paths: Map<String, Value> = Map::new();
    let root = whole(description.file())?;
    let mut unknown = Vec::new();
    for name in operations {
        let Some((method, template)) = found(&description, name) else {
            unknown.push(not_found(&description, name));
            continue;
        };
        let item = &root["paths"][&template];
        let entry = paths.entry(template).or_insert_with(|| json!({}));
        let Some(entry) = entry.as_object_mut() else { continue };
        for key in SHARED.iter().copied().chain([method.to_ascii_lowercase().as_str()]) {
            if let Some(value) = item.get(key) {
                entry.insert(key.to_owned(), without_noise(value));
            }
        }
    }
    if !unknown.is_empty() {
        bail!("{}", unknown.join("\n"));
    }
    let mut out = Map::new();
    let kept =
        ["openapi", "swagger", "info", "servers", "host", "basePath", "schemes", "consumes", "produces", "security"];
    for key in kept {
        if let Some(value) = root.get(key) {
            out.insert(key.to_owned(), value.clone());
        }
    }
    if let Some(info) = out.get_mut("info").and_then(Value::as_object_mut) {
        info.retain(|key, _| ["title", "version", "license"].contains(&key.as_str()));
    }
    let paths = Value::Object(paths);
    let used = referenced(&root, &paths);
    out.insert("paths".to_owned(), paths);
    for (pointer, value) in &used {
        place(&mut out, pointer, value.clone());
    }
    for schemes in ["/components/securitySchemes", "/securityDefinitions"] {
        if let Some(value) = root.pointer(schemes) {
            place(&mut out, schemes, value.clone());
        }
    }
    let version = root.pointer("/info/version").and_then(Value::as_str).unwrap_or_default();
    let title = root.pointer("/info/title").and_then(Value::as_str).unwrap_or_default();
    let head = format!(
        "# What this plugin uses of {title} {version}: field tables, request examples and tools come from it, and every API\n# claim is compared with it. `plugin-gen api diff` compares it with the next release.\n",
    );
    Ok(head + &yaml::write(&out))
}

/// Method and path of an operation, as the description spells them.
fn found(description: &Description, name: &str) -> Option<(String, String)> {
    let (method, path) = name.trim().split_once(char::is_whitespace)?;
    let method = method.to_ascii_uppercase();
    let operation = description.operation(&method, path.trim())?;
    Some((method, operation.path().to_owned()))
}

/// Why an operation is not there, with the nearest one.
pub(super) fn not_found(description: &Description, name: &str) -> String {
    let names: Vec<String> = description.operations().map(|operation| operation.name()).collect();
    let near = nearest(name, names.iter().map(String::as_str)).map(ToOwned::to_owned);
    // The path alone may be known, with another method.
    let path = name.split_whitespace().last().unwrap_or_default();
    let same: Vec<&String> = names.iter().filter(|known| known.ends_with(&format!(" {path}"))).collect();
    let hint = match (near, same.as_slice()) {
        (_, [_, ..]) => format!("; it has {}", same.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ")),
        (Some(near), _) => format!("; did you mean `{near}`?"),
        _ => format!("; it has {} operations, each written as METHOD PATH", names.len()),
    };
    format!("{} has no operation `{name}`{hint}", description.file().path())
}

/// The whole file as JSON.
fn whole(file: &Arc<SourceFile>) -> anyhow::Result<Value> {
    let text = file.text();
    let parsed = match text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
        true => json_syntax::parse(text),
        false => yaml_syntax::parse_any_keys(text),
    };
    parsed.root.map(|root| root.to_json()).ok_or_else(|| anyhow::anyhow!("cannot read {}", file.path()))
}

/// An operation without what only documentation sites read.
fn without_noise(value: &Value) -> Value {
    let mut value = value.clone();
    if let Some(members) = value.as_object_mut() {
        members.retain(|key, _| {
            !["tags", "externalDocs", "callbacks"].contains(&key.as_str()) && !key.starts_with("x-code")
        });
    }
    value
}

/// Everything that the paths refer to, and what that refers to: JSON pointer and value.
fn referenced(root: &Value, paths: &Value) -> Vec<(String, Value)> {
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    let mut open = vec![paths.clone()];
    while let Some(value) = open.pop() {
        let mut names = Vec::new();
        references(&value, &mut names);
        for name in names {
            let Some(pointer) = name.strip_prefix('#') else { continue };
            let Some(target) = root.pointer(pointer).filter(|_| seen.insert(pointer.to_owned())) else { continue };
            let mut target = target.clone();
            open.push(target.clone());
            let is_schema = ["/components/schemas/", "/definitions/"].iter().any(|start| pointer.starts_with(start));
            if let (true, Some(members)) = (is_schema, target.as_object_mut()) {
                let own = pointer.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~");
                members.entry("x-vendor-schema").or_insert_with(|| own.into());
            }
            found.push((pointer.to_owned(), target));
        }
    }
    found.sort_by(|left, right| left.0.cmp(&right.0));
    found
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                match value.as_str().filter(|_| key == "$ref") {
                    Some(name) => found.push(name.to_owned()),
                    None => references(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// Puts a value at a JSON pointer, with the mappings that lead there.
fn place(out: &mut Map<String, Value>, pointer: &str, value: Value) {
    let mut parts: Vec<String> =
        pointer.trim_start_matches('/').split('/').map(|part| part.replace("~1", "/").replace("~0", "~")).collect();
    let Some(last) = parts.pop() else { return };
    let mut at = out;
    for part in parts {
        let next = at.entry(part).or_insert_with(|| json!({}));
        let Some(members) = next.as_object_mut() else { return };
        at = members;
    }
    at.insert(last, value);
}
