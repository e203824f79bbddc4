#![no_main]
//! Adds a plugin to any marketplace file.

use libfuzzer_sys::fuzz_target;
use plugin_gen::generate::marketplace::MarketplaceFile;
use serde_json::{Map, Value, json};

fuzz_target!(|text: &str| {
    let Ok(file) = MarketplaceFile::open(text) else { return };
    let Value::Object(entry) = json!({ "name": "ours", "source": "./ours" }) else { return };
    if file.put(&entry).is_err() {
        return;
    }
    let once = file.text();
    let read = |text: &str| serde_json::from_str::<Map<String, Value>>(text.trim_start_matches('\u{feff}'));
    let value = match read(&once) {
        Ok(value) => value,
        // A number such as 2e999 is valid JSON that this parser cannot represent.
        Err(error) if read(text).is_err() && error.to_string().contains("out of range") => return,
        Err(error) => panic!("{error}: {text:?} -> {once:?}"),
    };
    let plugins = value.get("plugins").and_then(Value::as_array).unwrap();
    assert!(plugins.iter().any(|plugin| plugin["name"] == "ours"), "{once:?}");
    let again = MarketplaceFile::open(&once).unwrap();
    again.put(&entry).unwrap();
    assert_eq!(again.text(), once, "adding it twice changes something");
});
