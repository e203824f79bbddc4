//! The marketplace's manifest: made new, or edited so that every byte we have no business with stays.

use std::collections::BTreeSet;

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};
use jsonc_parser::cst::{CstArray, CstInputValue, CstObject, CstObjectProp, CstRootNode};
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};

use super::manifest::fields;
use crate::spec::plugin::{MarketplaceSpec, PluginSpec};
use crate::syntax::json::strict;

/// A marketplace without plugins, as a new file.
#[must_use]
pub fn new_file(marketplace: &MarketplaceSpec) -> String {
    let mut manifest = fields(&marketplace.fields);
    manifest.insert("plugins".to_owned(), json!([]));
    super::json::file(&Value::Object(manifest))
}

/// What the marketplace says of a plugin whose folder is `folder`, counted from the marketplace's root. A field whose
/// value is null is to be absent.
#[must_use]
pub fn entry(plugin: &PluginSpec, folder: &Utf8Path) -> Map<String, Value> {
    let mut entry = Map::new();
    entry.insert("name".to_owned(), json!(plugin.name.value));
    entry.insert("source".to_owned(), json!(format!("./{folder}")));
    for key in ["description", "version", "author"] {
        if let Some(value) = plugin.field(key) {
            entry.insert(key.to_owned(), value.to_json());
        }
    }
    entry.extend(fields(&plugin.entry));
    entry
}

/// The name in the text of a marketplace file.
#[must_use]
pub fn name(text: &str) -> Option<String> {
    let manifest: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    manifest.get("name")?.as_str().map(ToOwned::to_owned)
}

/// A marketplace file being edited.
pub struct MarketplaceFile {
    root: CstRootNode,
    object: CstObject,
    byte_order_mark: bool,
}

impl MarketplaceFile {
    /// Opens the text of a marketplace file.
    ///
    /// # Errors
    /// When it is not a JSON object.
    pub fn open(text: &str) -> anyhow::Result<Self> {
        let (body, byte_order_mark) = match text.strip_prefix('\u{feff}') {
            Some(body) => (body, true),
            None => (text, false),
        };
        // The editing parser lets control characters in strings pass; Claude Code and every other reader do not.
        serde_json::from_str::<IgnoredAny>(body).context("expected JSON")?;
        let root = CstRootNode::parse(body, &strict()).context("expected JSON")?;
        let object = root.object_value().context("expected a JSON object")?;
        Ok(Self { root, object, byte_order_mark })
    }

    /// Brings the marketplace's own fields up to date.
    pub fn set_own_fields(&self, marketplace: &MarketplaceSpec) {
        for (key, value) in fields(&marketplace.fields) {
            set(&self.object, &key, &value);
        }
    }

    /// Removes a field of the marketplace, if it is there.
    pub fn remove_field(&self, key: &str) {
        if let Some(property) = self.object.get(key) {
            property.remove();
        }
    }

    /// The names of all entries.
    #[must_use]
    pub fn names(&self) -> BTreeSet<String> {
        self.entries().iter().filter_map(name_of).collect()
    }

    /// The entries of the last `plugins`, which is the one that readers take.
    fn entries(&self) -> Vec<CstObject> {
        let is_plugins = |property: &CstObjectProp| {
            property.name().and_then(|name| name.decoded_value().ok()).is_some_and(|name| name == "plugins")
        };
        let plugins = self.object.properties().into_iter().rfind(is_plugins).and_then(|plugins| plugins.array_value());
        plugins.iter().flat_map(CstArray::elements).filter_map(|element| element.as_object()).collect()
    }

