#![no_main]
//! All rules on a plugin whose files all contain the text, and all formats on the findings.

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use plugin_gen::diag::Profile;
use plugin_gen::plugin::FileTree;
use plugin_gen::report::{Format, View, write};
use plugin_gen::rules::{Options, check};
use plugin_gen::source::{SourceFile, Span};

const PLACES: [&str; 8] = [
    "skills/a/SKILL.md",
    "commands/a.md",
    "agents/a.md",
    "README.md",
    ".mcp.json",
    "hooks/hooks.json",
    ".claude-plugin/marketplace.json",
    "script.sh",
];

fuzz_target!(|text: &str| {
    let manifest = if text.starts_with('{') { text } else { "{\"name\": \"a\"}" };
    let mut files: BTreeMap<_, _> = PLACES.iter().map(|path| ((*path).into(), text.as_bytes().to_vec())).collect();
    files.insert(".claude-plugin/plugin.json".into(), manifest.as_bytes().to_vec());
    let outcome = check(&FileTree::from_memory(files), &Options { profile: Profile::Msp, ..Options::default() });
    for found in &outcome.diagnostics {
        for label in std::iter::once(&found.primary).chain(&found.secondary) {
            assert!(is_kept(&label.location.file, label.location.span), "{found:?}");
        }
        for edit in found.fix.iter().flat_map(|fix| &fix.edits) {
            assert!(is_kept(&found.primary.location.file, edit.span), "{found:?}");
        }
    }
    for format in [Format::Human, Format::Json, Format::Sarif, Format::Github, Format::Junit] {
        let mut out = Vec::new();
        write(&outcome, format, View::default(), &mut out).unwrap();
        if matches!(format, Format::Json | Format::Sarif) {
            serde_json::from_slice::<serde_json::Value>(&out).unwrap();
        }
    }
});

/// Whether the lines that the finding keeps of a file hold a span, on character boundaries.
fn is_kept(file: &SourceFile, span: Span) -> bool {
    file.kept(span).is_some_and(|kept| file.text().get(kept.range()).is_some())
}
