//! The marketplace's manifests for hosts that do not read Claude Code's.

use std::sync::Arc;

use camino::Utf8PathBuf;
use serde_json::{Map, Value, json};

use super::{folder, manifest_field, name};
use crate::generate::files::Planned;
use crate::generate::json;
use crate::generate::manifest::fields;
use crate::hosts::{agent_plugins, codex};
use crate::source::SourceFile;
use crate::spec::project::Market;
use crate::spec::targets::Target;
use crate::spec::{PluginSource, Project};
use crate::syntax::{Entry, json as json_syntax};

/// The manifests, by path below the marketplace's root. The tree for Agent Plugins is a marketplace of its own, which Codex
/// and Copilot read from two places.
#[must_use]
pub(crate) fn catalogs(project: &Project) -> Vec<(Utf8PathBuf, Planned)> {
    let plugins: Vec<&PluginSource> =
        project.plugins.iter().filter(|plugin| plugin.targets.contains(&Target::AgentPlugins)).collect();
    let (file, market) = match &project.marketplace {
        Some(Market::Structured(source)) => (Arc::clone(&source.file), fields(&source.spec.fields)),
        Some(Market::AsItIs(copy)) => {
            let file = SourceFile::new(&copy.source, String::from_utf8_lossy(&copy.bytes));
            let root = json_syntax::parse(file.text()).root;
            let entries: Vec<Entry> = root.map(|root| root.entries().to_vec()).unwrap_or_default();
            (file, fields(&entries))
        }
        None => return Vec::new(),
    };
    if plugins.is_empty() {
        return Vec::new();
    }
    let planned = |value: &Value| Planned {
        bytes: json::file(value).into_bytes(),
        executable: false,
        made_from: Arc::clone(&file),
        is_copy: false,
    };
    let root = Utf8PathBuf::from(Target::AgentPlugins.word());
    vec![
        (root.join(codex::MARKETPLACE), planned(&for_codex(&market, &plugins))),
        (root.join(agent_plugins::COPILOT_MARKETPLACE), planned(&for_copilot(&market, &plugins))),
    ]
}

fn source_path(plugin: &PluginSource) -> String {
    let below = folder(Target::AgentPlugins, plugin);
    format!("./{}", below.file_name().unwrap_or_default())
}

fn for_codex(market: &Map<String, Value>, plugins: &[&PluginSource]) -> Value {
    let entry = |plugin: &&PluginSource| {
        let mut entry = json!({
            "name": name(plugin),
            "source": { "source": "local", "path": source_path(plugin) },
            "policy": { "installation": "AVAILABLE", "authentication": "ON_USE" },
        });
        if let Some(category) = manifest_field(plugin, "category") {
            entry["category"] = category;
        }
        entry
    };
    json!({ "name": market.get("name"), "plugins": plugins.iter().map(entry).collect::<Vec<_>>() })
}

fn for_copilot(market: &Map<String, Value>, plugins: &[&PluginSource]) -> Value {
    let entry = |plugin: &&PluginSource| {
        let mut entry = json!({ "name": name(plugin), "source": source_path(plugin) });
        for key in ["description", "version"] {
            if let Some(value) = manifest_field(plugin, key) {
                entry[key] = value;
            }
        }
        entry
    };
    let mut manifest = Map::new();
    for key in ["name", "owner", "metadata"] {
        if let Some(value) = market.get(key) {
            manifest.insert(key.to_owned(), value.clone());
        }
    }
    manifest.insert("plugins".to_owned(), plugins.iter().map(entry).collect());
    Value::Object(manifest)
}