    /// Adds the entry, or brings the one of the same name up to date; keys that we do not write stay as they are. Where two
    /// entries share the name, the source tells them apart.
    ///
    /// # Errors
    /// When `plugins` is not a list, or an edit is needed and it is not clear where: the entry occurs twice, or a key does.
    /// Readers take the last of two equal keys, and an edit of the first would have no effect.
    pub fn put(&self, entry: &Map<String, Value>) -> anyhow::Result<()> {
        let name = entry.get("name").and_then(Value::as_str).unwrap_or_default();
        let mut known: Vec<CstObject> =
            self.entries().into_iter().filter(|known| name_of(known).as_deref() == Some(name)).collect();
        if known.iter().any(|known| says(known, entry)) {
            return Ok(());
        }
        no_repeated_key(&self.object)?;
        if known.len() > 1 {
            known.retain(|known| {
                known.get("source").and_then(|source| value_of(&source)).as_ref() == entry.get("source")
            });
        }
        let plugins = self.object.array_value_or_create("plugins").context("expected a list in `plugins`")?;
        let spreads_lists =
            plugins.elements().iter().filter_map(|element| element.as_object()).any(|entry| has_spread_list(&entry));
        let target = match known.as_slice() {
            [] => {
                let present = entry.iter().filter(|(_, value)| !value.is_null());
                let present = present.map(|(key, value)| (key.clone(), value.clone())).collect();
                plugins.append(input(&Value::Object(present))).as_object()
            }
            [known] => {
                no_repeated_key(known)?;
                entry.iter().for_each(|(key, value)| set(known, key, value));
                Some(known.clone())
            }
            _ => bail!("`plugins` has {} entries `{name}` with the same source; remove all but one", known.len()),
        };
        // Lists are written like the file's other lists: one item a line, or all on one.
        if let (true, Some(target)) = (spreads_lists, target) {
            target
                .properties()
                .into_iter()
                .filter_map(|property| property.array_value())
                .for_each(|list| list.ensure_multiline());
        }
        Ok(())
    }

    /// Removes the entry of this name, if there is one.
    pub fn remove(&self, name: &str) {
        for entry in self.entries().into_iter().filter(|entry| name_of(entry).as_deref() == Some(name)) {
            entry.remove();
        }
    }

    /// The edited text.
    #[must_use]
    pub fn text(&self) -> String {
        let mark = if self.byte_order_mark { "\u{feff}" } else { "" };
        format!("{mark}{}", self.root)
    }
}

fn has_spread_list(entry: &CstObject) -> bool {
    entry
        .properties()
        .into_iter()
        .filter_map(|property| property.array_value())
        .any(|list| list.to_string().contains('\n'))
}

fn name_of(entry: &CstObject) -> Option<String> {
    entry.get("name")?.value()?.as_string_lit()?.decoded_value().ok()
}

fn value_of(property: &CstObjectProp) -> Option<Value> {
    serde_json::from_str(&property.value()?.to_string()).ok()
}

/// Whether an entry of the file already says everything that `entry` does. A null there stands for an absent key.
fn says(known: &CstObject, entry: &Map<String, Value>) -> bool {
    let Ok(known) = serde_json::from_str::<Map<String, Value>>(&known.to_string()) else { return false };
    entry.iter().all(|(key, value)| known.get(key).unwrap_or(&Value::Null) == value)
}

/// Sets a key, and leaves its bytes alone when it already has this value. Null removes it.
fn set(object: &CstObject, key: &str, value: &Value) {
    match object.get(key) {
        Some(property) if value.is_null() => {
            if property.value().is_some_and(|old| old.to_string() != "null") {
                property.remove();
            }
        }
        None if value.is_null() => {}
        Some(property) => {
            if value_of(&property).as_ref() != Some(value) {
                property.set_value(input(value));
            }
        }
        None => {
            object.append(key, input(value));
        }
    }
}

/// Refuses an object with a duplicate key.
fn no_repeated_key(object: &CstObject) -> anyhow::Result<()> {
    let mut keys = BTreeSet::new();
    for key in object.properties().iter().filter_map(|property| property.name()?.decoded_value().ok()) {
        if let Some(key) = keys.replace(key) {
            bail!("duplicate key `{key}` in one object; remove one of the two");
        }
    }
    Ok(())
}

fn input(value: &Value) -> CstInputValue {
    match value {
        Value::Null => CstInputValue::Null,
        Value::Bool(truth) => CstInputValue::Bool(*truth),
        Value::Number(number) => CstInputValue::Number(number.to_string()),
        Value::String(text) => CstInputValue::String(text.clone()),
        Value::Array(items) => CstInputValue::Array(items.iter().map(input).collect()),
        Value::Object(fields) => {
            CstInputValue::Object(fields.iter().map(|(key, value)| (key.clone(), input(value))).collect())
        }
    }
}

