//! One plugin's files to its spec folder.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Map, Value, json};

use super::{FILES, Local, SpecFile};
use crate::generate::frontmatter;
use crate::generate::manifest::{mcp_json, plugin_json};
use crate::plugin::MANIFEST;
use crate::source::SourceFile;
use crate::spec::INVALID_SPEC;
use crate::spec::fields::{Decode, Decoder};
use crate::spec::plugin::{OWN_KEYS, PluginSpec};
use crate::spec::section::Launch;
use crate::syntax::{Kind, Node, json as json_syntax, yaml};

/// The plugin's name: from its manifest, its entry, or its folder.
pub(super) fn name(root: &Utf8Path, local: &Local, files: &BTreeMap<Utf8PathBuf, SpecFile>) -> String {
    let of_manifest = read_json(files, MANIFEST).and_then(|node| Some(node.get("name")?.as_str()?.to_owned()));
    let of_entry = || Some(local.entry.as_ref()?.get("name")?.as_str()?.to_owned());
    let whole = camino::absolute_utf8(root.join(&local.folder)).unwrap_or_default();
    let name = of_manifest.or_else(of_entry).or_else(|| whole.file_name().map(ToOwned::to_owned));
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| "plugin".to_owned())
}

/// A name for a folder: lower-case letters, digits, `-`, `_` and `.`.
pub(super) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for character in name.to_lowercase().chars() {
        match character {
            'a'..='z' | '0'..='9' | '-' | '_' | '.' => slug.push(character),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    let slug = slug.trim_matches(['-', '.']).to_owned();
    if slug.is_empty() { "plugin".to_owned() } else { slug }
}

/// The files of the plugin's spec folder.
pub(super) fn specs(
    name: &str,
    folder: &str,
    local: &Local,
    mut files: BTreeMap<Utf8PathBuf, SpecFile>,
) -> BTreeMap<Utf8PathBuf, SpecFile> {
    let manifest = structured_manifest(&files);
    let servers = structured_servers(&files, manifest.as_ref());
    let mut fields: Vec<(&str, Value)> = Vec::new();
    match &manifest {
        Some(manifest) => fields.extend(manifest.iter().map(|(key, value)| (key.as_str(), value.clone()))),
        None => fields.push(("name", json!(name))),
    }
    let path = if local.folder.as_str().is_empty() { "." } else { local.folder.as_str() };
    if path != folder {
        fields.push(("path", json!(path)));
    }
    if manifest.is_none() {
        fields.push(("manifest", json!(false)));
    }
    let entry = local.entry.as_ref().map(|entry| entry_fields(entry, name, local, manifest.as_ref()));
    if let Some(entry) = entry.filter(|entry| !entry.is_empty()) {
        fields.push(("entry", Value::Object(entry)));
    }
    if let Some(servers) = &servers {
        fields.push(("mcp", Value::Object(servers.clone())));
    }
    let text = frontmatter::mapping(&fields);
    if manifest.is_some() {
        files.remove(Utf8Path::new(MANIFEST));
    }
    if servers.is_some() {
        files.remove(Utf8Path::new(".mcp.json"));
    }
    let skills = own_skills(&files);
    let mut specs = BTreeMap::new();
    for (path, file) in files {
        let target = if is_component(&path, &skills) { path } else { Utf8Path::new(FILES).join(path) };
        specs.insert(target, file);
    }
    specs.insert("plugin.yaml".into(), SpecFile { bytes: text.into_bytes(), executable: false });
    specs
}

/// The skill folders that can be specs as they are: with a SKILL.md, and without a file that build would read as one.
fn own_skills(files: &BTreeMap<Utf8PathBuf, SpecFile>) -> Vec<Utf8PathBuf> {
    let folders = files.keys().filter(|path| path.file_name() == Some("SKILL.md")).filter_map(|path| path.parent());
    let mut skills: Vec<Utf8PathBuf> = folders.map(ToOwned::to_owned).collect();
    skills.retain(|folder| {
        folder.parent() == Some(Utf8Path::new("skills")) && !files.contains_key(&folder.join("SKILL.md.j2"))
    });
    skills
}

fn is_component(path: &Utf8Path, skills: &[Utf8PathBuf]) -> bool {
    let kind = path.components().next().map(|part| part.as_str().to_owned());
    match kind.as_deref() {
        Some("skills") => skills.iter().any(|skill| path.starts_with(skill)),
        Some("commands" | "agents" | "output-styles") => {
            path.components().count() > 1 && path.as_str().ends_with(".md") && path.file_name() != Some(".md")
        }
        _ => false,
    }
}

fn read_json(files: &BTreeMap<Utf8PathBuf, SpecFile>, path: &str) -> Option<Node> {
    let text = std::str::from_utf8(&files.get(Utf8Path::new(path))?.bytes).ok()?;
    let parsed = json_syntax::parse(text);
    // A byte order mark is lost in YAML.
    if text.starts_with('\u{feff}') || !parsed.problems.is_empty() || !parsed.duplicate_keys.is_empty() {
        None
    } else {
        parsed.root
    }
}

/// The fields of plugin.json, when plugin.yaml gives the same JSON back.
fn structured_manifest(files: &BTreeMap<Utf8PathBuf, SpecFile>) -> Option<Map<String, Value>> {
    if files.get(Utf8Path::new(MANIFEST))?.executable {
        return None;
    }
    let node = read_json(files, MANIFEST)?;
    let fields = node.to_json().as_object()?.clone();
    let has_own = fields.keys().any(|key| OWN_KEYS.contains(&key.as_str()));
    if has_own || node.get("name")?.as_str()?.is_empty() {
        return None;
    }
    let spec = read_back(&fields)?;
    same(&node, &plugin_json(&spec)).then_some(fields)
}

/// The servers of .mcp.json, when plugin.yaml gives the same JSON back.
fn structured_servers(
    files: &BTreeMap<Utf8PathBuf, SpecFile>,
    manifest: Option<&Map<String, Value>>,
) -> Option<Map<String, Value>> {
    if files.get(Utf8Path::new(".mcp.json"))?.executable {
        return None;
    }
    let node = read_json(files, ".mcp.json")?;
    let servers = node.get("mcpServers")?.to_json().as_object()?.clone();
    let mut fields = manifest.cloned().unwrap_or_else(|| Map::from_iter([("name".to_owned(), json!("x"))]));
    fields.insert("mcp".to_owned(), Value::Object(servers.clone()));
    let spec = read_back(&fields)?;
    let is_plain = spec.mcp.0.iter().all(|(_, server)| server.package.is_none() && server.environment.is_empty());
    (is_plain && same(&node, &mcp_json(&spec, Launch::Npx)?)).then_some(servers)
}

/// What `build` reads from these fields of plugin.yaml.
fn read_back(fields: &Map<String, Value>) -> Option<PluginSpec> {
    let fields: Vec<(&str, Value)> = fields.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    let text = frontmatter::mapping(&fields);
    let parsed = yaml::parse(&text);
    if !parsed.problems.is_empty() || !parsed.duplicate_keys.is_empty() {
        return None;
    }
    let file = SourceFile::new("plugin.yaml", text);
    let mut decoder = Decoder::new(&file, &INVALID_SPEC);
    let spec = PluginSpec::decode(&parsed.root?, &mut decoder)?;
    decoder.problems.is_empty().then_some(spec)
}

/// Whether a tree has this value, with keys in the same order and numbers in the same spelling.
fn same(node: &Node, value: &Value) -> bool {
    match (&node.kind, value) {
        (Kind::Number(text), Value::Number(number)) => *text == number.to_string(),
        (Kind::Sequence(items), Value::Array(values)) => {
            items.len() == values.len() && items.iter().zip(values).all(|(item, value)| same(item, value))
        }
        (Kind::Mapping(entries), Value::Object(fields)) => {
            entries.len() == fields.len()
                && entries
                    .iter()
                    .zip(fields)
                    .all(|(entry, (key, value))| entry.key == *key && same(&entry.value, value))
        }
        _ => node.to_json() == *value && !matches!(node.kind, Kind::Number(_)),
    }
}

/// What the entry says beyond what `build` writes by itself; null leaves out a field that the entry does not have.
fn entry_fields(
    entry: &Map<String, Value>,
    name: &str,
    local: &Local,
    manifest: Option<&Map<String, Value>>,
) -> Map<String, Value> {
    let source = json!(format!("./{}", local.folder));
    let known = |key: &str| match key {
        "name" => Some(json!(name)),
        "source" => Some(source.clone()),
        "description" | "version" | "author" => manifest?.get(key).cloned(),
        _ => None,
    };
    let mut fields: Map<String, Value> = Map::new();
    for (key, value) in entry {
        if known(key).as_ref() != Some(value) {
            fields.insert(key.clone(), value.clone());
        }
    }
    for key in ["description", "version", "author"] {
        if known(key).is_some() && !entry.contains_key(key) {
            fields.insert(key.to_owned(), Value::Null);
        }
    }
    fields
}
