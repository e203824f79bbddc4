//! `shadowed-folder`: a manifest field replaces a default folder that contains components.

use crate::diag::{Diagnostic, RuleMeta, plural};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Location;
use crate::source::SourceFile;
use crate::syntax::Node;

static META: RuleMeta = rule_meta!(
    "shadowed-folder",
    Warning,
    Recommended,
    "A manifest field replaces a default folder, so its files are never loaded"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

/// Fields that replace their folder, the folder, and the extension of its files.
const REPLACING: &[(&str, &str, &str)] = &[
    ("commands", "commands", ".md"),
    ("agents", "agents", ".md"),
    ("outputStyles", "output-styles", ".md"),
    ("workflows", "workflows", ".js"),
];

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    let Some(manifest) = plugin.manifest() else { return };
    for (field, folder, ending) in REPLACING {
        let Some(entry) = manifest.root().and_then(|root| root.entry(field)) else { continue };
        let place = plugin.root.join(folder);
        let single = std::slice::from_ref(&entry.value);
        let paths = if entry.value.is_sequence() { entry.value.items() } else { single };
        let sources = entry.value.entries().iter().filter_map(|entry| entry.value.get("source"));
        let mut listed = paths.iter().chain(sources).filter_map(Node::as_str).filter_map(|path| plugin.resolve(path));
        if listed.any(|path| path.starts_with(&place) || place.starts_with(&path)) {
            continue;
        }
        let lost = plugin.tree.below(&place).filter(|(path, _)| path.as_str().ends_with(ending)).count();
        if lost == 0 {
            continue;
        }
        let there = Location::start_of(&SourceFile::new(plugin.tree.display_path(&place), ""));
        sink.push(
            Diagnostic::new(&META, manifest.at(entry.key_span), format!("`{field}` replaces the folder `{folder}/`"))
                .label(format!("never loaded: {} in the folder", plural(lost, "file")))
                .also(there, "not loaded")
                .help(format!("add `\"./{folder}/\"` to the list, or remove the folder"))
                .at_key(*field),
        );
    }
}