/// The path of `folder` counted from `root`, both as named on the command line.
///
/// # Errors
/// When the folder is not below the root: a plugin's source may not leave the marketplace.
pub fn relative(root: &Utf8Path, folder: &Utf8Path) -> anyhow::Result<Utf8PathBuf> {
    let absolute = |path: &Utf8Path| -> anyhow::Result<Utf8PathBuf> {
        let path = if path.as_str().is_empty() { Utf8Path::new(".") } else { path };
        let path = camino::absolute_utf8(path)?;
        let written: Vec<_> = path.components().filter(|part| part.as_str() != ".").collect();
        let mut parts = Utf8PathBuf::new();
        for part in written {
            if part.as_str() == ".." {
                parts.pop();
            } else {
                parts.push(part);
            }
        }
        Ok(parts)
    };
    let (root, folder) = (absolute(root)?, absolute(folder)?);
    match folder.strip_prefix(&root) {
        Ok(relative) => Ok(relative.to_owned()),
        Err(_) => {
            bail!("{folder} is not below the marketplace {root}: a plugin's source may not leave its marketplace")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Map<String, Value> {
        let entry = json!({ "name": "b", "source": "./b", "version": "2.0.0", "tags": ["x"] });
        entry.as_object().cloned().unwrap()
    }

    #[test]
    fn a_new_entry_is_a_pure_insertion() {
        let text =
            "{\r\n\t\"name\": \"m\\u00e9\",\r\n\t\"plugins\": [\r\n\t\t{ \"name\": \"a\", \"n\": 1.0e+2 }\r\n\t]\r\n}";
        let file = MarketplaceFile::open(text).unwrap();
        file.put(&example()).unwrap();
        let edited = file.text();
        let same = text.bytes().zip(edited.bytes()).take_while(|(old, new)| old == new).count();
        assert!(edited.ends_with(&text[same..]), "{edited}");
        assert!(edited.contains("\r\n\t\t{\r\n\t\t\t\"name\": \"b\""), "{edited}");
    }

    #[test]
    fn a_file_that_other_readers_refuse_is_refused() {
        assert!(MarketplaceFile::open("{\"name\": \"a\u{0}\"}").is_err());
        assert!(MarketplaceFile::open("{\"name\": \"a\",}").is_err());
    }

    #[test]
    fn a_key_that_stands_twice_is_refused() {
        for text in
            ["{\"plugins\": [], \"plugins\": []}", "{\"plugins\": [{\"name\": \"b\", \"tags\": 1, \"tags\": 2}]}"]
        {
            let refused = MarketplaceFile::open(text).unwrap().put(&example()).unwrap_err();
            assert!(refused.to_string().contains("duplicate key"), "{refused}");
        }
    }

    #[test]
    fn a_known_entry_keeps_what_is_not_ours() {
        let text = concat!(
            "{\"plugins\": [\n  {\n    \"name\": \"b\",\n    \"source\": \"./old\",\n    \"icon\": \"i.png\"\n  },",
            " {\"name\" :\"c\"}]}"
        );
        let file = MarketplaceFile::open(text).unwrap();
        file.put(&example()).unwrap();
        let edited = file.text();
        let ours = "\"i.png\",\n    \"version\": \"2.0.0\",\n    \"tags\": [\"x\"]";
        assert_eq!(edited, text.replace("./old", "./b").replace("\"i.png\"", ours));
        file.put(&example()).unwrap();
        assert_eq!(file.text(), edited);
        file.remove("b");
        assert!(!file.text().contains("icon") && file.text().contains("\"c\""), "{}", file.text());
    }

    #[test]
    fn lists_stand_as_the_files_other_lists_do() {
        let text = "{\n  \"plugins\": [\n    {\n      \"name\": \"a\",\n      \"tags\": [\n        \"t\"\n      ]\n    }\n  ]\n}\n";
        let file = MarketplaceFile::open(text).unwrap();
        file.put(&example()).unwrap();
        assert!(file.text().contains("\"tags\": [\n        \"x\"\n      ]\n    }\n  ]\n}\n"), "{}", file.text());
    }

    #[test]
    fn a_folder_outside_the_marketplace_is_refused() {
        assert_eq!(relative(Utf8Path::new("m"), Utf8Path::new("m/a/b")).unwrap(), "a/b");
        assert_eq!(relative(Utf8Path::new(""), Utf8Path::new("./x/../a")).unwrap(), "a");
        assert!(relative(Utf8Path::new("m"), Utf8Path::new("m/../n")).is_err());
    }
}
