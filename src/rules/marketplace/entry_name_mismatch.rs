//! `entry-name-mismatch`: an entry and the plugin's own manifest disagree on the name.

use std::collections::BTreeMap;

use crate::diag::{Applicability, Diagnostic, Edit, Fix, RuleMeta};
use crate::plugin::{Document, MANIFEST, Marketplace};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "entry-name-mismatch",
    Warning,
    Recommended,
    "A marketplace entry and the plugin's manifest give different names"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Marketplace(check) };

fn check(marketplace: &Marketplace<'_>, _: &Context, sink: &mut Sink) {
    let entries = marketplace.entries();
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for folder in entries.iter().filter_map(|entry| entry.folder.as_ref()) {
        *times.entry(folder.as_str()).or_default() += 1;
    }
    for entry in &entries {
        let (Some(folder), Some(node)) = (&entry.folder, entry.node.get("name")) else { continue };
        let path = folder.join(MANIFEST);
        let Some(kind) = marketplace.tree.kind(&path) else { continue };
        let Some(manifest) = Document::load(marketplace.tree, folder, &path, &kind) else { continue };
        let Some(own) = manifest.root().and_then(|root| root.get("name")) else { continue };
        let (Some(listed), Some(name)) = (node.as_str(), own.as_str()) else { continue };
        // Several entries may share one folder, each with its own name.
        let shared = times.get(folder.as_str()).is_some_and(|times| *times > 1);
        if listed == name || shared {
            continue;
        }
        let edit = Edit { span: node.span, text: format!("\"{name}\"") };
        sink.push(
            Diagnostic::new(
                &META,
                marketplace.document.at(node.span),
                format!("name mismatch: `{listed}` in the entry, `{name}` in the plugin"),
            )
            .label("the plugin is installed under this name")
            .also(manifest.at(own.span), "its skills and commands are prefixed with this one")
            .help("use one name for both; if you change the entry's name, add it to `renames` for existing users")
            .at_key(format!("plugins[{}].name", entry.index))
            .with_fix(Fix::new("use the plugin's name", Applicability::Unsafe, vec![edit])),
        );
    }
}
