#![no_main]
//! All fixes on a plugin whose files all contain the text.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use libfuzzer_sys::fuzz_target;
use plugin_gen::diag::{Applicability, Profile};
use plugin_gen::fix;
use plugin_gen::plugin::FileTree;
use plugin_gen::rules::{Options, check};
use plugin_gen::syntax::json;

const PLACES: [&str; 5] = ["skills/a/SKILL.md", "commands/a.md", "agents/a.md", "README.md", ".mcp.json"];

fuzz_target!(|text: &str| {
    let manifest =
        if text.starts_with('{') { text } else { "{\"name\": \"a\", \"author\": \"b\", \"skills\": \"skills/a\"}" };
    let mut files: BTreeMap<Utf8PathBuf, Vec<u8>> =
        PLACES.iter().map(|path| ((*path).into(), text.as_bytes().to_vec())).collect();
    files.insert(".claude-plugin/plugin.json".into(), manifest.as_bytes().to_vec());
    let mut tree = FileTree::from_memory(files);
    let options = Options { profile: Profile::Msp, ..Options::default() };
    let fixed = fix::fix_tree(&mut tree, Applicability::Unsafe, |tree| check(tree, &options));
    for (path, changed) in &fixed.files {
        if path.extension() == Some("json") && json::parse(&changed.before).root.is_some() {
            assert!(json::parse(&changed.after).root.is_some(), "{changed:?}");
        }
    }
    let again = fix::fix_tree(&mut tree, Applicability::Unsafe, |tree| check(tree, &options));
    assert_eq!(again.applied, 0, "a second run changes {:?}", again.files);
});
